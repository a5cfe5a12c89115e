"""What a question names, and when papers that name it are all it asks for."""

from __future__ import annotations

from assistant.planning.named_things import named_things
from tests.support.each_row import each_row


@each_row(
    ("question", "things"),
    [
        ("Which papers mention LLaVA?", ("LLaVA",)),
        ("How many papers mention Llama 3?", ("Llama 3",)),
        ("Which papers evaluate on GSM8K?", ("GSM8K",)),
        ("Which papers use the SWE-bench benchmark?", ("SWE-bench",)),
        ("In which papers is ImageNet mentioned?", ("ImageNet",)),
        ("papers that mention “chain of thought”", ("chain of thought",)),
        ("Which papers mention reinforcement learning?", ("reinforcement learning",)),
        ("Which papers mention both BERT and GPT-2?", ("BERT", "GPT-2")),
        (
            "Which papers mention word2vec (or Skip-gram), GloVe or fastText?",
            ("word2vec", "Skip-gram", "GloVe", "fastText"),
        ),
    ],
)
def test_a_question_for_papers_that_name_something_is_known(question: str, things: tuple[str, ...]) -> None:
    named = named_things(question)
    assert named.only
    assert named.things == things


def test_both_names_are_wanted_only_where_the_question_says_and() -> None:
    assert named_things("Which papers mention BERT and GPT-2?").every
    assert not named_things("Which papers mention BERT or GPT-2?").every


@each_row(
    "question",
    [
        "Which papers use a hypernetwork?",
        "Which papers use LoRA or low-rank adapters?",
        "Which papers improve on GPT-4 by using retrieval?",
        "Which papers mention V100 GPUs, and with how many days?",
        "Which papers name a particular language other than English that they work with?",
        "Which papers evaluate on text or sentence similarity?",
        "What is GSM8K?",
    ],
)
def test_what_papers_do_is_left_to_reading_them(question: str) -> None:
    assert not named_things(question).only


def test_names_in_any_question_are_candidates() -> None:
    assert named_things("How does LLaVA-Med do on Llama 3.1?").things == ("LLaVA-Med", "Llama 3.1")
    assert named_things("Which papers improve on GPT-4 by using retrieval?").things == ("GPT-4",)
