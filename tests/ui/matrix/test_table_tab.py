"""A reader makes a table: stops and goes on, opens a sentence, corrects, sorts, exports, comes back another day."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Row, Settings, Table, bundled_papers
from tests.support.browsing import EVIL, Reader, needs_browser
from tests.support.canned import Canned, Status, Text
from tests.support.fakes import FakeOpenAI
from tests.support.scripted import judge, only, prompt
from tests.support.serving import serving
from tests.support.shelves.copies import copied
from tests.ui.page.test_access import violations
from ui.opening import AssistantHolder

pytestmark = [needs_browser, pytest.mark.timeout(300)]
GRID, ROWS = "[data-grid]", "[data-grid] tbody tr"
AVOID = tuple(paper.title for paper in bundled_papers()[3:6])


class Gated(Assistant):
    """Gives each row of a table when it is let."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.let = threading.Semaphore(0)

    def table(self, *given: Any, **more: Any) -> Table:
        whole = super().table(*given, **more)

        def rows() -> Iterator[Row]:
            for row in whole:
                self.let.acquire()
                yield row

        return Table(whole.columns, whole.total, whole.composer).filled_by(rows())


def reads(asked: dict[str, Any]) -> Canned:
    """Judge papers, and fill a row: a number where a sentence has the one of the PET/CT exams, else nothing."""
    said = prompt(asked)
    if "Fill the row of this paper" not in said:
        return judge(only(*AVOID))(asked)
    found = re.search(r"^\W*(\d+)\W.*25,578", said.split("<paper")[1], re.MULTILINE)
    cells = [
        {"column": int(number), "sentence": int(found[1]), "value": "25,578 PET/CT exams"}
        if found and "exams" in question
        else {"column": int(number), "sentence": -1, "value": ""}
        for number, question in re.findall(r"^(\d+) (.*\?.*)$", said.split("<paper")[0], re.MULTILINE)
    ]
    return Text(json.dumps({"cells": cells}))


@pytest.fixture
def shelf(seed_home: Path, tmp_path: Path, fake_openai: FakeOpenAI) -> Iterator[Gated]:
    home = copied(seed_home, tmp_path / "home")
    fake_openai.respond = reads
    settings = Settings(home=home, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    with Gated(settings) as assistant:
        assistant.add([EVIL])
        yield assistant


def told(page: Any, words: str) -> None:
    page.wait_for_selector(f"[data-progress]:has-text('{words}')")


def add(page: Any, question: str) -> None:
    if not page.locator("[data-add][open]").count():
        page.click("[data-add] > summary")
    page.fill("[data-add] [name=question]", question)
    page.keyboard.press("Enter")


def shown_as_it_should(page: Any) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]
    return [*violations(page), *(["too wide"] if wide else [])]


def test_a_table_from_a_question_to_a_file(browser: Any, shelf: Gated, fake_openai: FakeOpenAI) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    with serving(AssistantHolder(shelf)) as url:
        reader = Reader(context, url)
        page = reader.page
        reader.ask("Which papers avoid subword tokenizers?")
        page.click("#pa-log [data-act=tabulate]")
        page.wait_for_selector("[data-add][open] [data-do=suggest]")
        page.wait_for_selector(ROWS)
        assert set(page.locator(f"{ROWS} th").all_inner_texts()) == set(AVOID)
        assert page.inner_text("[data-title]") == "Which papers avoid subword tokenizers?"

        # Chosen papers: the hostile one and one with a number.
        page.click("#pa-papers-button")
        for words in ("Zorblax quokkas", "PET/CT grounding exams"):
            page.fill("#pa-find input, #pa-find textarea", words)
            page.wait_for_selector(f"#pa-list li:first-child:has-text('{words.split()[0]}')")
            page.check("#pa-list li:first-child input")
        page.click("text=Tabulate")
        told(page, "2 papers. Add a column")
        page.wait_for_selector("[data-add][open]")
        add(page, "How many PET/CT exams were used?")
        told(page, "0 of 2 papers")
        shelf.let.release()
        told(page, "1 of 2 papers")
        page.click("[data-do=halt]")
        told(page, "1 of 2 papers, stopped")
        assert page.locator(f"{GRID} .pa-silent:has-text('not read yet')").count() == 1
        shelf.let.release(1000)
        page.click("[data-do=resume]")
        told(page, "2 papers read")
        row = page.locator(f"{ROWS}:has-text('PET/CT')")
        assert "25,578 PET/CT exams" in row.inner_text()
        assert "not stated in the abstract" in page.inner_text(f"{ROWS}:has-text('Zorblax')")

        # The keyboard: arrows to a cell, Enter opens its sentence, Escape comes back.
        page.locator(f"{ROWS} >> nth=0").locator("th").focus()
        if "PET/CT" not in page.locator(f"{ROWS} >> nth=0").inner_text():
            page.keyboard.press("ArrowDown")
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_selector("#pa-cell-pane mark.pa-on:has-text('25,578')")
        assert shown_as_it_should(page) == []
        page.click("#pa-cell-pane summary:has-text('Correct it')")
        page.fill("#pa-cell-pane [name=value]", "many")
        page.keyboard.press("Enter")
        page.wait_for_selector("#pa-cell-pane [data-problem]:has-text('Expected a number')")
        page.fill("#pa-cell-pane [name=value]", "25,579 exams")
        page.keyboard.press("Enter")
        row.locator(".pa-by-hand").wait_for()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.closest('tr').textContent").startswith("Vision-Language")
        assert not page.locator("#pa-cell-pane").is_visible()

        # The model is away: what could not be read is told, and read when it is back.
        fake_openai.respond = lambda asked: Status(503)
        add(page, "Does it cost nothing?")
        assert page.locator(f"{GRID} thead [data-do=sort]").all_inner_texts()[2:] == [
            "How many PET/CT exams were used",
            "Does it cost nothing",
        ]
        told(page, "0 of 2 papers read")
        assert "503" in page.inner_text("[data-notes]")
        fake_openai.respond = reads
        page.click("[data-do=resume]")
        told(page, "2 papers read")
        kept = page.evaluate(
            "JSON.parse(localStorage['paper-assistant:table:' + paperAssistant.matrix.table().id])"
        )
        assert [column["type"] for column in kept["columns"]] == ["number", "yes_no"]
        page.click(f"{GRID} [data-do=drop] >> nth=1")
        page.wait_for_function("document.querySelectorAll('[data-grid] [data-do=drop]').length === 1")
        page.fill("[data-filter-rows]", "quokkas")
        told(page, "1 shown")
        assert "<script>window.hacked=1</script>" in page.inner_text(ROWS)
        page.fill("[data-filter-rows]", "")
        for _ in range(2):
            page.click(f"{GRID} thead [data-do=sort] >> nth=0")
        assert page.locator(f"{ROWS} th").all_inner_texts()[0].startswith("Zorblax")
        page.click("summary:has-text('Export'):visible")
        table = list(
            csv.reader(io.StringIO(reader.download("[data-do=export][data-kind=csv]").removeprefix("\ufeff")))
        )
        assert len(table) == 3
        assert table[1][0].startswith("Zorblax") or "Zorblax" in " ".join(table[1])
        assert "25,579 exams" in " ".join(table[2])
        page.click("summary:has-text('Export'):visible")
        with page.expect_download() as waiting:
            page.click("[data-do=export][data-kind=xlsx]")
        assert Path(waiting.value.path()).read_bytes()[:2] == b"PK"
        assert waiting.value.suggested_filename == "table.xlsx"
        port = int(url.rpartition(":")[2])

    # Another day, another server, and no model: what was corrected is kept.
    shelf.close()
    with Assistant(Settings(home=shelf.settings.home)) as later, serving(AssistantHolder(later), port=port):
        page.set_viewport_size({"width": 390, "height": 844})
        page.reload()
        reader.opened()
        page.click("#pa-matrix-button")
        told(page, "2 papers read")
        assert "25,579 exams yours" in page.inner_text(f"{ROWS}:has-text('PET/CT')")
        add(page, "What do quokkas become?")
        page.wait_for_selector(f"{ROWS}:has-text('Zorblax') >> text=closest sentence (not checked)")
        assert shown_as_it_should(page) == []
        page.click("[data-tables] summary")
        page.click("[data-tables] li >> nth=1 >> button >> nth=0")
        page.wait_for_function(f"document.querySelectorAll('{ROWS}').length === {len(AVOID)}")
        assert page.evaluate("window.hacked") is None
        assert reader.faults == []
    context.close()
