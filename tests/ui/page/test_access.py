"""Whom the page serves: axe-core finds nothing serious, it fits a phone, the keyboard is enough.

Each look is also photographed into the folder that PAGE_PICTURES names, when it is set.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from tests.support.answers import judged_talk
from tests.support.browsing import DESK, Reader, needs_browser

axe_core = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
pytestmark = needs_browser
AXE = Path(axe_core.__file__).with_name("axe.min.js")
COLOURS = ["color-contrast"]  # all that another colour scheme changes
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# Only these leave the browser: all that axe-core tells of what it has looked at is long.
GRAVE = (
    "async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations"
    ".filter((each) => ['serious', 'critical'].includes(each.impact))"
)
# Where the header's menu and buttons begin, from the top; they stand in one line.
HEADER_TOPS = (
    "() => [...document.querySelectorAll('.pa-head > :is(.pa-shelves, .pa-add-open, .pa-model-open)')]"
    ".map((each) => each.getBoundingClientRect().top)"
)
# Gradio follows the system's colours, and what we add follows Gradio.
IS_DARK = "dark => document.body.classList.contains('dark') === dark"
PHONE = {"width": 390, "height": 844}
# Each view is looked at in this order; what is clicked afterwards is clicked on a phone.
LOOKS = (("desk", DESK, "dark"), ("desk", DESK, "light"), ("phone", PHONE, "light"))
# How wide what is drawn is, once it fits; at the latest after five seconds.
SETTLED_WIDTH = """() => new Promise((done) => {
  const latest = performance.now() + 5000;
  const look = () => {
    const width = document.documentElement.scrollWidth;
    if (width <= innerWidth || performance.now() > latest) done(width);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def violations(page: Any, rules: Sequence[str] = RULES) -> list[str]:
    """Return what axe-core finds that is serious or critical: the rule and where."""
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(path=AXE)
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in page.evaluate(GRAVE, rules)
        for node in each["nodes"]
    ]


def test_every_tab_passes_axe_and_fits(browser: Any, site: str, page_shelf: Assistant) -> None:
    context = browser.new_context(viewport=DESK, color_scheme="light")
    reader, found = Reader(context, site), {}
    page = reader.page

    def look_at(name: str) -> None:
        for place, size, scheme in LOOKS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(IS_DARK, arg=scheme == "dark")
            width = page.evaluate(SETTLED_WIDTH)
            if folder := os.environ.get("PAGE_PICTURES"):
                page.screenshot(path=Path(folder) / f"{place}-{scheme}-{name}.png")
            tops = page.evaluate(HEADER_TOPS)
            found[f"{name}, {place}, {scheme}"] = [
                *violations(page, COLOURS if scheme == "dark" else RULES),
                *([f"{width} pixels wide"] if width > size["width"] else []),
                *([f"the header wraps: {tops}"] if max(tops) - min(tops) > 12 else []),
            ]

    look_at("welcome")
    page.click(".pa-model-open")
    page.wait_for_selector("#pa-model[open]")
    look_at("model")
    page.keyboard.press("Escape")
    page.evaluate("(talk) => paperAssistant.save(talk)", judged_talk(page_shelf.papers()[:6]).stored())
    page.reload()
    reader.opened()
    look_at("verdicts")
    reader.ask("Compare ELECTRA and ERNIE-Gram.")
    page.click("#pa-log article:last-of-type a.pa-cite >> nth=0")
    page.wait_for_selector("#pa-sources mark.pa-on")
    look_at("ask")
    page.click(".pa-close:visible")
    page.click("#pa-papers-button")
    page.check("#pa-list li:first-child input")
    page.click("#pa-list summary >> nth=0")
    page.click("#pa-head [data-act=addpapers]")
    page.wait_for_selector("#pa-adding [data-paste]")
    page.click("#pa-narrow summary")
    look_at("papers")
    page.click("#pa-list [data-do=edit]:visible")
    page.wait_for_selector("dialog[open]")
    look_at("record")
    page.click("dialog >> text=Cancel")
    page.click("#pa-map-button")
    page.wait_for_selector("#pa-picture circle")
    look_at("map")
    context.close()
    assert [f"{name}: {each}" for name, listed in found.items() for each in listed] == []
    assert reader.faults == []


def test_the_keyboard_alone_asks_and_opens_a_source(reader: Reader) -> None:
    page = reader.page
    page.locator("#pa-ask-button").focus()
    page.keyboard.press("/")
    page.keyboard.type("How many PET/CT exams were used?")
    page.keyboard.press("Enter")
    reader.exchange(1)
    page.locator("#pa-log a.pa-cite").first.focus()
    page.wait_for_selector("#pa-tip >> text=25,578")
    page.keyboard.press("Enter")
    assert "25,578" in reader.highlighted()
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    page.keyboard.press("Escape")
    page.locator("#pa-papers-button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#pa-list li:visible")
