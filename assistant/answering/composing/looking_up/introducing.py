"""A question what something is -> the sentence that introduces it, before all others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieval.sentence_scoring import ScoredSentence

_FLAGS = re.IGNORECASE | re.VERBOSE
_ASKS = re.compile(
    r"""^\W*(?:(?:can|could)\ you\ (?:please\ )?)?(?:what\ (?:is|are)(?:\ meant\ by)?|what['’]s|define|explain|describe
    |tell\ me\ (?:about|what)|what\ does)\s+(?:the\ |an?\ )?(?P<thing>[\w+.-]+(?:\ [\w+.-]+){0,3}?)
    (?:\s+(?:is|are|stand\ for|mean|do))?(?:\s+and\b.*)?\W*$""",
    _FLAGS,
)
_INTRODUCES = r"\b(?:introduc|propos|present|develop|describ|releas|call|nam|dub|term|creat|design)\w*\b"


def introducing_first(question: str, evidence: Sequence[ScoredSentence]) -> tuple[ScoredSentence, ...]:
    """Return ``evidence`` with the sentence that introduces what ``question`` asks to explain, if it asks that, first.

    Such a sentence holds the thing's name beside "we propose" and the like, or says what it is.
    """
    asked = _ASKS.match(question)
    if not asked:
        return tuple(evidence)
    thing = re.escape(asked["thing"])
    says = re.compile(
        rf"{_INTRODUCES}.*\b{thing}\b|\b{thing}\b\W+(?:is|are|stands)\b|\b{thing}\b\)?,\s+(?:an?|the|which|our)\b"
        rf"|\(\s*{thing}\s*\)",
        re.IGNORECASE,
    )
    first = [
        each for each in evidence if each.passage.field == "abstract" and says.search(each.passage.text)
    ][:1]
    return (*first, *(each for each in evidence if each not in first))
