from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval import main
from tests.support.eval_fakes import CASES, FakeAssistant, answer, lists, perfect, verdict, write_cases

EVIL = "<script>alert(1)</script>"


class Page(HTMLParser):
    """Collects tags, addresses and text, and checks that tags are closed."""

    VOID = frozenset({"meta", "input", "br", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A report on hostile cases, answers and errors."""
    says = perfect()
    says["Which papers need no tokenizer?"] = lists(
        "bytes",
        verdicts=(verdict("bytes", "match").model_copy(update={"reason": EVIL}), verdict("words", "no")),
    )
    says["How many points?"] = answer(
        f"{EVIL} ![x](http://evil/x.png) [y](javascript:alert(1)) <http://evil> **bold**", warnings=(EVIL,)
    )
    says["How fast is it?"] = ValueError(EVIL)
    says[f"What is {EVIL}?"] = answer(f"| a | b |\n| --- | --- |\n| x | {EVIL}<br>z |")
    text = f"{CASES}  - id: evil\n    kind: lookup\n    turns: ['What is {EVIL}?']\n    answer: ['{EVIL}']\n"
    monkeypatch.setattr("eval.evaluation.open_shelf", lambda *arguments: FakeAssistant(says))
    out = tmp_path / "out.html"
    assert (
        main(["--cases", str(write_cases(tmp_path, text)), "--home", str(tmp_path), "--html", str(out)]) == 0
    )
    return out.read_text(encoding="utf-8")


def test_nothing_is_fetched_or_run(page: str) -> None:
    read = Page(page)
    assert not {"script", "iframe", "img", "link", "object", "embed", "form", "base"} & set(read.tags)
    assert read.handlers == []
    assert all(address.startswith("#") for address in read.addresses)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert "default-src 'none'" in page


def test_hostile_text_is_shown_not_obeyed(page: str) -> None:
    assert EVIL not in page
    assert Page(page).words.count(EVIL) >= 5


def test_a_reader_finds_everything_about_a_case(page: str) -> None:
    words = Page(page).words
    for expected in (
        "Which papers need no tokenizer?",
        "Models of Characters",  # gold
        "We read bytes",  # quote
        "✓ match",
        "missing “Models of Characters”",
        "failed: ValueError",
        "Fingerprint",
        "95 % interval",
        "agreement with the hand-labelled claims".capitalize(),
    ):
        assert expected in words, expected
    assert page.count("<svg") >= 3
    assert "<mark>We read bytes</mark>" in page


def test_markers_lead_to_the_quotes_and_ids_are_unique(page: str) -> None:
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    links = [address[1:] for address in Page(page).addresses]
    assert links
    assert set(links) <= set(ids)
