"""Papers are recognised by title, by the name they gave their work, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.library.library import Library
from assistant.planning.paper_names import lead, named_papers
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.types import Paper
from tests.support.each_row import each_row
from tests.support.tiny import TinyEmbedder, paper

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


TITLES = ["Attention", "Attention and more", "What does attention do?", "Don't Stop", "Don't Stop Attention"]


@pytest.fixture(scope="module")
def attentive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """Papers whose titles hold one another's words, among others that hold them more often."""
    papers = [Paper(id=title, title=title, abstract="We stop.") for title in TITLES]
    papers += [
        Paper(id=f"p{n}", title=f"Attention attention {n}", abstract="Attention, don't stop.")
        for n in range(30)
    ]
    held = Library(Settings(home=tmp_path_factory.mktemp("titles"), shelf="mine"), TinyEmbedder())
    held.add(papers)
    with held.reading() as retriever:
        yield retriever
    held.close()


@each_row(
    ("question", "named"),
    [
        ("What does 'Attention' do?", ["Attention"]),
        ("What's done in “attention”?", ["Attention"]),
        ("What does «Attention and more» do?", ["Attention and more"]),
        ("What does 'Don't Stop' do?", ["Don't Stop"]),
        ('How does "Don\'t Stop" differ from "Attention"?', ["Don't Stop", "Attention"]),
        ('What does "What does attention do?" do?', ["What does attention do?"]),
    ],
)
def test_a_whole_title_in_quotation_marks_names_its_paper_alone(
    attentive: Retriever, question: str, named: list[str]
) -> None:
    assert list(named_papers(question, attentive.find)) == named


def test_the_lead_of_a_title_is_what_stands_before_its_colon() -> None:
    assert lead("ELECTRA: Pre-training Text Encoders") == "ELECTRA"
    assert lead("Lexinvariant Language Models") == "Lexinvariant Language Models"


@each_row(
    ("name", "title", "abstract", "owned"),
    [
        ("ZooNet", "Nets for animals", "We develop a kernel with speedups of up to 9x over ZooNet.", False),
        ("ZooNet", "Open text for models", "They were used to train models such as ZooNet.", False),
        ("ZooNet", "Nets for animals", "We propose a lightweight net for animals, called ZooNet.", True),
        ("ZooNet2.5-VL", "ZooNet2.5-VL Technical Report", "ZooNet2.5-VL is large.", True),
        ("ZooNet2.5-VL", "A study of nets", "It is smaller than ZooNet2.5-VL.", False),
    ],
)
def test_a_name_is_owned_by_who_gives_it(name: str, title: str, abstract: str, owned: bool) -> None:
    others = [paper(number, f"We use {name}.") for number in range(1, 6)]
    own = paper(0, abstract).model_copy(update={"title": title})
    shelf = [own, *(others if title.startswith(name) else ())]
    assert named_papers(f"How fast is {name}?", lambda words, k: shelf[:k]) == ((own.id,) if owned else ())
