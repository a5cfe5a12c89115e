"""The tools of the page's own MCP address, served by Gradio: ask, search, list; every result is of bounded size.

The same tools with schemas, annotations and structured results are in ``ui/mcp``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.concurrency import run_in_threadpool

from assistant import Answer, AssistantError, Done, inert_json

from ..event_bridge import Answering
from ..opening import AssistantHolder
from .models import Found

if TYPE_CHECKING:
    import gradio as gr

MOST_CHARACTERS = 24_000  # of an answer as JSON: some 6,000 tokens
MOST_HITS = 20
MOST_PAPERS = 200
_CUT = "This answer was too long for one reply, so {what} left out. Ask about fewer papers to see all."


def add_tools(page: gr.Blocks, holder: AssistantHolder) -> None:
    """Add ``ask_papers``, ``search_papers`` and ``list_papers`` to the page as endpoints without a component."""
    from gradio.events import api

    tools = PaperTools(holder)
    with page:
        for tool in (tools.ask_papers, tools.search_papers, tools.list_papers):
            # Past Gradio's queue: there a tool would call its own server over HTTP, without the login.
            api(tool, api_name=tool.__name__, queue=False)


class PaperTools:
    """The tools. Names, type hints and docstrings of the methods are what an MCP client's model is told."""

    def __init__(self, holder: AssistantHolder) -> None:
        self._holder = holder
        self._answering = Answering(holder, update_s=0)

    async def ask_papers(self, question: str) -> str:
        """Answer a question about a shelf of research papers (titles and abstracts), with exact citations.

        Good for a fact ("How many X were used?"), for all papers that do something ("Which papers ...?") and for
        a comparison ("Compare X and Y"). Every [n] in `text` is the entry of that number in `citations`, whose
        `quote` is verbatim from the paper. When `status` is "no_evidence" or "off_topic" the papers do not say:
        do not answer from elsewhere in their name. Read `warnings`. Earlier questions are not remembered.

        Args:
            question: One self-contained question in plain words.
        """
        batches = self._answering.batches(question, ())
        try:
            async for batch in batches:
                if batch and isinstance(batch[-1], Done):
                    return _json(fitted(batch[-1].answer))
        finally:
            await batches.aclose()
        raise AssertionError("a stream of events ends with Done")

    async def search_papers(self, query: str, k: int = 5) -> str:
        """Find the papers on the shelf that fit a query best, each with its best passage; nothing is judged.

        Use ask_papers for an answer; use this to see passages. `passage.text` is verbatim; a larger `score` is
        a better fit, and papers that do not fit are listed last, not left out.

        Args:
            query: Topic words, such as "byte-level language models".
            k: How many papers to return, 1 to 20.
        """
        _check("k", k, 1, MOST_HITS)
        assistant = self._holder.assistant
        hits = await run_in_threadpool(assistant.search, query, int(k))
        found = [Found.of(hit).model_dump(mode="json") for hit in hits]
        return _json({"hits": found, "warnings": list(assistant.notes)})

    async def list_papers(self, offset: int = 0, limit: int = 50) -> str:
        """List the papers on the shelf: id, title and year, in the order they were added.

        `total` is how many there are; `next_offset` is the offset of the next page, null on the last one.

        Args:
            offset: How many papers to skip, from 0.
            limit: How many papers to return, 1 to 200.
        """
        _check("offset", offset, 0, None)
        _check("limit", limit, 1, MOST_PAPERS)
        assistant = self._holder.assistant
        page = await run_in_threadpool(assistant.papers_page, int(offset), int(limit))
        total = await run_in_threadpool(lambda: assistant.size)
        shown = [{"paper_id": paper.id, "title": paper.title, "year": paper.year} for paper in page]
        end = int(offset) + int(limit)
        return _json({"papers": shown, "total": total, "next_offset": end if end < total else None})


def fitted(answer: Answer, most: int = MOST_CHARACTERS) -> dict[str, Any]:
    """Return the Answer object in at most ``most`` characters of JSON.

    What does not fit is left out with a warning: first the verdicts on papers that do not match, then the
    end of the text with the citations that only it used.
    """
    if _size(answer) > most:
        kept = tuple(verdict for verdict in answer.verdicts if verdict.verdict in ("match", "partial"))
        answer = _warned(
            answer.model_copy(update={"verdicts": kept}), "verdicts on papers that do not match were"
        )
    if _size(answer) > most:
        answer = _warned(
            answer.model_copy(update={"verdicts": ()}), "all verdicts and the end of the text were"
        )
    lines = answer.text.splitlines(keepends=True)
    while _size(answer) > most and len(lines) > 1:
        lines.pop()
        answer = _shortened(answer, "".join(lines))
    return answer.model_dump(mode="json")


def _shortened(answer: Answer, text: str) -> Answer:
    kept = tuple(citation for citation in answer.citations if f"[{citation.number}]" in text)
    return answer.model_copy(update={"text": text, "citations": kept, "status": "partial"})


def _warned(answer: Answer, what: str) -> Answer:
    return answer.model_copy(update={"warnings": (*answer.warnings, _CUT.format(what=what))})


def _size(answer: Answer) -> int:
    return len(_json(answer.model_dump(mode="json")))


def _json(value: dict[str, Any]) -> str:
    # As text: Gradio would write an object as Python does. Some clients show it in a terminal.
    return inert_json(json.dumps(value, ensure_ascii=False))


def _check(name: str, value: float, least: int, most: int | None) -> None:
    if value != int(value) or value < least or (most is not None and value > most):
        bounds = f"{least} or more" if most is None else f"between {least} and {most}"
        raise AssistantError(f"{name} must be {bounds}, not {value}.")
