"""The sources of an answer: one card per paper, each cited quote highlighted where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from assistant import Answer, Citation, Paper

from .markup import linked, source_anchor

# With more papers than this only the first card starts unfolded.
_ALL_OPEN = 2

# Shown where the sources cover the page, as on a phone.
_CLOSE = '<button type="button" class="pa-act pa-close" data-act="close">Close</button>'

NOTHING_YET = (
    '<p class="pa-empty">Sources appear here: each number in an answer opens the sentence that it stands on, '
    "highlighted in its abstract.</p>"
)
AWAITED = '<p class="pa-empty pa-awaited">The sources come with the answer. Numbers in earlier answers open theirs.</p>'
_RECORD = {"authors": "Authors", "year": "Year", "venue": "Venue"}


def sources_html(answers: Sequence[Answer], papers: Mapping[str, Paper], *, awaited: bool = False) -> str:
    """Render the sources of every answer of a conversation; those of the last one show, the others wait.

    While another answer is ``awaited`` they all do.
    """
    if not answers:
        return AWAITED if awaited else NOTHING_YET
    groups = [
        f'<section class="pa-sources" data-turn="{turn}"{"" if turn == len(answers) and not awaited else " hidden"}>'
        f"{_group(answer, turn, papers)}</section>"
        for turn, answer in enumerate(answers, 1)
    ]
    return (AWAITED if awaited else "") + "".join(groups)


def _group(answer: Answer, turn: int, papers: Mapping[str, Paper]) -> str:
    by_paper: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_paper.setdefault(citation.paper_id, []).append(citation)
    heading = f'{_CLOSE}<p class="pa-sources-of">Sources of answer {turn}</p>'
    if not by_paper:
        return f'{heading}<p class="pa-empty">This answer cites nothing.</p>'
    return heading + "".join(
        card_html(cited, papers.get(paper_id), turn, unfolded=position == 0 or len(by_paper) <= _ALL_OPEN)
        for position, (paper_id, cited) in enumerate(by_paper.items())
    )


def card_html(cited: Sequence[Citation], paper: Paper | None, turn: int, *, unfolded: bool) -> str:
    """Render one paper with what is cited from it; ``paper`` is None when it has left the shelf."""
    first = cited[0]
    badges = "".join(f'<span class="pa-badge">{citation.number}</span>' for citation in cited)
    title, abstract, record, lost = first.title, "", "", list(cited)
    if paper is not None:
        in_title = [
            citation for citation in cited if citation.field == "title" and _holds(paper.title, citation)
        ]
        in_abstract = [
            citation
            for citation in cited
            if citation.field == "abstract" and _holds(paper.abstract, citation)
        ]
        title, abstract = marked(paper.title, in_title, turn), marked(paper.abstract, in_abstract, turn)
        recorded = [
            citation
            for citation in cited
            if citation.field in _RECORD and _holds(paper.told(citation.field), citation)
        ]
        record = "".join(
            f'<p class="pa-abstract">{_RECORD[citation.field]}: {marked(citation.quote, [citation], turn)}</p>'
            for citation in recorded
        )
        lost = [citation for citation in cited if citation not in (*in_title, *in_abstract, *recorded)]
    else:
        title = escape(title)
    body = f'<p class="pa-abstract">{abstract}</p>' if abstract else ""
    return (
        f'<details class="pa-card"{" open" if unfolded else ""}>'
        f'<summary>{badges}<span class="pa-title">{title}</span></summary>'
        f"{byline_html(paper, first.url)}{record}{body}{_lost_html(lost, turn, gone=paper is None)}</details>"
    )


def looked_up_html(paper: Paper | None) -> str:
    """Render a paper that no answer cites, by itself; None when it has left the shelf."""
    if paper is None:
        gone = '<p class="pa-empty">This paper is no longer on the shelf.</p>'
        return f'<section class="pa-sources">{_CLOSE}{gone}</section>'
    abstract = marked(paper.abstract, (), 0) or "There is no abstract of it on the shelf."
    return (
        f'<section class="pa-sources">{_CLOSE}<p class="pa-sources-of">Not cited in the answer</p>'
        f'<details class="pa-card" open><summary><span class="pa-title" tabindex="-1">{escape(paper.title)}</span>'
        f'</summary>{byline_html(paper)}<p class="pa-abstract">{abstract}</p></details></section>'
    )


def marked(text: str, cited: Sequence[Citation], turn: int) -> str:
    """Return ``text`` escaped, the span of each citation in ``mark`` elements; spans may overlap."""
    edges = sorted({0, len(text), *(edge for citation in cited for edge in (citation.start, citation.end))})
    pieces: list[str] = []
    begun: set[int] = set()
    for start, end in pairwise(edges):
        numbers = [citation.number for citation in cited if citation.start <= start and end <= citation.end]
        piece = linked(text[start:end])
        if numbers:
            anchors = [number for number in numbers if number not in begun]
            begun.update(anchors)
            identity = f' id="{source_anchor(turn, anchors[0])}"' if anchors else ""
            names = " ".join(str(number) for number in numbers)
            piece = f'<mark{identity} data-n="{names}">{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def byline_html(paper: Paper | None, url: str | None = None) -> str:
    """Return authors, year, venue and link of a paper, as far as they are known."""
    known: list[str] = []
    if paper is not None:
        if paper.authors:
            names = ", ".join(paper.authors[:3]) + (" et al." if len(paper.authors) > 3 else "")
            known.append(escape(names))
        known += [escape(str(value)) for value in (paper.venue, paper.year) if value]
        url = paper.url or url
    if url and url.startswith(("https://", "http://")):
        href = escape(url, quote=True)
        known.append(f'<a href="{href}" target="_blank" rel="noopener noreferrer">{escape(url)}</a>')
    return f'<p class="pa-byline">{" · ".join(known)}</p>' if known else ""


def _holds(text: str, citation: Citation) -> bool:
    return text[citation.start : citation.end] == citation.quote


def _lost_html(lost: Sequence[Citation], turn: int, *, gone: bool) -> str:
    """Show quotes whose place is not found: the paper has left the shelf or was changed since."""
    if not lost:
        return ""
    why = "This paper is no longer on the shelf." if gone else "This paper was changed after the answer."
    quotes = "".join(
        f'<p class="pa-abstract"><mark id="{source_anchor(turn, citation.number)}" data-n="{citation.number}">'
        f"{escape(citation.quote)}</mark></p>"
        for citation in lost
    )
    return f'<p class="pa-note">{why} What was quoted:</p>{quotes}'
