"""A name -> the paper that introduces what bears it, and the sentence in which it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.index.passages import sentences
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.named_scan import scan
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.types import Paper, Passage

_VERBS = r"(?:propos|introduc|present|develop|releas|curat|creat|describ|design|build|built|contribut|call|nam|term)\w*"
_OWN = re.compile(rf"(?i)\b(?:we|this paper|this work|our|here)\b.{{0,80}}?\b{_VERBS}")
# What may stand right before a name that is introduced; "a listener-augmented GRPO framework" introduces no GRPO.
_BEFORE = re.compile(
    r"""(?ix)(?:^|[,:(“"'–—-]|\b(?:the|our|and|or|namely|called|named|dubbed|as|first|it
    |models?|frameworks?|methods?|systems?|data\ ?sets?|benchmarks?|approach|tools?|toolkit|library|corpus|corpora|suite
    |family|algorithms?|architectures?|networks?|pipeline|platform|resource|task|metric|series|agents?|LLMs?|LMs?|VLMs?|MLLMs?))\W*$"""
)
# Beyond these words something else is spoken of than what is introduced.
_ELSEWHERE = re.compile(
    r"[.!?;]\s|\b(?:which|that|where|whose|using|based|for|to|with|from|on)\b|(?<!family)(?<!suite)(?<!set)(?<!pool)\sof\b"
)
_LEAST = 4
_FOLLOWING = 2  # further sentences of the introducing paper that are shown


@dataclass(frozen=True, slots=True)
class Introduction:
    """The paper that introduces something, and its sentence that says so."""

    paper: Paper
    passage: Passage


def introduction(name: str, retriever: Retriever, within: Sequence[str] | None = None) -> Introduction | None:
    """Return where ``name`` is introduced on the shelf; None when no paper claims it for its own."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w+]|-\w)")
    claims = []
    for place, (paper_id, title, abstract) in enumerate(
        retriever.index.papers.texts(scan(name, retriever.index, within))
    ):
        if (claim := _claim(word, name, title, abstract)) >= _LEAST:
            claims.append((-claim, place, paper_id))
    if not claims:
        return None
    [paper] = retriever.index.papers.get([min(claims)[2]]).values()
    return Introduction(paper, _introducing(word, paper))


def led_by(found: Introduction, evidence: Sequence[ScoredSentence]) -> tuple[ScoredSentence, ...]:
    """Return ``evidence`` with the introduction first, then a sentence or two of its paper."""
    best = max((each.score for each in evidence), default=0.0) + 1.0
    first = ScoredSentence(found.paper, found.passage, best, 1.0, 1.0, 1.0)
    others = [each for each in evidence if each.passage.id != found.passage.id]
    own = [each for each in others if each.paper.id == found.paper.id and each.passage.field == "abstract"]
    near = {each.passage.id for each in own[:_FOLLOWING]}
    lifted = [replace(each, score=0.8 * best) for each in own[:_FOLLOWING]]
    return (first, *lifted, *(each for each in others if each.passage.id not in near))


def _claim(word: re.Pattern[str], name: str, title: str, abstract: str) -> int:
    """Return how strongly a paper claims a name: 5 by its title, 4 by a sentence of its own, 1 for each weaker sign."""
    lead = title.partition(":")[0].strip()
    led = ":" in title and lead.casefold() == name.casefold()
    return 5 * led + 4 * bool(_coins(word, abstract)) + bool(word.search(title)) + (f"({name})" in abstract)


def _coins(word: re.Pattern[str], text: str) -> bool:
    """Tell whether some sentence says "we introduce NAME", "NAME, a new ..." or "called NAME"."""
    name = word.pattern
    pattern = (
        rf"(?:\b(?:called|named|dubbed|termed|coin(?:ed)?)\s+[“\"']?{name}"
        rf"|{name},?\s+(?:\([^)]*\)\s*,?\s*)?an?\s+(?:new|novel)\b)"
    )
    if re.search(pattern, text):
        return True
    for own in _OWN.finditer(text):
        rest = _ELSEWHERE.split(text[own.end() : own.end() + 120])[0]
        if (found := word.search(rest)) and _BEFORE.search(rest[: found.start()]):
            return True
    return False


def _introducing(word: re.Pattern[str], paper: Paper) -> Passage:
    spans = [passage for passage in sentences(paper) if passage.field == "abstract"]
    is_one = re.compile(rf"{word.pattern}\s*(?:\([^)]*\)\s*)?,?\s*(?:is|are|was)?\s*(?:an?|the)\s")
    tests: tuple[Callable[[str], bool], ...] = (
        lambda text: _coins(word, text),
        lambda text: is_one.search(text) is not None,
        lambda text: word.search(text) is not None and _OWN.search(text) is not None,
        lambda text: _OWN.search(text) is not None,
        lambda text: word.search(text) is not None,
    )
    for test in tests:
        for passage in spans:
            if test(passage.text):
                return passage
    return spans[0] if spans else sentences(paper)[0]
