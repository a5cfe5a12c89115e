"""Papers read in advance, and readings kept on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import Assistant, Settings
from assistant.judging.warm_up import read_in_advance, remember
from assistant.llm.local.model import LocalModel, open_local
from assistant.llm.prompting.prompts import messages, paper_block
from assistant.types import Paper
from tests.support.answers import HashedWords
from tests.support.models.gguf import small_model
from tests.support.tiny import paper, papers

SHELF = papers(1, 2)


def settings(home: Path, **values: bool) -> Settings:
    return Settings(
        home=home, shelf="mine", create=True, local_model=str(small_model()), context_window=2048, **values
    )


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Two threads wait for each other on a machine that is busy with other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.llm.local.memory_fit.usable_cores", lambda: 1)
        yield


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalModel]:
    opened = open_local(settings(tmp_path_factory.mktemp("readings")), SHELF)
    yield opened
    opened.close()


@pytest.fixture
def model(running: LocalModel) -> LocalModel:
    """The running model, with nothing on disk."""
    for file in running.launch.readings.iterdir():
        file.unlink()
    return running


def told(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def remembered(model: LocalModel, judged: Paper) -> float:
    """Return the share of a judging prompt that the server did not have to read again."""
    prompt = messages("judge_yes_no", paper=paper_block(judged), criterion="Question: Is it about wood?")
    body = {
        "messages": [{"role": message.role, "content": message.content} for message in prompt],
        "max_tokens": 1,
    }
    server = model.server()
    with httpx.Client(trust_env=False, timeout=60) as client:
        reply = client.post(
            f"{server.url}/chat/completions", json=body, headers={"Authorization": f"Bearer {server.key}"}
        )
    timings = reply.json()["timings"]
    return float(timings["cache_n"] / (timings["cache_n"] + timings["prompt_n"]))


def test_a_paper_is_read_once_for_all_questions_and_all_starts(model: LocalModel) -> None:
    shelf = papers(7, 8)
    first = remembered(model, shelf[0])
    steps: list[tuple[int, int]] = []
    assert read_in_advance(model, shelf, lambda done, total: steps.append((done, total))) == 2
    assert steps == [(0, 2), (1, 2), (2, 2)]
    shares = [remembered(model, each) for each in shelf]
    again = LocalModel(model.launch, model._settings)
    assert (remember(again, shelf), read_in_advance(again, shelf, told)) == (2, 0)
    shares += [remembered(again, each) for each in shelf]
    again.close()
    assert min(shares) > 0.6 > first


def test_readings_of_papers_that_are_gone_are_removed(model: LocalModel) -> None:
    other = model.launch.readings.parent / "of-another-model"
    other.mkdir()
    read_in_advance(model, SHELF, told)
    assert len(list(model.launch.readings.iterdir())) == 2
    assert read_in_advance(model, [SHELF[1], paper(4)], told) == 1
    assert len(list(model.launch.readings.iterdir())) == 2
    assert not other.exists()


def test_a_reading_that_is_damaged_is_made_again(model: LocalModel) -> None:
    read_in_advance(model, SHELF[:1], told)
    [file] = model.launch.readings.iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    assert remember(model, SHELF[:1]) == 0
    assert read_in_advance(model, SHELF[:1], told) == 1
    assert file.stat().st_size > 1000


def test_a_full_disk_gets_no_readings(model: LocalModel) -> None:
    assert read_in_advance(model, SHELF[:1], told, keep_free=2**62) == 1
    assert list(model.launch.readings.iterdir()) == []
    assert remembered(model, SHELF[0]) > 0.6


def test_it_stops_when_told_to(model: LocalModel) -> None:
    assert read_in_advance(model, SHELF, told, stopped=lambda: True) == 0


def test_the_assistant_reads_papers_in_advance_only_when_asked_to(tmp_path: Path) -> None:
    def kept() -> int:
        return len(list(tmp_path.glob("shelves/mine/readings/*/*.bin")))

    with Assistant(settings(tmp_path), embedding=HashedWords()) as assistant:
        assistant.add(SHELF[:1])
        assistant.read_in_advance()
        assert assistant.model_note.endswith("runs on this machine.")
    assert kept() == 0
    with Assistant(settings(tmp_path, local_warm=True), embedding=HashedWords()) as assistant:
        steps: list[tuple[str, int, int]] = []
        assistant.read_in_advance(lambda *step: steps.append(step))
        assert (steps[-1], kept()) == (("read", 1, 1), 1)
        assistant.add(SHELF[1:])  # from now on beside the questions
        while kept() < 2:
            assert assistant._models.current.reading._thread is not None
            assistant._models.current.reading._thread.join(0.1)
        assert [hit.paper.id for hit in assistant.search("birch", 1)] == ["p1"]
    with Assistant(settings(tmp_path, local_warm=True), embedding=HashedWords()) as assistant:
        assistant.read_in_advance(lambda *step: None)  # starts the model, and reads nothing
        assert assistant._models.current.local is not None
        assert remembered(assistant._models.current.local, SHELF[1]) > 0.6
