"""A conversation that a browser keeps: read back, taken back, stopped."""

from __future__ import annotations

import re

import pytest

from assistant import (
    AssistantError,
    Turn,
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


def test_taking_back_more_than_the_last_exchange_leaves_the_longer_conversation_alone() -> None:
    talk = PageConversation()
    for question in "abc":
        talk = talk.adding(Turn(question=question, answer=answered()))
    undone, edited = talk.before(3), talk.before(1)
    assert ([turn.question for turn in undone.turns], undone.id) == (["a", "b"], talk.id)
    assert edited.turns == ()
    assert edited.id != talk.id


def test_a_stopped_answer_keeps_its_text_and_says_so() -> None:
    turn = stopped_turn("Why?", "Because it works [1][2]. A paper's own \\[3\\] stays", "small-model")
    assert turn.answer.text == "Because it works. A paper's own \\[3\\] stays"
    assert turn.answer.citations == ()
    assert "stopped" in turn.answer.warnings[0]
