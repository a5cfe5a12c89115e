"""Requests in free words are asked of a paper, and searched for, by their subject alone."""

from __future__ import annotations

from assistant.planning.free_words.known_forms import in_plain_words
from assistant.planning.rules import plan_of
from tests.support.each_row import each_row


@each_row(
    ("question", "criterion", "topic"),
    [
        ("Those about creoles, please.", "Is this paper about creoles?", "creoles"),
        (
            "For a survey on memory in language models, which works should I read?",
            "Is this paper about memory in language models?",
            "memory in language models",
        ),
        (
            "A reviewer asks for citations on tokenization bias. Any?",
            "Is this paper about tokenization bias?",
            "",
        ),
        (
            "We claim that tokenization hurts arithmetic. Is there support?",
            "Does this paper give evidence that tokenization hurts arithmetic?",
            "",
        ),
        ("What has the shelf got on reasoning?", "Is this paper about reasoning?", "reasoning"),
        (
            "Where has contrastive learning been used for sentence embeddings?",
            "Is this paper about contrastive learning for sentence embeddings?",
            "",
        ),
        ("everybody who uses a hypernetwork", "Does this paper use a hypernetwork?", "uses a hypernetwork"),
        ("Is any of it about spoken language?", "Is this paper about spoken language?", "spoken language"),
        (
            "Do several of the papers share an architecture with two towers?",
            "Does this paper share an architecture with two towers?",
            "share an architecture with two towers",
        ),
        ("quick, 3 papers on creoles asap, essay due tomorrow", "Is this paper about creoles?", "creoles"),
        ("Do our holdings extend to question answering?", "Is this paper about question answering?", ""),
        ("A patron of ours would like everything we hold on law.", "Is this paper about law?", "law"),
        (
            "Recent studies have shown that attention pooling outperforms mean pooling (REF).",
            "Does this paper give evidence that attention pooling outperforms mean pooling?",
            "",
        ),
        (
            "So there must be people who use pixels as input, right? show me those",
            "Does this paper use pixels as input?",
            "use pixels as input",
        ),
        ("ok which of these actually train on bytes", "Does this paper train on bytes?", "train on bytes"),
        (
            "Papers I should read before working on prompt compression?",
            "Is this paper about prompt compression?",
            "",
        ),
    ],
)
def test_the_subject_of_free_words(question: str, criterion: str, topic: str) -> None:
    plan = plan_of(question, "set", (), None)
    assert plan.criterion == criterion
    if topic:
        assert plan.topic == topic


@each_row(
    "question",
    [
        "How can models be applied to climate? What are the cutting-edge methods to improve accuracy?",
        "I need a survey on embedding models. I also need everything on pooling.",
        "Models forget what they learnt. Are there any works on this topic?",
    ],
)
def test_what_only_part_of_the_words_tell_stays_as_it_was_asked(question: str) -> None:
    assert in_plain_words(question) == ""
    assert question in plan_of(question, "set", (), None).criterion or "survey" in question


def test_what_follows_after_a_line_break_is_planned_at_once() -> None:
    # Tried in every way to divide them, these thirty clauses would take hours.
    rambling = f"Do our holdings extend to pixels{' what, ' * 30}\nwell"
    assert plan_of(rambling, "set", (), None).kind == "set"
