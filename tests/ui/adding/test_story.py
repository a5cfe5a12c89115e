"""A reader drops files on the page, looks at the report, asks them alone, and goes from shelf to shelf."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings, read_bytes
from tests.support.browsing import HOSTILE, Reader, needs_browser
from tests.support.running.waiting import slowed
from tests.support.serving import serving
from tests.support.shelves.pdfs import Shown, pdf
from ui.opening import AssistantHolder

pytestmark = needs_browser
BIBTEX = f"""
@article{{kelp, title={{Kelp forests of Svalbard}}, year={{2021}},
  abstract={{Kelp covers 4,321 hectares around Svalbard. It grows in cold water.}}}}
@article{{moss, title={{Moss {HOSTILE}}}, year={{2020}}, abstract={{Moss covers 77 roofs.}}}}
@article{{nothing, year={{2020}}}}
"""
PDF = pdf(
    "one_column",
    Shown(
        "Snow buntings of the northern cape",
        "We counted 9,876 snow buntings on the northern cape in one winter. "
        "They came in flocks of forty, fed on seeds of grasses that the wind had laid bare, and left before the thaw. "
        "Earlier counts had missed those that rest on the ice of the bay, which we reached on skis each morning.",
    ),
)
_DROP = """(files) => {
  const data = new DataTransfer();
  for (const [name, text] of files)
    data.items.add(new File([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], name));
  const at = document.querySelector("#pa-scroll");
  for (const type of ["dragenter", "dragover"])
    at.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  window.veil = document.querySelector(".pa-veil")?.textContent;
  at.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
}"""


@pytest.fixture
def shelf(seed_copy: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_copy)) as assistant:
        yield assistant


def drop(page: Any, files: Sequence[tuple[str, bytes]]) -> None:
    page.evaluate(_DROP, [[name, base64.b64encode(text).decode()] for name, text in files])


def picture(page: Any, name: str) -> None:
    if folder := os.environ.get("PAGE_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def on_shelf(page: Any, name: str) -> None:
    page.wait_for_selector(f"[data-shelves][data-current={name}]")


def go(page: Any, name: str) -> None:
    page.click("[data-shelves] > summary")
    page.click(f"[data-act=switch][data-name={name}]:visible")
    on_shelf(page, name)


def test_files_are_dropped_reported_asked_alone_and_stay_on_a_shelf_of_their_own(
    browser: Any, shelf: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    with serving(AssistantHolder(shelf)) as url:
        reader = Reader(context, url)
        page = reader.page
        first = reader.ask("How many PET/CT exams were used?").inner_text()
        assert "25,578" in first
        drop(page, [("mine.bib", BIBTEX.encode()), ("broken.pdf", b"%PDF-1.7 no"), ("snow.pdf", PDF)])
        assert page.evaluate("window.veil") == "Drop to add to My papers (new shelf)"
        report = page.locator("#pa-add-report .pa-added")
        report.get_by_text("3 papers added to My papers, 2 rejected").wait_for()
        told = report.inner_text()
        assert "mine.bib (BibTeX): 2 added, 1 rejected" in told
        assert "no title" in told
        assert "Snow buntings of the northern cape" in told
        assert "broken.pdf" in told.split("3 papers added")[-1]
        assert page.evaluate("window.hacked") is None
        on_shelf(page, "my-papers")
        assert page.locator("#pa-log article").count() == 0
        assert shelf.size == 38  # one's own papers are not among the samples
        picture(page, "added")

        page.click("text=Ask only these 3")
        page.wait_for_selector("#pa-limit >> text=Asking only 3 papers")
        assert "9,876" in reader.ask("How many snow buntings were counted?").inner_text()
        assert "25,578" not in reader.ask("How many PET/CT exams were used?").inner_text()

        go(page, "papers")
        assert "25,578" in reader.ask("How many PET/CT exams were used?").inner_text()
        page.click("summary:has-text('Conversations')")
        page.click("[data-history] li button:has-text('snow buntings') >> nth=0")
        on_shelf(page, "my-papers")  # a conversation remembers its shelf
        page.reload()
        on_shelf(page, "my-papers")
        reader.exchange(2)
        assert "9,876" in page.inner_text("#pa-log article[data-turn='1']")

        page.click("[data-shelves] > summary")
        page.click("[data-shelves] [data-act=putaway]")
        assert not page.locator("[data-shelves] [data-name=papers]").first.is_visible()
        page.click("[data-act=bringback]:visible")
        assert page.locator("[data-shelves] [data-name=papers]").first.is_visible()

        page.fill("[data-new-shelf] input", "../../etc")
        page.press("[data-new-shelf] input", "Enter")
        page.wait_for_selector("#pa-said >> text=Expected a name of 3 to 49 letters")
        page.fill("[data-new-shelf] input", "Thesis")
        page.press("[data-new-shelf] input", "Enter")
        on_shelf(page, "thesis")
        page.fill(
            "[data-add-here] textarea", '{"id": "bee", "title": "Bees", "abstract": "Bees count to 4."}'
        )
        # What is being typed stays when the first screen is put up anew, as when its suggestions come.
        page.evaluate("const it = document.querySelector('[data-add-here]'); it.outerHTML = it.outerHTML")
        page.wait_for_function("document.querySelector('[data-add-here] textarea').value.includes('Bees')")
        # A second text, while the first one is read, is read next.
        monkeypatch.setattr("ui.adding.actions.read_bytes", slowed(read_bytes, 0.7))
        page.press("[data-add-here] textarea", "Enter")
        page.wait_for_selector("#pa-add-report >> text=Reading")
        page.fill(
            "[data-add-here] textarea", '{"id": "ant", "title": "Ants", "abstract": "Ants count to 9."}'
        )
        page.press("[data-add-here] textarea", "Enter")
        page.wait_for_selector("#pa-log >> text=Ask the 2 papers")
        page.locator("#pa-add-report").get_by_text("1 paper added to Thesis").wait_for()
        go(page, "my-papers")
        page.click("[data-shelves] > summary")
        page.click("[data-act=drop][data-name=thesis]")
        page.click("text=Really remove 2 papers?")
        page.wait_for_selector("[data-shelves] [data-name=thesis]", state="detached")
        assert reader.faults == []
    context.close()
