"""Answer text (Markdown) -> HTML that is safe whatever the text holds.

No HTML passes through, no image is loaded, a link is clickable only when it leads to http or https, and
``[n]`` becomes a link to source ``n``. A paper's own brackets arrive backslash-escaped and stay text.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_MARKER = re.compile(r"\[(\d{1,4})\]")
# Beyond these a text is shown as it stands: to read its Markdown would take the time of everyone else.
_LONGEST, _MOST_MARKS, _MOST_CELLS = 400_000, 30_000, 30_000
_MARKS = re.compile(r"[\[\]*_`<>\\!|]")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
# The stop or bracket after an address is not a part of it.
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}\\^|]*[\w/#=&%~+-]")
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def answer_html(text: str, *, turn: int, numbers: Collection[int] | None = None) -> str:
    """Render ``text``; markers with a number in ``numbers`` link to that source of exchange ``turn``.

    With ``numbers`` None the answer is still being written: every marker shows, none is a link yet.
    """
    if _is_laborious(text):
        return f"<p>{escape(text)}</p>"
    rendered: str = _markdown().render(text, {"turn": turn, "numbers": numbers})
    return rendered


def linked(text: str) -> str:
    """Return ``text``, which is a paper's own and no Markdown, escaped, its web addresses as links."""
    pieces, at = [], 0
    for found in _ADDRESS.finditer(text):
        url = escape(found[0], quote=True)
        link = f'<a href="{url}" target="_blank" rel="noopener noreferrer nofollow">{url}</a>'
        pieces += [escape(text[at : found.start()]), link]
        at = found.end()
    return "".join([*pieces, escape(text[at:])])


def _is_laborious(text: str) -> bool:
    if len(text) > _LONGEST or len(_MARKS.findall(text)) > _MOST_MARKS:
        return True
    # A table has as many cells in each of its lines as in its first.
    lines = text.split("\n")
    return max(line.count("|") for line in lines) * sum("|" in line for line in lines) > _MOST_CELLS


def source_anchor(turn: int, number: int) -> str:
    """Return the id of the highlighted quote ``number`` of exchange ``turn``."""
    return f"source-{turn}-{number}"


def marker_html(turn: int, number: int) -> str:
    """Return the link that a marker shows as."""
    return (
        f'<a class="pa-cite" href="#{source_anchor(turn, number)}" data-turn="{turn}" data-n="{number}"'
        f' aria-label="Source {number}">[{number}]</a>'
    )


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")
    markdown.disable(["html_block", "html_inline", "image", "reference"])
    markdown.inline.ruler.before("link", "citation", _citation_rule)
    markdown.inline.ruler.before("link", "break", _break_rule)
    markdown.validateLink = lambda url: bool(_WEB.match(url))  # type: ignore[method-assign]
    markdown.add_render_rule("citation", _render_citation)
    markdown.add_render_rule("link_open", _render_link)
    return markdown


def _citation_rule(state: Any, silent: bool) -> bool:
    found = _MARKER.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found.group(1)
    state.pos = found.end()
    return True


def _break_rule(state: Any, silent: bool) -> bool:
    """Take ``<br>`` for a line break: Markdown has no other inside a table."""
    found = _BREAK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def _render_citation(renderer: Any, tokens: Any, at: int, options: Any, env: dict[str, Any]) -> str:
    number, numbers = int(tokens[at].content), env["numbers"]
    if numbers is None:
        return f'<span class="pa-cite pa-pending">[{number}]</span>'
    return marker_html(env["turn"], number) if number in numbers else f"[{number}]"


def _render_link(renderer: Any, tokens: Any, at: int, options: Any, env: dict[str, Any]) -> str:
    url = escape(str(tokens[at].attrs.get("href", "")), quote=True)
    return f'<a href="{url}" title="{url}" target="_blank" rel="noopener noreferrer nofollow">'
