"""A question, in its conversation, is understood as a reader would: what kind it is, what about, which papers."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.planning.rules import Planned, kind_of, plan_by_rules
from assistant.retrieval.hybrid import Retriever
from assistant.types import Turn
from tests.support.each_row import each_row

CHAT = ["hello", "lol ok thanks", "sorry, never mind", "what are you able to do?",
        "Hi there!", "Hey, good morning", "thanks a lot", "Thank you, that helps.", "ok", "What can you do?",
        "Who are you?", "How can you help me?", "bye", "that's all for today", "I have a question"]  # fmt: skip
# Question -> what to retrieve by.
SETS = {
    "Which papers avoid subword tokenizers?": "subword tokenizers",
    "which papers don't use a tokenizer": "use a tokenizer",
    "List all papers about graphs.": "graphs",
    "Please list the papers that use contrastive learning": "use contrastive learning",
    "Are there any papers on medical imaging?": "medical imaging",
    "What papers use contrastive learning?": "use contrastive learning",
    "Papers that propose a benchmark": "propose a benchmark",
    "Show me everything on byte-level models": "byte-level models",
    "Find papers about long context": "long context",
    "Give me all works on retrieval.": "retrieval",
    "Which studies evaluate on question answering?": "evaluate on question answering",
    "Is there any paper about source code?": "source code",
    "I am looking for papers on token compression.": "token compression",
    "every paper that uses a knowledge graph": "uses a knowledge graph",
    "which works compare pooling strategies?": "compare pooling strategies",
    "list surveys": "surveys",
    "Can you list all surveys?": "surveys",
    "Do any papers release code?": "release code",
    "Which methods need no training?": "need training",
    "Which models work without a vocabulary?": "vocabulary",
    "Which papers, rather than words, read pixels?": "read pixels",
}
COUNTS = ["How many papers deal with Chinese?", "How many of the papers are surveys?", "Count the papers about graphs.",
          "What is the number of papers on tokenizers?"]  # fmt: skip
LOOKUPS = {
    "How many PET/CT exams were used?": "vision-language-modeling-in-pet-ct",
    "How many Python files were used to pre-train CuBERT?": "learning-and-evaluating",
    "What is ZeTT?": "zero-shot-tokenizer-transfer",
    "Which paper introduces CuBERT?": "learning-and-evaluating",
    "What learning rate does ELECTRA use?": "electra",
    "What does HMT stand for?": "hmt",
    "Which languages did WECHSEL transfer to?": "wechsel",
    "Which dataset was CuBERT trained on?": "learning-and-evaluating",
    "Which benchmark does ERNIE-Gram use?": "ernie-gram",
    "What models does MMTEB compare?": "mmteb",
    "Which models does MMTEB evaluate?": "mmteb",
    "Show me the training data of CuBERT": "learning-and-evaluating",
    "Summarize the GeoPix paper.": "geopix",
    "How many parameters does MonoByte have?": "monobyte",
    "What do the papers say about subword regularization?": "",
    "Tell me about byte-level language models": "",
    "What is the capital of France?": "",
    "Who proposed masked language modeling?": "",
    "Why are tokenizers a problem?": "",
}
COMPARISONS = {
    "Compare ELECTRA and ERNIE-Gram.": ["electra", "ernie-gram"],
    "What is the difference between MonoByte and ZeTT?": ["monobyte", "zero-shot"],
    "How do ZeTT and WECHSEL differ?": ["zero-shot", "wechsel"],
    "How do ZeTT and WECHSEL compare on low-resource languages?": ["zero-shot", "wechsel"],
    "What sets MonoByte apart from WECHSEL?": ["monobyte", "wechsel"],
    "ELECTRA vs. ERNIE-Gram": ["electra", "ernie-gram"],
    "What do SEED and GeoPix have in common?": ["planting-a-seed", "geopix"],
    "Is ELECTRA better than ERNIE-Gram?": ["electra", "ernie-gram"],
    "Please compare HMT with CuBERT": ["hmt", "learning-and-evaluating"],
    "Could you contrast the two theses on word embeddings?": [],
    "Compare the three surveys on embeddings.": [],
    "What are the differences between the three surveys on embeddings?": [],
    "What is the main similarity of the papers on graphs?": [],
}


def plan(question: str, shelf: Retriever, *history: Turn) -> Planned:
    return plan_by_rules(question, history, shelf.find)


@each_row("question", CHAT)
def test_chat_is_chat(seed_shelf: Retriever, question: str) -> None:
    assert plan(question, seed_shelf).plan.kind == "chat"


@each_row("question", SETS)
def test_sets_and_what_to_retrieve_them_by(seed_shelf: Retriever, question: str) -> None:
    planned = plan(question, seed_shelf)
    assert planned.plan.kind == "set"
    assert planned.plan.standalone == question
    assert SETS[question] in planned.plan.topic
    assert not re.search(r"(?i)\bpapers\b|\b(not|no|avoid|without|don't)\b", planned.plan.topic)
    assert planned.plan.criterion.endswith("?")
    assert planned.plan.within is None


@each_row("question", COUNTS)
def test_counting_questions_are_sets(seed_shelf: Retriever, question: str) -> None:
    planned = plan(question, seed_shelf)
    assert planned.plan.kind == "set"


@each_row("question", LOOKUPS)
def test_lookups_and_the_paper_they_name(seed_shelf: Retriever, question: str) -> None:
    made = plan(question, seed_shelf).plan
    assert made.kind == "lookup"
    assert made.standalone == made.topic == made.criterion == question
    assert [named.startswith(LOOKUPS[question]) for named in made.named] == (
        [True] if LOOKUPS[question] else []
    )


@each_row("question", COMPARISONS)
def test_comparisons_and_the_papers_they_name(seed_shelf: Retriever, question: str) -> None:
    made = plan(question, seed_shelf).plan
    assert made.kind == "comparison"
    assert len(made.named) == len(COMPARISONS[question])
    assert all(
        named.startswith(start) for named, start in zip(made.named, COMPARISONS[question], strict=True)
    )


@given(st.text(max_size=300))
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in ("lookup", "set", "comparison")
    made = plan_by_rules(text, (), lambda words, k: []).plan
    assert (made.standalone, bool(made.topic)) == (made.standalone, bool(made.standalone))
