"""A question and a paper that does not answer it -> what it lacks, in words that a person would use."""

from __future__ import annotations

import re

from assistant.answering.composing.declining.things_asked import NAME, things_asked
from assistant.judging.words.answer_kind import holds_number, in_kind, wants_number
from assistant.retrieval.sentence_scoring import unsaid
from assistant.text.wording import escaped
from assistant.types import Paper

NO_ANSWER = "no answer was found in it"
_MOST = 2  # missing things that are named
# The set that a follow-up narrows, told in its words: the papers shown are of it.
_AMONG = re.compile(r", among the papers that answer “.*”(?=\W*$)")
_WHEN = re.compile(r"(?i)^\W*when\b|\b(?:which|what) (?:year|date|month)\b")
_WHO = re.compile(r"(?i)^\W*who\s+(?:wrote|authored|published|(?:is|are)\s+the\s+(?:\w+\s+)?authors?)\b")


def lacks(question: str, paper: Paper) -> str:
    """Say what keeps ``paper`` from answering ``question``: something it does not mention, or that it gives no figure.

    What is said to be missing can be checked: the words are in neither title nor abstract. Only names and nouns are
    told; that a verb is not there means nothing to a reader.
    """
    question = _AMONG.sub("", question)
    text = f"{paper.title} {paper.abstract}"
    missing = [thing for thing in things_asked(question) if unsaid(thing, text) and not _stands(thing, text)]
    names = [thing for thing in missing if NAME.fullmatch(thing.split()[0])]
    if unmentioned := (names or missing)[:_MOST]:
        return f"it does not mention {' or '.join(f'“{escaped(thing)}”' for thing in unmentioned)}"
    if not paper.abstract.strip():
        return "this shelf has no abstract of it"
    if wants_number(question) and not (holds_number(paper.abstract) and in_kind(question, [paper])):
        return "it gives no such figure"
    if _WHEN.search(question) and not in_kind(question, [paper]):
        return "it gives no date"
    if _WHO.search(question) and not in_kind(question, [paper]):
        return "it names nobody"
    return NO_ANSWER


def _stands(thing: str, text: str) -> bool:
    """Whether a name stands in ``text`` in the other number: "GPUs" where it says "GPU"."""
    return bool(NAME.fullmatch(thing)) and bool(
        re.search(rf"(?i)(?<!\w){re.escape(thing.removesuffix('s'))}s?(?!\w)", text)
    )
