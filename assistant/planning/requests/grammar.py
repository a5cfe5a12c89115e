"""One sentence -> what it asks for: politeness, a lead, a quantifier, a noun with its attributes, the rest.

Could you please | list | all | dialogue | papers | that go beyond English
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.planning.requests.leads import Lead, lead_of, without_politeness
from assistant.planning.requests.noun_phrase import NounPhrase, noun_phrase

_FLAGS = re.IGNORECASE | re.VERBOSE
_QUANTIFIERS = re.compile(
    r"""^(?:(?:of|all|any|every|each|the|these|those|them|some
    |a\ (?:few|list|couple|set|number|handful|collection|bunch)|an?|more|several|many
    |few|both|two|three|or|list\ of|your|my|other|else|kinds?\ of|types?\ of
    |sorts?\ of|(?:lines?|strands?|streams?|pieces?|body|bodies)\ of|most(?=\ relevant)
    |this(?=\ (?:literature|work|research)\b)|one(?=\ (?:or|of|paper|study|article|work|example)\b)|me|us|please
    |as\ many|everything\ (?=from)
    )\b(?!-)\s*(?:of\b\s*)?)+""",
    _FLAGS,
)
_SHORTER = re.compile(
    r"""^(?:anything|something|everything|whatever|stuff|things)\b
    (?:\s+(?:here|there|you\ have|the\ shelf\ has|else|new))*\s*""",
    _FLAGS,
)
# What may stand between a noun and what is said of it.
_HERE = re.compile(
    r"""^[\s,]*(?:if\ any\b[\s,]*|please\b[\s,]*|(?:here|there|else)\b\s*(?!is\b|are\b)|available\ (?=on|about)
    |(?:on|in)\ (?:the|this|your|my)\ (?:collection|library|shelf|pile|set)\b\s*
    |(?:(?:would|can|could|do)\ you|you)\ (?:would\ )?(?:recommend|suggest|know|have|find|cite)\b\s*
    |to\ (?:read|cite|look\ at|start\ with)\b\s*|you\ (?:can|could)\ (?:find|get|give)\b\s*
    |the\ shelf\ (?:has|holds)\b\s*|(?:should|can|could)\ i\ (?:read|cite|look\ at|use)\b\s*
    |would\ (?:help|be\ (?:great|nice|useful|helpful))\W*$)+""",
    _FLAGS,
)
_ANYBODY = re.compile(
    r"^(?:(?:any|some)(?:one|body)|people|researchers)\b(?:\s+(?:else|here|ever))*\s*", _FLAGS
)
_LIST_GOES_ON = re.compile(
    r"^,\s*(?:[\w-]+(?:,\s*[\w-]+)*,?\s+(?:or|and)|other\ than|excluding|except|but|not)\s", _FLAGS
)
_FORM = re.compile(
    r"""^\W*(?:please\ |and\ )*(?:summari[sz]e|explain|describe|categori[sz]e|discuss|answer|expand\ on|elaborate
    |provide\ an?\b[^.]*\banalysis\W*$)""",
    _FLAGS,
)


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence taken apart: ``text`` is what is left after politeness, ``rest`` what follows the noun, or all of it.

    ``beside`` is a preposition before a question word ("in which"), or the "is" after it ("what are").
    """

    lead: Lead
    text: str
    quantifier: str = ""
    phrase: NounPhrase | None = None
    rest: str = ""
    beside: str = ""


def request_of(sentence: str) -> Request:
    """Take a sentence apart; a lead that no rule knows is "other", and a sentence without a lead is "bare"."""
    plain = without_politeness(sentence)
    lead, body, beside = lead_of(plain)
    if lead == "any" and (who := _ANYBODY.match(body)):
        return Request(lead, plain, who[0], None, body[who.end() :])
    if lead in ("who", "where", "how", "other"):
        return Request(lead, plain, rest=body)
    quantifier = found[0] if (found := _QUANTIFIERS.match(body)) else ""
    after = body[len(quantifier) :]
    phrase = noun_phrase(after, after_tell=lead in ("tell", "need", "exists", "bare", "any"))
    if phrase is None and (thing := _SHORTER.match(after)):
        return Request(lead, plain, quantifier + thing[0], None, after[thing.end() :], beside)
    rest = (_HERE.sub("", phrase.after) if phrase else after).strip()
    rest = rest if _LIST_GOES_ON.match(rest) else rest.lstrip(" ,;:")
    return Request(lead, plain, quantifier.strip().lower(), phrase, rest.rstrip(" ,;:"), beside)
