"""Answers to questions of fact that a model writes: cited, refused, or not to be used."""

from __future__ import annotations

import pytest

from assistant.events import Stage
from assistant.retrieval.hybrid import Retriever
from assistant.text.wording import DECLINED, REFUSAL
from tests.support.answers import ask, markers
from tests.support.asking import Opener
from tests.support.fakes import Cut, FakeOpenAI, Text
from tests.support.scripted import prompt, shown

QUESTION = "How many PET/CT exams were used?"
TWO = "How do MonoByte and WECHSEL treat French?"  # both are named, so both are sources
GOOD = "The authors used 25,578 PET/CT exams [1]."


@pytest.mark.parametrize(
    "said",
    [
        REFUSAL,
        "The papers do not say",
        f"\n {REFUSAL}\n",
        f"**{REFUSAL}**",
        f'"{REFUSAL}"',
        f"{REFUSAL} However, GPT-4 used 12 [1].",
    ],
)
def test_a_refusal_is_no_evidence_and_names_the_closest_papers(
    said: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(said)
    answer = ask(QUESTION, seed_shelf, opened(context_window=32_000)).answer
    assert answer.usage.requests == 1
    assert answer.status == "no_evidence"
    assert answer.citations == ()
    assert answer.text.startswith(DECLINED)
    first = answer.nearest[0]
    assert first.title.startswith("Vision-Language Modeling in PET/CT"), (
        "the paper that is asked about comes first"
    )
    assert first.quote in answer.text
    assert "GPT-4" not in answer.text


def test_a_small_model_that_overlooks_the_sentence_is_no_worse_than_none(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(REFUSAL)
    answer = ask(QUESTION, seed_shelf, opened(model="qwen2.5-1.5b", context_window=32_000)).answer
    assert (answer.status, answer.usage.requests) == ("answered", 1)
    assert answer.text == "“From 25,578 PET/CT exams, we extracted 11,356 sentence-label pairs.” [1]"
    assert any("found no answer" in warning for warning in answer.warnings)


def test_a_number_that_a_small_model_leaves_out_is_added_in_the_papers_own_words(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    said = "The authors used many PET/CT exams to extract sentence-label pairs [1]."
    fake_openai.enqueue(said, said)
    small, capable = (
        ask(QUESTION, seed_shelf, opened(model=name, context_window=32_000)).answer
        for name in ("llama3.2:3b", "llama3.3:70b")
    )
    assert (
        small.text == f"{said}\n\n“From 25,578 PET/CT exams, we extracted 11,356 sentence-label pairs.” [1]"
    )
    assert any("wrote no number" in warning for warning in small.warnings)
    assert capable.text == said


def test_the_paper_that_a_question_names_comes_first_and_its_introduction_is_pointed_at(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue("It is a transformer with a hierarchical memory [1].")
    ask("What is HMT?", seed_shelf, opened())
    asked = fake_openai.chats[0]
    assert shown(asked)[0].title.startswith("HMT")
    closest = prompt(asked).split("<data>\n")[1].splitlines()[0]
    assert closest.startswith("We propose the Hierarchical Memory Transformer (HMT)")


@pytest.mark.parametrize(
    "listed",
    [
        "\n\nReferences:\n[1] Smith, J. (2020). On scans.",
        "\n\n**Sources**\n- PET/CT",
        "\n[1] Smith et al. (2020).",
    ],
)
def test_a_list_of_references_is_left_out(
    listed: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(f"{GOOD}{listed}")
    asked = ask(QUESTION, seed_shelf, opened())
    assert (asked.answer.text, asked.tokens) == (GOOD, GOOD)
    assert any("list of references" in warning for warning in asked.answer.warnings)


def test_a_refusal_on_weak_evidence_stands(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(REFUSAL)
    answer = ask("Who paid for MonoByte?", seed_shelf, opened()).answer
    assert (answer.status, answer.usage.requests) == ("no_evidence", 1)


def test_an_answer_that_begins_like_the_refusal_is_shown_whole(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(Text("The papers do not bother: 25,578 exams were used [1].", pause=0.001))
    asked = ask(QUESTION, seed_shelf, opened())
    assert asked.answer.text == "The papers do not bother: 25,578 exams were used [1]."
    assert asked.answer.status == "answered"


def test_what_the_papers_lack_makes_the_answer_partial(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(f"{GOOD}\nNot in the papers: the make of the scanner.")
    answer = ask("How many PET/CT exams were used, on what scanner?", seed_shelf, opened()).answer
    assert (answer.text, answer.status) == (f"{GOOD}\nNot in the papers: the make of the scanner.", "partial")
    assert len(answer.citations) == 1


@pytest.mark.parametrize("said", [REFUSAL, "", " [3]", "it is a paper about scans."])
def test_a_missing_part_that_is_none_of_the_question_is_left_out_with_a_warning(
    said: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(Text(f"{GOOD}\n\nNot in the papers: {said}", pause=0.001))
    asked = ask(QUESTION, seed_shelf, opened())
    assert (asked.answer.text, asked.answer.status) == (GOOD, "answered")
    assert asked.tokens == GOOD
    assert any("that part was left out" in warning for warning in asked.answer.warnings)


@pytest.mark.parametrize(
    "after", ["", "\n", "\nNot in the papers: The papers do not say.", "\n\nNot in the papers: [1]"]
)
@pytest.mark.parametrize("pause", [0, 0.001])
def test_a_model_that_forgot_its_marker_is_cited_for_its_sentence_whatever_follows(
    after: str, pause: float, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(Text(f"The authors used 25,578 PET/CT exams.{after}", pause=pause))
    asked = ask(QUESTION, seed_shelf, opened())
    assert asked.answer.text == asked.tokens == "The authors used 25,578 PET/CT exams. [1]"
    assert "25,578" in asked.answer.citations[0].quote
    assert not any("without a citation" in warning for warning in asked.answer.warnings)


@pytest.mark.parametrize("said", ["I remember that bananas hold potassium.", "See [9].", "Yes", "[", "`[1]`"])
def test_a_reply_that_cites_nothing_is_replaced_by_the_papers_own_sentences(
    said: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(said)
    asked = ask(QUESTION, seed_shelf, opened())
    assert asked.answer.composer == "extractive"
    assert "25,578" in asked.answer.citations[0].quote
    assert any("without citing" in warning for warning in asked.answer.warnings)
    assert any("The language model could not be used" in each for each in asked.answer.warnings)
    assert sum(isinstance(event, Stage) and event.name == "compose" for event in asked.events) == 2
    assert asked.answer.usage.requests == 1


def test_unknown_numbers_are_dropped_with_a_warning(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue("The authors used 25,578 PET/CT exams [1][99].")
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.text == GOOD
    assert any("99" in warning for warning in answer.warnings)


def test_an_answer_that_rests_on_a_made_up_figure_is_taken_back(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue("The authors used 99,123 PET/CT exams [1].")
    asked = ask(QUESTION, seed_shelf, opened())
    assert asked.answer.status == "no_evidence"
    assert DECLINED in asked.answer.text
    assert asked.answer.citations == ()
    assert asked.answer.composer != "extractive"
    assert any("99,123" in warning for warning in asked.answer.warnings)
    assert [event.name for event in asked.events if isinstance(event, Stage)].count("compose") == 2


def test_a_made_up_figure_beside_sound_sentences_is_flagged(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(f"{GOOD} It finds findings in PET/CT [1]. It took 99,123 hours [1].")
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.status == "answered"
    assert any("99,123" in warning for warning in answer.warnings)


def test_citations_are_numbered_by_first_appearance_and_quote_the_paper_meant(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue("One paper is about this [2]. Another uses it [1]. It says so [2][1].")
    answer = ask(TWO, seed_shelf, opened()).answer
    titles = [paper.title for paper in shown(fake_openai.chats[0])]
    assert markers(answer.text)[:2] == [1, 2]
    assert [citation.title for citation in answer.citations][:2] == [titles[1], titles[0]]


def test_a_right_sentence_without_a_marker_is_cited_for_the_model_with_a_warning(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue("25,578 PET/CT exams were used.")
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert "25,578" in answer.citations[0].quote
    assert any("cited nothing" in warning for warning in answer.warnings)


def test_white_space_between_sentences_stays_however_the_markers_stand(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue("They train on French [1].\n\n[2] says more on models.")
    text = ask(TWO, seed_shelf, opened()).answer.text
    assert text == "They train on French [1].\n\n[2] says more on models."


@pytest.mark.parametrize("said", [f"\n\n{GOOD}", f"{GOOD}\n\n \n", f"  {GOOD} \n"])
def test_white_space_around_a_reply_is_left_out_of_stream_and_text_alike(
    said: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(said)
    assert ask(QUESTION, seed_shelf, opened()).answer.text == GOOD


def test_control_characters_and_broken_surrogates_of_a_model_are_not_shown(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue("The authors used \x1b[m 25,578\ud800 PET/CT \u202eexams [1].")
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.text == "The authors used [m 25,578 PET/CT exams [1]."


def test_a_stream_that_breaks_begins_anew_in_the_papers_own_sentences(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(Cut(4, GOOD))
    asked = ask(QUESTION, seed_shelf, opened())
    assert asked.answer.composer == "extractive"
    assert asked.answer.citations
    assert any("broke off" in warning for warning in asked.answer.warnings)


def test_sources_that_do_not_fit_the_window_are_left_out(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(GOOD, GOOD)
    ask(TWO, seed_shelf, opened(context_window=1500))
    ask(TWO, seed_shelf, opened(context_window=16000))
    few, more = ([paper.title for paper in shown(asked)] for asked in fake_openai.chats)
    assert 1 <= len(few) < len(more)
    assert few == more[: len(few)]


def test_a_question_on_a_paper_that_is_named_is_never_off_topic(seed_shelf: Retriever) -> None:
    answer = ask("What carbon footprint did ELECTRA have?", seed_shelf).answer
    assert (answer.status, answer.citations) == ("no_evidence", ())


def test_a_small_model_is_not_asked_for_what_the_papers_do_not_hold_in_kind(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = lambda asked: "The vocabulary of Mistral-7B has 1,000,000 entries [1]."
    question = "How many entries does the original vocabulary of Mistral-7B have?"
    answer = ask(question, seed_shelf, opened()).answer
    assert (answer.status, answer.citations, fake_openai.chats) == ("no_evidence", (), [])
