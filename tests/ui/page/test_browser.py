"""The page in a real browser, on a real server: what a reader clicks and sees."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from assistant import Assistant, Settings, bundled_papers, read_bytes
from tests.support.answers import judged_talk
from tests.support.browsing import HOSTILE, Reader, needs_browser
from tests.support.fakes import FakeOpenAI, Text
from tests.support.scripted import judge, only
from tests.support.serving import serving
from tests.support.shelves.copies import copied
from ui.opening import AssistantHolder

pytestmark = needs_browser


def test_ask_check_the_source_reload_and_export(reader: Reader, browser: Any, site: str) -> None:
    page = reader.page
    page.click("text=How many PET/CT exams were used?")
    first = reader.exchange(1)
    assert "25,578" in first.inner_text()
    first.locator("a.pa-cite", has_text="[1]").first.hover()
    tip = page.inner_text("#pa-tip")
    first.locator("a.pa-cite", has_text="[1]").first.click()
    quote = reader.highlighted()
    assert "25,578" in quote
    assert quote in tip
    pet_ct = "Vision-Language Modeling in PET/CT for Visual Grounding of Positive Findings"
    reader.ask("Which papers avoid subword tokenizers?")
    cited = set(page.locator("#pa-sources section:not([hidden]) .pa-title").all_inner_texts())
    reader.ask("Of those, which work on bytes?")
    narrowed = set(page.locator("#pa-sources section:not([hidden]) .pa-title").all_inner_texts())
    assert narrowed
    assert narrowed < cited
    first.locator("a.pa-cite", has_text="[1]").first.click()
    assert reader.highlighted() == quote  # an earlier answer's sources come back

    page.fill("#pa-box textarea", "Is anyone there?")
    page.reload()
    assert "bytes" in reader.exchange(3).inner_text()
    reader.typed("Is anyone there?")
    page.fill("#pa-box textarea", "")
    page.locator("#pa-log article[data-turn='1'] a.pa-cite", has_text="[1]").first.click()
    assert reader.highlighted() == quote

    page.click("summary:has-text('Share')")
    text = reader.download("text=Conversation as Markdown")
    assert text.startswith("_Without a language model")
    assert text.count("Without a language model") == 1
    assert quote in text
    page.click("summary:has-text('Share')")
    bibtex = reader.download("text=Cited papers as BibTeX")
    entries = re.findall(r"^@misc\{(\S+),$", bibtex, re.MULTILINE)
    assert entries[0].startswith("vision-language-modeling-in-pet-ct")
    assert len(entries) == len(set(entries)) == len({pet_ct, *cited})
    back = read_bytes(bibtex.encode(), "cited.bib")
    assert {paper.title for paper in back.papers} == {pet_ct, *cited}
    assert not back.rejected

    other = browser.new_context()
    stranger = Reader(other, site)
    assert "25,578" not in stranger.page.content()
    assert stranger.page.locator("#pa-log article").count() == 0
    other.close()

    page.click("text=New conversation")
    page.wait_for_selector("#pa-log .pa-welcome")
    page.click("summary:has-text('Conversations')")
    page.click("[data-history] li button >> nth=0")
    assert "25,578" in reader.exchange(3).locator("xpath=..").inner_text()


def test_undo_edit_and_thumbs(reader: Reader, page_shelf: Assistant) -> None:
    page = reader.page
    reader.ask("How many PET/CT exams were used?")
    reader.ask("hello")
    page.click("#pa-log [data-act=undo]")
    page.wait_for_selector("#pa-log article[data-turn='2']", state="detached")
    reader.typed("hello")
    page.click("#pa-log article[data-turn='1'] [data-act=rate][data-value='1']")
    page.fill("#pa-log form.pa-say input", "just right")
    page.click("#pa-log form.pa-say button")
    page.wait_for_selector("text=Noted, thank you.")
    page.hover("#pa-log article[data-turn='1']")
    page.click("#pa-log article[data-turn='1'] [data-act=edit]")
    page.wait_for_selector("#pa-log .pa-welcome")
    reader.typed("How many PET/CT exams were used?")
    assert "just right" in (page_shelf.settings.home / "feedback.jsonl").read_text("utf-8")


def test_hostile_text_shows_and_runs_nothing(reader: Reader) -> None:
    page = reader.page
    exchange = reader.ask(f"How many times calmer does Zorblax tuning make quokkas? {HOSTILE}")
    assert "12,345" in exchange.inner_text()
    exchange.locator("a.pa-cite").first.click()
    assert "<script>window.hacked=1</script>" in page.inner_text("#pa-sources")
    assert "[99]" in page.inner_text("#pa-sources")
    page.click("#pa-papers-button")
    page.fill("#pa-find input, #pa-find textarea", "zorblax quokkas")
    page.wait_for_selector("#pa-list >> text=No further papers speak of this")
    page.click("#pa-list summary >> nth=0")
    assert "onerror" in page.inner_text("#pa-list li >> nth=0")
    page.click("#pa-map-button")
    page.hover("#pa-picture .pa-map-cited circle >> nth=0", force=True)
    page.wait_for_selector("#pa-picture .pa-map-tip >> text=<script>")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#pa-log a[href^=javascript], #pa-sources a[href^=javascript]").count() == 0


def test_papers_are_found_chosen_and_compared(reader: Reader) -> None:
    page = reader.page
    page.click("#pa-papers-button")
    page.wait_for_selector("#pa-list >> text=39 papers on the shelf")
    for words in ("CuBERT source code", "pixel sentence representation"):
        page.fill("#pa-find input, #pa-find textarea", words)
        page.wait_for_selector(f"#pa-list li:first-child:has-text('{words.split()[-1]}')")
        page.check("#pa-list li:first-child input")
    assert page.inner_text("[data-count]") == "2 chosen"
    page.click("text=Ask only these")
    page.wait_for_selector("#pa-limit >> text=Asking only 2 papers")
    page.click("#pa-papers-button")
    page.uncheck("#pa-list li:first-child input")
    page.fill("#pa-find input, #pa-find textarea", "ELECTRA")
    page.wait_for_selector("#pa-list li:first-child:has-text('ELECTRA')")
    page.check("#pa-list li:first-child input")
    page.click("text=Compare these")
    exchange = reader.exchange(1)
    assert exchange.locator("h2").inner_text().startswith("Compare “")
    assert "ELECTRA" in exchange.locator(".pa-answer table").inner_text()


def test_verdicts_sort_filter_and_leave_as_csv(reader: Reader, page_shelf: Assistant) -> None:
    page, papers = reader.page, page_shelf.papers()[:6]
    page.evaluate("(talk) => paperAssistant.save(talk)", judged_talk(papers).stored())
    page.reload()
    table = "#pa-log .pa-verdicts"
    assert "2 match" in page.inner_text(f"{table} .pa-counts")
    assert "of 6 papers" in page.inner_text(table)
    visible = f"{table} tbody tr:not([hidden])"
    page.click(f"{table} [data-act=only][data-value=match]")
    assert page.locator(visible).count() == 2
    page.click(f"{table} [data-act=only][data-value='']")
    page.fill(f"{table} .pa-filter", "reason 3")
    assert page.locator(visible).count() == 1
    page.fill(f"{table} .pa-filter", "")
    page.click(f"{table} thead button >> nth=0")
    titles = page.locator(f"{visible} th").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)
    rows = list(
        csv.DictReader(
            io.StringIO(reader.download(f"{table} [data-act=export]").removeprefix("\ufeff"), newline="")
        )
    )
    assert [row["paper_id"] for row in rows] == [paper.id for paper in papers]
    assert rows[0]["reason"] == "'=reason 0"
    page.set_viewport_size({"width": 1800, "height": 900})
    text, column, shown = (
        page.locator(selector).first.bounding_box() for selector in ("#pa-log article", "#pa-scroll", table)
    )
    assert text["width"] < shown["width"] <= column["width"]
    assert column["x"] <= shown["x"]


def test_a_set_judged_by_a_model_is_counted_listed_and_narrowed(
    browser: Any, seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    right = [paper.title for paper in bundled_papers()[3:6]]
    fake_openai.respond = judge(only(*right))
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k")
    context = browser.new_context()
    with Assistant(settings) as assistant, serving(AssistantHolder(assistant)) as url:
        reader = Reader(context, url)
        exchange = reader.ask("Which papers avoid subword tokenizers?")
        assert "3 of 38 papers judged match" in exchange.inner_text()
        table = "#pa-log article[data-turn='1'] .pa-verdicts"
        assert "3 match" in reader.page.inner_text(f"{table} .pa-counts")
        reader.page.click(f"{table} tbody th a >> nth=0")
        reader.page.wait_for_selector("#pa-sources mark.pa-on")
        reader.page.click(f"{table} [data-act=only][data-value=match]")
        reader.page.click(f"{table} thead button >> nth=0")
        shown = reader.page.locator(f"{table} tbody tr:not([hidden]) th").all_inner_texts()
        assert shown == sorted(right, key=str.casefold)
        assert "of 3 papers judged match" in reader.ask("Of those, which use bytes?").inner_text()
        assert reader.faults == []
    context.close()


def test_stop_keeps_the_text_and_a_restarted_server_finds_it(
    browser: Any, seed_home: Path, fake_openai: FakeOpenAI, tmp_path: Path
) -> None:
    home = copied(seed_home, tmp_path / "home")
    settings = Settings(home=home, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    fake_openai.respond = lambda asked: Text(
        "CuBERT is a model of source code. " + "Word " * 2000, pause=0.05
    )
    context = browser.new_context(viewport={"width": 390, "height": 844})
    with Assistant(settings) as assistant:
        with serving(AssistantHolder(assistant)) as url:
            reader = Reader(context, url)
            page = reader.page
            reader.type("What is CuBERT?")
            page.wait_for_selector("#pa-live >> text=CuBERT is a model")
            page.click("#pa-box .stop-button")
            stopped = reader.exchange(1)
            assert "CuBERT is a model" in stopped.inner_text()
            assert "stopped before it was finished" in stopped.inner_text()
            fake_openai.hung_up.wait(30)
            assert fake_openai.hung_up.is_set()
        page.fill("#pa-box textarea", "Is anyone there?")
        with serving(AssistantHolder(assistant), port=int(url.rpartition(":")[2])):
            page.reload()
            assert "CuBERT is a model" in reader.exchange(1).inner_text()
            fake_openai.respond = lambda asked: "A model of code. [1]"
            page.click("#pa-log [data-act=retry]")
            page.wait_for_selector("#pa-log a.pa-cite")
            assert not page.locator("#pa-side").is_visible()
            page.click("#pa-log a.pa-cite")
            assert reader.highlighted()
            page.click(".pa-close:visible")
            assert not page.locator("#pa-side").is_visible()
            width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 390
