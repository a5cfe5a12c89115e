"""Shelves on the page: what they may be called, who is on which, and what happens to those that go."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gradio.context import LocalContext

from assistant import Assistant, Paper, Settings, SettingsError, list_shelves
from tests.support.each_row import each_row
from tests.support.rendering import Page
from ui.opening import AssistantHolder
from ui.page.head import head_html
from ui.shelf_choice.chosen import ChosenHolder
from ui.shelf_choice.names import checked_name, label
from ui.shelves import NoShelf, Shelves

MOSS = Paper(id="moss", title="Roofs of moss", abstract="Moss covers 77 roofs.")


@each_row(
    ("typed", "name"),
    [("My papers", "my-papers"), (" Thèse  2024 ", "these-2024"), ("a_b", "a_b"), ("CON fig", "con-fig")],
)
def test_a_readers_words_become_a_name_of_a_folder(typed: str, name: str) -> None:
    assert checked_name(typed) == name
    assert Settings(shelf=name).shelf == name


@each_row(
    "typed",
    [
        "",
        "ab",
        "../etc",
        "..",
        "/root",
        "a/b/c",
        "C:\\x",
        "mine.txt",
        "论文集",
        "x" * 50,
        "a\0bc",
        "nul\n|",
        "~root",
    ],
)
def test_what_could_lead_elsewhere_is_no_name(typed: str) -> None:
    with pytest.raises(SettingsError, match="Expected a name of 3 to 49 letters"):
        checked_name(typed)


@contextmanager
def asked_by(session: str) -> Iterator[None]:
    """What happens within comes from an open page of its own."""
    token = LocalContext.request.set(SimpleNamespace(session_hash=session))  # type: ignore[arg-type]
    try:
        yield
    finally:
        LocalContext.request.reset(token)


@pytest.fixture
def chosen(seed_copy: Path) -> Iterator[ChosenHolder]:
    settings = Settings(home=seed_copy)
    with Assistant(settings.replace(shelf="moss", create=True)) as other:
        other.add([MOSS])
    with Assistant(settings) as assistant:
        shelves = Shelves(AssistantHolder(assistant))
        yield ChosenHolder(shelves)
        shelves.close()


def test_two_readers_are_on_two_shelves_at_once(chosen: ChosenHolder) -> None:
    with asked_by("a"):
        chosen.follow("moss")
        assert "77" in chosen.wait().ask("How many roofs does moss cover?").text
    with asked_by("b"):
        assert (chosen.shelf, chosen.assistant.size) == ("papers", 38)
        chosen.follow("")
        assert chosen.shelf == "papers"
    with asked_by("a"):
        assert (chosen.shelf, chosen.assistant.size) == ("moss", 1)
        assert 'data-current="moss"' in head_html(chosen)
    assert chosen.shelf == "papers"  # nobody's page: a program


def test_what_a_browser_calls_a_shelf_takes_no_room(chosen: ChosenHolder) -> None:
    with asked_by("a"):
        chosen.follow("x" * 1_000_000)
        assert len(chosen.shelf) == 60
        assert "There is no shelf" in str(chosen.error)


def test_two_who_make_the_same_shelf_at_once_get_one(chosen: ChosenHolder) -> None:
    told: list[str] = []

    def make() -> None:
        try:
            chosen.shelves.make("both")
        except SettingsError as error:
            told.append(str(error))

    together = [threading.Thread(target=make) for _ in range(4)]
    for each in together:
        each.start()
    for each in together:
        each.join()
    assert len(told) == 3
    assert all("There is a shelf both already" in each for each in told)


def test_a_shelf_in_use_is_neither_removed_nor_closed_for_another(
    chosen: ChosenHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.shelves.MOST_OPEN", 1)
    shelves, moss = chosen.shelves, chosen.shelves.holder("moss")
    with moss.in_use():
        with pytest.raises(SettingsError, match="in use"):
            shelves.remove("moss")
        shelves.make("another")
        assert moss.assistant.papers(["moss"]) == (MOSS,)
    assert shelves.remove("moss") == 1


def test_a_shelf_that_has_gone_is_told_and_no_other_answers_for_it(chosen: ChosenHolder) -> None:
    with asked_by("a"):
        chosen.follow("moss")
        chosen.wait()
        served = chosen.shelves
        with chosen.at_work(), pytest.raises(SettingsError, match="in use"):
            served.remove("moss")
        assert served.remove("moss") == 1
        assert not chosen.ready
        with pytest.raises(NoShelf, match="no shelf 'moss'; there are papers"):
            _ = chosen.assistant
        assert "no shelf &#x27;moss&#x27;" in head_html(chosen)
        chosen.follow("papers")
        assert chosen.ready
    with pytest.raises(SettingsError, match="started with the shelf papers"):
        chosen.shelves.remove("papers")
    with pytest.raises(NoShelf):
        chosen.shelves.remove("../papers")


def test_the_menu_tells_the_samples_from_ones_own(chosen: ChosenHolder) -> None:
    def rows() -> dict[str, set[str]]:
        tags = Page(head_html(chosen)).tags
        names = {tag["data-name"]: set(tag) for name, tag in tags if name == "li" and "data-name" in tag}
        return {str(name): marks for name, marks in names.items()}

    assert "data-samples" in rows()["papers"]
    assert "data-samples" not in rows()["moss"]
    made = chosen.shelves.make("bees")
    assert made.assistant.size == 0
    with pytest.raises(SettingsError, match="There is a shelf Bees already"):
        chosen.shelves.make("Bees")
    chosen.assistant.add([MOSS])
    assert "data-samples" not in rows()["papers"]
    assert {each.name for each in list_shelves(chosen.assistant.settings)} == {"papers", "moss", "bees"}
    assert (label("my-papers"), label("papers", samples=True)) == ("My papers", "Samples")


def test_all_shelves_answer_with_the_model_of_the_one_that_is_served(
    seed_copy: Path, fake_openai: Any
) -> None:
    fake_openai.respond = lambda asked: "77 roofs. [1]"
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k")
    with (
        Assistant(settings) as main,
        Assistant(settings.replace(shelf="moss", create=True), beside=main) as moss,
    ):
        moss.add([MOSS])
        assert moss.ask("How many roofs does moss cover?").composer == main.composer
        assert moss.settings.shelf == "moss"
        moss.close()
        assert main.ask("How many PET/CT exams were used?").composer != "extractive"
