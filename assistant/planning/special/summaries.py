"""Questions that ask for one paper as a whole, or for its problem, aim, findings or limits: "tl;dr of HMT"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from assistant.planning.paper_names import Finder, lead
from assistant.retrieval.quotes import plain_title
from assistant.types import Plan

Aspect = Literal["whole", "problem", "aim", "findings", "limits"]

_ASK = r"""^\W*(?:(?:ok(?:ay)?|so|and|well|now|hi|hello)\W+)*(?:please\s+)?(?:(?:can|could|would|will)\ you\s+)?
    (?:please\s+)?(?:(?:i(?:['’]d|\ would)\ like|i\ (?:need|want))\s+)?
    (?:(?:give|show|get|write|send)\s+(?:me|us)?\s*)?(?:to\ (?:see|know|read)\s+)?"""
_THE = r"(?:what(?:\ is|\ are|['’]s|\ was|\ were)\s+)?(?:an?|the|its|their|your|some|one|any)?\s*"
_SIZE = r"""(?:(?:very|really|quick|brief|short|one-?\s?(?:sentence|line|paragraph)|concise|rough|plain|\d|two|three
    |five|key|main|most\ important|central|general)[\s-]*(?:sentences?\s+|lines?\s+)?)*"""
_OF = r"(?:\s+(?:of|from|in|for|on|about|behind|to)\s+|\s*[:–-]\s*)"
# The paper is what is left; its name was found by other means.
_NAMED = r"(\S.{0,160}?)"
_END = r"""(?:,?\s+(?:for\ me|to\ me|please|briefly|shortly|quickly|exactly
    |in\ (?:an?\ |the\ |one\ |two\ |three\ |a\ few\ |your\ own\ |simple\ |plain\ |short\ )*
      (?:sentences?|words?|paragraph|lines?|short|brief|nutshell|general|english)))*[\s?.!]*$"""
_DOES = rf"(?:does|do|did|has|have)\s+{_NAMED}\s+"


def _noun(nouns: str) -> str:
    """Return a pattern of "the main NOUNS of the paper", and of "and its NOUNS?"."""
    return rf"{_THE}{_SIZE}(?:{nouns})(?:{_OF}{_NAMED})?"


_WHOLE = (
    rf"(?:summar(?:ise|ize|izing)|sum\ up|outline|recap|describe|explain|present)\s+(?:what\s+)?{_NAMED}",
    _noun(
        r"summary|abstract|overview|gist|synopsis|tl;?\s?dr|outline|recap|run-?down|points?|ideas?|messages?|essence"
    ),
    rf"tl;?\s?dr\W+{_NAMED}",
    rf"(?:tell\ (?:me|us)|talk)\s+(?:something\s+|more\s+|a\ bit\s+)?about\s+{_NAMED}",
    rf"what(?:\ is|\ was|['’]s)\s+{_NAMED}\s+(?:all\s+)?(?:about|on)",
    rf"what\ {_DOES}(?:deal\ with|say|talk\ about|cover|tell(?:\ us)?|discuss|present|describe)",
    rf"why\ (?:should|would|must)\ (?:i|we|one|anyone)\ (?:read|care\ about|look\ at)\s+{_NAMED}",
)
_AIM = (
    rf"what\ {_DOES}(?:contribute|propose|introduce|suggest|add|bring|offer|do|aim\ (?:at|for|to\ do)"
    r"|set\ out\ to\ do)",
    _noun(r"contributions?|novelty|aims?|goals?|objectives?|purpose|motivation|proposal"),
    rf"what(?:\ is|['’]s)\s+(?:new|novel|original|special)\s+(?:in|about|with|at)\s+{_NAMED}",
)
_PROBLEM = (
    rf"(?:what|which)\ (?:problems?|issues?|gap|challenges?|question)\ (?:does|do|did|is|are)\s+{_NAMED}"
    r"\s+(?:solv\w*|address\w*|tackl\w*|attack\w*|fill\w*|(?:try|tries|trying)\ to\ \w+)",
)
_FINDINGS = (
    rf"what\ {_DOES}(?:find|found|show|shown|conclude[sd]?|discover(?:ed)?|report(?:ed)?|learn(?:ed)?|achieve[sd]?"
    r"|demonstrate[sd]?)",
    _noun(r"findings?|results?|conclusions?|outcomes?|take-?aways?|insights?|lessons?"),
)
_LIMITS = (_noun(r"limitations?|limits?|weakness(?:es)?|drawbacks?|shortcomings?|caveats?|downsides?"),)
_WAYS: Mapping[Aspect, tuple[str, ...]] = {
    "limits": _LIMITS,
    "findings": _FINDINGS,
    "problem": _PROBLEM,
    "aim": _AIM,
    "whole": _WHOLE,
}
_LOOKED_AT = 20  # papers that are looked through for the title, as when names are looked up
_QUOTES = " “”\"'‘’.,:"
_POINTED = re.compile(
    r"(?ix)^(?:it|this|that|the|its?|(?:this|that|the)\s+(?:one|(?:first|second|third|last|other)(?:\s+one)?))$"
)
_PAPER = r"(?:\s+(?:paper|article|study|work|preprint|authors?))?"
_SUBJECT = re.compile(
    rf"""(?ix)^(?:the\s+|this\s+|that\s+)?(?:(?:paper|article|study|preprint)\s+(?:(?:called|titled|entitled|named)\s+)?)?
    (?P<name>.+?)(?:['’]s)?{_PAPER}(?:['’]s?)?$"""
)


def summary_asked(question: str, plan: Plan, find: Finder) -> str:
    """Return which part of one paper is asked for and nothing besides (see ``Aspect``), "" for anything else.

    ``plan`` tells the paper that the question names, or points at. What it calls the paper must be the title, the part
    before its colon, a name or a single word: "the results of HMT on PG-19" asks for less than a paper.
    """
    named = plan.within or plan.named
    if plan.kind != "lookup" or len(named) != 1:
        return ""
    for aspect, ways in _WAYS.items():
        if found := _asking(ways).match(question.strip()):
            wanted = next((of for of in found.groups() if of), "it")  # "and the results?"
            return aspect if _is_called(wanted, named[0], find) else ""
    return ""


@cache
def _asking(ways: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"{_ASK}(?:{'|'.join(ways)}){_END}", re.IGNORECASE | re.VERBOSE)


def _is_called(wanted: str, paper_id: str, find: Finder) -> bool:
    """Tell whether ``wanted`` is a name of the paper, or points at it, and says nothing more."""
    if _POINTED.match(wanted.strip(_QUOTES)):
        return True
    found = _SUBJECT.match(wanted.strip())
    name = (found["name"] if found else wanted).strip(_QUOTES)
    if len(name.split()) == 1:
        return True
    looked = (*find(f"“{name}”", _LOOKED_AT), *find(wanted, _LOOKED_AT))
    paper = next((paper for paper in looked if paper.id == paper_id), None)
    if paper is None:
        return False
    proper = all(word[0].isupper() or word[0].isdigit() for word in name.split())
    held = proper and name in f"{paper.title} {paper.abstract}"
    return held or plain_title(name) in (plain_title(paper.title), plain_title(lead(paper.title)))
