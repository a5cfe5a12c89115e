"""The Papers tab in a browser: add by upload and by paste, filter, ask only some, remove."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings
from tests.support.browsing import HOSTILE, Reader, needs_browser
from tests.support.services.scholarly import Scholarly, preprint, scholarly, work
from tests.support.serving import serving
from tests.support.shelves.copies import copied
from ui.adding.look_ups import question_html, refusal
from ui.opening import AssistantHolder

pytestmark = needs_browser
BIBTEX = """
@article{kelp, title={Kelp forests of Svalbard}, year={2021},
  abstract={Kelp covers 4,321 hectares around Svalbard. It grows in cold water.}}
@article{nothing, year={2020}}
"""


@pytest.fixture(scope="module")
def services() -> Iterator[Scholarly]:
    with scholarly() as server:
        yield server


@pytest.fixture(scope="module")
def own_shelf(
    seed_home: Path, tmp_path_factory: pytest.TempPathFactory, services: Scholarly
) -> Iterator[Assistant]:
    """A shelf that these tests may change, which looks papers up at ``services``."""
    home = copied(seed_home, tmp_path_factory.mktemp("papers-tab") / "home")
    with Assistant(Settings(home=home, **services.settings)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def own_site(own_shelf: Assistant) -> Iterator[str]:
    with serving(AssistantHolder(own_shelf)) as url:
        yield url


@pytest.fixture
def page(browser: Any, own_site: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    reader = Reader(context, own_site)
    reader.page.click("#pa-papers-button")
    yield reader
    context.close()
    assert reader.faults == []


# What was pasted goes when it has been taken in.
EMPTIED = "!document.querySelector('#pa-adding [data-paste]').value"


def test_an_uploaded_file_is_reported_asked_filtered_and_removed(page: Reader, own_shelf: Assistant) -> None:
    window = page.page
    window.click("#pa-head >> text=Add papers")
    window.select_option("[data-target]", "papers")
    window.set_input_files(
        "#pa-adding input[type=file]",
        {"name": "kelp.bib", "mimeType": "text/x-bibtex", "buffer": BIBTEX.encode()},
    )
    report = window.locator("#pa-add-report")
    report.get_by_text("1 paper added to Papers, 1 rejected").wait_for()
    assert "kelp.bib (BibTeX): 1 added, 1 rejected" in report.inner_text()
    assert "Kelp forests of Svalbard" in report.inner_text()
    assert "title" in report.inner_text().split("1 rejected")[-1]
    assert "39 papers" in window.inner_text("#pa-head")
    window.click("[data-act=closeadd]")

    window.click("#pa-narrow summary")
    window.fill("[data-filter=year_from]", "2021")
    window.keyboard.press("Tab")
    window.wait_for_selector("#pa-list >> text=1 paper of 39 on the shelf")
    window.check("#pa-list li:first-child input")
    window.click("text=Ask only these")
    window.wait_for_selector("#pa-limit >> text=Asking only 1 paper")
    answer = page.ask("How many hectares are covered?")
    assert "4,321" in answer.inner_text()
    assert "Only the one chosen paper was asked." in answer.inner_text()
    outside = page.ask("How many PET/CT exams were used?")
    assert "25,578" not in outside.inner_text()
    window.click("#pa-limit >> text=Ask all papers")
    window.wait_for_selector("#pa-limit >> text=Asking only", state="detached")
    assert "25,578" in page.ask("How many PET/CT exams were used in the study?").inner_text()

    window.click("#pa-papers-button")
    window.click(".pa-chosen [data-act=remove]")
    assert own_shelf.size == 39
    window.click("text=Really remove 1?")
    window.locator("#pa-report").get_by_text("1 removed").wait_for()
    assert own_shelf.size == 38
    window.wait_for_selector("#pa-head >> text=38 papers")


def test_pasted_text_is_added_once_and_nonsense_is_refused(page: Reader, own_shelf: Assistant) -> None:
    window = page.page
    line = json.dumps({"id": "moss", "title": f"Moss {HOSTILE}", "abstract": "Moss covers 77 roofs."})
    report = window.locator("#pa-add-report")
    window.click("#pa-head >> text=Add papers")
    window.select_option("[data-target]", "papers")
    for told in (
        "1 paper added to Papers",
        "0 papers added, 1 unchanged",
    ):
        window.fill("#pa-adding [data-paste]", line)
        window.click("#pa-adding [type=submit]")
        report.get_by_text(told).wait_for()
        window.wait_for_function(EMPTIED)
    assert window.evaluate("window.hacked") is None
    window.fill("#pa-adding [data-paste]", "just some words")
    window.click("#pa-adding [type=submit]")
    window.wait_for_selector("#pa-add-report [role=alert]")
    own_shelf.remove(["moss"])


def test_pasted_ids_are_looked_up_after_a_click_that_names_the_hosts(
    page: Reader, own_shelf: Assistant, services: Scholarly
) -> None:
    services.works["10.1234/abc"] = work("10.1234/abc", f"Moss {HOSTILE}")
    services.preprints["2401.01234"] = preprint("2401.01234")
    window, report = page.page, page.page.locator("#pa-add-report")
    window.click("#pa-head >> text=Add papers")
    window.select_option("[data-target]", "papers")
    window.fill("#pa-adding [data-paste]", "https://doi.org/10.1234/abc\n10.1234/none")
    window.click("#pa-adding [type=submit]")
    report.get_by_text("Looking up 2 references asks 127.0.0.1 over the net").wait_for()
    assert services.asked == []
    window.click("#pa-add-report >> text=Look up")
    report.get_by_text("1 paper added to Papers, 1 not found").wait_for()
    assert "(Crossref): 1 added" in report.inner_text()
    assert "10.1234/none: Crossref, Semantic Scholar, OpenAlex: it does not know it" in report.inner_text()
    assert window.evaluate("window.hacked") is None
    window.wait_for_function(EMPTIED)
    window.fill("#pa-adding [data-paste]", "arXiv:2401.01234")
    window.click("#pa-adding [type=submit]")
    report.locator("summary:has-text('2401.01234')").wait_for()  # no second question
    window.wait_for_function(EMPTIED)
    window.fill("#pa-adding [data-paste]", "https://example.org/mine.bib")
    window.click("#pa-adding [type=submit]")
    report.get_by_text("Addresses of files are opened only where ASSISTANT_ONLINE=1 is set").wait_for()
    own_shelf.remove([each.id for each in own_shelf.papers() if each.source in ("Crossref", "arXiv")])


@pytest.mark.parametrize(
    ("online", "local", "refused"),
    [(None, True, False), (None, False, True), (True, False, False), (False, True, True)],
)
def test_who_may_look_up(home: Path, online: bool | None, local: bool, refused: bool) -> None:
    class Open:
        settings = Settings(home=home, online=online)

    holder = AssistantHolder(Open())  # type: ignore[arg-type]
    holder.may_fetch = local
    assert bool(refusal(holder, "10.1234/abc")) is refused
    assert bool(refusal(holder, "https://example.org/mine.bib")) is not (online is True)
    html = question_html(("<b>", "api.example.org"), 1)
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
