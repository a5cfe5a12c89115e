"""What the judge said is what is shown: its sentences, its reasons, and a synthesis that the verdicts bear."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.citing.stating import upheld
from assistant.index.passages import sentences, title_passage
from assistant.judging.judge import PaperVerdict, judge_batch
from assistant.judging.reasons import write_reasons
from assistant.judging.rubric import Rubric
from assistant.judging.summary_claims import borne_summary
from assistant.llm.model_size import is_small
from assistant.papers import bundled_papers
from assistant.retrieval.hybrid import Retriever
from assistant.types import Paper, Passage
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.each_row import each_row
from tests.support.fakes import Canned, FakeOpenAI
from tests.support.scripted import YES, judge, only, prompt, shown, task, verdicts

PAPER = Paper(
    id="bytes",
    title="ByteNet: Tokenizer-Free Models",
    abstract="Tokenizers avoid nothing and subword tokenizers are fragile. Our models read raw bytes. They are robust. "
    "ByteNet: tokenizer-free models.",
)
FRAGILE, RAW, ROBUST, REPEATED = sentences(PAPER)
TITLE = title_passage(PAPER)
TITLES = [paper.title for paper in bundled_papers()]
SET = "Which papers avoid subword tokenizers?"


def judged(fake: FakeOpenAI, opened: Opener, **entry: Any) -> Any:
    fake.enqueue(verdicts([{"paper": 1, "reason": "It reads bytes.", "verdict": "match", **entry}]))
    return judge_batch([PAPER], Rubric(SET), opened()).given[0]


@pytest.mark.parametrize(
    ("evidence", "cited"),
    [
        ([2], (RAW,)),
        (2, (RAW,)),
        ("2", (RAW,)),
        ([2, 3], (RAW, ROBUST)),
        ("2, 3", (RAW, ROBUST)),
        ([2, 3, 1], (RAW, ROBUST)),
        ([99], (RAW,)),
        ([4], (RAW,)),
        ([2, 99], (RAW,)),
    ],
    ids=[
        "one",
        "bare",
        "text",
        "two",
        "two in a text",
        "three",
        "none of its",
        "the title repeated",
        "half",
    ],
)
def test_the_sentence_that_the_judge_names_is_cited(
    evidence: Any, cited: Any, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    assert judged(fake_openai, opened, evidence=evidence).passages == cited
    assert len(fake_openai.chats) == 1


def test_the_title_may_be_what_decides(fake_openai: FakeOpenAI, opened: Opener) -> None:
    found = judged(fake_openai, opened, evidence=[0], reason="The title says tokenizer-free.")
    assert (found.verdict, found.passages) == ("match", (TITLE,))


@each_row(
    ("reason", "pointed", "cited"),
    [
        ("It avoids subword tokenizers, as models read raw bytes.", RAW, RAW),
        ("It avoids fragile subword tokenizers.", RAW, FRAGILE),
        ("Because they are tokenizer-free.", ROBUST, TITLE),
        ("They are robust, and free of tokenizers.", ROBUST, ROBUST),
        ("", ROBUST, ROBUST),
        ("Nothing of this kind was written.", RAW, RAW),
    ],
)
def test_another_one_is_cited_only_where_it_plainly_does_not_bear_the_reason(
    reason: str, pointed: Any, cited: Any
) -> None:
    assert upheld(reason, [pointed], PAPER) == (cited,)


def test_not_stated_is_told_from_no(fake_openai: FakeOpenAI, opened: Opener) -> None:
    silent = judged(
        fake_openai, opened, verdict="unstated", evidence=[], reason="Only robustness is spoken of."
    )
    assert (silent.verdict, silent.reason) == (
        "no",
        "Not stated in the abstract: Only robustness is spoken of.",
    )
    plain = judged(fake_openai, opened, verdict="no", evidence=[1], reason="It uses subword tokenizers.")
    assert (plain.verdict, plain.reason, plain.passages) == ("no", "It uses subword tokenizers.", (FRAGILE,))


def test_an_empty_answer_says_that_abstracts_were_read(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = judge(only())
    answer = ask(SET, seed_shelf, opened()).answer
    assert "Titles and abstracts were read, not the papers themselves." in answer.text
    assert answer.status == "no_evidence"


def test_a_no_near_the_cut_carries_a_reason_also_by_log_probabilities(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    from tests.support.fakes import Text

    def respond(asked: dict[str, Any]) -> Canned:
        if task(asked) != "judge_yes_no":
            return judge(only())(asked)
        title = shown(asked)[0].title
        near = {"no": -0.3, "yes": -1.35}
        return Text(
            "x", top=YES if title == TITLES[0] else near if title == TITLES[1] else {"no": -0.01, "yes": -9.0}
        )

    fake_openai.respond = respond
    reasons = {each.title: each.reason for each in ask(SET, seed_shelf, opened()).answer.verdicts}
    assert "“no” was 2.9 times as likely as its “yes”" in reasons[TITLES[1]]
    assert reasons[TITLES[2]] == ""


@each_row(
    ("sentence", "kept"),
    [
        ("All seven papers read bytes [1][2][3].", False),
        ("All 3 papers read bytes [1][2][3].", True),
        ("All three read bytes.", True),
        ("All of them read bytes [1][2].", False),
        ("All of the papers read bytes [1][2][3].", True),
        ("Both studies lack code [4][5].", True),
        ("Two papers read pixels [1][2].", True),
        ("Nine methods are compared.", False),
        ("They use 12 languages [1].", True),
        ("[1] reads all layers of the model.", True),
        ("The partial ones lack code [4][5].", True),
    ],
)
def test_a_synthesis_says_of_all_only_what_the_verdicts_bear(sentence: str, kept: bool) -> None:
    told, warnings = borne_summary(f"They read bytes [1][2]. {sentence}", matches=3, partial=2)
    assert told == ("They read bytes [1][2]. " + sentence if kept else "They read bytes [1][2].")
    assert len(warnings) == (not kept)


def test_the_synthesis_is_told_verdicts_reasons_and_evidence_and_two_papers_need_none(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.gives_logprobs = False
    for count in (2, 3):
        fake_openai.respond = judge(only(*TITLES[:count]))
        answer = ask(SET, seed_shelf, opened()).answer
        assert ("They agree" in answer.text) == (count == 3)
    [asked] = [chat for chat in fake_openai.chats if task(chat) == "summary"]
    assert prompt(asked).count("verdict: match\nreason: It says so.\n1 ") == 3


def test_a_synthesis_that_claims_too_much_loses_that_sentence(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    right = judge(only(*TITLES[:3]))
    told = json.dumps({"summary": "They read bytes [1][2][3]. All seven papers beat BERT [1]."})
    fake_openai.gives_logprobs = False
    fake_openai.respond = lambda asked: told if task(asked) == "summary" else right(asked)
    answer = ask(SET, seed_shelf, opened()).answer
    assert answer.text.endswith("They read bytes [1][2][3].")
    assert any("seven" in warning for warning in answer.warnings)


@each_row(
    ("name", "window", "small"),
    [
        ("gpt-5-mini", 128_000, False),
        ("qwen2.5-1.5b-instruct", 32_000, True),
        ("meta-llama/Llama-3.1-8B-Instruct", 128_000, True),
        ("llama3.1:latest", 128_000, True),
        ("Qwen3-30B-A3B", 32_000, False),
        ("mixtral-8x7b-instruct", 32_000, False),
        ("Qwen2.5-72B-Instruct-AWQ", 32_000, False),
        ("my-model", 8192, True),
        ("my-model", 32_000, False),
    ],
)
def test_whether_a_model_is_small_is_read_off_its_name_else_its_window(
    name: str, window: int, small: bool
) -> None:
    assert is_small(name, window) == small


@pytest.mark.parametrize(("pointed", "quoted"), [(2, RAW), (3, ROBUST)])
def test_what_others_do_is_no_quote_for_what_a_paper_does(
    pointed: int, quoted: Passage, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    """The second sentence shown tells what others do; the model's choice holds where it tells the paper's own."""
    entry = {"paper": 1, "evidence": [pointed], "reason": ""}
    fake_openai.enqueue(json.dumps({"reasons": [entry], "summary": ""}))
    near = {PAPER.id: (RAW, FRAGILE, ROBUST)}
    match = PaperVerdict(PAPER, "match", "")
    [told] = write_reasons(SET, [match], opened(), lambda papers, count: near).verdicts
    assert told.passages == (quoted,)
    fake_openai.enqueue(json.dumps({"reasons": [entry], "summary": ""}))
    [told] = write_reasons(SET, [match], opened(model="fake-1b"), lambda papers, count: near).verdicts
    assert told.passages == (RAW,), "the words find the sentence more often than a tiny model"
