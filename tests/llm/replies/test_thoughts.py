"""What a model thinks aloud is taken out of its reply, in whatever form and however it is cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.replies.thoughts import Habits, ThoughtFilter, ThoughtShown, without_thoughts
from tests.support.each_row import each_row

ANSWER = "CuBERT is a model of code [1].\nIt reads <SEG> tokens [2]."
IDEA = "First idea: all papers match [9]. Hmm, wait."
FORMS = {
    "think": f"<think>\n{IDEA}\n</think>\n\n{ANSWER}",
    "thinking": f"<thinking>{IDEA}</thinking>{ANSWER}",
    "reasoning": f"<reasoning>{IDEA}</reasoning>\n{ANSWER}",
    "capitals": f"<THINK>{IDEA}</THINK> {ANSWER}",
    "empty": f"<think>\n\n</think>\n\n{ANSWER}",
    "twice": f"<think>{IDEA}</think>\n<think>{IDEA}</think>{ANSWER}",
    "white space before": f"\n\n <think>{IDEA}</think>{ANSWER}",
    "brackets": f"[THINK]{IDEA}[/THINK]{ANSWER}",
    "harmony": (
        f"<|channel|>analysis<|message|>{IDEA}<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>"
    ),
    "harmony with commentary": (
        f"<|start|>assistant<|channel|>commentary<|message|>{IDEA}<|end|><|channel|>final<|message|>{ANSWER}"
    ),
    "harmony, final only": f"<|channel|>final<|message|>{ANSWER}<|return|>",
    "harmony without its tokens": f"analysis{IDEA}assistantfinal{ANSWER}",
    "Kimi": f"◁think▷{IDEA}◁/think▷{ANSWER}",
    "Seed": f"<seed:think>{IDEA}</seed:think>{ANSWER}",
    "Command": f"<|START_THINKING|>{IDEA}<|END_THINKING|><|START_RESPONSE|>{ANSWER}<|END_RESPONSE|>",
    "Gemma": f"<|channel>thought\n{IDEA}<channel|>{ANSWER}",
    "Granite": f"<think>{IDEA}</think>\n<response>{ANSWER}</response>",
    "Granite in words": f"Here is my thought process: {IDEA} Here is my response: {ANSWER}",
    "answer tags": f"<think>{IDEA}</think><answer>{ANSWER}</answer>",
    "end tokens": f"{ANSWER}<|im_end|>",
    "none": ANSWER,
}
UNMARKED = f"Okay, so {IDEA}\n</think>\n\n{ANSWER}"
ONLY = {
    "never closed": f"<think>{IDEA} " * 3,
    "closed with nothing after": f"<think>{IDEA}</think>\n",
    "harmony without final": f"<|channel|>analysis<|message|>{IDEA}<|end|>",
    "only the closing tag": f"{IDEA}\n</think>",
}


def streamed(text: str, habits: Habits, size: int) -> str:
    reading = ThoughtFilter(habits)
    pieces = [reading.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(pieces) + reading.close()


@each_row("size", [1, 2, 3, 7, 1000])
@each_row("name", FORMS)
def test_only_the_answer_comes_through(name: str, size: int) -> None:
    assert streamed(FORMS[name], Habits("any"), size).strip() == ANSWER
    answer, thought = without_thoughts(FORMS[name], Habits("any"))
    assert answer.strip() == ANSWER
    assert thought == (name not in ("none", "end tokens", "harmony, final only"))


@each_row("size", [1, 5, 1000])
@each_row("name", ONLY)
def test_a_reply_of_thoughts_alone_is_empty(name: str, size: int) -> None:
    assert streamed(ONLY[name], Habits("deepseek-r1"), size).strip() == ""
    answer, thought = without_thoughts(ONLY[name], Habits("any"))
    assert (answer.strip(), thought) == ("", True)


@each_row("size", [1, 5, 1000])
@each_row("name", ["any", "DeepSeek-R1-Distill-Qwen-7B"])
def test_a_thought_without_its_opening_tag_is_held_back(name: str, size: int) -> None:
    habits = Habits(name)
    assert streamed(UNMARKED, habits, size).strip() == ANSWER
    assert habits.unmarked


def test_a_thought_that_slipped_out_is_told_and_the_model_read_with_caution_from_then_on() -> None:
    habits = Habits("any")
    text = f"Papers on code are many.\nSome match.\n</think>\n{ANSWER}"
    with pytest.raises(ThoughtShown):
        streamed(text, habits, 4)
    assert streamed(text, habits, 4).strip() == ANSWER


@each_row(
    "text",
    [
        "Models think between <think> and </think> tags [1].",
        "R1 writes its thoughts before </think> and then answers [1].",
        "It uses `<think>` tags.\nAfter `</think>` comes the answer [1].",
        "For a < b the loss falls; [INST] marks a turn [2].",
        '{"text": "a <think> tag", "sentence": 1}',
        "Analysis of variance shows it [1].",
        "analysis of variance shows it [1].",
        "We need 3 GPUs [1].",
        "Thinking models gain 9 % [1].",
        "Okay-BERT is a model [1].",
    ],
)
@each_row("size", [1, 6, 1000])
def test_an_answer_about_thoughts_is_an_answer(text: str, size: int) -> None:
    assert streamed(text, Habits("any"), size) == text
    assert without_thoughts(text, Habits("any")) == (text, False)


def test_an_answer_is_given_as_it_comes() -> None:
    reading = ThoughtFilter(Habits("any"))
    assert [reading.feed(piece) for piece in ("It", " reads", " code", " well.")] == [
        "It",
        " reads",
        " code",
        " well.",
    ]


@given(
    st.lists(
        st.sampled_from(["<", "think>", "</", "\n", " a", "[1]", "<|", "|>", "THINK]", "["]), max_size=12
    )
)
def test_pieces_never_change_what_is_said(pieces: list[str]) -> None:
    text = "The model reads code " + "".join(pieces)
    try:
        by_piece = streamed(text, Habits("any"), 1)
    except ThoughtShown:
        return
    assert by_piece == streamed(text, Habits("any"), 1000)


def test_a_long_thought_is_read_to_its_end() -> None:
    # To look through all of it at each piece takes longer than any test may.
    thought = f"Okay, {'so on and on ' * 30_000}\n</think>\n{ANSWER}"
    assert streamed(thought, Habits("any"), 6).strip() == ANSWER
