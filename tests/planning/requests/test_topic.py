"""Papers are searched by what they are about, not by the words in which somebody asked for them."""

from __future__ import annotations

from assistant.planning.requests.topic import topic_of_request
from tests.support.each_row import each_row


@each_row(
    ("question", "topic"),
    [
        ("Could you provide me studies that discuss word order?", "discuss word order"),
        ("I'm looking for some recent work on irony, please.", "irony"),
        ("Is there anything here on adversarial examples?", "adversarial examples"),
        ("Surveys of parsing", "Surveys parsing"),
        ("Which dialogue papers go beyond English?", "dialogue go beyond English"),
        ("Which methods need no training?", "methods need no training"),
        ("Hello, could you list works on essays? Thanks!", "essays"),
        ("How can parsing be made faster?", "parsing be made faster"),
        ("What papers would you recommend on multi-task learning?", "multi-task learning"),
        ("knowledge distillation", "knowledge distillation"),
        ("Which papers avoid training altogether?", "avoid training"),
        ("papers with no labels at all", "no labels"),
        ("Give me examples of works that use optimal transport", "use optimal transport"),
        ("papers", "papers"),
    ],
)
def test_frames_are_stripped(question: str, topic: str) -> None:
    assert topic_of_request(question).lower() == topic.lower()
