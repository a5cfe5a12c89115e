"""Words on a Chroma server: one app cuts the papers into stems, the others find the same by what that one made."""

from __future__ import annotations

import base64
import re
import signal
import zlib
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from assistant.errors import IndexUnavailable
from assistant.index.generations import Busy
from assistant.index.vectors import server_words
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.index.vectors.server_words import ServerWords
from assistant.index.words import update
from assistant.index.words.package import BadWords
from assistant.library.library import Library
from tests.support.each_row import each_row
from tests.support.running.forks import run_fork
from tests.support.shelves.shared_shelf import Apps
from tests.support.tiny import library, paper, papers

MANY = range(1, 30)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All texts that are cut into stems to be indexed."""
    texts: list[str] = []
    real = update.stemmed

    def noted(some: Any) -> Any:
        texts.extend(some)
        return real(some)

    monkeypatch.setattr(update, "stemmed", noted)
    return texts


def ranked(shelf: Library, query: str) -> list[object]:
    """Return what the words alone find, with scores."""
    with shelf.reading() as retriever:
        index = retriever.index
        return [index.by_paper.search(query, 30), index.by_sentence.search(query, 60)]


def same(one: Library, other: Library) -> bool:
    return all(
        ranked(one, query) == ranked(other, query) != [[], []] for query in ("amber grows", "wood7", "study")
    )


def test_another_app_finds_the_same_without_cutting_a_paper_into_stems(apps: Apps, cut: list[str]) -> None:
    one = apps.open("one")
    one.add(papers(*MANY))
    assert len([text for text in cut if text.startswith("On ")]) == len(MANY)
    cut.clear()
    two = apps.open("two")
    assert cut == []
    assert two.notes == ()
    assert same(one, two)
    two.add([paper(7, "Now with zorblax."), paper(50)], remove=["p3"])
    assert not any("plot9" in text for text in cut)
    assert ranked(one, "zorblax") == ranked(two, "zorblax") != [[], []]
    assert same(one, two)


def test_words_that_are_older_than_the_papers_are_brought_up_to_them(
    apps: Apps, cut: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = apps.open("one")
    one.add(papers(*MANY))
    first = apps.words().metadata["set"]
    one.add([paper(7, "Now with zorblax."), paper(50)], remove=["p3"])
    assert apps.words().metadata["set"] == first  # for so few it is not sent again
    cut.clear()
    two = apps.open("two")
    assert {int(number) for text in cut for number in re.findall(r"(?:number |plot|wood)(\d+)", text)} == {
        7,
        50,
    }
    assert same(one, two)
    monkeypatch.setattr(update, "_FEW", 2)
    two.add([paper(60)])
    held = apps.words().get()
    assert apps.words().metadata["set"] != first
    assert {each["set"] for each in held["metadatas"]} == {apps.words().metadata["set"]}
    assert same(one, two)
    cut.clear()
    assert same(apps.open("three"), one)
    assert cut == []


def test_an_app_that_was_away_for_long_takes_them_as_a_new_one_does(
    apps: Apps, cut: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "_FEW", 2)
    one, two = apps.open("one"), apps.open("two")
    one.add(papers(*MANY))
    assert same(one, two)
    one.add(papers(*range(40, 90)))
    cut.clear()
    assert same(one, two)
    assert cut == []


def emptied(there: Any) -> None:
    there.delete(where={"set": {"$ne": ""}})


def flipped(there: Any) -> None:
    told = there.get(include=["metadatas"])
    key = next(key for key in told["ids"] if ".files." in key)
    part = bytearray(zlib.decompress(base64.b64decode(told["metadatas"][told["ids"].index(key)]["content"])))
    part[len(part) // 2] ^= 1
    there.update(ids=[key], metadatas=[{"content": base64.b64encode(zlib.compress(part)).decode()}])


def told_too_long(there: Any) -> None:
    there.modify(metadata={**there.metadata, "told": 10**15})


def told_otherwise(there: Any) -> None:
    there.modify(metadata={**there.metadata, "set": 7})


@pytest.mark.parametrize(
    "harm",
    [emptied, flipped, told_too_long, told_otherwise],
    ids=lambda each: each.__name__,
)
def test_words_that_are_damaged_on_the_server_are_told_and_mended(
    apps: Apps, cut: list[str], harm: Callable[[Any], None]
) -> None:
    one = apps.open("one")
    one.add(papers(*MANY))
    harm(apps.words())
    two = apps.open("two")
    [note] = two.notes
    assert re.search(r"words on http://\S+ was damaged \(.+\), so it was made here .* is there again\.", note)
    assert same(one, two)
    cut.clear()
    three = apps.open("three")
    assert (three.notes, cut) == ((), [])
    assert same(one, three)


@each_row(
    "record",
    [
        None,
        {},
        {"content": 7},
        {"content": "no base64!"},
        {"content": base64.b64encode(b"no zlib").decode()},
        {"content": base64.b64encode(zlib.compress(b"\0" * 99)).decode()},
        {"content": base64.b64encode(zlib.compress(b"\0" * 50_000_000)).decode()},
        {"content": base64.b64encode(zlib.compress(b"\0" * 100)[:-6]).decode()},
    ],
)
def test_a_record_that_is_no_part_of_its_size_is_refused(record: dict[str, object] | None) -> None:
    with pytest.raises(BadWords):
        server_words._inflated(record, 100)


def test_who_cannot_mend_them_makes_its_own_and_says_so(apps: Apps) -> None:
    one = apps.open("one")
    one.add(papers(*MANY))
    emptied(apps.words())
    with closing(ServerShelf(apps.url, apps.name)) as server, server.writing():
        two = apps.open("two")
    [note] = two.notes
    assert note.endswith("so it was made here from the papers.")
    assert same(one, two)


KILLED = """
import os, signal, sys
from pathlib import Path
import assistant.index.vectors.server_words as words
from assistant.library.library import Library
from assistant.settings import Settings
from tests.support.tiny import TinyEmbedder, papers
home, shelf, url, step = sys.argv[1:]
real, before = getattr(words, step), []

def deadly(*given):
    if before:  # the description has gone over, and the files are about to
        os.kill(os.getpid(), signal.SIGKILL)
    before.append(given)
    return real(*given)

setattr(words, step, deadly)
made = Library(Settings(home=Path(home), shelf=shelf, chroma_url=url), TinyEmbedder())
made.add(papers(*range(1, 30)))
"""


def test_an_app_that_is_killed_while_it_sends_or_takes_them_harms_nobody(
    apps: Apps, cut: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sends = run_fork(KILLED, apps.folder / "dead", apps.name, apps.url, "_deflated")
    assert sends.returncode == -signal.SIGKILL, sends.stderr
    assert len(apps.words().get()["ids"]) == 1
    monkeypatch.setattr("assistant.index.vectors.server_lock._DEAD_S", 0.0)
    monkeypatch.setattr("assistant.index.vectors.server_lock._SETTLED_S", 0.0)
    one = apps.open("one")
    assert (one.notes, set(one.papers.ids())) == ((), {f"p{number}" for number in MANY})
    takes = run_fork(KILLED, apps.folder / "two", apps.name, apps.url, "_inflated")
    assert takes.returncode == -signal.SIGKILL, takes.stderr
    cut.clear()
    two = apps.open("two")
    assert (two.notes, cut) == ((), [])
    assert same(one, two)


def test_a_server_that_does_not_keep_them_is_told_and_adding_goes_on(
    apps: Apps, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise IndexUnavailable("too large")

    one = apps.open("one")
    monkeypatch.setattr(ServerWords, "write", refuses)
    [note] = one.add(papers(*MANY)).notes
    assert re.search(r"could not be kept on http://\S+ \(too large\)", note)
    assert ranked(one, "amber") != [[], []]


def test_who_lost_the_lock_while_it_sent_them_leaves_those_of_the_next(
    apps: Apps, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> None:
        raise Busy("taken by another app")

    real = ServerWords.write
    monkeypatch.setattr(
        ServerWords, "write", lambda self, new, told, files, _: real(self, new, told, files, lost)
    )
    with pytest.raises(Busy):
        apps.open("one").add(papers(*MANY))
    assert "set" not in (apps.words().metadata or {})


def test_the_words_leave_with_the_shelf(apps: Apps) -> None:
    apps.open("one").add(papers(*MANY))
    with closing(ServerShelf(apps.url, apps.name)) as server:
        server.remove()
        assert not [
            each.name for each in server._client.list_collections() if each.name.startswith(apps.name)
        ]


def test_shared_words_find_what_a_shelf_of_one_machine_finds(apps: Apps) -> None:
    apps.open("one").add(papers(*MANY))
    two, alone = apps.open("two"), library(apps.folder / "alone")
    alone.add(papers(*MANY))
    assert same(two, alone)
    alone.close()
