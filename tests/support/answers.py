"""What the tests of answering share: asking without opening a shelf each time, and what every answer must keep."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from markdown_it import MarkdownIt

from assistant.answering.composing.draft import Composing, Draft
from assistant.answering.context import AnswerContext
from assistant.answering.pipeline import run_pipeline
from assistant.events import Done, Event, Stage, Token
from assistant.llm.chat import ChatModel
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.types import Answer, Citation, Judged, Paper, Turn, Verdict
from tests.support.fakes import embed
from ui.page.conversation import PageConversation

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """The events of one answer, and the answer."""

    events: tuple[Event, ...]
    answer: Answer

    @property
    def tokens(self) -> str:
        """The text as a reader saw it come, after the last time that it began anew."""
        shown = ""
        for event in self.events:
            if isinstance(event, Stage) and event.name == "compose":
                shown = ""
            elif isinstance(event, Token):
                shown += event.text
        return shown


def drafted(composing: Composing) -> Draft:
    """Let a composer write to its end and return what it made."""
    try:
        while True:
            next(composing)
    except StopIteration as stop:
        draft: Draft = stop.value
        return draft


def ask(
    question: str,
    retriever: Retriever,
    model: ChatModel | None = None,
    history: Sequence[Turn] = (),
    **settings: Any,
) -> Asked:
    """Answer ``question`` and check what every answer must keep."""
    tools = AnswerContext(Settings(**settings), retriever, model)
    events = tuple(run_pipeline(question, history, tools))
    assert isinstance(events[-1], Done)
    asked = Asked(events, events[-1].answer)
    assert asked.tokens == asked.answer.text
    assert_contract(asked.answer, retriever.index.papers)
    return asked


def markers(text: str) -> list[int]:
    """Return the numbers of the markers in Markdown, in reading order; code and escaped brackets hold none."""
    return [int(number) for number in _MARKER.findall(_CODE.sub("", text))]


def assert_contract(answer: Answer, papers: Iterable[Paper]) -> None:
    """Check the promises of the Answer object against the papers it was made from."""
    shelf = {paper.id: paper for paper in papers}
    numbers = [citation.number for citation in answer.citations]
    assert list(dict.fromkeys(markers(answer.text))) == numbers == list(range(1, len(numbers) + 1)), (
        answer.text
    )
    for citation in answer.citations:
        paper = shelf[citation.paper_id]
        assert paper.told(citation.field)[citation.start : citation.end] == citation.quote != ""
        assert citation.title == paper.title
    cited = {citation.paper_id for citation in answer.citations}
    for verdict in answer.verdicts:
        paper = shelf[verdict.paper_id]
        assert verdict.quote is None or verdict.quote in paper.abstract or verdict.quote in paper.title
        assert verdict.verdict != "match" or (verdict.quote and verdict.paper_id in cited)
    assert len({verdict.paper_id for verdict in answer.verdicts}) == len(answer.verdicts)
    judged = sum(verdict.verdict != "unjudged" for verdict in answer.verdicts)
    assert answer.judged.papers == judged
    assert answer.status not in ("no_evidence", "off_topic") or not answer.citations
    assert answer.status != "answered" or answer.citations or answer.kind in ("chat", "shelf")
    assert Answer.model_validate_json(answer.model_dump_json()) == answer
    if answer.kind != "lookup" or answer.composer == "extractive":  # else the text is a model's own Markdown
        assert not re.search(r"(?<!\\)<(?!br>)[a-z/!]", html.unescape(answer.text), re.IGNORECASE)
        assert not re.search(r"(?<!\\)\]\(", answer.text)


class HashedWords(BaseEmbedding):
    """A small embedding that costs nothing: like words, like vectors."""

    model_name: str = "hashed words"

    def _get_query_embedding(self, query: str) -> list[float]:
        return embed(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return embed(text)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return embed(query)


def judged_talk(papers: Sequence[Paper]) -> PageConversation:
    """Return a conversation of one set answer over six ``papers``: the first two match, one is quoted."""
    quote = papers[0].abstract[:40]
    verdicts = tuple(
        Verdict(
            paper_id=paper.id,
            title=paper.title,
            verdict="match" if number < 2 else "no",
            reason=f"{'=' if number == 0 else ''}reason {number}",
            quote=quote if number == 0 else None,
        )
        for number, paper in enumerate(papers)
    )
    citation = Citation(
        number=1, paper_id=papers[0].id, title=papers[0].title, quote=quote, start=0, end=len(quote)
    )
    answer = Answer(
        question="Which?",
        standalone="Which?",
        kind="set",
        status="answered",
        text="This one [1].",
        citations=(citation,),
        verdicts=verdicts,
        judged=Judged(papers=6, of=6),
    )
    return PageConversation().adding(Turn(question="Which?", answer=answer))


def active(markdown: str) -> list[str]:
    """Return what a renderer that lets everything through would act on; ``<br>`` is but a line break."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown)
    inner = [each for token in tokens for each in (token, *(token.children or ()))]
    kinds = ("image", "link_open", "html_inline", "html_block")
    return [
        each.type
        for each in inner
        if each.type in kinds and not each.content.lower().strip().startswith("<br")
    ]
