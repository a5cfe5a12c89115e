"""What the running Zotero holds comes to the shelf with its collections and tags, and what changes there follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Paper, PapersError, Settings, SettingsError, ZoteroSync
from assistant.fetching.zotero import Selection
from assistant.library.library import Library
from assistant.library.zotero_sync import sync_zotero
from tests.support.services.zotero import FakeZotero, fake_zotero
from tests.support.tiny import library


@pytest.fixture
def zotero() -> Iterator[FakeZotero]:
    with fake_zotero() as server:
        server.collect("AAAA", "Thesis")
        server.collect("BBBB", "Chapter 2", "AAAA")
        server.collect("CCCC", "Other")
        server.put(
            "K1", "Roofs of moss", version=5, collections=["AAAA"], tags=[{"tag": "unread"}, {"tag": "moss"}]
        )
        server.put(
            "K2",
            "Gutters of tin",
            version=6,
            collections=["BBBB", "CCCC"],
            dateModified="2024-02-01T00:00:00Z",
        )
        server.put("K3", "Thatch and asthma", version=7, tags=[{"tag": "unread", "type": 1}])
        server.put("N1", "A note", version=7, itemType="note")
        server.put("P1", "Full Text PDF", version=7, itemType="attachment")
        yield server


class Shelf:
    """A shelf that syncs with one address."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library = library
        self._settings = settings

    def add_zotero(self, collection: str = "", tag: str = "", **how: bool) -> ZoteroSync:
        return sync_zotero(self.library, self._settings, Selection(collection, tag), **how)

    def paper(self, paper_id: str) -> Paper:
        return self.library.papers.get([paper_id])[paper_id]


@pytest.fixture
def shelf(zotero: FakeZotero, home: Path) -> Iterator[Shelf]:
    settings = Settings(home=home, shelf="mine", zotero_url=zotero.url)
    opened = library(home)
    yield Shelf(opened, settings)
    opened.close()


def held(shelf: Shelf) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {each.id: (each.collections, each.tags) for each in shelf.library.papers}


def reads(zotero: FakeZotero) -> list[str]:
    """Return the keys of the items that were asked for in whole since the last look."""
    asked = [each.split("itemKey=")[1].split("&")[0] for each in zotero.asked if "itemKey=" in each]
    zotero.asked.clear()
    return sorted(key for each in asked for key in each.split(","))


def test_the_library_comes_with_its_collections_and_tags(shelf: Shelf, zotero: FakeZotero) -> None:
    done = shelf.add_zotero()
    assert (done.items, done.read, len(done.added.added), done.gone) == (5, 3, 3, ())
    assert held(shelf) == {
        "roofs-of-moss": (("Thesis",), ("unread", "moss")),
        "gutters-of-tin": (("Thesis / Chapter 2", "Other"), ()),
        "thatch-and-asthma": ((), ("unread",)),
    }
    roofs = shelf.paper("roofs-of-moss")
    assert (roofs.authors, roofs.year, roofs.source) == (("Ilse Tamm",), 2023, "Zotero")
    assert roofs.abstract == "We study roofs of moss."
    assert zotero.methods == {"GET"}


def test_a_collection_has_those_inside_it_and_a_tag_what_bears_it(shelf: Shelf, zotero: FakeZotero) -> None:
    shelf.add_zotero(collection="thesis")
    assert set(held(shelf)) == {"roofs-of-moss", "gutters-of-tin"}
    shelf.add_zotero(tag="unread")
    assert "thatch-and-asthma" in held(shelf)
    with pytest.raises(PapersError, match=r"no collection Nowhere.*Other, Thesis, Thesis / Chapter 2"):
        shelf.add_zotero(collection="Nowhere")


def test_only_what_changed_is_read_again(shelf: Shelf, zotero: FakeZotero) -> None:
    shelf.add_zotero()
    reads(zotero)
    assert shelf.add_zotero().read == 1
    assert reads(zotero) == ["K2"]  # the newest is read again: moments are of a second
    zotero.put("K1", "Roofs of wet moss", version=11, tags=[{"tag": "moss"}], collections=["CCCC"])
    zotero.version = 11
    done = shelf.add_zotero()
    assert (reads(zotero), done.added.updated) == (["K1", "K2"], ("roofs-of-moss",))
    roofs = shelf.paper("roofs-of-moss")
    assert (roofs.title, roofs.collections, roofs.tags) == ("Roofs of wet moss", ("Other",), ("moss",))
    assert len(held(shelf)) == 3


def test_a_change_that_zotero_has_not_synced_yet_is_seen(shelf: Shelf, zotero: FakeZotero) -> None:
    shelf.add_zotero()
    zotero.put("K3", "Thatch and asthma in Estonia", dateModified="2024-03-01T00:00:00Z")
    zotero.put("K4", "Slate", version=0)
    done = shelf.add_zotero()
    assert (done.added.added, done.added.updated) == (("slate",), ("thatch-and-asthma",))
    zotero.put("K4", "Slate", version=0, tags=[{"tag": "new"}])
    assert shelf.add_zotero().added.updated == ("slate",)


def test_a_renamed_collection_and_another_library_are_read_anew(shelf: Shelf, zotero: FakeZotero) -> None:
    shelf.add_zotero()
    zotero.collect("AAAA", "Dissertation")
    shelf.add_zotero()
    assert held(shelf)["gutters-of-tin"][0] == ("Dissertation / Chapter 2", "Other")
    zotero.version = 3
    assert shelf.add_zotero().read == 3


def test_what_left_is_told_and_goes_only_when_that_is_asked_for(shelf: Shelf, zotero: FakeZotero) -> None:
    shelf.add_zotero(collection="Thesis")
    del zotero.items["K1"]
    zotero.put("K2", "Gutters of tin", version=12, collections=["CCCC"])
    done = shelf.add_zotero(collection="Thesis")
    assert (done.items, set(done.gone)) == (0, {"roofs-of-moss", "gutters-of-tin"})
    assert "still on the shelf" in done.notes[-1]
    assert held(shelf)["gutters-of-tin"][0] == ("Other",)
    zotero.put("K1", "Roofs of moss", version=13, collections=["AAAA"])
    zotero.put("K5", "Slate", version=13, collections=["AAAA"])
    shelf.add_zotero(collection="Thesis")
    zotero.items["K1"]["data"]["deleted"] = 1
    zotero.put("K5", "Slate", version=14, collections=[])
    done = shelf.add_zotero(collection="Thesis", prune=True)
    assert set(done.added.removed) == {"roofs-of-moss", "slate"}
    assert set(held(shelf)) == {"gutters-of-tin"}


def test_what_another_selection_has_stays(shelf: Shelf, zotero: FakeZotero) -> None:
    shelf.add_zotero()
    shelf.add_zotero(collection="Thesis")
    zotero.put("K1", "Roofs of moss", version=12, collections=[])
    assert shelf.add_zotero(collection="Thesis", prune=True).gone == ()
    assert held(shelf)["roofs-of-moss"] == ((), ("unread", "moss"))


def test_two_items_of_one_paper_are_one_and_stay_while_one_does(shelf: Shelf, zotero: FakeZotero) -> None:
    zotero.put("K9", "Roofs of moss", version=8, collections=["CCCC"], tags=[])
    shelf.add_zotero()
    assert held(shelf)["roofs-of-moss"][0] == ("Thesis", "Other")
    del zotero.items["K9"]
    assert shelf.add_zotero(prune=True).gone == ()
    assert len(held(shelf)) == 3


STRANGE: dict[str, tuple[Any, str]] = {
    "switched off": (None, "lets no other program read its library. Turn on Settings, Advanced"),
    "old": ((404, b"No endpoint found"), "Update Zotero to version 7"),
    "busy": ((500, b""), "could not give its library"),
    "another": ((200, b"[]"), "does not answer as Zotero does"),
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_zotero_that_cannot_be_read_is_told_in_a_sentence(
    shelf: Shelf, zotero: FakeZotero, case: str
) -> None:
    zotero.enabled, (zotero.answers_as, expected) = False, STRANGE[case]
    with pytest.raises(PapersError, match=expected):
        shelf.add_zotero()


def test_a_zotero_that_does_not_run_and_one_elsewhere(home: Path, shelf: Shelf) -> None:
    for address, kind, expected in (
        ("http://127.0.0.1:9/api", PapersError, "Start Zotero"),
        ("https://zotero.example.org/api", SettingsError, "ASSISTANT_ONLINE=1"),
    ):
        settings = Settings(home=home, shelf="mine", zotero_url=address)
        with pytest.raises(kind, match=expected):
            Shelf(shelf.library, settings).add_zotero()


def test_items_of_odd_shape_come_in_as_far_as_they_can_be_read(shelf: Shelf, zotero: FakeZotero) -> None:
    zotero.items.clear()
    zotero.put("K1", "Roofs of moss", version=5, tags=7, collections=[None, "ZZZZ", "AAAA"], creators=7)
    zotero.put("K2", "Tin", version=5, itemType=["note"], tags=[{"tag": None}, {"tag": "x" * 5000}, 3])
    zotero.put("K3", "Slate", version=5, date=7, DOI=["10.1234/abc"], url={}, dateModified=None)
    shelf.add_zotero()
    assert {key: labels[0] for key, labels in held(shelf).items()} == {
        "roofs-of-moss": ("Thesis",),
        "tin": (),
        "slate": (),
    }
    assert [len(tag) for tag in held(shelf)["tin"][1]] == [200]
