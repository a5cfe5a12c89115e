"""The values that pass from step to step are frozen, checked, and go out and in as the same JSON."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.events import Stage, Token
from assistant.types import Answer, Citation, Judged, Paper, Passage, Plan, Turn, Usage, Verdict
from tests.support.each_row import each_row

ANSWER = Answer(
    question="Of those, which?",
    standalone="Which papers?",
    kind="set",
    status="answered",
    text="One does [1].",
    citations=(Citation(number=1, paper_id="p", title="T", quote="words", start=0, end=5),),
    verdicts=(Verdict(paper_id="p", title="T", verdict="match", reason="It does.", quote="words"),),
    judged=Judged(papers=1, of=38),
    warnings=("Careful.",),
    fingerprint="abc",
)


def test_the_answer_object_has_the_fields_that_others_script_against() -> None:
    told = json.loads(ANSWER.model_dump_json())
    assert set(told) >= set(
        "question standalone kind status text citations verdicts judged composer usage timings warnings "
        "fingerprint".split()
    )
    assert set(told["citations"][0]) >= set("number paper_id title url field quote start end".split())
    assert set(told["verdicts"][0]) >= set("paper_id title verdict reason quote".split())
    assert set(told["usage"]) >= set("requests prompt_tokens completion_tokens cached_requests".split())
    assert set(told["timings"]) >= set("plan_s retrieve_s screen_s compose_s total_s".split())
    assert told["judged"] == {"papers": 1, "of": 38, "sampled": 0, "recall_bound": None}
    assert told["composer"] == "extractive"


def test_an_answer_goes_out_and_in_unchanged() -> None:
    assert Answer.model_validate_json(ANSWER.model_dump_json()) == ANSWER
    turn = Turn(question="q", answer=ANSWER)
    assert Turn.model_validate(turn.model_dump()) == turn


@each_row(
    "change",
    [
        {"kind": "poem"},
        {"status": "maybe"},
        {"surprise": 1},
        {"citations": [{"number": 0, "paper_id": "p", "title": "T", "quote": "w", "start": 0, "end": 1}]},
        {"citations": [{"number": 1, "paper_id": "p", "title": "T", "quote": "w", "start": -1, "end": 1}]},
        {"verdicts": [{"paper_id": "p", "title": "T", "verdict": "perhaps", "reason": ""}]},
    ],
)
def test_an_answer_that_breaks_the_contract_cannot_be_made(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate({**ANSWER.model_dump(), **change})


def test_all_values_are_frozen() -> None:
    with pytest.raises(ValidationError):
        ANSWER.text = "other"  # type: ignore[misc]
    passage = Passage("i", "p", "sentence", "abstract", 0, 1, "w")
    for value, field in (
        (passage, "text"),
        (Plan("q", "lookup", "q", "q"), "kind"),
        (Stage("x"), "done"),
        (Token("t"), "text"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field, "other")


@each_row("change", [{"id": ""}, {"title": ""}, {"year": "soon"}, {"colour": "red"}])
def test_a_paper_needs_an_id_and_a_title(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Paper.model_validate({"id": "p", "title": "T", **change})


@each_row(
    "change",
    [
        {"title": "U"},
        {"abstract": "A."},
        {"authors": ["B"]},
        {"year": 2024},
        {"url": "http://x"},
        {"venue": "V"},
    ],
)
def test_any_change_that_a_reader_could_see_changes_the_hash(change: dict[str, object]) -> None:
    paper = Paper(id="p", title="T")
    changed = Paper.model_validate({**paper.model_dump(), **change})
    assert changed.content_hash() != paper.content_hash() == Paper(id="p", title="T").content_hash()


COUNTS = st.builds(
    Usage,
    requests=st.integers(0, 9),
    prompt_tokens=st.integers(0, 9),
    completion_tokens=st.integers(0, 9),
    cached_requests=st.integers(0, 9),
)


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_usage_adds_up_field_by_field(one: Usage, two: Usage) -> None:
    assert (one + two).model_dump() == {
        name: value + two.model_dump()[name] for name, value in one.model_dump().items()
    }
    assert one + Usage() == one


def test_a_paper_without_labels_is_stored_as_before_there_were_any() -> None:
    """Its hash, by which changed papers are noticed, must not change with a new version."""
    bare = Paper(id="a", title="Roofs")
    assert "tags" not in bare.model_dump_json()
    assert bare.content_hash() == "e1c0011a0fad1723"
    tagged = bare.model_copy(update={"tags": ("moss",)})
    assert Paper.model_validate_json(tagged.model_dump_json()) == tagged
    assert tagged.content_hash() != bare.content_hash()
