"""Who is to read, and how much they know, is no part of what papers are about."""

from __future__ import annotations

from assistant.planning.free_words.reading_advice import advised
from assistant.planning.rules import plan_of
from tests.support.each_row import each_row


@each_row(
    ("question", "topic"),
    [
        ("which paper would you recommend to a beginner in tokenization?", "tokenization"),
        ("What should I read first about embeddings?", "embeddings"),
        ("Which paper is a good introduction to text embeddings?", "text embeddings"),
        ("any good starting point for byte-level models?", "byte-level models"),
        ("Which papers would be useful for someone working on remote sensing?", "remote sensing"),
        ("Give me papers that could help me with OCR", "OCR"),
        ("I'm new to water law. Where do I start?", "water law"),
        ("I want to read about pacing, what research is there?", "pacing"),
        ("Please help me with references on colonial railways, my deadline is near", "colonial railways"),
    ],
)
def test_advice_is_asked_about_a_subject(question: str, topic: str) -> None:
    plan = plan_of(question, "set", (), None)
    assert plan.topic == topic
    assert plan.criterion == f"Is this paper about {topic}?"


@each_row(
    "question",
    [
        "Which papers introduce a new model?",
        "What is new in ERNIE-Gram?",
        "Which papers help models to read long texts?",
        "Which papers are useful for retrieval?",
    ],
)
def test_other_requests_ask_for_no_advice(question: str) -> None:
    assert advised(question) == ""
