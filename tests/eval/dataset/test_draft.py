from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, PapersError
from eval.dataset.cases import load_cases
from eval.dataset.draft import drafts
from eval.report.tables import METRICS
from tests.support.eval_fakes import PAPERS, answer, lists, verdict, write_cases


def log(home: Path, *rows: tuple[str, Answer, int], **more: Any) -> Path:
    path = home / "feedback.jsonl"
    with path.open("a", encoding="utf-8") as file:
        for question, got, rating in rows:
            row = {
                "time": "2026-01-01",
                "question": question,
                "turns": [],
                "answer": got.model_dump(mode="json"),
            }
            file.write(json.dumps(row | {"rating": rating, "note": ""} | more) + "\n")
    return path


def test_a_thumb_up_is_gold_and_a_thumb_down_is_not(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        ("Which read bytes?", lists("bytes", "chars"), 1),
        ("Which read words?", lists("pixels"), -1),
    )
    text = drafts(path)
    up, down = load_cases(write_cases(tmp_path, text), METRICS).resolved(PAPERS).cases
    assert (up.required, up.kind, up.expect) == (("bytes", "chars"), "set", "answered")
    assert down.required == ()
    assert "It gave: Models of Pixels" in text
    assert "To complete" in text


def test_matches_count_rather_than_citations_and_turns_come_along(tmp_path: Path) -> None:
    judged = lists("bytes", "words", verdicts=(verdict("bytes", "match"), verdict("words", "partial")))
    text = drafts(log(tmp_path, ("And those?", judged, 1), turns=["First?", "Second?"]))
    (case,) = load_cases(write_cases(tmp_path, text), METRICS).cases
    assert case.required == ("Models of Bytes",)
    assert case.turns == ("First?", "Second?", "And those?")


def test_the_last_thumb_counts_and_a_withdrawn_one_is_no_case(tmp_path: Path) -> None:
    got = answer("no", status="no_evidence")
    path = log(
        tmp_path, ("Same?", got, -1), ("Same?", got, 1), ("Withdrawn?", got, 1), ("Withdrawn?", got, 0)
    )
    (case,) = load_cases(write_cases(tmp_path, drafts(path)), METRICS).cases
    assert (case.turns, case.expect) == (("Same?",), "no_evidence")


def test_hostile_questions_and_notes_stay_text(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        ("a: [b]\n- c # 'd' \"e\" {f}", lists("bytes"), 1),
        ("a b c d e", lists("bytes"), -1),
        note="fine\ncases: []\r\n  - id: evil\u2028x: y\x85z: w\x00",
    )
    cases = load_cases(write_cases(tmp_path, drafts(path)), METRICS).cases
    assert [case.turns[0] for case in cases] == ["a: [b]\n- c # 'd' \"e\" {f}", "a b c d e"]
    assert [case.id for case in cases] == ["a-b-c-d-e-f", "a-b-c-d-e"]


def test_no_feedback_and_faulty_feedback(tmp_path: Path) -> None:
    with pytest.raises(PapersError, match="There is no feedback"):
        drafts(tmp_path / "feedback.jsonl")
    path = log(tmp_path, ("?", lists("bytes"), 0))
    with pytest.raises(PapersError, match="no thumb up or down"):
        drafts(path)
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(PapersError, match=r"feedback\.jsonl:1 is not feedback"):
        drafts(path)
