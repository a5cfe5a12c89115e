"""A conversation, or one answer of it, as one HTML file that holds its sources and opens anywhere.

No script, nothing to fetch, no form: a policy in its head forbids all of them to whatever opens it. Everything
that comes from papers, models or users is escaped, and signs that turn the direction of text are left out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

from assistant import Answer, Citation, Paper, Turn, Verdict, readable

from ..render.answer import around_list, warnings_html
from ..render.export import without_setup
from ..render.how import how_html
from ..render.markup import answer_html, source_anchor
from ..render.sources import card_html
from ..render.verdicts import (
    NOT_CHECKED,
    ORDER,
    columns_of,
    count,
    counts_html,
    denominator,
    empty_columns,
    not_checked,
    quoted,
    share_svg,
)
from .overrule import LABELS
from .references import author_year, cited, listed, web_address

_LONGEST_TITLE = 120  # characters


def shared_html(turns: Sequence[Turn], papers: Mapping[str, Paper], first: int = 1) -> str:
    """Return the file; ``papers``, by id, are those of the shelf, ``first`` is the number of the first exchange."""
    title = _title(turns)
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    exchanges = "".join(_exchange(turn, number, papers) for number, turn in enumerate(turns, first))
    alone = ' class="alone"' if len(turns) == 1 else ""  # its question is the title, too
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main{alone}>\n"
        f"<h1>{escape(title)}</h1>\n{readable_html(exchanges)}{readable_html(_references(turns, papers))}"
        "</main>\n<footer>Made with Paper Assistant. Each number leads to the sentence that it stands on, as it was in "
        "title or abstract when this file was made.</footer>\n</body>\n</html>\n"
    )


def readable_html(html: str) -> str:
    """Return HTML that we made without what a terminal acts on and what turns the direction of text."""
    return readable(html)


def _title(turns: Sequence[Turn]) -> str:
    question = " ".join(readable(turns[0].question).split()) if turns else "An empty conversation"
    return question if len(question) <= _LONGEST_TITLE else f"{question[: _LONGEST_TITLE - 1]}…"


def _exchange(turn: Turn, number: int, papers: Mapping[str, Paper]) -> str:
    answer = turn.answer
    numbers = {each.number for each in answer.citations}
    text = without_setup(answer)
    table = ""
    if answer.verdicts:
        text = around_list(text)[0]
        table = _verdicts(answer, number, papers)
    return (
        f'<article id="answer-{number}">\n<h2>{escape(turn.question)}</h2>\n'
        f'<div class="text">{answer_html(text, turn=number, numbers=numbers)}</div>\n'
        f"{warnings_html(answer.warnings)}{table}{_sources(answer, number, papers)}{how_html(answer)}</article>\n"
    )


def _verdicts(answer: Answer, turn: int, papers: Mapping[str, Paper]) -> str:
    verdicts = answer.verdicts
    unchecked = not_checked(verdicts)
    empty = empty_columns(verdicts, papers)
    first = {citation.paper_id: citation for citation in reversed(answer.citations)}
    rows = "".join(
        _row(each, first.get(each.paper_id), papers.get(each.paper_id), turn, empty)
        for name in ORDER
        for each in verdicts
        if each.verdict == name
    )
    counts = count(verdicts)
    counted = f"{counts_html(counts)} of {denominator(answer.judged, len(verdicts))}"
    head = f"<h3>{NOT_CHECKED}</h3>" if unchecked else f"<h3>Verdicts</h3><p>{counted}</p>{share_svg(counts)}"
    columns = "".join(
        f'<th scope="col">{label}</th>' for name, label in columns_of(unchecked).items() if name not in empty
    )
    return (
        f'<section class="verdicts">{head}'
        f'<div class="wide" tabindex="0" role="region" aria-label="Verdicts of answer {turn}"><table>'
        f"<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table></div></section>\n"
    )


def _row(
    verdict: Verdict, citation: Citation | None, paper: Paper | None, turn: int, empty: Collection[str]
) -> str:
    title = escape(verdict.title)
    if citation:
        title = f'<a href="#{source_anchor(turn, citation.number)}">{title}</a>'
    by = "<br><small>by the reader</small>" if verdict.given_by == "reader" else ""
    year = str(paper.year) if paper and paper.year else ""
    dated = "" if "Year" in empty else f"<td>{year}</td>"
    reason = "" if "Why" in empty else f"<td>{escape(verdict.reason)}</td>"
    return (
        f'<tr><th scope="row">{title}</th>{dated}<td class="{verdict.verdict}">'
        f"{LABELS[verdict.verdict]}{by}</td>{reason}<td>{quoted(verdict.quote)}</td></tr>"
    )


def _sources(answer: Answer, turn: int, papers: Mapping[str, Paper]) -> str:
    by_paper: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_paper.setdefault(citation.paper_id, []).append(citation)
    cards = "".join(
        card_html(each, papers.get(paper_id), turn, unfolded=True) for paper_id, each in by_paper.items()
    )
    return f'<section class="sources"><h3>Sources</h3>{cards}</section>\n' if cards else ""


def _references(turns: Sequence[Turn], papers: Mapping[str, Paper]) -> str:
    items = "".join(
        f"<li>{_reference(paper)}</li>" for paper in listed(paper for paper, _ in cited(turns, papers))
    )
    return f'<section class="references"><h2>References</h2><ul>{items}</ul></section>\n' if items else ""


def _reference(paper: Paper) -> str:
    line, url = author_year(paper), web_address(paper.url)
    if not url:
        return escape(line)
    address = escape(url, quote=True)
    return f'{escape(line.removesuffix(url))}<a href="{address}" rel="noreferrer">{address}</a>'


@lru_cache(maxsize=1)
def _style() -> str:
    return Path(__file__).with_name("share.css").read_text("utf-8").strip()
