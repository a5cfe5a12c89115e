"""The engine inside another program: its tasks, threads, forks, shelves and mistakes."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from assistant import (
    Assistant,
    Cancelled,
    Done,
    PapersError,
    Settings,
    SettingsError,
    Stage,
    Token,
    open_embedder,
)
from assistant.library.library import Library
from tests.support.answers import HashedWords
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI, Text
from tests.support.processes import run_python
from tests.support.running.forks import start_fork
from tests.support.tiny import TinyEmbedder, papers

LOOKUP = "How many PET/CT exams were used?"
SET = "Which papers avoid subword tokenizers?"
LONG = Text("word [1] " * 3000, pause=0.002)


@pytest.fixture(scope="module")
def plain(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as opened:
        yield opened


@pytest.fixture
def slow(seed_copy: Path, fake_openai: FakeOpenAI) -> Iterator[Assistant]:
    """An assistant whose model writes for some seconds."""
    fake_openai.enqueue(LONG)
    with Assistant(Settings(home=seed_copy, openai_base_url=fake_openai.url)) as opened:
        yield opened


def test_what_is_asked_asynchronously_is_answered_the_same(plain: Assistant) -> None:
    async def work() -> tuple[Any, list[Any], Any, Any]:
        asked, hits = await asyncio.gather(plain.aask(LOOKUP), plain.asearch("bytes", 2))
        events = [event async for event in plain.astream(LOOKUP)]
        talk = plain.conversation()
        await talk.aask(SET)
        async with aclosing(talk.astream("Of those, which work on images of text?")) as stream:
            told = [event async for event in stream]
        assert isinstance(told[-1], Done)
        assert [turn.answer for turn in talk.turns][1] == told[-1].answer
        return asked, events, hits, told[-1].answer

    asked, events, hits, narrowed = asyncio.run(work())
    wanted = plain.ask(LOOKUP)
    assert asked.text == wanted.text == "".join(each.text for each in events if isinstance(each, Token))
    assert isinstance(events[-1], Done)
    assert [hit.paper.id for hit in hits] == [hit.paper.id for hit in plain.search("bytes", 2)]
    assert narrowed.citations


def test_a_cancelled_task_stops_the_model(slow: Assistant, fake_openai: FakeOpenAI) -> None:
    async def work() -> None:
        begun = asyncio.Event()

        async def ask() -> None:
            async with aclosing(slow.astream(LOOKUP)) as events:
                async for event in events:
                    if isinstance(event, Token):
                        begun.set()

        task = asyncio.create_task(ask())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(work())
    assert fake_openai.hung_up.wait(10)


def test_a_handle_cancels_from_another_thread(slow: Assistant, fake_openai: FakeOpenAI) -> None:
    pending = slow.submit(LOOKUP)
    seen: list[str] = []

    def read() -> None:
        for event in pending:
            seen.append(type(event).__name__)
            if isinstance(event, Token) and not pending.cancelled():
                stopping = threading.Thread(target=pending.cancel)
                stopping.start()
                stopping.join()

    with pytest.raises(Cancelled):
        read()
    assert pending.done()
    assert not pending.cancel()
    with pytest.raises(Cancelled, match="cancelled"):
        pending.result()
    assert "Done" not in seen
    assert fake_openai.hung_up.wait(10)


def test_a_handle_is_waited_for_and_read_more_than_once(plain: Assistant) -> None:
    pending = plain.submit(LOOKUP)
    answer = pending.result(timeout=60)
    assert answer.text == plain.ask(LOOKUP).text
    assert [type(event) for event in pending] == [type(event) for event in pending]
    assert (pending.done(), pending.cancelled(), pending.cancel()) == (True, False, False)
    with pytest.raises(SettingsError, match="empty"):
        plain.submit(" ").result(60)


def test_a_handle_that_is_not_waited_for_long_enough_goes_on(slow: Assistant) -> None:
    pending = slow.submit(LOOKUP)
    with pytest.raises(TimeoutError, match="still being worked on"):
        pending.result(timeout=0)
    assert pending.cancel()


def test_a_conversation_can_be_limited_to_papers(plain: Assistant) -> None:
    [other] = plain.search("MonoByte", k=1)
    talk = plain.conversation()
    answer = talk.ask(LOOKUP, within=[other.paper.id])
    assert {citation.paper_id for citation in answer.citations} <= {other.paper.id}
    assert "Only the one chosen paper was asked." in answer.warnings
    last = [*talk.stream(LOOKUP, within=[other.paper.id])][-1]
    assert isinstance(last, Done)
    assert last.answer.judged == answer.judged


@each_row(
    ("call", "told"),
    [
        (lambda it: it.ask(None), r"question to be text \(str\), found None"),
        (lambda it: it.ask(LOOKUP, within="p1"), r"found one string. Write \['p1'\]"),
        (lambda it: it.ask(LOOKUP, within=[1]), "found int in it"),
        (lambda it: it.ask(LOOKUP, history=["before"]), "history to be a list of Turn, found str"),
        (lambda it: it.search("bytes", k=-1), "k to be a whole number of 1 or more, found -1"),
        (lambda it: it.search("bytes", k=2.5), "found float"),
        (lambda it: it.papers("p1"), "ids to be a list of ids of papers, found one string"),
        (lambda it: it.papers(7), "found int"),
        (lambda it: it.papers_page(-1, 5), "offset to be a whole number of 0 or more, found -1"),
        (lambda it: it.add("papers.bib"), "list of Paper, found str"),
        (lambda it: it.add([{"title": "T"}]), "found dict in it"),
        (lambda it: it.remove("p1"), "found one string"),
        (lambda it: it.conversation().ask(3), "found int"),
        (lambda it: it.as_tool(name="two words"), "name of a tool"),
        (lambda it: it.as_tool(description=" "), "what the papers are about"),
    ],
)
def test_a_wrong_argument_is_told_in_our_words(plain: Assistant, call: Any, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        call(plain)


def test_a_shelf_that_is_not_there_is_an_error_that_lists_the_others(seed_copy: Path) -> None:
    with pytest.raises(PapersError, match=r"no shelf paprs in .*shelves there: papers\..*create=True"):
        Assistant(Settings(home=seed_copy, shelf="paprs"))
    assert not (seed_copy / "shelves" / "paprs").exists()


def test_a_shelf_that_was_asked_for_says_that_it_is_empty(home: Path) -> None:
    settings = Settings(home=home, shelf="mine", create=True)
    with Assistant(settings, embedding=HashedWords()) as assistant:
        for question in (LOOKUP, SET, "How many papers are there?", "Compare ants and bees."):
            answer = assistant.ask(question)
            assert (answer.status, answer.text[:20]) == ("no_evidence", "This shelf is empty:")
            assert any("shelf mine is empty" in warning for warning in answer.warnings)
        assert assistant.search("bees") == []
    with Assistant(settings.replace(create=False), embedding=HashedWords()) as again:
        assert again.size == 0


def test_the_bundled_papers_can_be_left_out(home: Path) -> None:
    with Assistant(Settings(home=home, bundled=False), embedding=HashedWords()) as assistant:
        assert assistant.papers() == ()


def test_all_shelves_of_a_process_share_one_embedding_model(home: Path) -> None:
    one, other = (Settings(home=home / name) for name in ("one", "other"))
    assert open_embedder(one) is open_embedder(other)


FORKED = """
import os, sys
from pathlib import Path
from assistant import Assistant, AssistantError, Settings

settings = Settings(home=Path(sys.argv[1]), trace=False)
with Assistant(settings) as assistant:
    assistant.search("bytes", 1)
    sys.stdout.flush()
    child = os.fork()
    if not child:
        try:
            assistant.search("bytes", 1)
        except AssistantError as error:
            print("told:", error, flush=True)
        assistant.close()
        with Assistant(settings) as own:
            print("own:", own.ask("How many PET/CT exams were used?").citations[0].number, flush=True)
        os._exit(0)
    print("child:", os.waitpid(child, 0)[1], flush=True)
    print("parent:", len(assistant.search("bytes", 1)), flush=True)
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="this system does not fork")
def test_a_forked_child_is_told_at_once_and_can_open_its_own(seed_copy: Path) -> None:
    done = run_python(FORKED, seed_copy)
    assert done.returncode == 0, done.stderr
    told, own, child, parent = done.stdout.splitlines()
    assert "does not work in its forked child" in told
    assert (own, child, parent) == ("own: 1", "child: 0", "parent: 1")


HELD = """
import sys
from pathlib import Path
from assistant.index.generations import Generations
with Generations(Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_writer_waits_for_the_first(home: Path) -> None:
    settings = Settings(home=home, shelf="mine", create=True, writer_wait_s=60)
    shelf = Library(settings, TinyEmbedder())
    with start_fork(HELD, settings.shelf_folder) as first:
        assert first.stdout.readline() == "held\n"
        timer = threading.Timer(0.3, lambda: (first.stdin.write("\n"), first.stdin.flush()))  # type: ignore[union-attr]
        timer.start()
        assert shelf.add(papers(1)).added == ("p1",)
        timer.join()
    shelf.close()


def test_what_happens_is_logged_without_the_words_of_a_question(
    plain: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="assistant"):
        plain.ask(LOOKUP)
    assert "a question (lookup) was answered" in caplog.text
    assert "PET" not in caplog.text


def test_progress_comes_before_the_text(plain: Assistant) -> None:
    first = next(iter(plain.submit(LOOKUP)))
    assert isinstance(first, Stage)
