"""pylatexenc's parser and writer of LaTeX, with the macros that abstracts hold."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

import assistant.papers.cleaning.latex_macros as macros
from assistant.papers.cleaning.mathml import grouped

_SUPERSCRIPT = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")


@functools.cache
def converter() -> Callable[[str], str]:
    """Build pylatexenc's parser and writer with our macros once.

    The function returned raises what pylatexenc does on text that is not LaTeX.
    """
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
            *(macrospec.MacroSpec(name, "{" * count) for name, (count, _) in macros.ARGUMENTS.items()),
            *(macrospec.MacroSpec(name, "{{") for name in macros.FRACTIONS),
            *(macrospec.MacroSpec(name, "{") for name in (*macros.NOTHING, "textsuperscript", "ce")),
            *(macrospec.MacroSpec(name, "") for name in macros.SYMBOLS),
        ],
    )
    writing = _written()
    writing.set_unknown_macro_spec(latex2text.MacroTextSpec("", simplify_repl=_as_written))
    writer = latex2text.LatexNodes2Text(
        latex_context=writing, math_mode="text", strict_latex_spaces="based-on-source"
    )

    def convert(text: str) -> str:
        walker = latexwalker.LatexWalker(text, latex_context=reading, tolerant_parsing=True)
        return str(writer.nodelist_to_text(walker.get_latex_nodes()[0]))

    return convert


@functools.cache
def known_macros() -> frozenset[str]:
    """Return the names of all commands that are turned into text, without their backslash."""
    return frozenset(spec.macroname for spec in _written().iter_macro_specs() if spec.macroname)


def _written() -> Any:
    from pylatexenc import latex2text

    writing = latex2text.get_default_latex_context_db()
    writing.add_context_category(
        "abstracts",
        prepend=True,
        macros=[
            *(latex2text.MacroTextSpec(name, "%s") for name in macros.ONE_ARGUMENT),
            *(latex2text.MacroTextSpec(name, "") for name in (*macros.REFERENCES, *macros.SWITCHES)),
            *(latex2text.MacroTextSpec(name, form) for name, (_, form) in macros.ARGUMENTS.items()),
            *(latex2text.MacroTextSpec(name, simplify_repl=_fraction) for name in macros.FRACTIONS),
            *(latex2text.MacroTextSpec(name, symbol) for name, symbol in macros.SYMBOLS.items()),
            *(latex2text.MacroTextSpec(name, discard=True) for name in macros.NOTHING),
            latex2text.MacroTextSpec("ce", simplify_repl=_reaction),
            latex2text.MacroTextSpec("textsuperscript", simplify_repl=_raised),
        ],
    )
    return writing


def _as_written(node: object) -> str:
    return f"\\{getattr(node, 'macroname', '')}{getattr(node, 'macro_post_space', '')}"


def _argument(node: Any, l2tobj: Any, place: int) -> str:
    return str(l2tobj.nodelist_to_text([node.nodeargd.argnlist[place]]))


def _raised(node: Any, l2tobj: Any) -> str:
    inner = _argument(node, l2tobj, 0)
    return inner.translate(_SUPERSCRIPT) if set(inner) <= set("0123456789+-−()n") else inner


def _fraction(node: Any, l2tobj: Any) -> str:
    above, below = (grouped(_argument(node, l2tobj, place)) for place in (0, 1))
    return f"{above}/{below}"


def _reaction(node: Any, l2tobj: Any) -> str:
    return _argument(node, l2tobj, 0).replace("<=>", "⇌").replace("->", "→")
