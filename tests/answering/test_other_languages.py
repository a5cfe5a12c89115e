"""Questions in other languages than English."""

from __future__ import annotations

import json

from assistant.retrieval.hybrid import Retriever
from assistant.text.languages import language_of
from assistant.types import Answer
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI

FACT = "How many Python files was CuBERT pre-trained on?"


@each_row(
    ("question", "language"),
    [
        ("Welche Arbeiten vermeiden Subword-Tokenizer?", "German"),
        ("¿Qué artículos tratan sobre código fuente?", "Spanish"),
        ("Quels articles traitent de la traduction automatique ?", "French"),
        ("哪些论文不使用子词分词器？", "Chinese"),
        ("Which papers are about Die Zeit?", ""),
        ("What is 哪吒 (NEZHA)?", ""),
    ],
)
def test_the_language_of_a_question_is_told(question: str, language: str) -> None:
    assert language_of(question) == language


@each_row("question", ["Wie ist das Wetter in den Alpen?", "法国的首都是哪里？"])
def test_without_a_model_a_question_in_another_language_is_not_called_off_topic(
    question: str, seed_shelf: Retriever
) -> None:
    answer = ask(question, seed_shelf).answer
    assert answer.status == "no_evidence"
    assert answer.text.startswith("_Your question seems to be in ")


def test_a_model_translates_a_question_once_and_answers_in_its_language(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(json.dumps({"question": FACT}), "CuBERT wurde mit 7.4M Python-Dateien trainiert [1].")
    answer: Answer = ask("Mit wie vielen Python-Dateien wurde CuBERT trainiert?", seed_shelf, opened()).answer
    assert answer.standalone == FACT
    assert answer.text.startswith("_Taken as “How many Python files")
    assert "7.4M Python-Dateien" in answer.text
    assert "Answer in German." in fake_openai.chats[1]["messages"][-1]["content"]
    assert answer.citations[0].title == "Learning and Evaluating Contextual Embedding of Source Code"
