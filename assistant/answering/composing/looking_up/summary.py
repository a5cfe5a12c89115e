"""A paper -> the sentences of its abstract that sum it up, or tell its aim, its findings or its limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.index.passages import sentences
from assistant.judging.words.roles import Role, roles
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.types import Paper, Passage

_MOST = 4  # sentences of a summary
_BEFORE = 2  # sentences right before a paper's own work that tell its problem
# Where code and data lie is not what a paper is about.
_AVAILABLE = re.compile(
    r"""(?ix)\bhttps?:// | \b(?:code|codes|data|models?|project|datasets?|weights|repository|it|they)\ (?:\w+\ ){0,6}?
    (?:is|are|will\ be|can\ be)\ (?:\w+\ ){0,3}?(?:available|accessible|open-?\ ?sourced?|released|found\ at)
    | \b(?:make|release)\ (?:our|all|the)\ (?:\w+\ ){0,4}?(?:code|data|models?|weights)\b"""
)
# Where a paper begins to tell what is its own; what stands before is why.
_OWN = re.compile(
    r"""(?ix)\b(?:we|I|this\ (?:paper|work|study|article|thesis)|here)\b.{0,80}?\b(?:propos|introduc|present|develop
    |releas|curat|creat|describ|design|buil[dt]|contribut|investigat|stud|explor|examin|analy|defin|show|prov|compar)\w*"""
)
_HOPED = re.compile(
    r"(?i)\b(?:our|the)\s+(?:\w+\s+)?(?:goal|aim|hope|objective)s?\s+(?:is|are)\b|\bwe\s+hope\b"
)
_FIGURE = re.compile(r"\d")
_WANTED: dict[str, tuple[Role, ...]] = {
    "whole": ("aim", "method", "result"),
    "problem": ("background", "aim"),
    "aim": ("aim", "method"),
    "findings": ("result",),
    "limits": ("limitation",),
}


def summary_sentences(
    aspect: str, paper: Paper, question: str, most: int = _MOST
) -> tuple[ScoredSentence, ...]:
    """Return the sentences of ``paper`` that an answer on ``aspect`` quotes, in reading order; ``most`` at most.

    ``aspect`` is one of whole, problem, aim, findings, limits. Empty where the abstract has none of that role.
    """
    spans = [passage for passage in sentences(paper) if passage.field == "abstract"]
    told = [(span, role) for span, role in zip(spans, roles([span.text for span in spans]), strict=True)]
    begins = next((place for place, (span, _) in enumerate(told) if _OWN.search(span.text)), 0)
    from_here = max(0, begins - _BEFORE) if aspect == "problem" else begins
    said = [(span, role) for span, role in told[from_here:] if not _beside(span.text)] or told
    if aspect == "problem":
        said = said[: _BEFORE + 1]
    wanted = _WANTED[aspect]
    fit = [(span, role) for span, role in said if role in wanted]
    if not fit and aspect != "limits":  # an abstract that never speaks of its own work
        fit = [(span, role) for span, role in said if role != "background"] or said
    chosen = sorted(fit, key=lambda each: _rank(each, fit, _names(question, spans)))[:most]
    return tuple(
        ScoredSentence(paper, span, 1.0, 1.0, 1.0, 1.0)
        for span, _ in sorted(chosen, key=lambda each: each[0].start)
    )


def _beside(text: str) -> bool:
    """Tell whether a sentence says where things lie, or what is hoped for."""
    return bool(_AVAILABLE.search(text) or _HOPED.search(text))


def _names(question: str, spans: Sequence[Passage]) -> Passage | None:
    """Return the first sentence that holds a coined name of ``question``."""
    coined = re.findall(r"[\w+-]*[A-Z0-9][\w+-]*[A-Z0-9][\w+-]*", question)
    return next((span for span in spans if any(name in span.text for name in coined)), None)


def _rank(
    each: tuple[Passage, Role], fit: Sequence[tuple[Passage, Role]], naming: Passage | None
) -> tuple[int, int]:
    """Order by what a summary needs first: the aim, what names the thing, a finding with figures, another, the rest."""
    span, role = each
    alike = [other for other, of in fit if of == role]
    place = alike.index(span)
    if role == "result":
        figures = [other for other in alike if _FIGURE.search(other.text)]
        order = [*figures, *(other for other in alike if other not in figures)]
        return (1 + 2 * order.index(span), span.start)
    if span is naming:
        return (0, span.start)
    return (2 * place + (role == "method"), span.start)
