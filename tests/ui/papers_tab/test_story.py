"""A reader keeps a library of some size on the Papers tab: from finding papers to one record less."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Paper, Settings
from tests.support.browsing import HOSTILE, Reader, browser, needs_browser  # noqa: F401 (a fixture)
from tests.support.running.waiting import slowed
from tests.support.serving import serving
from tests.support.tiny import paper
from ui.opening import AssistantHolder

pytestmark = needs_browser
# Costs nothing, and no sentence is near another by meaning.
STAND_IN = "llama:eval.bench.speed.stand_in.StandIn"
PREPRINT = Paper(
    id="2301.00001",
    title="Counting the driftwood of northern shores",
    abstract="Driftwood was counted.",
    year=2023,
)
PRINTED = Paper(
    id="printed",
    title="Counting the Driftwood of Northern Shores",
    authors=("Ann Kim",),
    year=2024,
    venue="Shores",
)
EVIL = Paper(
    id="evil", title=f"Zorblax {HOSTILE}", abstract=f"Zorblax {HOSTILE} calms.", url="javascript:alert(1)"
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """118 papers about kelp, eleven others, of which two are one."""
    settings = Settings(
        home=tmp_path_factory.mktemp("library"), shelf="mine", create=True, embedding=STAND_IN
    )
    kelp = [paper(number * 12 + 10).model_copy(update={"year": 1990 + number % 30}) for number in range(118)]
    others = [paper(number) for number in range(8)]
    with Assistant(settings) as assistant:
        assistant.add([*kelp, *others, PREPRINT, PRINTED, EVIL])
        yield assistant


@pytest.fixture
def window(browser: object, shelf: Assistant) -> Iterator[Reader]:  # noqa: F811
    with serving(AssistantHolder(shelf)) as url:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")  # type: ignore[attr-defined]
        reader = Reader(context, url)
        yield reader
        context.close()
        assert reader.faults == []


def test_a_library_is_sorted_searched_labelled_asked_edited_and_merged(
    window: Reader, shelf: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.page
    rows, found = page.locator("#pa-list .pa-shelf > li"), page.locator("#pa-list .pa-list-head")

    page.click("#pa-papers-button")
    found.get_by_text("129 papers on the shelf · 1–50 shown").wait_for()
    assert "Zorblax" in rows.first.inner_text()  # what came last stands first
    rows.first.locator("[data-pick]").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#pa-find') !== null")
    box = page.locator("#pa-list [data-pick]").first
    white = box.evaluate("each => getComputedStyle(each).backgroundColor")
    assert white != "rgb(255, 255, 255)"

    page.select_option("[data-filter=sort]", "title")
    page.wait_for_selector("#pa-list li:first-child >> text=Counting the driftwood")
    page.click("text=Next ›")
    found.get_by_text("51–100 shown").wait_for()
    page.select_option("[data-filter=sort]", "")

    page.fill("#pa-find :is(input, textarea)", "kelp")
    found.get_by_text("118 papers of 129 on the shelf, the best first").wait_for()
    assert page.locator("#pa-list li:first-child summary mark").all_inner_texts() == ["kelp"]
    page.fill("[data-to-page]", "3")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=No further papers speak of this.")
    assert rows.count() == 18

    page.check("[data-pick-page]")
    page.wait_for_selector(".pa-chosen >> text=18 chosen")
    page.click(".pa-chosen >> text=Choose all 118")
    page.wait_for_selector(".pa-chosen >> text=118 chosen")
    rows.first.locator("[data-pick]").uncheck()
    page.wait_for_selector(".pa-chosen >> text=117 chosen")
    page.click(".pa-chosen >> text=Label")
    page.wait_for_selector("dialog[open] >> text=Collections and tags of 117 papers")
    page.fill("dialog [name=collection]", "Thesis")
    page.fill("dialog [name=tag]", "to <b>read</b>")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pa-report >> text=117 labelled")
    assert sum("Thesis" in each.collections for each in shelf.papers()) == 117

    page.fill("#pa-find :is(input, textarea)", "")
    page.click("#pa-narrow summary")
    page.select_option("[data-filter=tag]", "to <b>read</b>")
    found.get_by_text("117 papers of 129").wait_for()
    page.fill("[data-filter=year_from]", "2018")
    page.keyboard.press("Tab")
    page.wait_for_selector(".pa-chip >> text=Since 2018")
    narrowed = int(page.locator("#pa-list .pa-shelf").get_attribute("data-found") or 0)
    assert 0 < narrowed < 20

    page.click(".pa-chosen >> text=Clear")
    page.check("[data-pick-page]")
    page.click(".pa-chosen >> text=Ask only these")
    page.wait_for_selector(f"#pa-limit >> text=Asking only {narrowed} papers")
    assert "plot" in window.ask("What do we study about kelp?").inner_text()
    page.reload()
    window.opened()
    page.wait_for_selector(f"#pa-limit >> text=Asking only {narrowed} papers")  # kept with the conversation
    page.click("text=New conversation")
    page.wait_for_selector("#pa-limit >> text=Asking only", state="detached")

    page.click("#pa-papers-button")
    page.fill("#pa-find :is(input, textarea)", "zorblax")
    page.wait_for_selector("#pa-list li:first-child mark >> text=Zorblax")
    rows.first.locator("summary").click()
    assert page.locator("#pa-list a[href^=javascript]").count() == 0
    page.click("#pa-list [data-do=edit]:visible")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.do") == "edit"
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] [name=year]")
    page.fill("dialog [name=year]", "soon")
    page.click("dialog >> text=Save")
    assert page.locator("dialog[open]").count() == 1  # what was typed is not lost
    # What is saved while the change before is being made is not lost.
    monkeypatch.setattr(Assistant, "edit", slowed(Assistant.edit, 1.0))
    page.fill("dialog [name=year]", "1998")
    page.click("dialog >> text=Save")
    page.click("#pa-list [data-do=edit]:visible")
    page.fill("dialog[open] [name=year]", "1999")
    page.fill("dialog [name=url]", "https://doi.org/10.1000/182")
    page.click("dialog >> text=Save")
    page.wait_for_selector("#pa-list li:first-child summary >> text=1999")
    page.click("#pa-list summary >> nth=0")
    link = page.locator("#pa-list >> text=Open the paper’s page")
    assert link.get_attribute("href") == "https://doi.org/10.1000/182"
    assert "noopener" in (link.get_attribute("rel") or "")
    assert link.get_attribute("target") == "_blank"

    page.click("text=Find duplicates")
    page.wait_for_selector("#pa-list >> text=2 papers look like 1")
    page.click("text=Not the same paper")
    page.wait_for_selector("#pa-report >> text=not offered as duplicates again")
    page.click("#pa-list >> text=Offer them again")
    page.wait_for_selector("#pa-list >> text=2 papers look like 1")
    page.click("text=Merge these 2 into one")
    page.wait_for_selector("#pa-report >> text=2 merged into one")
    page.wait_for_selector("#pa-list >> text=No two papers of this shelf look like one and the same.")
    [kept] = [each for each in shelf.papers() if "driftwood" in each.title.casefold()]
    assert (kept.id, kept.authors, kept.year) == ("2301.00001", ("Ann Kim",), 2023)
    page.click("text=Back to all papers")
    page.wait_for_selector("#pa-list .pa-shelf li")
    assert page.evaluate("window.hacked") is None
