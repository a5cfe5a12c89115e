from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Usage
from eval import main
from tests.support.canned import Status
from tests.support.eval_fakes import CASES, FakeAssistant, OutOfOrderError, lists, perfect, write_cases
from tests.support.fakes import FakeOpenAI

PERFECT = """score right set_f1 cited_first answer_strings abstention_recall abstention_precision follow_up status kind
citation_validity citation_recall citation_precision recall_at_5""".split()
HELP = """--cases --kind --tag --id --limit --json --html --baseline --tolerance --beir --split --concurrency --peer
--fresh --judge-model --no-judge --home draft""".split()


class Command:
    """Runs the command over CASES and a scripted assistant."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.system = FakeAssistant(perfect())
        self.text = CASES
        monkeypatch.setattr("eval.evaluation.open_shelf", lambda *arguments: self.system)

    def __call__(self, *words: str) -> int:
        cases = write_cases(self.folder, self.text)
        return main(["--cases", str(cases), "--home", str(self.folder / "home"), *words])

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def report(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(tmp_path, monkeypatch)


def test_perfect_answers_score_one_everywhere(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--json", command.path("a.json")) == 0
    means = command.report("a.json")["groups"]["all"]
    for name in PERFECT:
        assert means[name]["value"] == 1.0, name
    assert means["wrongly_declined"]["value"] == 0.0
    shown = capsys.readouterr()
    assert "4 cases of cases.yaml (1 set, 3 lookup)" in shown.out
    assert shown.err == ""  # no progress bar, as this is no terminal
    assert not (command.folder / "a.json.partial").exists()


def test_answers_from_kept_replies_are_told(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    kept = command.system.says["How many points?"]
    assert isinstance(kept, Answer)
    command.system.says["How many points?"] = kept.model_copy(update={"usage": Usage(cached_requests=2)})
    assert command("--json", command.path("a.json")) == 0
    [note] = [each for each in command.report("a.json")["notes"] if "kept by an earlier run" in each]
    assert note.startswith("1 of 5 answers")
    assert note in capsys.readouterr().out


def test_flipped_gold_lowers_the_scores_and_the_reasons_say_why(command: Command) -> None:
    command.text = CASES.replace("'Models of Bytes', chars", "words, chars").replace("'25,578'", "'99,999'")
    assert command("--json", command.path("a.json")) == 0
    report = command.report("a.json")
    assert report["groups"]["all"]["set_f1"]["value"] == 0.5
    by_id = {case["id"]: case["scores"] for case in report["cases"]}
    assert "missing “Models of Words”" in by_id["no-tokenizer"]["set_f1"]["reason"]
    assert "99,999" in by_id["points"]["answer_strings"]["reason"]


def test_a_missed_threshold_exits_1_and_says_so(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command.text = f"thresholds: {{map: 0.8}}\n{CASES}"
    assert command() == 0
    command.system.ranking = ("words", "pixels", "chars", "bytes")
    assert command() == 1
    assert "threshold missed: map is" in capsys.readouterr().out


def test_thresholds_of_the_other_mode_are_not_asked(command: Command) -> None:
    command.system.ranking = ("words", "pixels", "chars", "bytes")
    command.text = f"thresholds: {{model: {{map: 0.9}}}}\n{CASES}"
    assert command() == 0


def test_a_worse_run_than_the_baseline_exits_1(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--json", command.path("old.json")) == 0
    assert command("--baseline", command.path("old.json")) == 0
    command.system.says["Which papers need no tokenizer?"] = lists("bytes", "words")
    capsys.readouterr()
    assert command("--baseline", command.path("old.json"), "--html", command.path("b.html")) == 1
    shown = capsys.readouterr().out
    assert "0 better, 1 worse, 3 the same" in shown
    assert "worse: no-tokenizer 1.00 -> 0.50" in shown
    assert "Against old.json" in (command.folder / "b.html").read_text(encoding="utf-8")
    assert command("--baseline", command.path("old.json"), "--tolerance", "1") == 0


def test_the_tolerance_may_stand_in_the_cases(command: Command) -> None:
    assert command("--json", command.path("old.json")) == 0
    command.system.says["Which papers need no tokenizer?"] = lists("bytes", "words")
    command.text = f"tolerance: 1\n{CASES}"
    assert command("--baseline", command.path("old.json")) == 0


def test_a_baseline_of_other_cases_exits_2(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--json", command.path("old.json")) == 0
    assert command("--baseline", command.path("old.json"), "--kind", "set") == 2
    assert "only in the baseline: points" in capsys.readouterr().err


def test_failures_are_listed_and_all_failing_exits_1(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command.system.says["How many points?"] = OutOfOrderError("The model is away.")
    assert command() == 0
    assert "failed, scored as zero (1):\n  points: The model is away." in capsys.readouterr().out
    assert command("--id", "points") == 1


def test_an_interruption_exits_130_and_the_same_command_resumes(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(question: str) -> None:
        if question == "How fast is it?":
            raise KeyboardInterrupt

    command.system.before = interrupt
    assert command() == 130
    assert "resumes" in capsys.readouterr().err
    command.system.before = lambda question: None
    command.system.asked.clear()
    assert command() == 0
    assert ("How many points?",) not in command.system.asked
    assert command("--fresh") == 0
    assert ("How many points?",) in command.system.asked
    assert not list((command.folder / "home").rglob("partial*"))


def test_answers_outlive_a_judge_that_fails(
    command: Command, fake_openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake_openai.url)
    fake_openai.respond = lambda asked: Status(401)
    assert command() == 4
    command.system.asked.clear()
    assert command("--no-judge") == 0
    assert command.system.asked == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--tag", "nonesuch"), "No case fits"),
        (("--id", "nonesuch"), "has the id nonesuch"),
        (("--json", "/nonesuch/a.json"), "cannot be written"),
        (("--baseline", "/nonesuch/a.json"), "cannot be read"),
        (("--judge-model", "x"), "need an endpoint"),
        (("--peer", "citation-query-engine"), "language model is needed"),
        (("--beir", "/nonesuch"), "BEIR layout"),
        (("draft",), "no feedback"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    command: Command, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(*words) in (2, 3)
    shown = capsys.readouterr().err
    assert told in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    "words", [("--limit", "0"), ("--kind", "riddle"), ("--tolerance", "2"), ("--nonsense",)]
)
def test_usage_mistakes_exit_2(command: Command, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        command(*words)
    assert caught.value.code == 2


def test_a_wrong_case_exits_2_with_its_line(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command.text = CASES.replace("kind: set", "kind: sett")
    assert command() == 2
    assert "cases.yaml:3: kind must be one of" in capsys.readouterr().err


def test_help_names_every_option_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    for word in HELP:
        assert word in shown, word
    assert "Exit codes: 0 done, 1 a threshold" in " ".join(shown.split())


def test_the_product_s_command_reaches_it(capsys: pytest.CaptureFixture[str]) -> None:
    from assistant.cli.command import main as product

    with pytest.raises(SystemExit):
        product(["eval", "--help"])
    assert "python -m eval" in capsys.readouterr().out
