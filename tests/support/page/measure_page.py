"""Measure the page against Python in the same run: ``python -m tests.support.page.measure_page HOME``.

Prints, as medians: seconds from Enter to the first text on the page, seconds to the first token of the same
question in Python, and seconds from opening the address to a page that takes questions.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from assistant import Assistant, Settings, Token
from tests.support.browsing import ARGUMENTS, CHROMIUM, Reader
from tests.support.serving import serving
from ui.opening import AssistantHolder

ROUNDS = 7
QUESTIONS = (
    "How many PET/CT exams were used?",
    "Which papers avoid subword tokenizers?",
    "What is CuBERT trained on?",
)
# The time is taken in the browser, when the text enters the page: asking from outside would add its own delay.
WATCH = """() => {
  const box = document.querySelector("#pa-box textarea");
  window.firstText = new Promise((done) => {
    box.addEventListener("keydown", () => {
      const begun = performance.now();
      const look = () => {
        const text = document.querySelector("#pa-live .pa-answer")?.textContent.trim();
        if (!text) return;
        watching.disconnect();
        done((performance.now() - begun) / 1000);
      };
      const watching = new MutationObserver(look);
      watching.observe(document.querySelector("#pa-live"), { childList: true, subtree: true, characterData: true });
    }, { once: true });
  });
}"""


def in_python(assistant: Assistant, question: str) -> float:
    """Return the seconds to the first token."""
    begun = time.perf_counter()
    for event in assistant.stream(question):
        if isinstance(event, Token):
            return time.perf_counter() - begun
    raise AssertionError("an answer has a token")


def on_page(reader: Reader, question: str) -> float:
    """Return the seconds from Enter to the first text."""
    reader.page.evaluate(WATCH)
    reader.type(question)
    seconds = float(reader.page.evaluate("window.firstText"))
    reader.exchange(1)
    reader.page.click("[data-act=renew]")
    reader.page.wait_for_selector("#pa-log .pa-welcome")
    return seconds


def loading(browser: Any, url: str) -> float:
    """Return the seconds until a new reader's page takes questions, with an empty cache."""
    context = browser.new_context()
    reader = Reader(context, url)
    seconds = float(reader.page.evaluate("performance.getEntriesByName('open')[0].startTime")) / 1000
    context.close()
    return seconds


def median(measure: Callable[[str], float], questions: Sequence[str]) -> float:
    return statistics.median(measure(question) for question in questions)


def main(home: Path) -> None:
    """Measure page and Python in turns and print the medians."""
    page, python, loads = [], [], []
    with (
        Assistant(Settings(home=home)) as assistant,
        serving(AssistantHolder(assistant)) as url,
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        reader = Reader(browser.new_context(), url)
        median(lambda question: on_page(reader, question), QUESTIONS)  # warms both up
        for _ in range(ROUNDS):
            page.append(median(lambda question: on_page(reader, question), QUESTIONS))
            python.append(median(lambda question: in_python(assistant, question), QUESTIONS))
            loads.append(loading(browser, url))
        browser.close()
    first, peer = statistics.median(page), statistics.median(python)
    print(f"first text on the page {first:.3f} s, first token in Python {peer:.3f} s: {first - peer:+.3f} s")
    print(f"from opening the address to taking questions {statistics.median(loads):.2f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
