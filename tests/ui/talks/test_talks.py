"""Two stories: what is kept of conversations, and verdicts as they come, are overruled, and asked about."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings, Turn, bundled_papers
from tests.support.answers import judged_talk
from tests.support.browsing import Reader, needs_browser
from tests.support.fakes import FakeOpenAI, Text
from tests.support.rendering import answered
from tests.support.running.waiting import slowed
from tests.support.scripted import judge, only, task
from tests.support.serving import serving
from tests.ui.page.test_access import violations
from ui.opening import AssistantHolder
from ui.page.conversation import PageConversation

pytestmark = needs_browser
BOX = "#pa-box textarea"
TALKS = "summary:has-text('Conversations')"
# How many boxes the letters of each word of the first column stand in: one, where it is not broken.
BROKEN = """() => [...document.querySelectorAll('#pa-log .pa-answer td:first-child')].flatMap((cell) => {
  const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
  return [...(text?.data || '').matchAll(/\\S+/g)].filter((word) => {
    const range = document.createRange();
    range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map((word) => word[0]);
})"""
FULL = """() => {
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    if (this === localStorage) throw new DOMException("full", "QuotaExceededError");
    put.call(this, key, value);
  };
}"""
SMALL = """() => [...document.querySelectorAll('#pa-log a.pa-cite:not(.pa-opens)')].filter((each) => each.offsetParent)
  .map((each) => each.getBoundingClientRect()).filter((box) => box.width < 24 || box.height < 24).length"""


def titles(page: Any) -> list[str]:
    return [
        text.split("\n")[0]
        for text in page.locator("[data-history] li:visible button:first-child").all_inner_texts()
    ]


def test_conversations_have_addresses_names_and_files(
    reader: Reader, page_shelf: Assistant, tmp_path: Path
) -> None:
    page = reader.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask("How many PET/CT exams were used?")
    first = page.url
    assert re.search(r"#talk=[0-9a-f]{32}$", first)
    assert page.evaluate(SMALL) == 0
    page.click("text=New conversation")
    page.wait_for_selector("#pa-log .pa-welcome")
    assert "#" not in page.url
    reader.ask("Which papers release a benchmark or a dataset?")
    assert "Papers that mention this (not checked)" in page.inner_text("#pa-log")
    assert page.locator("#pa-log tbody tr:visible").count() <= 10
    page.go_back()  # to the empty page, then to the first conversation
    page.wait_for_selector("#pa-log .pa-welcome")
    page.go_back()
    page.wait_for_selector("#pa-log >> text=25,578")
    page.go_forward()
    page.go_forward()
    page.wait_for_selector("#pa-log >> text=not checked")

    # one answer's address, in another tab
    reader.ask("hello")
    page.click("#pa-log article[data-turn='1'] summary:has-text('Copy')")
    page.click("#pa-log article[data-turn='1'] [data-act=link]")
    page.wait_for_selector(".pa-toast >> text=in this browser only")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith("&answer=1")
    other = page.context.new_page()
    other.goto(address)
    other.wait_for_function("document.activeElement?.dataset.turn === '1'")
    other.goto(first.split("#")[0] + "#talk=" + "0" * 32)
    other.wait_for_selector(".pa-toast >> text=not in this browser")
    other.close()

    # the list: searched, renamed, deleted after a second click, and taken back
    page.click(TALKS)
    assert len(titles(page)) == 2
    page.fill("[data-history] input[type=search]", "25,578")
    assert titles(page) == ["How many PET/CT exams were used?"]
    page.click("[data-history] li:visible >> text=Rename")
    page.fill("[data-history] form input", "Exams")
    page.keyboard.press("Enter")
    assert sorted(titles(page)) == ["Exams", "Which papers release a benchmark or a dataset?"]
    page.click("[data-history] li:has-text('Exams') >> text=Delete")
    page.click("[data-history] li:has-text('Exams') >> text=Really delete?")
    assert titles(page) == ["Which papers release a benchmark or a dataset?"]
    page.click(".pa-toast button")
    assert "Exams" in titles(page)
    assert violations(page) == []
    page.click("[data-history] li:has-text('Exams') button >> nth=0")
    page.wait_for_selector("#pa-log >> text=25,578")
    assert page.url == first

    # copied, and shared as a file that needs nothing else
    page.click("#pa-log summary:has-text('Copy')")
    page.click("#pa-log [data-kind=copy-rich]")
    page.wait_for_selector(".pa-toast >> text=Copied as rich text")
    copied = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((b) => b.text())"
    )
    assert "References" in copied
    assert "25,578" in page.evaluate("navigator.clipboard.readText()")
    file = tmp_path / "shared.html"
    file.write_text(reader.download("#pa-log [data-act=export][data-kind=html]"), "utf-8")
    alone, said = page.context.new_page(), []
    alone.on("console", lambda message: said.append(message.text))
    alone.goto(file.as_uri())
    alone.click("a.pa-cite >> nth=0")
    assert "25,578" in alone.locator("mark:target").inner_text()
    assert said == []
    alone.close()
    audited = page.context.browser.new_context(bypass_csp=True).new_page()  # its policy lets no axe-core in
    audited.goto(file.as_uri())
    assert violations(audited) == []
    audited.emulate_media(color_scheme="dark")
    audited.set_viewport_size({"width": 390, "height": 844})
    assert violations(audited) == []
    assert audited.evaluate("document.documentElement.scrollWidth") <= 390
    audited.context.close()

    # names of aspects in one piece; storage that is full; a server that hangs
    table = answered(
        "| | **A** | **B** |\n| --- | --- | --- |\n| Interpretability of pretraining representations | "
        + "It is a long cell with many words in it. " * 4
        + "| No. |\n"
    )
    page.evaluate(
        "(talk) => paperAssistant.save(talk)",
        PageConversation().adding(Turn(question="?", answer=table)).stored(),
    )
    page.reload()
    reader.opened()
    for width in (1280, 900, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(BROKEN) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate(FULL)
    page.evaluate("(talk) => paperAssistant.save(talk)", judged_talk(page_shelf.papers()[:6]).stored())
    page.wait_for_selector(".pa-full >> text=storage is full")
    page.reload()
    reader.opened()
    page.route("**/queue/join*", lambda route: None)
    page.route("**/healthz", lambda route: route.abort())
    reader.type("Is anyone there?")
    page.wait_for_selector(".pa-gone", timeout=15_000)
    page.unroute("**/healthz")
    page.wait_for_selector(".pa-gone", state="detached")


def test_verdicts_come_in_are_overruled_and_asked_about(
    browser: Any, seed_copy: Path, fake_openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = [paper.title for paper in bundled_papers()[3:6]]
    said, go_on, batches = judge(only(*right)), threading.Event(), list[Any]()

    def slowly(asked: dict[str, Any]) -> Any:
        if task(asked) == "judge_batch":
            batches.append(asked)
            if len(batches) > 1:
                go_on.wait(30)
        return said(asked)

    fake_openai.gives_logprobs = False
    settings = Settings(
        home=seed_copy,
        openai_base_url=fake_openai.url,
        openai_api_key="k",
        judge_batch=12,
        parallel=1,
        retries=0,
    )
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    with Assistant(settings) as assistant, serving(AssistantHolder(assistant)) as url:
        reader = Reader(context, url)
        page = reader.page
        fake_openai.respond = lambda asked: Text(
            "CuBERT is pre-trained on code. [1] " + "Word " * 900, pause=0.02
        )
        reader.type("What is CuBERT?")
        page.wait_for_selector("#pa-live .pa-pending")
        page.click("#pa-box .stop-button")
        stopped = reader.exchange(1)
        stopped.locator("a.pa-cite").first.click()  # the sentence was whole, so its citation stays
        assert reader.highlighted()
        fake_openai.respond = slowly
        reader.type("Which papers avoid subword tokenizers?")
        page.wait_for_selector("#pa-live .pa-coming tbody tr")
        assert "Waiting for" not in page.inner_text("#pa-live")
        assert not page.locator("#pa-sources .pa-card").first.is_visible()  # those of the answer before
        assert "The sources come with the answer" in page.inner_text("#pa-sources")
        go_on.set()
        page.wait_for_selector("#pa-log article[data-turn='2'] .pa-verdicts")
        table = "#pa-log article[data-turn='2'] .pa-verdicts"
        assert "3 match · 35 not of 38 papers" in page.inner_text(f"{table} .pa-counts")
        row = page.locator(f"{table} tbody tr[data-verdict=no]").first
        title = row.locator("th").inner_text()
        row.locator("th button").click()  # its abstract, to judge by
        page.wait_for_selector(f"#pa-sources .pa-title:visible >> text={title}")
        # Through the keyboard a menu changes with each arrow, faster than a server answers: the last choice is kept.
        monkeypatch.setattr(PageConversation, "overruling", slowed(PageConversation.overruling, 0.5))
        menu = row.locator("select").element_handle()
        menu.select_option("partial")
        menu.select_option("match")
        assert "4 match · 34 not of 38 papers" in page.inner_text(f"{table} .pa-counts")
        assert page.locator(f"{table} tr[data-given=reader] th").inner_text() == title
        page.wait_for_function(
            'Object.keys(localStorage).some((key) => /"overruled":\\[{[^}]*"match"/.test(localStorage[key]))'
        )
        assert violations(page) == []
        shared = reader.download("#pa-log article[data-turn='2'] [data-kind=html]")
        assert "by the reader" in shared
        assert "The reader changed 1 verdict" in shared
        assert ",reader" in reader.download(f"{table} [data-kind=csv]")
        page.reload()
        reader.opened()
        assert "4 match" in page.inner_text(f"{table} .pa-counts")
        assert "of 4 papers judged match" in reader.ask("Of those, which use bytes?").inner_text()
        page.select_option(f"{table} tr[data-given=reader] select", "no")
        assert "3 match · 35 not of 38 papers" in page.inner_text(f"{table} .pa-counts")
        assert reader.faults == []
    context.close()
