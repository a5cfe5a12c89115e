"""Without a model: negation is not answered with its opposite, and what is asked for must be there in kind."""

from __future__ import annotations

import re

import numpy as np
import pytest

from assistant.judging.words.answer_kind import in_kind, tells_kind
from assistant.judging.words.asked import read
from assistant.judging.words.candidates import weigh_set
from assistant.judging.words.fitted import trees
from assistant.judging.words.idioms import is_note
from assistant.judging.words.negation import complaints, negation_of, states_without
from assistant.judging.words.phrases import phrases_of
from assistant.judging.words.roles import roles
from assistant.judging.words.set_cut import chosen_papers
from assistant.judging.words.word_match import of_one_family
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.word_groups import related
from assistant.types import Paper
from eval.bench.questions.roles import pairs
from tests.support.each_row import each_row


def test_papers_that_avoid_something_are_told_from_those_that_use_it(seed_shelf: Retriever) -> None:
    asked = read("Which papers avoid subword tokenizers?")
    shown = chosen_papers(weigh_set(asked, seed_shelf.search(asked.topic, 100), seed_shelf), seed_shelf)
    quotes = {each.paper.title.split(":")[0]: each.passage.text for each in shown}
    wanted = {
        "Word-Level Representation From Bytes For Language Modeling",
        "MonoByte",
        "Hierarchical Autoregressive Transformers",
        "Learn Your Tokens",
        "Pixel Sentence Representation Learning",
    }
    # One makes tokenized models token-free when they are sampled from: it may be listed.
    assert (
        wanted
        <= set(quotes)
        <= wanted
        | {"Exact Byte-Level Probabilities from Tokenized Language Models for FIM-Tasks and Model Ensembles"}
    )
    for quote in quotes.values():
        assert re.search(r"free|without|limit", quote), quote


def titles(question: str, shelf: Retriever) -> list[str]:
    asked = read(question)
    found = chosen_papers(weigh_set(asked, shelf.search(asked.topic, 100), shelf), shelf)
    return [each.paper.title.split(":")[0] for each in found]


def test_papers_are_found_by_several_words_that_stand_for_the_one_asked(seed_shelf: Retriever) -> None:
    assert any(
        title.startswith("Vision-Language Modeling in PET/CT")
        for title in titles("studies that work on medical images", seed_shelf)
    )


@each_row(
    ("question", "title"),
    [
        ("Which ones deal with pictures?", "Planting a SEED of Vision in Large Language Model"),
        ("Which papers deal with satellite photos?", "GeoPix"),
        ("Which ones mend programs?", "Learning and Evaluating Contextual Embedding of Source Code"),
        (
            "Which approaches shrink the number of tokens fed to the model?",
            "Retrofitting (Large) Language Models with",
        ),
    ],
)
def test_a_word_that_no_paper_holds_is_asked_for_by_one_that_they_hold(
    question: str, title: str, seed_shelf: Retriever
) -> None:
    assert any(found.startswith(title) for found in titles(question, seed_shelf))


def test_wide_words_are_found_by_narrow_ones_and_not_the_other_way_round() -> None:
    assert "hindi" in related()["indian"]
    assert "hindi" not in related()
    assert related()["imag"] >= {"pictur", "photo", "ct"}


def test_where_code_is_to_be_had_is_no_subject(seed_shelf: Retriever) -> None:
    on_code = titles("papers about code", seed_shelf)
    assert "Learning and Evaluating Contextual Embedding of Source Code" in on_code
    only_sharing = {
        "Mixture of Prompt Learning for Vision Language Models",
        "Pixel Sentence Representation Learning",
    }
    assert only_sharing.isdisjoint(on_code)
    assert not only_sharing.isdisjoint(titles("Which papers make their code available?", seed_shelf))


@each_row(
    ("sentence", "note"),
    [
        ("Our code and data are publicly available at https://github.com/a/b-c.", True),
        ("The Med-X dataset, models and demo can be found here: www.example.org/x.", True),
        ("We release a corpus of medical dialogues in Arabic.", False),
        ("We evaluate models of code on public data.", False),
    ],
)
def test_a_note_on_where_things_are_is_told_from_a_sentence_on_them(sentence: str, note: bool) -> None:
    assert is_note(sentence) is note


def test_trees_are_walked_to_their_leaves() -> None:
    # One tree, x0 <= 1 ? -2 : (x1 <= 0 ? 0 : 3), and one that is a leaf, 1.
    forest = trees(
        {
            "roots": [0, 5],
            "feature": [0, 0, 1, 0, 0, 0],
            "limit": [1.0, 0, 0.0, 0, 0, 0],
            "left": [1, 1, 3, 3, 4, 5],
            "right": [2, 1, 4, 3, 4, 5],
            "values": [0.0, -2.0, 0.0, 0.0, 3.0, 1.0],
            "constant": 0.5,
        }
    )
    rows = np.array([[1.0, 5.0], [2.0, 0.0], [2.0, np.nan], [2.0, 1.0]])
    log_odds = np.array([-0.5, 1.5, 1.5, 4.5])
    assert forest.likely(rows) == pytest.approx(1 / (1 + np.exp(-log_odds)))


def test_words_of_an_idiom_are_no_subject(seed_shelf: Retriever) -> None:
    tagging = "Vector representations of text data in deep learning"
    assert tagging not in titles("Are there any papers on speech?", seed_shelf)
    assert tagging in titles("Which papers are about part-of-speech tagging?", seed_shelf)


@each_row(
    "question",
    [
        "Which papers train robots with reinforcement learning?",
        "Which papers propose a machine translation system?",
        "knowledge distillation without the teacher's logits",
    ],
)
def test_nothing_is_listed_where_no_paper_belongs(question: str, seed_shelf: Retriever) -> None:
    assert titles(question, seed_shelf) == []


def test_a_predicate_that_is_denied_is_not_answered_with_papers_that_affirm_it(seed_shelf: Retriever) -> None:
    shown = titles("Which papers do not propose a model or method of their own?", seed_shelf)
    assert "When Text Embedding Meets Large Language Model" in shown
    assert not {"HMT", "WECHSEL", "ELECTRA", "GeoPix", "Zero-Shot Tokenizer Transfer"} & set(shown)


@each_row(
    ("word", "other", "same"),
    [
        ("compress", "compressor", True),
        ("linguist", "linguistic", True),
        ("compress", "comprehens", False),
        ("distil", "distinct", False),
    ],
)
def test_forms_of_one_word_are_told_from_words_that_begin_alike(word: str, other: str, same: bool) -> None:
    assert of_one_family(word, other) is same


def test_sets_are_listed_where_phrases_cannot_be_embedded(
    seed_shelf: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seed_shelf, "phrase_vectors", lambda phrases: None)
    assert "Zero-Shot Tokenizer Transfer" in titles("Which papers use a hypernetwork?", seed_shelf)


def test_phrases_are_words_and_pairs_that_mean_something() -> None:
    assert phrases_of("We film ants, in the dark woods.") == (
        "film",
        "ants",
        "film ants",
        "dark",
        "woods",
        "dark woods",
    )


def test_a_trouble_that_a_paper_starts_from_is_told_from_what_it_uses() -> None:
    wanted = ("parallel", "data")
    assert complaints(["Parallel data is scarce.", "We use images."], wanted) == [True, False]
    assert complaints(["They need parallel data.", "Such data is expensive."], wanted) == [False, True]
    assert complaints(["We collect parallel data.", "Bread is expensive."], wanted) == [False, False]


@each_row(
    ("question", "kind", "what"),
    [
        ("Which papers avoid subword tokenizers?", "avoids", "subword tokenizers"),
        ("Which methods do not need any training?", "avoids", "training"),
        ("which papers use no labels", "avoids", "labels"),
        ("Approaches that do without known camera poses", "avoids", "known camera poses"),
        ("Translation papers that do not use distillation", "lacks", "distillation"),
        ("Retrieval, but not overview papers", "lacks", "overview papers"),
    ],
)
def test_what_a_question_rules_out_is_read(question: str, kind: str, what: str) -> None:
    found = negation_of(question)
    assert found is not None
    assert (found.kind, found.what) == (kind, what)


@pytest.mark.parametrize(
    ("question", "first", "second", "topic"),
    [
        ("Which papers avoid tokenizers, but not by using bytes?", "tokenizers", "bytes", "avoid tokenizers"),
        ("methods that need no labels and no pre-training", "labels", "pre-training", "need no labels"),
        ("papers on embeddings, but not surveys and not on images", "surveys", "images", "embeddings"),
        (
            "Which need no labels or no training?",
            "labels or no training",
            "",
            "need no labels or no training",
        ),
    ],
)
def test_two_things_ruled_out_are_both_read(question: str, first: str, second: str, topic: str) -> None:
    asked = read(question)
    assert asked.negation is not None
    assert (asked.negation.what, asked.also_out, asked.topic) == (first, second, topic)


def test_papers_that_do_the_second_thing_ruled_out_are_left_out(seed_shelf: Retriever) -> None:
    asked = read("Which papers avoid subword tokenizers, but not by using bytes?")
    shown = chosen_papers(weigh_set(asked, seed_shelf.search(asked.topic, 100), seed_shelf), seed_shelf)
    titles = {each.paper.title for each in shown}
    assert "Pixel Sentence Representation Learning" in titles
    assert not {title for title in titles if "byte" in title.lower()}


def test_a_question_without_negation_rules_nothing_out() -> None:
    assert negation_of("Which papers train on code?") is None


def test_doing_without_is_told_from_using() -> None:
    assert states_without("The models are tokenizer-free.", "tokenizers")
    assert states_without("We train it without any parallel data.", "parallel data")
    assert not states_without("We train it without labels on parallel data.", "tokenizers")


ANTS = Paper(
    id="ants",
    title="ANT2: ants",
    abstract="We film 40 colonies with ANT2. It learns with dropout on one DSP.",
)


@each_row(
    ("question", "there"),
    [
        ("How many colonies were filmed?", True),
        ("How many queens were filmed?", False),
        ("What learning rate did ANT2 use?", False),
        ("Which dropout did ANT2 use?", True),
        ("Who wrote ANT2?", False),
        ("When was ANT2 published?", False),
        ("How many authors does the ANT2 paper have?", False),
        ("Which GPU was ANT2 trained on?", False),
        ("How many DSPs does ANT2 need?", True),
        ("How many FPGAs does ANT2 need?", False),
        ("How long did training ANT2 take?", False),
        ("What does ANT2 film?", True),
        ("Who won the ant race?", False),
        ("Who filmed the colonies?", True),
        ("Who painted the colonies?", False),
        ("Who introduced dropout?", False),
    ],
)
def test_what_is_asked_for_must_be_there_in_kind(question: str, there: bool) -> None:
    assert in_kind(question, [ANTS]) is there


def test_a_sentence_tells_hardware_or_how_long_by_naming_it() -> None:
    assert tells_kind("Which GPU was ANT2 trained on?", "It was trained on a V100.")
    assert not tells_kind("Which GPU was ANT2 trained on?", "It was trained on 40 colonies.")
    assert tells_kind("How long did training take?", "Training takes three days.")
    assert not tells_kind("How long did training take?", "Colonies were filmed in recent years.")
    assert not tells_kind("What does ANT2 film?", "It was trained on a V100 for 3 days.")


def test_a_question_for_hardware_is_answered_by_a_paper_that_names_some() -> None:
    paper = Paper(id="ants", title="ANT2: ants", abstract="ANT2 was trained in 3 days on 64 V100s.")
    assert in_kind("Which GPU was ANT2 trained on?", [paper])
    assert in_kind("How long did training ANT2 take?", [paper])
    # Another paper's hardware is no answer.
    assert not in_kind(
        "Which GPU was ANT2 trained on?", [ANTS, Paper(id="b", title="Bees", abstract="One GPU.")]
    )


def test_what_others_do_is_told_from_what_the_paper_does() -> None:
    told = roles(["Current models use a fixed tokenizer.", "We propose bytes.", "It outperforms BERT by 4%."])
    assert told == ("background", "aim", "result")
    found = pairs()
    assert len(found) >= 300
    assert sum((a == "background") == (b == "background") for a, b in found) / len(found) > 0.9
