"""How soon the Papers tab shows rows, by clicks in Chromium, on shelves of any size.

    paper-assistant chat --port 7860 &
    python -m eval.bench.speed.papers_tab --url http://127.0.0.1:7860 [--rounds 5]

Prints, as medians of seconds: from a click on the tab to its first row, then from each other click to the list that it
asks for. The page is opened anew for each round. Wants the extra ``dev`` and a Chromium on the path.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import time
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

_WAIT_MS = 60_000
_FIND = "#pa-find :is(input, textarea)"
_ROW = "#pa-list .pa-shelf > li"
# What a list is told from another one by; the markup around it changes while a list is on its way.
_TITLES = (
    "() => [...document.querySelectorAll('#pa-list .pa-title')].map((each) => each.textContent).join('|')"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print one line a click; return 0."""
    options = parser().parse_args(argv)
    from playwright.sync_api import sync_playwright  # costs a second, which --help need not wait for

    with urllib.request.urlopen(f"{options.url}/healthz") as reply:
        size = json.load(reply)["papers"]
    with sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        rounds = [one_round(chromium, options.url, options.query) for _ in range(options.rounds)]
        chromium.close()
    for name in rounds[0]:
        print(f"{size:>7,} papers  {name:<34} {statistics.median(each[name] for each in rounds):6.2f} s")
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.speed.papers_tab", description=__doc__)
    arguments.add_argument("--url", default="http://127.0.0.1:7860", help="where the page is served")
    arguments.add_argument("--query", default="language models", help="words to search for")
    arguments.add_argument("--rounds", type=int, default=5)
    return arguments


def one_round(chromium: Any, url: str, query: str) -> dict[str, float]:
    """Return what was clicked -> seconds until the list for it stood on the page, for one reader."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(_WAIT_MS)
    page.goto(url)
    page.wait_for_selector("body[data-pa-open]")
    first = f"{_ROW}:visible"
    found = {
        "first rows after a click on the tab": timed(
            lambda: page.click("#pa-papers-button"), lambda: page.wait_for_selector(first)
        )
    }
    page.wait_for_timeout(300)

    def changed(act: Callable[[], Any]) -> float:
        old = page.evaluate(_TITLES)
        return timed(
            act, lambda: page.wait_for_function(f"old => ({_TITLES})() !== old", arg=old, polling=20)
        )

    found["sorted by title"] = changed(lambda: page.select_option("[data-filter=sort]", "title"))
    if page.locator("text=Next ›").count():
        found["next page"] = changed(lambda: page.click("text=Next ›"))
    changed(lambda: page.select_option("[data-filter=sort]", ""))
    found["searched"] = changed(lambda: page.fill(_FIND, query))
    context.close()
    return found


def timed(act: Callable[[], Any], wait: Callable[[], Any]) -> float:
    """Return the seconds from before ``act`` until ``wait`` has ended."""
    begun = time.perf_counter()
    act()
    wait()
    return time.perf_counter() - begun


if __name__ == "__main__":
    raise SystemExit(main())
