"""Turn LaTeX in titles and abstracts into Unicode that reads well and can be searched.

pylatexenc does the work. Around it stands what abstracts need and typeset documents do not: a bare
``%`` is a per cent sign, a dollar amount is no formula, ``~900`` means about 900, and a macro that
the authors defined themselves stays as it is written: neither its name nor nothing is what they meant.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from assistant.papers.cleaning.latex_parser import converter, known_macros
from assistant.types import Paper

_TELLS = re.compile(r"\\|`|\$|[{}]|``|''|--|~")
# An opening $ touches what follows, a closing one what precedes, and no digit comes after: Pandoc's rule.
# A lone command is a formula also before a digit: "$\sim$5".
_MATH = re.compile(
    r"(?<!\\)\$\$[^$]+\$\$|(?<!\\)\$(?!\s)(?:[^$\\]|\\.)+(?<!\s)\$(?!\d)|(?<!\\)\$\\[A-Za-z]+\s?\$", re.DOTALL
)
# An accent over nothing is the bare sign; those that letters name take one, or stand for something else ("\d+").
_BARE_ACCENT = re.compile(r"\\([\^~'`\"])(?:\{\s*\}|(?=[\s}]|$))")
_SIGNS = {"^": "asciicircum", "~": "asciitilde", "'": "quotesingle", "`": "asciigrave", '"': "quotedbl"}
_NO_ACCENT = re.compile(r"(\\\\)|\\([bcdHkrtuv])(?![A-Za-z])(?!\s*(?:\{|[A-Za-z]|\\[^A-Za-z]|\\[ij]\b))")
# A command that nobody knows and the group behind it are hidden from the parser by these, which no text holds.
_HIDDEN = {"\\": "\ufdd0", "{": "\ufdd1", "}": "\ufdd2"}
_SHOWN = str.maketrans({hidden: shown for shown, hidden in _HIDDEN.items()})
_NAMED = re.compile(r"\\\\|\\([A-Za-z]+)\*?(\{\})?")
_CITING = re.compile(
    r"[\s~]{0,3}\\(?:cite[a-zA-Z]*|ref|eqref|autoref)\*?(?:\s?\[[^\]\n]{0,200}\])*\s?\{[^{}]{0,500}\}"
)
_NOTE = re.compile(r"[\s~]{1,3}(?=\\(?:footnote|thanks|label|index)\b)")
# What stands together above or below the line goes on standing together beside it: 2^(n-1).
_SCRIPT = re.compile(r"([\^_])\{\s*([^{}\s][^{}]{0,80}?[+\-*/,=<>][^{}]{0,80}?)\s*\}")
_OPENS = re.compile(r"(\\(?:langle|lVert|lvert|lceil|lfloor))\s+")
_CLOSES = re.compile(r"\s{1,3}(?=\\(?:rangle|rVert|rvert|rceil|rfloor)\b)")
_RELATION = re.compile(
    r"(\\(?:in|notin|leq?|geq?|neq?|to|times|cdot|subset|subseteq|cup|cap|pm|approx|sim|equiv|propto|ll|gg|(?:left|right)arrow))"
    r"\s+(?=\\)"
)
_UNIT_POWER = re.compile(r"\\(?:square|(cubic))((?:\s?\\(?:kilo|milli|centi|micro|nano|deci))?\s?\\[a-z]+)")
_HALF_QUOTED = re.compile(r"(?<!\w)\"([^\"']{1,80})''(?!')")
_GLUED = re.compile(r"(?<=\d\\%)(?=[a-z]{2})")  # no word belongs to a per cent sign before it
_QUOTED = re.compile(r"(?<![\w`])`([^`'\n]{1,80})'(?![\w'])")
_DEGREE = re.compile(r"\^\s?[∘◦]")
_WORD = re.compile(rf"(?:{_MATH.pattern}|\S)+|\s+", re.DOTALL)
_SPACES = re.compile(r"(\s+)")
_COMMAND = re.compile(r"\\[A-Za-z]")
_BRACE = re.compile(r"(?<!\\)[{}]")
_BARE_DOLLAR = re.compile(r"(?<!\\)\$")
_BARE_SPECIAL = re.compile(r"(?<!\\)([%&#])")
_TIE = re.compile(r"(?<=[^\s/\\])~(?=\S)")
# Between words or between spaces; " --help" is an option of a command.
_DASH = re.compile(r"(?<=[^\s-])---?(?=[^\s-])|(?<=\s)---?(?=\s)|(?<=[^\s-])---?(?=\s)|^---?$")
_OTHER_TILDE = re.compile(r"(?<!\\)~")
_LEFT = re.compile(r"\\[A-Za-z]{2,}")
_SHORT = 60
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
    if "\\" in text:
        text = _GLUED.sub(" ", _NOTE.sub("", _CITING.sub("", text)))
    if bibtex and "`" in text:
        text = _QUOTED.sub(r"‘\1’", text)
    if "''" in text:
        text = _HALF_QUOTED.sub(r"“\1”", text)
    if r"\begin" in text:
        return _parsed(text)
    return "".join(
        _run(run, bibtex) if is_latex else _typography(run) for is_latex, run in _runs(text, bibtex)
    )


def _runs(text: str, bibtex: bool) -> Iterator[tuple[bool, str]]:
    """Split ``text`` into words and spaces, those between a brace and its counterpart kept together."""
    run: list[str] = []
    depth = 0
    formulas = "$" in text
    for word in _WORD.findall(text) if formulas else _SPACES.split(text):
        braces = "{" in word or "}" in word
        is_latex = "\\" in word or (bibtex and braces) or (formulas and "$" in word and _MATH.search(word))
        if not run and not is_latex:
            yield False, word
            continue
        run.append(word)
        if braces:
            outside = _MATH.sub("", word) if formulas else word
            depth += sum(1 if brace == "{" else -1 for brace in _BRACE.findall(outside))
        if depth <= 0:
            yield True, "".join(run)
            run, depth = [], 0
    if run:
        yield True, "".join(run)


def _run(text: str, bibtex: bool) -> str:
    """Resolve a run of words; braces alone need no parser, and what is short is mostly a name that comes again."""
    if bibtex and "\\" not in text and "$" not in text:
        return _typography(text.replace("{", "").replace("}", ""))
    return _parsed_once(text) if len(text) <= _SHORT else _parsed(text)


@functools.lru_cache(maxsize=4096)
def _parsed_once(text: str) -> str:
    return _parsed(text)


def _parsed(text: str) -> str:
    try:
        bare = _BARE_ACCENT.sub(lambda found: f"\\text{_SIGNS[found.group(1)]}{{}}", text)
        plain = converter()(
            _prepare(_kept(_NO_ACCENT.sub(lambda found: found.group(1) or f"\ufdd0{found.group(2)}", bare)))
        )
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        # What pylatexenc raises on text that is not LaTeX after all (LatexWalkerError is a ValueError).
        return text
    plain = _DEGREE.sub("°", plain).translate(_SHOWN)
    # Its templates come through unfilled where a macro lacks its arguments.
    return text if "%s" in plain and "%s" not in text else plain


def _kept(text: str) -> str:
    """Hide the commands that nobody knows, with the group behind them; an empty one only ends their name."""
    pieces, at = [], 0
    for found in _NAMED.finditer(text):
        name = found.group(1)
        if found.start() < at or not name or name in known_macros():
            continue
        end = found.end()
        pieces += [text[at : found.start()], _HIDDEN["\\"], found.group()[1:].removesuffix("{}")]
        close = _closing(text, end) if text.startswith("{", end) and not found.group(2) else 0
        if close:
            pieces += [_HIDDEN["{"], _kept(text[end + 1 : close]), _HIDDEN["}"]]
            end = close + 1
        at = end
    return "".join([*pieces, text[at:]])


def _closing(text: str, start: int) -> int:
    """Return where the group that begins at ``start`` ends; 0 when it does not."""
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
    return 0


def _typography(text: str) -> str:
    """Resolve what needs no parser: ties, dashes and quotation marks."""
    if not ("--" in text or "~" in text or "``" in text or "''" in text) or "://" in text:
        return text
    text = _TIE.sub(" ", text)
    text = _DASH.sub(lambda found: "—" if len(found.group()) == 3 else "–", text)
    return text.replace("``", "“").replace("''", "”")


def _prepare(text: str) -> str:
    """Escape what would mean something else to LaTeX than to the abstract's reader."""
    pieces = []
    end = 0
    text = _SCRIPT.sub(r"\1{(\2)}", _UNIT_POWER.sub(_power, text))
    for math in _MATH.finditer(text):
        formula = _RELATION.sub(r"\1{}\\ ", _CLOSES.sub("", _OPENS.sub(r"\1{}", math.group())))
        pieces += [_escape(text[end : math.start()]), _BARE_SPECIAL.sub(r"\\\1", formula)]
        end = math.end()
    return "".join([*pieces, _escape(text[end:])])


def _power(found: re.Match[str]) -> str:
    return f"{found.group(2)}\\{'cubed' if found.group(1) else 'squared'}"


def _escape(text: str) -> str:
    text = _BARE_DOLLAR.sub(r"\\$", _BARE_SPECIAL.sub(r"\\\1", _typography(text)))
    return _OTHER_TILDE.sub(r"\\textasciitilde{}", text)


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in re.findall(r"[{}\[\]]|\\begin|\\end", text):
        depth += 1 if bracket in ("{", "[", "\\begin") else -1
        deepest = max(deepest, depth)
    return deepest


def unknown_macros(papers: Iterable[Paper]) -> tuple[tuple[str, int], ...]:
    """Return the commands that stand as written in titles and abstracts, with how often, the most frequent first."""
    texts = (text for paper in papers for text in (paper.title, paper.abstract) if "\\" in text)
    return tuple(Counter(name for text in texts for name in _LEFT.findall(text)).most_common())
