"""Papers + aspects -> a table with a citation in every cell, then what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.composing.comparing.comparison_table import (
    MOST_ASPECTS,
    NOT_STATED,
    Table,
    TableReply,
    filled,
    table_of,
    uncited,
)
from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.index.passages import sentences
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import cited_places
from assistant.llm.prompting.prompt_files import fenced
from assistant.llm.prompting.prompts import messages, numbered_block, reply_room
from assistant.planning.comparison_targets import Compared
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import NOT_COVERED, escaped
from assistant.types import Paper, Status

_NAMED = 5  # titles of papers left out
_CELL_TOKENS = 80
SENTENCES_A_PAPER = 3


def compare(
    question: str, compared: Compared, model: ChatModel, evidence: Sequence[ScoredSentence] = ()
) -> Composing:
    """Have the model fill the table; a paper of which it says nothing is asked for alone.

    Where it still says nothing, the paper's own sentences stand there, of ``evidence`` (best first). Raises
    ModelUnavailable, and BadReply after a second unusable reply.
    """
    papers = compared.papers
    blocks = "\n".join(
        numbered_block(paper, number, sentences(paper)) for number, paper in enumerate(papers, 1)
    )
    prompt = messages("compare", papers=blocks, question=fenced(question))
    limit = reply_room(prompt, 200 + _CELL_TOKENS * len(papers) * MOST_ASPECTS, model)
    reply_read = ask_json(
        model, prompt, TableReply, max_tokens=limit, fault=lambda reply: uncited(reply, papers)
    )
    table = filled(table_of(reply_read, question, papers), question, papers, model, evidence)
    numbering = CitationNumbers()
    pieces = [*_written(table, papers, numbering), _left_out(compared)]
    draft = Draft(
        "",
        _status(compared, any(cell.passage for _, cells in table.rows for cell in cells)),
        numbering.citations,
        composer=model.name,
        warnings=(*_too_many(compared), *table.warnings),
    )
    return composed([piece for piece in pieces if piece], draft)


def extract_comparison(
    compared: Compared, evidence: Sequence[ScoredSentence], preface: str, warnings: Sequence[str] = ()
) -> Composing:
    """Put the sentences of each paper that come closest to the question side by side."""
    numbering = CitationNumbers()
    pieces = [f"_{preface}_\n\n" if preface else "", "| Paper | In its own words |\n| --- | --- |\n"]
    for paper in compared.papers:
        best = [scored for scored in evidence if scored.paper.id == paper.id][:SENTENCES_A_PAPER]
        best.sort(key=lambda scored: scored.passage.start)
        sentences_shown = "<br>".join(
            f"“{escaped(scored.passage.text)}” {numbering.cite(paper, scored.passage)}" for scored in best
        )
        pieces.append(f"| **{escaped(paper.title)}** | {sentences_shown or f'_{NOT_STATED}_'} |\n")
    pieces.append(_left_out(compared))
    draft = Draft(
        "",
        _status(compared, bool(numbering.citations)),
        numbering.citations,
        warnings=(*_too_many(compared), *warnings),
    )
    return composed([piece for piece in pieces if piece], draft)


def _status(compared: Compared, cited: bool) -> Status:
    if not cited:
        return "no_evidence"
    return "partial" if compared.missing or len(compared.papers) < 2 else "answered"


def _too_many(compared: Compared) -> tuple[str, ...]:
    if not compared.left_out:
        return ()
    names = "; ".join(f"“{title}”" for title in compared.left_out[:_NAMED])
    more = f" and {len(compared.left_out) - _NAMED} more" if len(compared.left_out) > _NAMED else ""
    return (f"At most {len(compared.papers)} papers are compared at once; left out: {names}{more}.",)


def _left_out(compared: Compared) -> str:
    if not compared.missing:
        return ""
    return (
        f"\n{NOT_COVERED} {', '.join(escaped(name) for name in compared.missing)} (no paper on the shelf).\n"
    )


def _written(table: Table, papers: Sequence[Paper], numbering: CitationNumbers) -> Iterator[str]:
    yield "| | " + " | ".join(f"**{escaped(paper.title)}**" for paper in papers) + " |\n"
    yield "| --- " * (len(papers) + 1) + "|\n"
    first: dict[int, str] = {}
    for name, cells in table.rows:
        shown = []
        for number, (paper, cell) in enumerate(zip(papers, cells, strict=True), 1):
            marker = "".join(numbering.cite(paper, passage) for passage in cell.passages)
            if marker:
                first.setdefault(number, marker)
            text = f"_in its own words:_ “{escaped(cell.text)}”" if cell.own else escaped(cell.text)
            shown.append(f"{text} {marker}" if marker else f"_{cell.instead}_")
        yield f"| {escaped(name)} | " + " | ".join(shown) + " |\n"
    if summary := cited_places(table.summary, first):
        yield f"\n{summary}\n"
