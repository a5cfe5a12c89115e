"""Papers are recognised by title, by the name they gave their work, and by nothing else."""

from __future__ import annotations

from assistant.planning.paper_names import lead, named_papers
from assistant.retrieval.hybrid import Retriever
from tests.support.each_row import each_row
from tests.support.tiny import paper

NAMES = {
    "zero-shot-tokenizer-transfer": [
        "What is ZeTT?",
        "Does Zero-Shot Tokenizer Transfer need data?",
        "zero-shot tokenizer transfer",
    ],
    "learning-and-evaluating-contextual-embedding-of-source-code": [
        "How large is CuBERT?",
        "Summarise “Learning and Evaluating Contextual Embedding of Source Code”.",
        'What does "contextual embedding of source code" find?',
    ],
    "defsent": ["Why does DefSent+ use definitions?"],
    "retromae": ["How does RetroMAE v2 work?"],
    "2d-matryoshka": ["What is saved by 2D Matryoshka Sentence Embeddings?"],
    "wechsel": ["Which languages did WECHSEL transfer to?", "WECHSEL?"],
    "ernie-gram": ["What does ERNIE-Gram mask?"],
    "hmt": ["What does HMT stand for?"],
    "mmteb": ["Who wrote the MMTEB paper?"],
    "bert-or-fasttext": ["What does “BERT or FastText?” compare?"],
    "planting-a-seed": ["What is SEED?"],
}


@each_row(
    ("question", "start"), [(question, start) for start, questions in NAMES.items() for question in questions]
)
def test_a_paper_is_known_by_its_names(seed_shelf: Retriever, question: str, start: str) -> None:
    [found] = named_papers(question, seed_shelf.find)
    assert found.startswith(start)


def test_several_papers_come_in_the_order_in_which_they_are_named(seed_shelf: Retriever) -> None:
    one = named_papers("Compare WECHSEL, ZeTT and Pixel Sentence Representation Learning", seed_shelf.find)
    assert [identifier[:5] for identifier in one] == ["wechs", "zero-", "pixel"]
    two = named_papers("Is ZeTT better than WECHSEL?", seed_shelf.find)
    assert [identifier[:5] for identifier in two] == ["zero-", "wechs"]


@each_row(
    "question",
    [
        "Which papers avoid subword tokenizers?",
        "What is the capital of France?",
        "How do LLMs work?",
        "Which papers use GPT-4?",
        "Which papers build on BERT?",
        "What is FooBarNet?",
        "",
        "??",
        "“”",
        "([",
    ],
)
def test_common_words_and_names_of_nobody_name_no_paper(seed_shelf: Retriever, question: str) -> None:
    assert named_papers(question, seed_shelf.find) == ()


@each_row(("speaking", "named"), [(4, ["p0"]), (5, [])])
def test_a_name_that_many_papers_speak_of_is_a_subject_and_names_none(
    speaking: int, named: list[str]
) -> None:
    shelf = [paper(number, "It beats ZooNet." if number < speaking else "") for number in range(10)]
    shelf[0] = shelf[0].model_copy(update={"title": "ZooNet for all animals"})
    assert list(named_papers("How fast is ZooNet?", lambda words, k: shelf[:k])) == named


@each_row("speaking", [4, 5, 10])
def test_a_title_that_a_name_leads_owns_it_however_many_speak_of_it(speaking: int) -> None:
    shelf = [paper(number, "It beats ZooNet." if number < speaking else "") for number in range(10)]
    shelf[0] = shelf[0].model_copy(update={"title": "ZooNet: Nets for Animals"})
    assert named_papers("How fast is ZooNet?", lambda words, k: shelf[:k]) == ("p0",)


@each_row(
    ("says", "named"),
    [
        ("We introduce fZOO, which extends Zoological Optimization (ZOO).", ()),
        ("We introduce Zoological Optimization (ZOO).", ("p0",)),
    ],
)
def test_a_name_in_brackets_is_not_owned_by_who_takes_it_up(says: str, named: tuple[str, ...]) -> None:
    shelf = [paper(0, says), paper(1, "Moss.")]
    assert named_papers("Who wrote the paper on ZOO?", lambda words, k: shelf[:k]) == named


def test_the_lead_of_a_title_is_what_stands_before_its_colon() -> None:
    assert lead("ELECTRA: Pre-training Text Encoders") == "ELECTRA"
    assert lead("Lexinvariant Language Models") == "Lexinvariant Language Models"
