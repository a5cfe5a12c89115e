"""Follow-ups that only ask for more of the last answer: "tell me more", "go on", "more details please", "why?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planning.rules import about_papers, shown_papers
from assistant.text.markers import without_markers
from assistant.types import Plan, Turn

_FLAGS = re.IGNORECASE | re.VERBOSE
_OPEN = r"""\W*(?:(?:please|ok(?:ay)?|yes|sure|and|so|but|well|interesting|thanks
    |i(?:['’]d|\ would)\ like(?:\ to)?|i\ want(?:\ to)?|can\ you|could\ you|would\ you)[\s,.!]+)*"""
_MORE = re.compile(
    rf"""{_OPEN}(?:(?:tell|give|show)\ (?:me|us)\ |know\ |hear\ |have\ )?(?:some\ |a\ (?:bit|little)\ |any\ )?(?:
    more(?:\ (?:details?|information|info|detail))?(?:\ (?:about|on|of)\ (?:it|that|this|them|these|those))?
    |(?:further|additional|the|in\ more)\ details?|details
    |go\ (?:on|ahead|deeper)|continue|carry\ on|keep\ going|elaborate|expand|explain(?:\ (?:more|further))?
    |what\ else(?:\ (?:do|does)\ (?:it|they|the\ papers?)\ say)?|anything\ else|say\ more|read\ on
    )(?:\ (?:on|about)?\ ?(?:it|that|this|them|these))?(?:\ in\ (?:more\ )?detail)?[\s,]*(?:please)?\W*""",
    _FLAGS,
)
_WHY = re.compile(
    r"""\W*(?:(?:and|but|so|ok(?:ay)?)[\s,]+)?(?:why(?:\ (?:is\ (?:that|it|this)|so|not))?|how\ (?:come|so)
    |for\ what\ reason)\W*""",
    _FLAGS,
)
_MORE_SAID, _WHY_SAID = "Tell me more: ", "Why: "
_OF_A_FACT, _OF_A_SET = 2, 5  # papers that are read on


def goes_on(question: str) -> str:
    """Return "more" or "why" when ``question`` asks nothing else, "" when it does."""
    return "more" if _MORE.fullmatch(question) else "why" if _WHY.fullmatch(question) else ""


def plan_to_go_on(asks: str, history: Sequence[Turn]) -> Plan | None:
    """Plan to read on in the papers that the last turn showed, also as the nearest ones; None when it showed none.

    Sentences that any turn has cited are left out later: ``said`` of the plan holds them.
    """
    last = history[-1]
    near = tuple(each.paper_id for each in last.answer.nearest)
    shown = shown_papers(last) or near
    if not shown:
        return None
    earlier = without_markers(last.answer.standalone)
    base = earlier.removeprefix(_MORE_SAID).removeprefix(_WHY_SAID)
    focus = shown[: _OF_A_SET if last.answer.kind == "set" else _OF_A_FACT]
    answers = [turn.answer for turn in history]
    quoted = tuple(each.quote for answer in answers for each in answer.citations)
    quoted += tuple(each.quote for answer in answers for each in answer.nearest)
    lead = _MORE_SAID if asks == "more" else _WHY_SAID
    standalone = lead + (base if "(“" in base else about_papers(base, focus, last))
    return Plan(standalone, "lookup", base, standalone, focus, focus, asks=asks, said=quoted)
