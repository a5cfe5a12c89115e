"""The page on a real server and in a real browser, shared by the tests that use them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Paper, Settings
from tests.support.serving import serving
from tests.support.shelves.copies import copied
from ui.opening import AssistantHolder

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine (apt-get install chromium)"
)
HOSTILE = (
    "<script>window.hacked=1</script> <img src=x onerror='window.hacked=1'> [click](javascript:window.hacked=1) "
    "![p](http://evil.example/p.png) [99]"
)
EVIL = Paper(
    id="evil",
    title=f"Zorblax tuning of quokkas {HOSTILE}",
    abstract=f"Zorblax tuning makes quokkas 12,345 times calmer {HOSTILE}. It costs nothing at all.",
    year=2019,
    source="elsewhere",
)


DESK = {"width": 1280, "height": 800}
PATIENCE_MS = 90_000  # a busy machine is slow, not wrong


def _patient_context(new_context: Any, **options: Any) -> Any:
    context = new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE_MS)
    return context


class Reader:
    """A browser window with what a reader does in it.

    ``faults`` collects requests to elsewhere and script errors; a test must find none.
    """

    def __init__(self, context: Any, url: str) -> None:
        self.page = context.new_page()
        self.url = url
        self.used = False
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self._check(request.url, url))
        self.page.goto(url)
        self.opened()

    def _check(self, asked: str, url: str) -> None:
        if not asked.startswith((url, "data:", "blob:")):
            self.faults.append(asked)

    def begin_anew(self) -> None:
        """Be another reader: nothing is kept but what the browser has read of the page's files."""
        context = self.page.context
        for other in context.pages:
            if other is not self.page:
                other.close()
        self.page.unroute_all()
        context.clear_permissions()
        context.clear_cookies()
        self.page.goto(f"{self.url}/healthz")  # leaves the page, which may still keep something
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.set_viewport_size(DESK)
        self.faults.clear()
        self.page.goto(self.url)
        self.opened()

    def opened(self) -> None:
        """Wait until the kept conversation, or the welcome, is shown."""
        self.page.wait_for_selector("body[data-pa-open]")

    def type(self, question: str) -> None:
        self.page.fill("#pa-box textarea", question)
        self.page.press("#pa-box textarea", "Enter")

    def ask(self, question: str) -> Any:
        """Ask and wait for the answer; returns its exchange."""
        number = self.page.locator("#pa-log article").count() + 1
        self.type(question)
        return self.exchange(number)

    def exchange(self, number: int) -> Any:
        """Wait until exchange ``number`` is finished; return it."""
        self.page.wait_for_selector(f"#pa-log article[data-turn='{number}'] [data-act=retry]")
        return self.page.locator(f"#pa-log article[data-turn='{number}']")

    def typed(self, question: str) -> None:
        """Wait until ``question`` stands in the box."""
        self.page.wait_for_function(
            "wanted => document.querySelector('#pa-box textarea').value === wanted", arg=question
        )

    def highlighted(self) -> str:
        return "".join(self.page.locator("#pa-sources section:not([hidden]) mark.pa-on").all_text_contents())

    def download(self, click: str) -> str:
        with self.page.expect_download() as waiting:
            self.page.click(click)
        return Path(waiting.value.path()).read_text("utf-8")


@pytest.fixture(scope="session")
def chromium() -> Iterator[tuple[Any, asyncio.AbstractEventLoop]]:
    """Debian's Chromium, and the event loop that playwright runs in this thread from now on."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        # What glides and fades is drawn by the processor here, frame by frame, and nobody looks.
        launched.new_context = partial(_patient_context, launched.new_context)
        loop = asyncio.get_running_loop()
        yield launched, loop
        asyncio._set_running_loop(loop)
        launched.close()


@pytest.fixture(scope="module")
def browser(chromium: tuple[Any, asyncio.AbstractEventLoop]) -> Iterator[Any]:
    """The browser; between the modules that use it, playwright's loop stands aside for those that tests run."""
    launched, loop = chromium
    asyncio._set_running_loop(loop)
    yield launched
    asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def page_shelf(seed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The bundled papers and a hostile one, in a folder of their own; no test may change them."""
    home = tmp_path_factory.mktemp("browser") / "home"
    copied(seed_home, home)
    with Assistant(Settings(home=home)) as assistant:
        assistant.add([EVIL])
        yield assistant


@pytest.fixture(scope="session")
def site(page_shelf: Assistant) -> Iterator[str]:
    """The address of the page over ``page_shelf``."""
    with serving(AssistantHolder(page_shelf)) as url:
        yield url


@pytest.fixture(scope="module")
def _window(browser: Any, site: str) -> Iterator[Reader]:
    """A window at ``site``: most of what a new one costs is to read and compile what Gradio consists of."""
    context = browser.new_context(viewport=DESK)
    yield Reader(context, site)
    context.close()


@pytest.fixture
def reader(_window: Reader) -> Iterator[Reader]:
    """A new reader at ``site``; in the end nothing may have gone wrong in the browser."""
    if _window.used:
        _window.begin_anew()
    _window.used = True
    yield _window
    assert _window.faults == []
