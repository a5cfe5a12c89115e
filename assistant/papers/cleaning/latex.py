"""Turn LaTeX in titles and abstracts into Unicode that reads well and can be searched.

pylatexenc does the work. Around it stands what abstracts need and typeset documents do not: a bare
``%`` is a per cent sign, a dollar amount is no formula, ``~900`` means about 900, and a macro that
the authors defined themselves stays as it is written: neither its name nor nothing is what they meant.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import assistant.papers.cleaning.latex_macros as macros

_TELLS = re.compile(r"\\|\$|[{}]|``|''|--|~")
# An opening $ touches what follows, a closing one what precedes, and no digit comes after: Pandoc's rule.
# A lone command is a formula also before a digit: "$\sim$5".
_MATH = re.compile(
    r"(?<!\\)\$\$[^$]+\$\$|(?<!\\)\$(?!\s)(?:[^$\\]|\\.)+(?<!\s)\$(?!\d)|(?<!\\)\$\\[A-Za-z]+\s?\$", re.DOTALL
)
# An accent over nothing is the bare sign.
_BARE_ACCENT = re.compile(r"\\([\^~])(?:\{\s*\}|(?=\s|$))")
_DEGREE = re.compile(r"\^\s?[∘◦]")
_WORD = re.compile(rf"(?:{_MATH.pattern}|\S)+|\s+", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]")
_BRACE = re.compile(r"(?<!\\)[{}]")
_BARE_DOLLAR = re.compile(r"(?<!\\)\$")
_BARE_SPECIAL = re.compile(r"(?<!\\)([%&#])")
_TIE = re.compile(r"(?<=[^\s/\\])~(?=\S)")
# Between words or between spaces; " --help" is an option of a command.
_DASH = re.compile(r"(?<=[^\s-])---?(?=[^\s-])|(?<=\s)---?(?=\s)|(?<=[^\s-])---?(?=\s)|^---?$")
_OTHER_TILDE = re.compile(r"(?<!\\)~")
_SUPERSCRIPT = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_DEEPEST = 40
_LONGEST = 100_000


def to_unicode(text: str, *, bibtex: bool = False) -> str:
    """Return ``text`` with its LaTeX resolved; text that has none or defeats the parser comes back as it is.

    In a field of ``bibtex`` bare braces and double hyphens are LaTeX too, and Zotero escapes LaTeX that
    it found in an abstract once more.
    """
    if not _TELLS.search(text) or len(text) > _LONGEST or _depth(text) > _DEEPEST:
        return text
    once = _converted(text, bibtex)
    return _converted(once, False) if bibtex and _COMMAND.search(once) else once


def _converted(text: str, bibtex: bool) -> str:
    """Parse the runs of words that hold LaTeX, since the parser is slow, and only touch up the others."""
    if r"\begin" in text:
        return _parsed(text)
    return "".join(_parsed(run) if is_latex else _typography(run) for is_latex, run in _runs(text, bibtex))


def _runs(text: str, bibtex: bool) -> Iterator[tuple[bool, str]]:
    """Split ``text`` into words and spaces, those between a brace and its counterpart kept together."""
    run: list[str] = []
    depth = 0
    for word in _WORD.findall(text):
        is_latex = "\\" in word or _MATH.search(word) or (bibtex and _BRACE.search(word))
        if not run and not is_latex:
            yield False, word
            continue
        run.append(word)
        depth += sum(1 if brace == "{" else -1 for brace in _BRACE.findall(_MATH.sub("", word)))
        if depth <= 0:
            yield True, "".join(run)
            run, depth = [], 0
    if run:
        yield True, "".join(run)


def _parsed(text: str) -> str:
    try:
        bare = _BARE_ACCENT.sub(
            lambda found: f"\\textasci{'icircum' if found.group(1) == '^' else 'itilde'}{{}}", text
        )
        plain = _DEGREE.sub("°", _converter()(_prepare(bare)))
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        # What pylatexenc raises on text that is not LaTeX after all (LatexWalkerError is a ValueError).
        return text
    # Its templates come through unfilled where a macro lacks its arguments.
    return text if "%s" in plain and "%s" not in text else plain


def _typography(text: str) -> str:
    """Resolve what needs no parser: ties, dashes and quotation marks."""
    if "://" in text:
        return text
    text = _TIE.sub(" ", text)
    text = _DASH.sub(lambda found: "—" if len(found.group()) == 3 else "–", text)
    return text.replace("``", "“").replace("''", "”")


def _prepare(text: str) -> str:
    """Escape what would mean something else to LaTeX than to the abstract's reader."""
    pieces = []
    end = 0
    for math in _MATH.finditer(text):
        pieces += [_escape(text[end : math.start()]), _BARE_SPECIAL.sub(r"\\\1", math.group())]
        end = math.end()
    return "".join([*pieces, _escape(text[end:])])


def _escape(text: str) -> str:
    text = _BARE_DOLLAR.sub(r"\\$", _BARE_SPECIAL.sub(r"\\\1", _typography(text)))
    return _OTHER_TILDE.sub(r"\\textasciitilde{}", text)


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in re.findall(r"[{}\[\]]|\\begin|\\end", text):
        depth += 1 if bracket in ("{", "[", "\\begin") else -1
        deepest = max(deepest, depth)
    return deepest


@functools.cache
def _converter() -> Callable[[str], str]:
    """Build pylatexenc's parser and writer with our macros once."""
    from pylatexenc import latex2text, latexwalker, macrospec

    quiet = logging.getLogger("pylatexenc")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False
    reading = latexwalker.get_default_latex_context_db()
    reading.add_context_category(
        "abstracts",
        prepend=True,
        macros=[
            *(macrospec.MacroSpec(name, "{") for name in macros.ONE_ARGUMENT),
            *(macrospec.MacroSpec(name, "[[{") for name in macros.REFERENCES),
            *(macrospec.MacroSpec(name, "") for name in macros.SWITCHES),
            *(macrospec.MacroSpec(name, "{{") for name in (*macros.TWO_ARGUMENTS, "href")),
            *(macrospec.MacroSpec(name, "{") for name in (*macros.NOTHING, "textsuperscript", "ang")),
            *(macrospec.MacroSpec(name, "") for name in macros.SYMBOLS),
        ],
    )
    writing = latex2text.get_default_latex_context_db()
    writing.add_context_category(
        "abstracts",
        prepend=True,
        macros=[
            *(latex2text.MacroTextSpec(name, "%s") for name in macros.ONE_ARGUMENT),
            *(latex2text.MacroTextSpec(name, "") for name in (*macros.REFERENCES, *macros.SWITCHES)),
            *(latex2text.MacroTextSpec(name, "%(1)s %(2)s") for name in macros.TWO_ARGUMENTS),
            *(latex2text.MacroTextSpec(name, "%(2)s") for name in ("href", "textcolor", "foreignlanguage")),
            *(latex2text.MacroTextSpec(name, symbol) for name, symbol in macros.SYMBOLS.items()),
            *(latex2text.MacroTextSpec(name, discard=True) for name in macros.NOTHING),
            latex2text.MacroTextSpec("ang", "%s°"),
            latex2text.MacroTextSpec("textsuperscript", simplify_repl=_raised),
        ],
    )
    writing.set_unknown_macro_spec(latex2text.MacroTextSpec("", simplify_repl=_as_written))
    writer = latex2text.LatexNodes2Text(
        latex_context=writing, math_mode="text", strict_latex_spaces="based-on-source"
    )

    def convert(text: str) -> str:
        walker = latexwalker.LatexWalker(text, latex_context=reading, tolerant_parsing=True)
        return str(writer.nodelist_to_text(walker.get_latex_nodes()[0]))

    return convert


def _as_written(node: object) -> str:
    return f"\\{getattr(node, 'macroname', '')}{getattr(node, 'macro_post_space', '')}"


def _raised(node: Any, l2tobj: Any) -> str:
    inner = str(l2tobj.nodelist_to_text([node.nodeargd.argnlist[0]]))
    return inner.translate(_SUPERSCRIPT) if set(inner) <= set("0123456789+-−()n") else inner
