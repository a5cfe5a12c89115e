"""A follow-up on an author or a venue that an earlier question was about: "How many does he have there?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planning.special.introduced import by_name
from assistant.types import Filter, Plan, Turn

_SOMEBODY = re.compile(r"(?i)\b(?:he|she|him|his|hers?)\b")
# "There" of a place; in "are there", "there is" and "is he there" it says no more than that something exists.
_THERE = re.compile(
    r"(?i)(?<!\bis\s)(?<!\bare\s)(?<!\bwas\s)(?<!\bwere\s)\b(?:over\s+|in\s+)?there\b(?!['’]s\b|\s+(?:is|are|was|were|any|exists?)\b)"
)
_OF_HERS = re.compile(
    r"(?i)\b(?P<asks>which|what|how\s+many|any|all|some)\s+of\s+(?:hers|his)\b(?!\s+(?:own\s+)?\w*(?:papers|work|stud|article))"
)
_BARE_COUNT = re.compile(r"(?i)\b(how\s+many)(?=\s+(?:of\s+)?(?:do|does|did|has|have|had|were|are|is|was)\b)")
_PEOPLE = ("author", "first_author", "last_author")
_LOOKED = 4  # earlier turns: somebody named before that is forgotten


def of_spoken(question: str, history: Sequence[Turn]) -> str:
    """Return ``question`` with the author and the venue that it points at by name; "" where it points at none."""
    told = question
    if _SOMEBODY.search(question):
        if not (one := _last_of(_PEOPLE, history)) or not isinstance(one.value, tuple) or len(one.value) > 1:
            return ""
        told = by_name(_OF_HERS.sub(r"\g<asks> of his papers", told), one.value[0])
    if _THERE.search(question):
        if not (place := _last_of(("venue",), history)):
            return ""
        told = _THERE.sub(lambda _: place.text, told)
    return "" if told == question else _BARE_COUNT.sub(r"\1 papers", told)


def settled(question: str, plan: Plan) -> bool:
    """Tell whether ``plan``, of what ``of_spoken`` made of ``question``, is on records; not on what papers say."""
    return bool(plan.filters) and plan.kind in (("set", "shelf") if _THERE.search(question) else ("set",))


def _last_of(fields: Sequence[str], history: Sequence[Turn]) -> Filter | None:
    """Return the only condition on ``fields`` of the last question that had any; None where it had several."""
    for turn in reversed(history[-_LOOKED:]):
        if turn.answer.kind not in ("set", "shelf"):
            return None
        if found := [one for one in turn.answer.filters if one.field in fields and one.op == "has"]:
            return found[0] if len(found) == 1 else None
    return None
