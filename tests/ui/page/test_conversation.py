"""A conversation that a browser keeps: read back, taken back, stopped."""

from __future__ import annotations

import re

import pytest

from assistant import (
    AssistantError,
    Turn,
    Verdict,
)
from tests.support.rendering import answered, cite
from ui.page.conversation import PageConversation, stopped_turn
from ui.render.answer import log_html


def test_retry_and_undo_are_for_the_last_exchange() -> None:
    html = log_html([Turn(question="a", answer=answered())] * 2)
    assert [
        number for act, number in re.findall(r'data-act="(\w+)" data-turn="(\d)"', html) if act == "retry"
    ] == ["2"]


def test_a_kept_conversation_reads_back_and_a_broken_one_is_refused() -> None:
    talk = (
        PageConversation()
        .adding(Turn(question="?", answer=answered("It was [1].", cite(1, "good"))))
        .rating(1, 1)
    )
    assert PageConversation.read(talk.stored()) == talk
    assert talk.rating(1, 1).ratings == (0,)
    assert PageConversation.read(None).turns == ()
    with pytest.raises(AssistantError, match="cannot be read"):
        PageConversation.read({"id": "../../etc", "turns": [{"question": 1}]})


def test_a_readers_verdict_is_kept_apart_and_goes_with_its_exchange() -> None:
    found = Verdict(paper_id="a", title="A", verdict="no", reason="It says so.")
    turn = Turn(question="Which?", answer=answered(kind="set", verdicts=(found,)))
    talk = PageConversation().adding(turn).adding(turn).overruling(2, "a", "match")
    assert [each.answer.verdicts[0].verdict for each in talk.corrected] == ["no", "match"]
    assert talk.was == ({}, {"a": "no"})
    assert talk.turns[1] == turn
    assert PageConversation.read(talk.stored()) == talk
    for undone in (talk.overruling(2, "a", "no"), talk.replacing(2, turn), talk.before(2)):
        assert undone.overruled == ()
    for nothing in (talk.overruling(2, "b", "no"), talk.overruling(2, "a", "<b>")):
        assert nothing.corrected[1].answer.verdicts[0].verdict in ("match", "no")
        assert len(nothing.corrected[1].answer.verdicts) == 1


def test_taking_back_more_than_the_last_exchange_leaves_the_longer_conversation_alone() -> None:
    talk = PageConversation()
    for question in "abc":
        talk = talk.adding(Turn(question=question, answer=answered()))
    undone, edited = talk.before(3), talk.before(1)
    assert ([turn.question for turn in undone.turns], undone.id) == (["a", "b"], talk.id)
    assert edited.turns == ()
    assert edited.id != talk.id


def test_a_stopped_answer_keeps_its_text_and_what_is_settled_and_says_so() -> None:
    text = "Because it works [1][2]. A paper's own \\[3\\] stays"
    turn = stopped_turn("Why?", text, "small-model", [cite(1, "good"), cite(3, "25,578")])
    assert turn.answer.text == "Because it works [1]. A paper's own \\[3\\] stays"
    assert [each.quote for each in turn.answer.citations] == ["good"]
    assert "stopped" in turn.answer.warnings[0]
