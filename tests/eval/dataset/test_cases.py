from __future__ import annotations

from pathlib import Path

import pytest

from assistant import SettingsError
from eval.dataset.cases import CaseFile, cases_hash, load_cases, select
from eval.report.tables import METRICS
from tests.support.eval_fakes import CASES, PAPERS, write_cases


def load(folder: Path, text: str) -> CaseFile:
    return load_cases(write_cases(folder, text), METRICS)


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, text).resolved(PAPERS)
    return str(caught.value)


def test_titles_become_ids_whatever_their_case(tmp_path: Path) -> None:
    text = CASES.replace("'Models of Bytes'", "'models  of BYTES'")
    case = load(tmp_path, text).resolved(PAPERS).cases[0]
    assert case.required == ("bytes", "chars")
    assert case.allowed == ("pixels",)


def test_an_unknown_title_is_an_error_with_line_and_suggestion(tmp_path: Path) -> None:
    told = complaint(tmp_path, CASES.replace("'Models of Bytes'", "'Models of Byte'"))
    assert "cases.yaml:5: no paper on the shelf" in told
    assert "did you mean 'Models of Bytes'" in told


def test_every_mistake_is_told_at_once_by_line(tmp_path: Path) -> None:
    told = complaint(
        tmp_path,
        "cases:\n"
        "  - id: a\n"
        "    kind: riddle\n"
        "    turns: []\n"
        "  - id: a\n"
        "    kind: lookup\n"
        "    turns: [3]\n"
        "    answer: ['/(/']\n"
        "    expekt: answered\n"
        "  - kind: lookup\n"
        "    turns: ['?']\n",
    )
    for line, words in (
        (3, "kind must be one of"),
        (4, "turns needs at least one question"),
        (5, "the id a is taken"),
        (7, "must be a string, not a int"),
        (8, "is no regular expression"),
        (9, "unknown key expekt"),
        (10, "lacks the key id"),
    ):
        assert any(f":{line}: " in each and words in each for each in told.splitlines()), (line, words, told)


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("allowed: [pixels]", "allowed: [chars]"), 6, "named twice"),
        (("expect: no_evidence", "expect: no_evidence\n    required: [bytes]"), 14, "cannot require papers"),
        (("tags: [held]", "tags: [held, tune]"), 13, "both tune and held"),
        (("cases:", "thresholds: {set_f2: 0.5}\ncases:"), 1, "no score set_f2"),
        (("cases:", "thresholds: {set_f1: high}\ncases:"), 1, "must be a number"),
        (("cases:", "shelf: attic\ncases:"), 1, "shelf"),
        (("cases:", "shelf: {source: x, sample: many}\ncases:"), 1, "sample must be a number"),
        (("    kind: set\n", "    kind: set\n    kind: set\n"), 4, "occurs twice"),
    ],
)
def test_mistakes_by_line(tmp_path: Path, change: tuple[str, str], line: int, words: str) -> None:
    told = complaint(tmp_path, CASES.replace(*change, 1))
    assert f":{line}: " in told
    assert words in told


def test_what_is_not_yaml_is_told_by_line(tmp_path: Path) -> None:
    assert "cases.yaml:2: not YAML" in complaint(tmp_path, "cases:\n  - id: b: c\n")
    assert "empty" in complaint(tmp_path, "")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_cases(tmp_path / "absent.yaml", METRICS)


def test_thresholds_by_mode_or_for_both(tmp_path: Path) -> None:
    both = load(tmp_path, f"thresholds: {{set_f1: 0.5, held/kind: 1}}\n{CASES}").thresholds
    assert both["extractive"] == both["model"] == {"set_f1": 0.5, "held/kind": 1.0}
    one = load(tmp_path, f"thresholds: {{extractive: {{set_f1: 0.5}}}}\n{CASES}").thresholds
    assert one == {"extractive": {"set_f1": 0.5}}


def test_select_by_kind_tag_id_and_limit(tmp_path: Path) -> None:
    cases = load(tmp_path, CASES).cases
    assert [case.id for case in select(cases, kinds=["lookup"], limit=2)] == ["points", "speed"]
    assert [case.id for case in select(cases, tags=["held"])] == ["points", "then-vocabulary"]
    assert [case.id for case in select(cases, ids=["speed"])] == ["speed"]


def test_the_hash_changes_with_gold_but_not_with_order_or_tags(tmp_path: Path) -> None:
    def hashed(*change: str) -> str:
        return cases_hash(load(tmp_path, CASES.replace(*change) if change else CASES).resolved(PAPERS).cases)

    assert hashed("['Models of Bytes', chars]", "[chars, bytes]") == hashed()
    assert hashed("tags: [held]", "tags: [tune]") == hashed()
    assert hashed("'25,578'", "'25,579'") != hashed()
    assert hashed("allowed: [pixels]", "allowed: []") != hashed()
