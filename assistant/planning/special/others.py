"""A follow-up that asks for the papers that an answer left out: "and the other ones?", "what about the rest?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planning.rules import shown_papers, subject_of, topic_of
from assistant.text.markers import without_markers
from assistant.types import Plan, Turn

_OTHERS = re.compile(
    r"""\W*(?:(?:and|but|so|ok(?:ay)?|what|which|how|about|are|is|were|do|does|show|tell|give|list|me|us|now|please)[\s,]+)*
    (?:all\s+)?(?:of\s+)?(?:the\s+)?(?:
      other\s+(?:ones|papers|\d+|two|three|four|five)(?:\s+papers)? | others
      | remaining\s+(?:ones|papers|\d+|two|three|four|five)(?:\s+papers)?
      | rest(?:\s+of\s+(?:them|those|these|the\s+papers))?)
    (?:[\s,]+(?:say|do|does|are|then|please|like|about|there|on\s+it))*\W*""",
    re.IGNORECASE | re.VERBOSE,
)
# "And which don't?": those that the last answer left out.
_NEITHER = re.compile(
    r"""\W*(?:(?:and|but|so)\s+)?(?:which|what)(?:\s+(?:ones|papers|of\s+(?:them|those|these)))?\s+
    (?:(?:do|does|did|are|is|were|was|have|has)(?:\s+not|n['’]t)|not)\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_NARROWED = re.compile(r"(?s)(?P<own>.*?), among the papers that answer “(?P<earlier>.*)”\W*")
_LEAD = "The papers that were not listed for: "


def others_asked(question: str) -> bool:
    """Tell whether ``question`` asks for nothing but the papers that the last answer did not list."""
    return bool(_OTHERS.fullmatch(question) or _NEITHER.fullmatch(question))


def plan_of_others(history: Sequence[Turn]) -> Plan | None:
    """Plan to show the papers of the last set that were not listed, or read on in; None where no set was shown.

    ``named`` of the plan holds those that were, ``within`` all of them; None where the whole shelf was asked.
    """
    last = _set_before(history)
    if last is None:
        return None
    read = shown_papers(history[-1])
    if history[-1] is not last and 0 < len(read) < len(shown_papers(last)):
        return _plan(last, shown_papers(last), read)
    while True:
        shown, earlier = shown_papers(last), _narrowed(last, history)
        if earlier is None:
            return _plan(last, None, shown)
        asked = _left_with(earlier)
        if set(asked) - set(shown):
            return _plan(last, asked, shown)
        last = earlier


def asked_papers(history: Sequence[Turn]) -> tuple[str, ...] | None:
    """Return the ids of the papers that the last question was asked of, when it narrowed an earlier one; else None."""
    earlier = _narrowed(history[-1], history)
    return _left_with(earlier) if earlier else None


def _narrowed(turn: Turn, history: Sequence[Turn]) -> Turn | None:
    found = _NARROWED.fullmatch(turn.answer.standalone)
    return _turn(found["earlier"], history) if found else None


def _left_with(turn: Turn) -> tuple[str, ...]:
    partly = tuple(each.paper_id for each in turn.answer.verdicts if each.verdict == "partial")
    return tuple(dict.fromkeys((*shown_papers(turn), *partly)))


def _set_before(history: Sequence[Turn]) -> Turn | None:
    """Return the last answer that listed papers, where what came after it speaks of these alone."""
    read: set[str] = set()
    for turn in reversed(history):
        if turn.answer.kind == "set":
            return turn if read <= set(shown_papers(turn)) else None
        read |= set(shown_papers(turn))
    return None


def _turn(standalone: str, history: Sequence[Turn]) -> Turn | None:
    return next(
        (turn for turn in reversed(history) if without_markers(turn.answer.standalone) == standalone), None
    )


def _plan(of: Turn, asked: tuple[str, ...] | None, shown: tuple[str, ...]) -> Plan:
    question = without_markers(of.answer.standalone).removeprefix(_LEAD)
    found = _NARROWED.fullmatch(question)
    topic = topic_of(subject_of(found["own"] if found else question))
    standalone = f"{_LEAD}{question}"
    return Plan(standalone, "set", topic, standalone, shown, asked, of.answer.filters, "others")
