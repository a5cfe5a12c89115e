"""No dead ends, in a browser: a page that knows its shelf, completion, conditions as chips, declines that lead on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Paper, Settings
from tests.support.browsing import HOSTILE, Reader, needs_browser
from tests.support.running.waiting import slowed
from tests.support.serving import serving
from tests.ui.page.test_access import violations
from ui.opening import AssistantHolder

pytestmark = needs_browser
KELP = "Kelp forests of Svalbard"
DIVE = Paper(id="dive", title="Diving at Svalbard", abstract="The kelp forests of Svalbard needed 41 divers.")


def paper(number: int, title: str, author: str, year: int) -> Paper:
    text = f"We study how {title.lower()} grow. They cover {number},321 hectares."
    text += " SeaBench has their data." if number < 4 else ""
    return Paper(id=f"p{number}", title=title, abstract=text, authors=(author,), year=year)


@pytest.fixture(scope="module")
def kelp_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(home=Path(tmp_path_factory.mktemp("kelp")), shelf="kelp", create=True)
    with Assistant(settings.replace(shelf="dive-logs")) as other:
        other.add([DIVE])
    with Assistant(settings) as shelf:
        shelf.add(
            [
                paper(1, KELP, "Wei Liu", 2019),
                paper(2, "Kelp gardens of Norway", "Ana Silva", 2021),
                paper(3, "Kelp meadows of Iceland", "Wei Liu", 2022),
                paper(4, f"Mosses of Greenland {HOSTILE}", "Wei Liu", 2022),
            ]
        )
        with serving(AssistantHolder(shelf)) as url:
            yield url


def test_a_reader_is_led_on_from_an_empty_page_to_the_last_decline(
    browser: Any, kelp_site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    reader = Reader(context, kelp_site)
    page = reader.page

    # An empty page tells what the shelf is about; what it suggests is answered.
    page.wait_for_selector(".pa-about >> text=2019 to 2022")
    suggested = page.locator(".pa-example[data-question*='SeaBench']")
    suggested.click()
    assert "3 of 4 papers" in reader.exchange(1).inner_text()
    for followed in page.locator("#pa-log .pa-more button").all_inner_texts():
        assert "SeaBench" not in followed  # on the papers that are cited, not on the question

    # Titles and authors while typing: nothing is chosen before an arrow key does, Escape closes.
    box = "#pa-box textarea"
    page.type(box, "Compare kel")
    page.wait_for_selector("#pa-options >> text=Kelp gardens of Norway")
    assert page.get_attribute(box, "aria-expanded") == "true"
    assert page.get_attribute(box, "aria-activedescendant") is None
    assert violations(page) == []
    page.press(box, "Escape")
    page.wait_for_selector("#pa-options", state="detached")
    assert page.get_attribute(box, "role") is None
    page.type(box, "p")
    page.wait_for_selector("#pa-options")
    page.press(box, "ArrowDown")
    assert page.get_attribute(box, "aria-activedescendant") == "pa-option-0"
    page.press(box, "Enter")
    reader.typed(f"Compare “{KELP}” ")
    page.fill(box, "")
    # Each letter asks for a list here, and the list for the last one comes although the server is slow.
    monkeypatch.setattr(Assistant, "complete", slowed(Assistant.complete, 0.4))
    page.type(box, "Which papers did liu", delay=100)
    page.click("#pa-options >> text=Wei Liu")
    reader.typed("Which papers did Wei Liu ")
    monkeypatch.undo()
    page.fill(box, "")
    page.type(box, "Mos")
    page.wait_for_selector("#pa-options >> text=<script>")
    page.press(box, "Tab")
    page.wait_for_selector("#pa-options", state="detached")

    # A condition is a chip: a click asks without it, and another with it again.
    page.fill(box, "")
    found = reader.ask("Which papers by Liu since 2020 are about kelp?")
    assert found.locator(".pa-chip").all_inner_texts() == ["by Liu×", "since 2020×"]
    found.locator(".pa-chip >> text=since 2020").click()
    wider = reader.exchange(3)
    assert wider.locator(".pa-chip").all_inner_texts() == ["by Liu×", "since 2020+"]
    assert KELP in wider.inner_text()
    assert KELP not in found.inner_text()
    wider.locator(".pa-chip >> text=since 2020").click()
    assert reader.exchange(4).locator(".pa-chip").all_inner_texts() == ["by Liu×", "since 2020×"]

    # A decline shows what comes nearest, and ways on.
    silent = reader.ask("How many divers did the Kelp forests of Svalbard need?")
    assert "The abstracts do not say." in silent.inner_text()
    card = silent.locator(".pa-near .pa-card").first
    assert KELP in card.inner_text()
    assert "divers" in card.locator(".pa-reason").inner_text()
    assert card.locator("mark").count()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    card.locator("text=Ask this paper").click()
    page.wait_for_selector("#pa-limit >> text=Asking only 1 paper")
    reader.typed("How many divers did the Kelp forests of Svalbard need?")
    page.press(box, "Enter")
    limited = reader.exchange(6)
    assert limited.locator(".pa-near .pa-card").count() == 1
    limited.locator("[data-act=everywhere]").click()
    assert reader.exchange(7).locator(".pa-near .pa-card").count() == 3
    page.wait_for_selector("#pa-limit .pa-limit", state="detached")
    none = reader.ask("Which papers by Liu from 2021 are about kelp?")
    none.locator("text=Ask without the conditions").click()
    assert "Kelp gardens of Norway" in reader.exchange(9).inner_text()
    silent.locator("text=Search the library").click()
    page.wait_for_function("document.querySelector('#pa-find :is(input, textarea)').value.includes('divers')")

    # Another shelf knows: it is looked in, and asked.
    page.click("#pa-ask-button")
    silent.locator("text=Look in all shelves").click()
    page.wait_for_selector("#pa-live >> text=The other shelf says something on this.")
    assert "41 divers" in page.inner_text("#pa-live mark")
    assert violations(page) == []
    page.click("#pa-live >> text=Go there and ask")
    page.wait_for_selector("[data-shelves][data-current=dive-logs]")
    assert "41 divers" in reader.exchange(1).inner_text()
    assert page.evaluate("window.hacked") is None
    context.close()
    assert reader.faults == []
