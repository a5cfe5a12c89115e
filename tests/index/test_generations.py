"""Readers see the old generation or the new one, whole; never none of them, never half of one."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.index.generations import Busy, Generations
from tests.support.running.forks import run_fork, start_fork


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "shelf")


def make(generations: Generations, content: str, base: Path | None = None) -> Path:
    with generations.making(base) as path:
        (path / "file").write_text(content)
    return path


def folders(generations: Generations) -> list[str]:
    return sorted(path.name for path in generations.folder.glob("g-*") if path.is_dir())


def test_before_the_first_there_is_none(generations: Generations) -> None:
    assert generations.current() is None
    assert generations.hold() is None
    generations.sweep()
    assert not generations.folder.exists()


def test_what_was_made_last_is_in_force(generations: Generations) -> None:
    first = make(generations, "one")
    assert generations.current() == first
    second = make(generations, "two")
    assert generations.current() == second != first
    assert (second / "file").read_text() == "two"
    assert (first / "file").read_text() == "one"


def test_a_generation_begins_as_a_copy_of_its_base_and_leaves_that_alone(generations: Generations) -> None:
    first = make(generations, "one")
    with generations.making(first) as path:
        assert (path / "file").read_text() == "one"
        (path / "file").write_text("two")
    assert (first / "file").read_text() == "one"


def test_a_failure_in_making_one_leaves_the_old_in_force_and_no_litter(generations: Generations) -> None:
    first = make(generations, "one")
    with pytest.raises(IsADirectoryError), generations.making(None) as path:
        path.write_text("a folder is no file")
    assert generations.current() == first
    assert folders(generations) == [first.name]


def test_the_pointer_is_swapped_at_once(generations: Generations) -> None:
    make(generations, "0")
    stop, seen = threading.Event(), set()

    def read() -> None:
        while not stop.is_set():
            current = generations.current()
            assert current is not None
            seen.add((current / "file").read_text())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(1, 30):
            make(generations, str(number))
    finally:
        stop.set()
        reader.join()
    assert seen <= {str(number) for number in range(30)}
    assert seen


@pytest.mark.parametrize(
    "pointer", [b"", b"g-000009", b"../g-000001", b"..", b"/", b"\xff\xfe", b"g-000001/../.."]
)
def test_a_pointer_to_nowhere_is_an_error_that_says_what_to_do(
    generations: Generations, pointer: bytes
) -> None:
    make(generations, "one")
    (generations.folder / "current").write_bytes(pointer)
    with pytest.raises(IndexUnavailable, match="index --rebuild") as caught:
        generations.current()
    assert str(generations.folder / "current") in str(caught.value)
    remade = make(generations, "two")
    generations.sweep()
    assert generations.current() == remade
    assert folders(generations) == [remade.name]


def test_sweeping_keeps_what_is_in_force_and_what_is_read(generations: Generations) -> None:
    make(generations, "one")
    held = generations.hold()
    assert held is not None
    make(generations, "two")
    make(generations, "three")
    generations.sweep()
    assert folders(generations) == ["g-000001", "g-000003"]
    thread = threading.Thread(target=held.release)  # answers end in other threads than they began in
    thread.start()
    thread.join()
    generations.sweep()
    assert folders(generations) == ["g-000003"]
    assert sorted(path.name for path in generations.folder.iterdir()) == ["current", "g-000003"]


READER = """
import sys
from pathlib import Path
from assistant.index.generations import Generations
held = Generations(Path(sys.argv[1])).hold()
print(held.path.name, flush=True)
sys.stdin.read()
"""


def test_a_reader_in_another_process_is_respected_until_it_dies(generations: Generations) -> None:
    make(generations, "one")
    with start_fork(READER, generations.folder) as reader:
        assert reader.stdout.readline().strip() == "g-000001"
        make(generations, "two")
        generations.sweep()
        assert folders(generations) == ["g-000001", "g-000002"]
        reader.kill()
    generations.sweep()
    assert folders(generations) == ["g-000002"]
    assert not list(generations.folder.glob("*.reading-*"))


WRITER = """
import sys
from pathlib import Path
from assistant.index.generations import Generations
generations = Generations(Path(sys.argv[1]))
with generations.writing():
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_to_wait_while_readers_go_on(generations: Generations) -> None:
    first = make(generations, "one")
    with start_fork(WRITER, generations.folder) as writer:
        assert writer.stdout.readline().strip() == "writing"
        with pytest.raises(Busy, match="Another process is writing") as caught, generations.writing():
            pytest.fail("two writers at once")
        assert str(generations.folder) in str(caught.value)
        assert generations.current() == first
        writer.kill()
    with generations.writing():  # the lock of the dead is free
        assert make(generations, "two") == generations.current()


def test_two_threads_of_one_process_do_not_write_at_once(generations: Generations) -> None:
    refused = []

    def write() -> None:
        try:
            with generations.writing():
                pass
        except Busy as error:
            refused.append(error)

    with generations.writing():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert len(refused) == 1
    write()
    assert len(refused) == 1


def test_what_a_killed_writer_left_is_swept_away(generations: Generations) -> None:
    first = make(generations, "one")
    killed = """
import os, signal, sys
from pathlib import Path
from assistant.index.generations import Generations
with Generations(Path(sys.argv[1])).making(None) as path:
    (path / "file").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run_fork(killed, generations.folder).returncode == -signal.SIGKILL
    assert folders(generations) == ["g-000001", "g-000002"]
    assert generations.current() == first
    generations.sweep()
    assert folders(generations) == ["g-000001"]


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    generations = Generations(tmp_path / "file" / "shelf")
    with pytest.raises(IndexUnavailable, match="ASSISTANT_HOME"), generations.writing():
        pytest.fail("wrote below a file")
    with pytest.raises(IndexUnavailable, match="ASSISTANT_HOME"):
        generations.begin(None)


def test_a_full_disk_at_publishing_leaves_the_old_in_force(
    generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(generations, "one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(IndexUnavailable, match="No space left"):
            make(generations, "two")
    assert generations.current() == first
    assert folders(generations) == [first.name]
