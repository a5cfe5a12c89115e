from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, SettingsError
from eval.dataset.cases import Case, cases_hash
from eval.fingerprint import differences, engine_hash, parts
from eval.report.compare import compare, missed_thresholds
from eval.report.summary import summed_up
from eval.report.tables import LOWER, Report, read_report, score_cases, write_report
from eval.run import Result
from tests.support.each_row import each_row
from tests.support.eval_fakes import PAPERS, answer, lists
from tests.support.processes import ROOT

CASES = tuple(Case(id=name, kind="set", turns=(f"{name}?",), required=("bytes",)) for name in "abcd")
OLD = Path("old.json")


def report(*answers: Answer, cases: tuple[Case, ...] = CASES, **changes: Any) -> Report:
    results = [
        Result(id=case.id, answers=(got,), seconds=(1.0,)) for case, got in zip(cases, answers, strict=True)
    ]
    scored = score_cases(cases, results, PAPERS)
    values: dict[str, Any] = {
        "system": "fake",
        "composers": {},
        "cases_file": "cases.yaml",
        "cases_hash": cases_hash(cases),
        "fingerprint": "f",
        "parts": {"papers": "1"},
        "groups": summed_up(scored),
        "cases": scored,
    }
    return Report(**(values | changes))


RIGHT, WRONG, HALF = lists("bytes"), lists("words"), lists("bytes", "words")


def test_wins_losses_and_ties() -> None:
    found = compare(report(RIGHT, WRONG, RIGHT, RIGHT), report(WRONG, RIGHT, HALF, RIGHT), OLD, 0.02)
    assert [(each.id, each.old, each.new) for each in found.wins] == [("b", 0.0, 1.0)]
    assert [each.id for each in found.losses] == ["a", "c"]  # the largest loss first
    assert found.ties == 1
    assert "missing “Models of Bytes”" not in found.losses[0].reason
    f1 = next(each for each in found.metrics if each.name == "set_f1")
    assert (f1.old, f1.n, f1.worse) == (0.75, 4, True)
    assert f1.new == pytest.approx((0 + 1 + 2 / 3 + 1) / 4)


def test_a_fall_within_the_tolerance_is_not_worse() -> None:
    old, new = report(RIGHT, RIGHT, RIGHT, RIGHT), report(RIGHT, RIGHT, RIGHT, HALF)
    fall = 1 / 12  # of the mean F1
    assert "set_f1" not in [each.name for each in compare(old, new, OLD, fall).worse]
    assert "set_f1" in [each.name for each in compare(old, new, OLD, fall - 0.01).worse]


def test_where_less_is_better_a_rise_is_worse() -> None:
    declined = answer("", status="no_evidence")
    old, new = report(RIGHT, RIGHT, RIGHT, RIGHT), report(RIGHT, RIGHT, RIGHT, declined)
    assert "wrongly_declined" in [each.name for each in compare(old, new, OLD, 0.02).worse]
    assert "wrongly_declined" not in [each.name for each in compare(new, old, OLD, 0.02).worse]


def test_reports_on_other_cases_are_refused_and_the_difference_told() -> None:
    changed = (
        Case(id="a", kind="set", turns=("other?",), required=("bytes",)),
        *CASES[1:3],
        Case("e", "set", ("e?",)),
    )
    with pytest.raises(SettingsError) as caught:
        compare(
            report(RIGHT, RIGHT, RIGHT, RIGHT), report(RIGHT, RIGHT, RIGHT, RIGHT, cases=changed), OLD, 0.02
        )
    told = str(caught.value)
    for words in ("only in the baseline: d", "only in this run: e", "changed: a"):
        assert words in told


def test_it_says_in_what_the_runs_differ() -> None:
    old = report(RIGHT, RIGHT, RIGHT, RIGHT, parts={"papers": "1", "judge": "x"})
    new = report(RIGHT, RIGHT, RIGHT, RIGHT, parts={"papers": "2", "judge": "x"})
    assert compare(old, new, OLD, 0.02).differences == ("papers: 1 -> 2",)
    same = report(RIGHT, RIGHT, RIGHT, RIGHT, answer_fingerprints=("other",))
    assert "index" in compare(report(RIGHT, RIGHT, RIGHT, RIGHT), same, OLD, 0.02).differences[0]
    assert compare(old, old, OLD, 0.02).differences == ()


def test_the_parts_tell_settings_but_no_secret() -> None:
    from assistant import Settings

    secret = Settings(openai_api_key="sk-geheim", openai_base_url="http://me:geheim@host:1/v1", judge_all=7)
    told = parts("ours", secret, PAPERS, "none")
    assert "geheim" not in repr(told)
    assert "host:1/v1" in told["settings.openai_base_url"]
    local = [parts("ours", Settings(local_model=f"{at}/small.gguf"), PAPERS, "none") for at in ("/a", "/b")]
    assert local[0] == local[1]
    assert local[0]["settings.local_model"] == '"small.gguf"'
    assert differences(told, parts("ours", Settings(judge_all=8), PAPERS, "none"))[-1].startswith("settings.")


@each_row(
    "other",
    [
        {"trace": False},
        {"local_warm": True},
        {"api_parallel": 3},
        {"hosts": "papers.example"},
        {"cors_origins": "https://papers.example"},
        {"timeout_s": 5, "retries": 0, "parallel": 1},
        {"shelf": "another", "home": "/elsewhere"},
    ],
)
def test_runs_that_answer_alike_have_the_same_parts(other: dict[str, object]) -> None:
    from assistant import Settings

    assert parts("ours", Settings(**other), PAPERS, "none") == parts("ours", Settings(), PAPERS, "none")


def test_the_engine_is_told_by_its_own_files_installed_or_not(tmp_path: Path) -> None:
    installed = tmp_path / "assistant"
    shutil.copytree(ROOT / "assistant", installed, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("ui", "eval", "prompts"):
        shutil.copytree(ROOT / part, installed / part, ignore=shutil.ignore_patterns("__pycache__"))
    assert engine_hash(installed) == engine_hash(ROOT / "assistant")
    (installed / "index" / "bm25.py").write_text("another", encoding="utf-8")
    assert engine_hash(installed) != engine_hash(ROOT / "assistant")


def test_thresholds_at_least_and_at_most() -> None:
    got = report(RIGHT, RIGHT, RIGHT, WRONG)

    def missed(**wanted: float) -> tuple[str, ...]:
        return missed_thresholds(
            {key.replace("__", "/"): value for key, value in wanted.items()}, got, lower=LOWER, whole=True
        )

    assert missed(set_f1=0.75, wrongly_declined=0, latency_p95=1.0) == ()
    assert "set_f1 is 0.750 over 4 cases; at least 0.76 is wanted" in missed(set_f1=0.76)
    assert "at most 0.5" in missed(latency_p95=0.5)[0]
    assert missed(set__set_f1=0.8) != ()
    assert "no case measures it" in missed(held__set_f1=0.1)[0]
    assert missed_thresholds({"held/set_f1": 0.1}, got, lower=LOWER, whole=False) == ()


def test_a_report_survives_the_file(tmp_path: Path) -> None:
    made = report(RIGHT, WRONG, HALF, RIGHT)
    write_report(made, tmp_path / "r.json")
    assert read_report(tmp_path / "r.json") == made


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', "no json"])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.json").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="is not a report"):
        read_report(tmp_path / "r.json")
