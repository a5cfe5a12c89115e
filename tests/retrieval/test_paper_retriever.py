"""An app's own retriever and postprocessors decide which papers are looked at; citations stay exact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback
from llama_index.core.postprocessor import LLMRerank
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant import Assistant, Settings, SettingsError
from tests.support.answers import assert_contract
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI
from tests.support.scripted import judge, only

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


class Keeping(BaseNodePostprocessor):
    """Keeps the papers of ``ids``, in their order, with a score of its own."""

    ids: tuple[str, ...]

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        by_paper = {node.metadata["paper_id"]: node for node in nodes}
        kept = [by_paper[each].node for each in self.ids if each in by_paper]
        return [NodeWithScore(node=node, score=7.0 - place) for place, node in enumerate(kept)]


def test_postprocessors_have_the_last_word_on_what_was_retrieved(seed_home: Path) -> None:
    keeping = Keeping(ids=(CUBERT, PIXELS))
    with Assistant(Settings(home=seed_home), node_postprocessors=[keeping]) as assistant:
        hits = assistant.search("sentence representation from pixels", 30)
        assert [(hit.paper.id, hit.score) for hit in hits] == [(CUBERT, 7.0), (PIXELS, 6.0)]
        nodes = assistant.as_retriever(30).retrieve("sentence representation from pixels")
        assert [node.metadata["paper_id"] for node in nodes] == [CUBERT, PIXELS]


def test_an_answer_is_made_of_what_postprocessors_leave(seed_home: Path) -> None:
    with (
        Assistant(Settings(home=seed_home), node_postprocessors=[Keeping(ids=(PIXELS,))]) as assistant,
        Assistant(Settings(home=seed_home)) as usual,
    ):
        question = "How many PET/CT exams were used?"
        assert "25,578" in usual.ask(question).text
        answer = assistant.ask(question)
        assert {citation.paper_id for citation in answer.citations} <= {PIXELS}
        assert answer.fingerprint != usual.ask(question).fingerprint


def test_a_set_says_how_many_papers_were_left_out_before_judging(
    seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = judge(only("Pixel Sentence Representation Learning"))
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    with Assistant(settings, node_postprocessors=[Keeping(ids=(CUBERT, PIXELS))]) as assistant:
        answer = assistant.ask("Which papers avoid subword tokenizers?")
        assert [each.paper_id for each in answer.verdicts if each.verdict == "match"] == [PIXELS]
        assert (answer.judged.papers, answer.judged.of) == (2, 38)
        assert any("36 papers of 38 were left out by" in warning for warning in answer.warnings)


def test_llamaindexs_own_reranker_works(seed_home: Path) -> None:
    class Reversing(CustomLLM):
        """Finds the last of ten documents the only relevant one."""

        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata()

        @llm_completion_callback()
        def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
            return CompletionResponse(text="Doc: 10, Relevance: 9")

        @llm_completion_callback()
        def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
            raise NotImplementedError

    with Assistant(Settings(home=seed_home)) as usual:
        tenth = usual.search("byte-level models", 10)[9].paper.id
    reranker = LLMRerank(llm=Reversing(), top_n=3)
    with Assistant(Settings(home=seed_home), node_postprocessors=[reranker]) as assistant:
        assert [(hit.paper.id, hit.score) for hit in assistant.search("byte-level models", 10)] == [
            (tenth, 9.0)
        ]


@each_row("metadata", [{}, {"paper_id": "not retrieved"}])
def test_a_postprocessors_node_of_no_paper_is_told(seed_home: Path, metadata: dict[str, str]) -> None:
    class Inventing(BaseNodePostprocessor):
        def _postprocess_nodes(self, nodes: Any, query_bundle: Any = None) -> list[NodeWithScore]:
            return [NodeWithScore(node=TextNode(text="t", metadata=metadata))]

    with (
        Assistant(Settings(home=seed_home), node_postprocessors=[Inventing()]) as assistant,
        pytest.raises(SettingsError, match=r"Expected.*Inventing"),
    ):
        assistant.search("byte-level models")
