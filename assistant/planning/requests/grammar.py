"""One sentence -> what it asks for: politeness, a verb or question word, a quantifier, a noun with its attributes, the rest.

Could you please list all | dialogue | papers | that go beyond English
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.planning.requests.noun_phrase import NounPhrase, noun_phrase
from assistant.planning.requests.typos import mended
from assistant.planning.requests.words import ALSO_NOUNS, REQUEST_VERBS

# How the sentence asks: by question word, by counting, for existence, of anybody; it tells, or names its need; it is
# a noun phrase alone; or none of these.
Lead = Literal["which", "count", "exists", "any", "who", "where", "how", "tell", "need", "bare", "other"]

_FLAGS = re.IGNORECASE | re.VERBOSE
_SENTENCE = re.compile(
    r"(?<=[.?!;])(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!al\.)(?<!w\.)[”\"')]*\s+"
    r"|\s*—\s*(?=(?:tell|please|which|what|how|can)\b)|(?<=:)\s+(?=(?:which|what|how|why|who|when|where|do|does|did|is|are)\b)"
    r"|,\s+(?=(?:how|what|why)\s+(?:do|does|did|can|is|are)\b|(?:which|what)\s+(?:papers|works|studies|articles|research|literature)\b)",
    re.IGNORECASE,
)
# Stripped from the front as often as it is found there.
_POLITE = re.compile(
    r"""^[\s,.:;!"“(\[*-]*(?:
      (?:hi|hello|hey|dear\ \w+|thanks|thank\ you|well|ok(?:ay)?|so|and|but|also|now|then|topic:|question:)\b[\s,!.:]*
    | (?:please|kindly)\b[\s,]*
    | (?:can|could|would|will)\ (?:you|u|someone|anyone|somebody)\s+(?:please\s+|kindly\s+|perhaps\s+|possibly\s+|also\s+)*
      (?:be\ able\ to\s+|mind\s+|help\ me\s+(?:to\s+)?|help\s+)?
    | (?:i|we)(?:['’]d|\ would)?\ (?:like|love|want|wish|need)\ (?:you\ )?to\s+(?:know|see|find|have|get|ask|read|learn)
      (?:\ (?:about|out|if|whether))?\s+
    | i(?:['’]m|\ am)\ (?:wondering|curious|trying\ to\ (?:find|see|learn|understand))(?:\ (?:if|whether|about))?\s+
    | i\ wonder\ (?:if|whether)?\s*
    | (?:do|would)\ you\ (?:happen\ to\ )?know\ (?=(?:if|whether|which|what|how|who|where|when|why)\b)(?:(?:if|whether)\s+)?
    | help\ me\ (?:to\ )?(?=\w)
    | (?:tell|show|give|say|state|report|explain|indicate|specify|list|name|find|point|identify|check|see)\s+(?:me\s+|us\s+|out\s+|to\ me\s+)*
      (?=(?:if|whether|which|what|how|who|where|when|why)\b)(?:(?:if|whether)\s+)?
    | (?:may|can|could)\ i\ (?:please\ )?(?:ask(?:\ for)?|have|see|get)\s+ | let\ me\ (?:see|know)\s+ | in\ my\ (?:collection|library|shelf)[\s,]+
    | (?:in|on)\ (?:this|the)\ (?:collection|library|shelf)[\s,]+ | among\ (?:the|these|all)\ papers(?:\ here)?[\s,]+
    )""",
    _FLAGS,
)
_NEED = re.compile(
    r"""^(?:(?:i|we)(?:['’]m|['’]re|\ am|\ are)?\s+|(?:i|we)(?=['’]d\b))?(?:also\ |currently\ |now\ |just\ )?
    (?:(?:looking|searching|hunting)\ for | (?:trying|hoping)\ to\ (?:find|get|see) | in\ need\ of | after
     | interested\ in | need(?:ing)? | want(?:ing)?(?:\ to\ read\ (?:about|on|up\ on))?
     | (?:would|['’]d)\ (?:like|love|appreciate) | (?:could|can)\ use | seeking | require)\s+(?!to\b)""",
    _FLAGS,
)
_TELL = re.compile(
    rf"""^(?:(?:filter|search|check|scan|go\ through|look\ through)\ (?:the|my|your|this)\ (?:\w+\ )?(?:shelf|collection|library|papers)\ for
    |(?:{"|".join(REQUEST_VERBS)})|(?:listing|finding|giving|showing|naming|providing)(?=\ (?:me|us|all|any|some|the)\b))\b
    (?:\s+(?:me|us)\b)?(?:\s+(?:up|out|for|to|towards?|of|with|at)\b)*(?:\s+(?:about|some\ work\ on)\b(?=\s+any\b))?\s*""",
    _FLAGS,
)
_COUNT = re.compile(
    r"^(?:(?:in\ )?how\ many|what['’]?s?(?:\ is)?\ the\ number\ of|count|(?:the\ )?number\ of)\b\s*", _FLAGS
)
_EXISTS = re.compile(
    r"""^(?:(?:is|are|was|were)\ there|(?:would|might|could|will)\ there\ be|there\ (?:is|are|exists?)|(?:has|have)\ there\ been|(?:do|would|did)\ (?:you|we)\ (?:happen\ to\ )?(?:know|have|see)
    (?:\ (?:of|about))?|(?:is|are)(?=\ any(?:thing)?\b))\s+(?!how\b|what\b|which\b|why\b|that\b)""",
    _FLAGS,
)
_ANY = re.compile(
    r"^(?:do|does|did|has|have|is|are|can|could)\s+(?=(?:any|some|other)(?:one|body|thing)?\b|people\b|researchers\b)",
    _FLAGS,
)
_WHICH = re.compile(
    r"""^(?P<prep>(?:in|into|on|to|from|for|with|by|at|of|through|within|under|against|during|over)\s+)?(?:which|what(?:['’]s)?|whose)\b\s*
    (?P<be>(?<!which\ )(?:is|are|were|was)\b\s*(?=\w))?""",
    _FLAGS,
)
_QUANTIFIERS = re.compile(
    r"""^(?:(?:of|all|any|every|each|the|these|those|them|some|a\ (?:few|list|couple|set|number|handful|collection|bunch)
    |an?|more|other|several|many|few|both|one(?=\ (?:or|of|paper|study|article|work|example)\b)|two|three|or|list\ of|your|my|other|else|kinds?\ of|types?\ of|sorts?\ of
    |me|us|please|as\ many|everything\ (?=from))\b(?!-)\s*(?:of\b\s*)?)+""",
    _FLAGS,
)
_SHORTER = re.compile(
    r"^(?:anything|something|everything|stuff|things)\b(?:\s+(?:here|there|you\ have|else|new))*\s*", _FLAGS
)
_HERE = re.compile(
    r"""^[\s,]*(?:if\ any\b[\s,]*|please\b[\s,]*|(?:here|there|else)\b\s*(?!is\b|are\b)|available\ (?=on|about)
    |(?:on|in)\ (?:the|this|your|my)\ (?:collection|library|shelf|pile|set)\b\s*
    |(?:(?:would|can|could|do)\ you|you)\ (?:would\ )?(?:recommend|suggest|know|have|find|cite)\b\s*
    |to\ (?:read|cite|look\ at|start\ with)\b\s*|(?:should|can|could)\ i\ (?:read|cite|look\ at|use)\b\s*|would\ (?:help|be\ (?:great|nice|useful|helpful))\W*$)+""",
    _FLAGS,
)
_TAIL = re.compile(
    r"""(?:[\s,;.!?]*(?:\bplease|\bpls|\bthanks?(?:\ you)?(?:\ (?:so\ much|a\ lot|in\ advance))?|\bfor\ me
    |\bwould\ (?:help|be\ (?:great|nice|useful|helpful))|\bif\ (?:there\ (?:is|are)\ any|possible)
    |\b(?:on|in)\ (?:the|this|your|my)\ (?:collection|library|shelf|pile)))*[\s,;.!?]*$""",
    _FLAGS,
)


_ANYBODY = re.compile(
    r"^(?:(?:any|some)(?:one|body)|people|researchers)\b(?:\s+(?:else|here|ever))*\s*", _FLAGS
)
_LIST_GOES_ON = re.compile(r"^,\s*[\w-]+(?:,\s*[\w-]+)*,?\s+(?:or|and)\s", _FLAGS)
_FORM = re.compile(
    r"""^\W*(?:please\ |and\ )*(?:summari[sz]e|explain|describe|categori[sz]e|discuss|answer|expand\ on|elaborate
    |provide\ an?\b[^.]*\banalysis\W*$)""",
    _FLAGS,
)
_SMALL_TALK = re.compile(
    r"^\W*(?:hi|hello|hey|thanks?|thank\ you|cheers|dear|i(?:['’]m|\ am)\ an?|many\ thanks|good\ (?:morning|day|evening))\b[^,?]*$",
    _FLAGS,
)


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence taken apart. ``said`` is what is left after politeness, ``rest`` what follows the noun (or all of it)."""

    lead: Lead
    said: str
    quantifier: str = ""
    phrase: NounPhrase | None = None
    rest: str = ""
    prep: str = ""


def sentences(text: str) -> list[str]:
    """Return the sentences of a question without greetings and thanks; all of it where nothing else is said."""
    parts = [part.strip() for part in _SENTENCE.split(text) if re.search(r"\w", part)]
    return [part for part in parts if not _SMALL_TALK.match(part)] or parts


def asking_sentences(question: str) -> list[str]:
    """Return the sentences, slips mended, without those that only say in what form to answer ("Summarize ...")."""
    parts = [mended(part) for part in sentences(question)]
    return [part for part in parts if not _FORM.match(part)] or parts or [question]


def request_of(sentence: str) -> Request:
    """Take a sentence apart; a lead that no rule knows is "other", and a sentence without a lead is "bare"."""
    said = without_politeness(sentence)
    lead, body, prep = _lead(said)
    if lead == "any" and (who := _ANYBODY.match(body)):
        return Request(lead, said, who[0], None, body[who.end() :])
    if lead in ("who", "where", "how", "other"):
        return Request(lead, said, rest=body)
    quantifier = found[0] if (found := _QUANTIFIERS.match(body)) else ""
    after = body[len(quantifier) :]
    phrase = noun_phrase(after, told=lead in ("tell", "need", "exists", "bare", "any"))
    if phrase is None and (thing := _SHORTER.match(after)):
        return Request(lead, said, quantifier + thing[0], None, after[thing.end() :], prep)
    rest = (_HERE.sub("", phrase.after) if phrase else after).strip()
    rest = rest if _LIST_GOES_ON.match(rest) else rest.lstrip(" ,;:")
    return Request(lead, said, quantifier.strip().lower(), phrase, rest.rstrip(" ,;:"), prep)


def without_politeness(sentence: str) -> str:
    """Return a sentence without greetings, pleas and thanks around it."""
    said = _TAIL.sub("", sentence.strip(), count=1).strip()
    while (found := _POLITE.match(said)) and found.end() and found.end() < len(said):
        said = said[found.end() :]
    return said or sentence


def _lead(said: str) -> tuple[Lead, str, str]:
    """Return the lead, what comes after it, and the preposition before or the "is" after a question word."""
    rules: tuple[tuple[Lead, re.Pattern[str]], ...] = (
        ("count", _COUNT),
        ("exists", _EXISTS),
        ("any", _ANY),
        ("need", _NEED),
        ("which", _WHICH),
        ("tell", _TELL),
    )
    for lead, rule in rules:
        if lead == "tell" and _is_subject(said):
            continue
        if (found := rule.match(said)) and (found.end() < len(said) or lead == "which"):
            prep = (found["prep"] or found["be"] or "").strip().lower() if lead == "which" else ""
            return lead, said[found.end() :], prep
    first = re.match(r"[\w’']+", said)
    word = first[0].lower() if first else ""
    if word in ("who", "where", "how"):
        return word, said[len(word) :].strip(), ""  # type: ignore[return-value]
    return ("other" if _OTHER.match(said) else "bare"), said, ""


def _is_subject(said: str) -> bool:
    """Tell whether what looks like an order is a noun phrase: "direct preference optimization"."""
    words = said.lower().split()
    return (
        len(words) > 1
        and words[0] in ALSO_NOUNS
        and not noun_phrase(" ".join(words[1:]), told=True)
        and not re.match(
            r"(?:me|us|up|out|for|at|to|of|the|all|any|every|each|a|an|some|everything|anything|about|these|those|those)\b",
            words[1],
        )
    )


# Neither a request nor a noun phrase: other questions, orders, and statements.
_OTHER = re.compile(
    r"""(?:(?:up\ to|in|into|on|to|from|for|with|by|at|of)\ (?:how|what|which)|why|when|whom|do|does|did|is|are|was|were|can|could|should|shall|will|would|has|have|had|may|might
    |explain|describe|define|summari[sz]e|compare|contrast|discuss|elaborate|answer|tell|help|walk|take|guide|translate|write|draw|expand
    |it|its|their|his|her|they|them|he|she|we|you|i|this|these|those|that|there|if|because|since|although|what\ about
    |how\ about|yes|no|not|none|really|okay|i['’](?:m|ve|d|ll))\b""",
    _FLAGS,
)
