"""An answer as it is copied: Markdown, plain text or rich text, its sources and references below."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

from assistant import Answer, Paper, Turn, readable

from ..render.export import answer_markdown, markdown_escaped, without_setup
from ..render.markup import answer_html
from .references import author_year, cited, listed, web_address

_BLOCKS = frozenset("p li h1 h2 h3 h4 h5 h6 tr table ul ol br blockquote pre".split())


def copied(kind: str, turn: Turn, papers: Mapping[str, Paper]) -> dict[str, str]:
    """Return ``text`` of "copy-md", "copy-txt" or "copy-rich", the last with ``html``, and what to say then."""
    if kind == "copy-md":
        return {"text": _markdown(turn, papers), "copy": "Copied as Markdown."}
    html = rich_html(turn, papers)
    plain = {"text": plain_text(html), "copy": "Copied as plain text."}
    return {**plain, "html": html, "copy": "Copied as rich text."} if kind == "copy-rich" else plain


def rich_html(turn: Turn, papers: Mapping[str, Paper]) -> str:
    """Return an answer as HTML for a word processor: no class, no script, nothing to fetch."""
    answer = turn.answer
    text = answer_html(readable(without_setup(answer)), turn=0, numbers=())
    return f"{text}{_sources(answer)}{_references(turn, papers)}{_warnings(answer)}"


def plain_text(html: str) -> str:
    """Return the text of HTML that we made, a line for each block, cells of a table apart."""
    reader = _Text()
    reader.feed(html)
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).split("\n")]
    text = "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line or before)
    return text.strip() + "\n"


def _markdown(turn: Turn, papers: Mapping[str, Paper]) -> str:
    lines = [f"- {markdown_escaped(author_year(paper))}" for paper in _papers(turn, papers)]
    below = "\nReferences:\n\n" + "\n".join(lines) + "\n" if lines else ""
    return answer_markdown(turn.answer) + below


def _sources(answer: Answer) -> str:
    items = "".join(
        f"<li>[{each.number}] {escape(readable(each.title))}: “{escape(readable(each.quote))}”</li>"
        for each in answer.citations
    )
    return f"<p><b>Sources</b></p><ul>{items}</ul>" if items else ""


def _references(turn: Turn, papers: Mapping[str, Paper]) -> str:
    items = "".join(f"<li>{_linked(paper)}</li>" for paper in _papers(turn, papers))
    return f"<p><b>References</b></p><ul>{items}</ul>" if items else ""


def _linked(paper: Paper) -> str:
    line, url = author_year(paper), web_address(paper.url)
    if not url:
        return escape(line)
    address = escape(url, quote=True)
    return f'{escape(line.removesuffix(url))}<a href="{address}">{address}</a>'


def _papers(turn: Turn, papers: Mapping[str, Paper]) -> list[Paper]:
    return listed(paper for paper, _ in cited([turn], papers))


def _warnings(answer: Answer) -> str:
    return "".join(f"<p><i>{escape(readable(warning))}</i></p>" for warning in answer.warnings)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag == "tr":
            self._cells = 0
        if tag in ("td", "th"):
            self.pieces.append(" | " if self._cells else "")
            self._cells += 1
        if tag == "li":
            self.pieces.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "ul", "ol", "table"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data.replace("\n", " "))
