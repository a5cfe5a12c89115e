"""Question -> the two to six papers that a comparison is about, named or described."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.planning.paper_names import named_papers
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import topic_coverage
from assistant.types import Paper, Plan

MOST = 6
_DESCRIBED_FROM = 0.6  # share of a description's information that its paper must hold
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_FLAGS = re.IGNORECASE | re.VERBOSE
# From "compare A and B in how ..." only "A and B" says which papers are meant.
_TAIL = re.compile(
    r"""(?:[:?]|\ in\ (?:how|what|which|terms|their|its|the\ way)\b|\ with\ (?:regard|respect)\ to\b|\ as\ to\b
    |\ regarding\b).*$""",
    _FLAGS,
)
_LEAD = re.compile(
    r"""^.*?\b(?:compar(?:e|ison)|contrast|differences?|differ|similarit(?:y|ies)|common)\b
    (?:\s+(?:between|of|in|from))?""",
    _FLAGS,
)
_ASKED = re.compile(
    r"""^\W*(?:how|what|in\ what\ way)\s+(?:do|does|are|is|sets)\b
    (?!.*\b(?:differences?|similarit(?:y|ies)|comparison|in\ common\ between)\b)""",
    _FLAGS,
)
_APART = re.compile(
    r"\s+(?:(?:differ|compare)\b(?!\s+(?:from|to|with)\b)|have\b|share\b|alike\b|similar\b).*$", _FLAGS
)
_BETWEEN = re.compile(
    r"""\s*(?:[,;]|\bvs\b\.?|\b(?:and|versus|with|to|or|against|from|between|differs?|compares?|apart)\b)\s*""",
    _FLAGS,
)
_FILLER = re.compile(
    r"""\b(?:the|these|those|this|that|a|an|both|all|two|three|four|five|six|papers?|works?|surveys?|methods?|models?
    |answers?|on|about|of|its|their|approach(?:es)?)\b|\W""",
    _FLAGS,
)
# "The three surveys": how many they are says nothing of what they are about.
_COUNTED = re.compile(rf"\b(?:(?:the|these|those|all|both)\s+)*(?:{'|'.join(_COUNTS)})\b", _FLAGS)
# "These four answers to ...: A, B, C and D": what is compared stands behind the colon.
_LISTED = re.compile(
    rf"\b(?:these|those|following|{'|'.join(_COUNTS)})\b[^:]*:\s*(?P<list>[^:]*,[^:]*)$", _FLAGS
)
_COINED = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])\w+(?:-\w+)*\+?")


@dataclass(frozen=True, slots=True)
class Compared:
    """The papers to compare, the names in the question that are no paper's on the shelf, and titles beyond the most."""

    papers: tuple[Paper, ...]
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def compared_papers(plan: Plan, retriever: Retriever) -> Compared:
    """Find what is to be compared: papers named, papers described, else the best retrieved ones."""
    found: dict[str, None] = dict.fromkeys(plan.named)
    missing: list[str] = []
    if plan.within is None:
        for part in _parts(plan.standalone):
            ids = named_papers(part, retriever.find)
            if ids:
                found |= dict.fromkeys(ids)
            elif unknown := (_COINED.fullmatch(part) and part) or _unknown_name(part, retriever):
                missing.append(unknown)
            elif described := _described(part, retriever):
                found.setdefault(described)
    chosen = list(found) or list(plan.within or ())
    if plan.filters and len(chosen) > MOST:
        chosen = _each_side(plan, retriever, chosen)
    if len(chosen) < 2 and not missing:
        chosen += _retrieved(plan, retriever, chosen)
    papers = tuple(retriever.index.papers.get(chosen).values())
    return Compared(papers[:MOST], tuple(missing), tuple(paper.title for paper in papers[MOST:]))


def _each_side(plan: Plan, retriever: Retriever, ids: Sequence[str]) -> list[str]:
    """Return the papers of ``ids`` that fit the subject best, those of each year or author named in turn."""
    subject = _subject(plan.rest)
    ranked = retriever.search(subject if re.search(r"\w{3}", subject) else plan.topic, len(ids), within=ids)
    order = {hit.paper.id: place for place, hit in enumerate(ranked)}
    several = next(
        (each for each in plan.filters if isinstance(each.value, tuple) and len(each.value) > 1), None
    )
    if several is None or not isinstance(several.value, tuple):
        return sorted(ids, key=lambda key: order.get(key, len(order)))
    places: dict[str, int] = {}
    for value in several.value:
        one = several.model_copy(update={"value": (value,)})
        side = [row.id for row in retriever.records().matching([one], ids)]
        for place, key in enumerate(sorted(side, key=lambda key: order.get(key, len(order)))):
            places[key] = min(place, places.get(key, place))
    return sorted(ids, key=lambda key: (places.get(key, len(ids)), order.get(key, len(order))))


def _parts(question: str) -> list[str]:
    """Cut "compare A, B and C in how ..." into A, B and C."""
    return [part.strip() for part in _BETWEEN.split(_subject(question)) if len(_FILLER.sub("", part)) > 2]


def _subject(question: str) -> str:
    if listed := _LISTED.search(question):
        return listed["list"].rstrip(" .?!")
    between = bool(_ASKED.match(question))  # "How do A and B differ in ...?"
    subject = _APART.sub("", _ASKED.sub("", question)) if between else _LEAD.sub("", question, count=1)
    return _COUNTED.sub("", _TAIL.sub("", subject.lstrip(" :")) or subject).strip()


def _unknown_name(part: str, retriever: Retriever) -> str:
    """Return a coined name in ``part`` that no paper mentions, else ""."""
    for name in _COINED.findall(part):
        if not any(
            name.lower() in f"{paper.title} {paper.abstract}".lower() for paper in retriever.find(name, 5)
        ):
            return str(name)
    return ""


def _described(part: str, retriever: Retriever) -> str | None:
    for hit in retriever.search(part, 1):
        if topic_coverage(part, hit.paper, retriever) >= _DESCRIBED_FROM:
            return hit.paper.id
    return None


def _retrieved(plan: Plan, retriever: Retriever, known: Sequence[str]) -> list[str]:
    words = re.findall(r"\w+", plan.standalone.lower())
    wanted = next((_COUNTS[word] for word in words if word in _COUNTS), 2) - len(known)
    subject = _subject(plan.standalone)
    hits = retriever.search(
        subject if re.search(r"\w{3}", subject) else plan.topic, MOST + len(known), within=plan.within
    )
    return [hit.paper.id for hit in hits if hit.paper.id not in known][: max(wanted, 0)]
