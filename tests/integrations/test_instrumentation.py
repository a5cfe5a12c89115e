"""What LlamaIndex's instrumentation sees of a question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.instrumentation import get_dispatcher
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.instrumentation.span import SimpleSpan
from llama_index.core.instrumentation.span_handlers import SimpleSpanHandler

from assistant import Assistant, Settings, Stage
from tests.support.fakes import FakeOpenAI
from tests.support.scripted import judge, only

PET = "How many PET/CT exams were used?"


@pytest.fixture
def spans() -> Iterator[SimpleSpanHandler]:
    root, handler = get_dispatcher(), SimpleSpanHandler()
    root.add_span_handler(handler)
    yield handler
    root.span_handlers.remove(handler)


def named(span: SimpleSpan) -> str:
    return span.id_.partition("-")[0]


def tree(handler: SimpleSpanHandler) -> dict[str, str]:
    """Return the name of each finished span -> that of the span around it."""
    names = {span.id_: named(span) for span in handler.completed_spans}
    return {named(span): names.get(span.parent_id or "", "") for span in handler.completed_spans}


def test_the_steps_of_a_query_are_spans_below_it(seed_home: Path, spans: SimpleSpanHandler) -> None:
    with Assistant(Settings(home=seed_home, trace=False)) as shelf:
        shelf.as_query_engine().query(PET)
    seen = tree(spans)
    assert seen["PaperQueryEngine.query"] == ""
    assert seen["PaperQueryEngine._query"] == "PaperQueryEngine.query"
    assert seen["PaperQueryEngine.events"] == "PaperQueryEngine._query"
    assert {seen["plan"], seen["PaperRetriever.retrieve"], seen["compose"]} == {"PaperQueryEngine.events"}
    assert not spans.open_spans


def test_requests_to_a_model_stand_in_the_step_that_makes_them(
    seed_copy: Path, fake_openai: FakeOpenAI, spans: SimpleSpanHandler
) -> None:
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    fake_openai.respond = judge(only("Pixel Sentence Representation Learning"))
    with Assistant(settings) as shelf:
        for _ in shelf.stream("Which papers avoid subword tokenizers?"):
            pass
    assert tree(spans)["judge"] == "PaperQueryEngine.events"
    judging = {span.id_ for span in spans.completed_spans if named(span) == "judge"}
    assert any(span.parent_id in judging for span in spans.completed_spans if "chat" in named(span))


def test_a_stream_that_is_left_drops_its_spans(seed_home: Path, spans: SimpleSpanHandler) -> None:
    with Assistant(Settings(home=seed_home, trace=False)) as shelf:
        events: Any = shelf.stream(PET)
        next(event for event in events if event == Stage("compose"))
        events.close()
    assert [named(span) for span in spans.dropped_spans] == ["PaperQueryEngine.events"]
    assert not spans.open_spans


def test_queries_and_retrievals_are_events(seed_home: Path) -> None:
    seen: list[str] = []

    class Watching(BaseEventHandler):
        def handle(self, event: Any, **_: Any) -> None:
            seen.append(event.class_name())

    root, watching = get_dispatcher(), Watching()
    root.add_event_handler(watching)
    try:
        with Assistant(Settings(home=seed_home, trace=False)) as shelf:
            shelf.as_query_engine().query(PET)
            shelf.as_retriever().retrieve(PET)
    finally:
        root.event_handlers.remove(watching)
    retrieval = ["RetrievalStartEvent", "RetrievalEndEvent"]
    assert seen == ["QueryStartEvent", *retrieval, "QueryEndEvent", *retrieval]
