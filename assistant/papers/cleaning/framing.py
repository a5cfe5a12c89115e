"""An abstract as a source gives it -> the abstract, and apart from it what a publisher put around it."""

from __future__ import annotations

import re

# What stands in the place of an abstract that a source does not have.
_PLACEHOLDER = re.compile(
    r"""(?ix) [\[(<"']* \s* (?: n\.?\s?/?\s?a\.? | nan | null | none | missing | unknown | tb[ad] | [-–—.?_*x\s]+
    | (?:the\s+)?abstract\s+(?:(?:is|was)\s+)?(?:not|un)\s?(?:available|provided|supplied|found)
    | no\s+abstract(?:\s+(?:(?:is|was)\s+)?(?:available|provided|supplied|found|text|given))?
    | (?:abstract\s+)?not\s+(?:available|provided|applicable|found) | unavailable
    ) \s* [.\])>"']* """
)
# Words that abstracts begin with, and no name does: "Abstract We", but not "Abstract Meaning Representation".
_FIRST_WORDS = (
    "We|This|These|The|In|Our|Recent|Recently|Background|Purpose|Objectives?|Introduction|Motivation|Aims?|Context|Here|While"
    "|Despite|To|For|With|As|It|Although|There|Many|An|Methods?"
)
_HEAD = re.compile(
    r"(?:ABSTRACT(?:\s*[:.—–-]\s*|\s+(?=[A-Z]))"
    rf"|(?:Abstract|Summary)\s*(?:[:.—–]|\s-\s)\s*|Abstract\s+(?=(?:{_FIRST_WORDS})\b))(?=\S)"
)
_SIGN = r"(?:©|\(c\)|Copyright\s*(?:©|\(c\)|(?=\d)))"
# A publisher's line: at the end a year must follow the mark soon, and no more than these characters the year.
_TAIL = re.compile(
    rf"""(?ix) (?:(?<=[.!?)\]])|(?<=[.!?)\]]\s)) \s* (?:
      (?:Crown\s+)? {_SIGN} [^.]{{0,40}}? \b(?:19|20)\d\d\b .{{0,250}}
    | \(PsycINFO\s+Database\s+Record\b .{{0,120}}
    | This\s+(?:article|paper|work)\s+is\s+protected\s+by\s+copyright\b .{{0,60}}
    | Published\s+by\s+(?:Elsevier|Wiley|Springer|Oxford|Cambridge|Taylor|John|SAGE)\b .{{0,80}}
    | All\s+rights\s+reserved\.?
    ) $"""
)
_FRONT = re.compile(
    rf"(?i:{_SIGN})\s*(?:19|20)\d\d\b[^.]{{0,100}}(?:\.[A-Z])*\.(?:\s*All rights reserved\.)?\s*(?=[A-Z])"
)


_LONGEST_PLACEHOLDER = 100
_LONGEST_TAIL = 400


def parted(value: str) -> tuple[str, str]:
    """Return a cleaned abstract and the publisher's line that stood around it, "" where there was none.

    "Abstract:" before it goes. The abstract is "" for what only stands in its place ("NA", one letter).
    """
    if len(value) < 2 or (len(value) < _LONGEST_PLACEHOLDER and _PLACEHOLDER.fullmatch(value)):
        return "", ""
    if _HEAD.match(value):
        value = _HEAD.sub("", value, count=1)
    lines = []
    if front := _FRONT.match(value):
        lines.append(front.group())
        value = value[front.end() :]
    if tail := _TAIL.search(value, max(0, len(value) - _LONGEST_TAIL)):
        lines.append(tail.group())
        value = value[: tail.start()]
    return value.rstrip() if lines else value, " ".join(line.strip() for line in lines)
