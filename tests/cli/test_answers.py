"""What a person at a terminal sees."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import assistant.cli.answers as terminal
from assistant import Answer, Settings
from assistant.events import Done, Stage, Token
from assistant.types import Citation
from tests.support.fakes import Cut, FakeOpenAI, Text
from tests.support.scripted import judge, only

LOOKUP = "How many PET/CT exams were used?"
GOOD = "The authors used **25,578** PET/CT exams [1]."


@pytest.fixture
def at_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> pytest.CaptureFixture[str]:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda stream: True)
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda stream: True)
    return capsys


def settings(home: Path, fake: FakeOpenAI) -> Settings:
    return Settings(home=home, openai_base_url=fake.url, retries=0)


def test_an_answer_is_shown_line_by_line_as_it_comes_and_once(
    at_terminal: pytest.CaptureFixture[str], seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.enqueue(f"{GOOD}\n\nIt says so [1].")
    terminal.ask(settings(seed_copy, fake_openai), [LOOKUP], as_json=False, stream=True)
    out = at_terminal.readouterr().out
    assert out.startswith("The authors used 25,578 PET/CT exams [1].\n\nIt says so [2].\n\nSources\n[1] ")
    assert out.count("It says so") == 1


def test_text_that_begins_anew_is_said_to(
    at_terminal: pytest.CaptureFixture[str], seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.enqueue(Cut(9, f"First line [1].\n\n{GOOD}"))
    terminal.ask(settings(seed_copy, fake_openai), [LOOKUP], as_json=False, stream=True)
    told = at_terminal.readouterr()
    assert "[the answer begins anew]" in told.out
    assert told.out.index("anew") < told.out.index("“From 25,578 PET/CT exams")
    assert "warning: " in told.err


def test_progress_is_shown_on_a_terminal_and_wiped_before_the_answer(
    at_terminal: pytest.CaptureFixture[str], seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = judge(only())
    terminal.ask(settings(seed_copy, fake_openai), ["Which papers use words?"], as_json=False, stream=True)
    err = at_terminal.readouterr().err
    assert "screen: 38 of 38" in err
    assert re.search(r"screen: \d+ of 38, about \d+ s left", err)
    assert re.search(r"\r +\r$", err)


def test_progress_that_stops_early_is_wiped_too(at_terminal: pytest.CaptureFixture[str]) -> None:
    printer = terminal._Printer(live=True)
    printer.show(Stage("screen", 150, 400))
    printer.show(Token("Done.\n"))
    assert at_terminal.readouterr().err == f"screen: 150 of 400\r{18 * ' '}\r"


def test_no_progress_without_a_terminal(
    capsys: pytest.CaptureFixture[str], seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = judge(only())
    terminal.ask(settings(seed_copy, fake_openai), ["Which papers use words?"], as_json=False, stream=True)
    told = capsys.readouterr()
    assert told.err == ""
    assert "0 of 38 papers judged match" in told.out


def test_no_escape_sequence_of_a_paper_or_model_reaches_the_terminal(
    at_terminal: pytest.CaptureFixture[str], seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.enqueue(Text("\x1b]0;owned\x07The authors\x9b31m used\x1b[2J 25,578 exams [1]."))
    terminal.ask(settings(seed_copy, fake_openai), [LOOKUP], as_json=False, stream=True)
    citation = Citation(number=1, paper_id="a", title="T\x1b[31m", quote="q\x1b[0m\x07", start=0, end=6)
    answer = Answer(
        question="q",
        standalone="q",
        kind="lookup",
        status="answered",
        text="It\x1b[31m says [1].",
        citations=(citation,),
        warnings=("w\x1b[31m",),
    )
    terminal._Printer(live=False).show(Done(answer))
    told = at_terminal.readouterr()
    for character in "\x07\x9b\x1b":
        assert character not in told.out
    assert "\x1b[31m" not in told.err


def test_the_tokens_that_a_remote_model_is_asked_for_are_said_even_without_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal.Bars()("tokens", 25_000_000, 64_254)
    assert capsys.readouterr().err == "64,254 papers are to be embedded, about 25,000,000 tokens.\n"


def test_quotes_that_stand_in_the_text_are_not_printed_again(capsys: pytest.CaptureFixture[str]) -> None:
    cited = [
        Citation(number=at, paper_id="a", title="On ants", quote=quote, start=0, end=len(quote))
        for at, quote in enumerate(("They run.", "They carry\nleaves.", "They rest."), 1)
    ]
    answer = Answer(
        question="q",
        standalone="q",
        kind="lookup",
        status="answered",
        text="“They run.” [1] “They carry leaves.” [2] They also sleep [3].",
        citations=tuple(cited),
    )
    terminal.sources(answer)
    assert capsys.readouterr().out == "\nSources\n[3] On ants\n    “They rest.”\n[1][2] On ants\n"
