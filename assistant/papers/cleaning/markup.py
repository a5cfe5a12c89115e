"""HTML, JATS and MathML in a field -> plain text: entities resolved, tags out, formulas on one line."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.entities import html5

from assistant.papers.cleaning.mathml import in_line

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Names of HTML and JATS elements seen in exported abstracts. Anything else in angle brackets is the authors':
# papers on language models write of <SEG> and </s>.
_INLINE = (
    "i|b|u|a|em|strong|italic|bold|sc|scp|tt|small|font|span|sub|sup|inf|underline|monospace|roman|xref|ext-link|uri|email"
    "|named-content|styled-content|inline-formula|disp-formula|alternatives|tex-math|formula|tex|fixed-case|inline-graphic"
)
_BLOCK = "p|br|div|sec|title|abstract|li|ul|ol|list|list-item|h1|h2|h3|h4|label"
_TAG = re.compile(
    rf"<(/?)(?:jats:)?({_INLINE}|{_BLOCK}|(?<=jats:)[a-z-]+)(?:\s[^<>]{{0,300}})?(/?)>", re.IGNORECASE
)
_BLOCKS = frozenset(_BLOCK.split("|"))
_HEADING = re.compile(r"(?i)<jats:title>\s*(?:abstract|summary)\s*</jats:title>")
_COMMENT = re.compile("<!--"), re.compile("-->")
_RAISED = re.compile(r"(?i)<(?:jats:)?sup>([0-9+\-−()n]{1,12})</(?:jats:)?sup>")
_SUPERSCRIPT = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_MATHML = re.compile(r"<(?:mml:)?math\b[^<>]{0,1000}>"), re.compile("</(?:mml:)?math>")
# A formula in TeX where the same one stands beside it in MathML, and a whole document that is set around one.
_TWICE = re.compile("<(?:jats:)?alternatives>"), re.compile("</(?:jats:)?alternatives>")
_TEX = re.compile(r"<(?:jats:)?tex-math\b[^<>]{0,1000}>"), re.compile("</(?:jats:)?tex-math>")
_BODY = r"\begin{document}"


def without_markup(value: str) -> str:
    """Return ``value`` with entities resolved, also those that were escaped twice, and without tags.

    What stands in angle brackets and is no element of HTML, JATS or MathML, or is closed nowhere, stays.
    """
    for _ in range(2):
        if "&" not in value:
            break
        value = _ENTITY.sub(_resolved, value)
    if "<" not in value:
        return value
    value = _each(_COMMENT, value, lambda inner: "")
    if "math" in value:
        value = _each(_TWICE, value, _once)
        value = _each(_MATHML, value, in_line)
        value = _each(_TEX, value, _body)
    value = _RAISED.sub(lambda found: found.group(1).translate(_SUPERSCRIPT), _HEADING.sub("", value))
    closed = {found.group(2).lower() for found in _TAG.finditer(value) if found.group(1) or found.group(3)}
    return _TAG.sub(lambda found: _tag(found, closed), value) if closed or "<" in value else value


def _resolved(found: re.Match[str]) -> str:
    entity = found.group()
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def _each(marks: tuple[re.Pattern[str], re.Pattern[str]], value: str, change: Callable[[str], str]) -> str:
    """Replace what stands between each two marks, and these, by what ``change`` makes of it."""
    opening, closing = marks
    begun = [*opening.finditer(value)]
    if not begun:
        return value
    ends = [*(found.start() for found in begun[1:]), len(value)]
    pieces, at = [], 0
    for found, end in zip(begun, ends, strict=True):
        if last := closing.search(value, found.end(), end):
            pieces += [value[at : found.start()], change(value[found.end() : last.start()])]
            at = last.end()
    return "".join([*pieces, value[at:]])


def _once(inner: str) -> str:
    return _each(_TEX, inner, lambda tex: "") if _MATHML[0].search(inner) else inner


def _body(tex: str) -> str:
    return tex.partition(_BODY)[2].partition(r"\end{document}")[0] if _BODY in tex else tex


def _tag(found: re.Match[str], closed: set[str]) -> str:
    """Leave a tag out if it is one: it is closed somewhere, or it is a line break."""
    name = found.group(2).lower()
    if name not in closed and name != "br":
        return found.group()
    return " " if name in _BLOCKS else ""
