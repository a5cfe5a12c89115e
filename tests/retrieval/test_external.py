"""An app's own retriever decides which papers are looked at; sentences and citations stay exact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant import Assistant, Settings, SettingsError
from tests.support.answers import assert_contract

PIXELS = "pixel-sentence-representation-learning"
CUBERT = "learning-and-evaluating-contextual-embedding-of-source-code"


class Fixed(BaseRetriever):
    """Finds the same papers whatever is asked, and remembers what was."""

    def __init__(self, *paper_ids: str | None) -> None:
        super().__init__()
        self.paper_ids = paper_ids
        self.asked: list[str] = []

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        self.asked.append(query_bundle.query_str)
        return [
            NodeWithScore(node=TextNode(text="t", metadata={"paper_id": each} if each else {}))
            for each in self.paper_ids
        ]


def opened(home: Path, *paper_ids: str | None, **more: Any) -> Assistant:
    return Assistant(Settings(home=home), retriever=Fixed(*paper_ids), **more)


def test_papers_come_in_the_given_order_once_each(seed_home: Path) -> None:
    with opened(seed_home, CUBERT, "not on the shelf", PIXELS, CUBERT) as assistant:
        hits = assistant.search("images of text")
        assert [(hit.paper.id, hit.score, dict(hit.ranks)) for hit in hits] == [
            (CUBERT, 1.0, {"given": 1}),
            (PIXELS, 0.5, {"given": 2}),
        ]
        assert all(hit.passage.text in f"{hit.paper.title} {hit.paper.abstract}" for hit in hits)
        assert [hit.paper.id for hit in assistant.search("images of text", 1)] == [CUBERT]


def test_an_answer_is_made_of_these_papers(seed_home: Path) -> None:
    with opened(seed_home, CUBERT) as assistant, Assistant(Settings(home=seed_home)) as usual:
        answer = assistant.ask("How many Python files was it pre-trained on?")
        assert_contract(answer, assistant.papers())
        assert {citation.paper_id for citation in answer.citations} == {CUBERT}
        assert answer.fingerprint != usual.ask("hello").fingerprint


def test_a_retriever_that_finds_nothing_leads_to_no_answer(seed_home: Path) -> None:
    with opened(seed_home) as assistant:
        assert assistant.search("anything") == []
        assert assistant.ask("How many PET/CT exams were used?").status in ("no_evidence", "off_topic")


def test_a_node_without_a_paper_is_named(seed_home: Path) -> None:
    with opened(seed_home, None) as assistant, pytest.raises(SettingsError, match=r"Fixed .*paper_id"):
        assistant.ask("How many PET/CT exams were used?")


class Parrot(CustomLLM):
    """Says the same to every prompt."""

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=8000, model_name="parrot")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        return CompletionResponse(text="It is 7.4M files [1], they say [9].")

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        yield CompletionResponse(
            text="It is 7.4M files [1], they say [9].", delta="It is 7.4M files [1], they say [9]."
        )


def test_a_writer_of_ones_own_is_cited_and_checked_like_any(seed_home: Path) -> None:
    with opened(seed_home, CUBERT, llm=Parrot()) as assistant:
        answer = assistant.ask("How many Python files was it pre-trained on?")
        assert_contract(answer, assistant.papers())
    assert answer.composer == "parrot"
    assert answer.text.startswith("It is 7.4M files [1]")
    assert answer.warnings
