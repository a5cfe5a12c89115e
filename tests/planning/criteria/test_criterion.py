"""The question put to each paper reads as a person would write it, and keeps what was asked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from assistant.planning.criteria.criterion import criterion_of
from assistant.planning.rules import kind_of, plan_of
from tests.support.each_row import each_row
from tests.support.processes import ROOT

ASKED = {
    "Which papers avoid subword tokenizers?": "Does this paper avoid subword tokenizers?",
    "Which studies have explored tokenization?": "Has this paper explored tokenization?",
    "Which papers have not released code?": "Is it true that this paper has not released code?",
    "Which papers have an appendix?": "Does this paper have an appendix?",
    "Which papers don't use English?": "Is it true that this paper does not use English?",
    "Which papers are not about English?": "Is it true that this paper is not about English?",
    "Which papers can handle noise?": "Can this paper handle noise?",
    "Which papers mainly compare encoders?": "Does this paper mainly compare encoders?",
    "Which one works on images?": "Does this paper work on images?",
    "Find work that prompts or tunes models": "Does this paper prompt or tune models?",
    "What work proposed masking?": "Is this the paper that proposed masking?",
    "How many of the papers are surveys?": "Is this paper a survey?",
    "Which papers bring in dictionaries?": "Does this paper bring in dictionaries?",
    "Papers on parsing": "Is this paper about parsing?",
    "Which papers are about agents?": "Is this paper about agents?",
    "Papers using graphs": "Is this a paper using graphs?",
    "Papers whose code is public": "Is this a paper whose code is public?",
    "Surveys of parsing": "Is this a survey of parsing?",
    "Any overview articles on this shelf?": "Is this an overview article?",
    "Which dialogue papers go beyond English?": "Is this one of the dialogue papers that go beyond English?",
    "essays or position papers": "Is this one of the essays or position papers?",
    "Which approaches need no labels?": "Does this paper present approaches that need no labels?",
    "Which approach needs no labels?": "Does this paper present an approach that needs no labels?",
    "What methods exist for pruning?": "Does this paper present methods for pruning?",
    "Authors who publish their code": "Do the authors of this paper publish their code?",
    "I need evidence that bytes suffice.": "Does this paper give evidence that bytes suffice?",
    "Citations for the claim that size matters": "Does this paper support the claim that size matters?",
    "Has anyone studied emoji?": "Has this paper studied emoji?",
    "Does anyone use images?": "Does this paper use images?",
    "Who has worked on speech?": "Is this paper about speech?",
    "In which papers do annotators disagree?": "Do annotators disagree in this paper?",
    "Anything on irony?": "Is this paper about irony?",
    "Few-shot learning": "Is this paper about few-shot learning?",
    "Gaussian splatting": "Is this paper about Gaussian splatting?",
    "NER in Hindi": "Is this paper about NER in Hindi?",
    "wich paprs use graphs": "Does this paper use graphs?",
    "Hello! Could you list works on essays? Thanks!": "Is this paper about essays?",
    "How can parsing be made faster?": (
        "Does this paper help to answer the question “How can parsing be made faster?”?"
    ),
    "Reading is slow. Which papers might help?": (
        "Does this paper belong in the answer to “Reading is slow. Which papers might help?”?"
    ),
}
BEGINS = re.compile(r"(?:Is|Does|Do|Has|Have|Are|Can|Could|May|Might|Must|Should|Will|Would)\s")
# What no person would write: a verb too many, a doubled word, the frame of the request inside the question.
SLIPS = re.compile(
    r"""\bpaper\ (?:are|have\ \w+ed\b|has|does(?!\ not)|do(?!\ without)|papers?)\b
    | \b(\w{3,})\ \1\b(?!-) | \bthat\ that\b | \ \ |\ [,?]
    | \b(?:please|could\ you|show\ me|give\ me|list\ all)\b | ^Does\ this\ paper\ (?:a|the|of|on|in|not)\b
    | ^Is\ this\ (?:a|an)\ (?:a|an|the)\b""",
    re.VERBOSE | re.IGNORECASE,
)
SHARED = ROOT.parent / "shared" / "bench" / "set_questions"


@each_row("question", ASKED)
def test_each_form_of_request_is_put_to_one_paper(question: str) -> None:
    assert criterion_of(question) == ASKED[question]


def reads_badly(question: str) -> bool:
    criterion = plan_of(question, "set", (), None).criterion
    if question in criterion or "“" in criterion:
        return False  # quoted as it was asked
    return not BEGINS.match(criterion) or bool(SLIPS.search(criterion)) or not criterion.endswith("?")


def test_the_requests_at_hand_all_read_well() -> None:
    file = ROOT / "eval" / "bench" / "questions" / "planning_requests.yaml"
    lots = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    requests = [one for name, lot in lots.items() if name.endswith("set") for one in lot]
    requests = [one for one in requests if kind_of(one) == "set"]
    assert len(requests) > 350
    assert [(one, plan_of(one, "set", (), None).criterion) for one in requests if reads_badly(one)] == []


def test_the_questions_of_the_mini_shelves_all_read_well() -> None:
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/bench/set_questions beside the checkout")
    questions = [
        entry["q"]
        for path in sorted(Path(SHARED).glob("*.json"))
        for entry in json.loads(path.read_text(encoding="utf-8"))["questions"]
    ]
    assert [(one, criterion_of(one)) for one in questions if reads_badly(one)] == []
    quoted = [one for one in questions if "“" in criterion_of(one)]
    assert len(quoted) < 0.01 * len(questions), quoted


@each_row("question", ["", "?", "that " * 800, "which papers " * 500, "please " * 900, "a, or " * 700])
def test_any_text_gives_a_question(question: str) -> None:
    assert criterion_of(question).endswith("?")
