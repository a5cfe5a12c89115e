"""How a sentence asks: what is left after politeness, its lead, and what comes after it."""

from __future__ import annotations

import re
from typing import Literal

from assistant.planning.requests.noun_phrase import noun_phrase
from assistant.planning.requests.words import ALSO_NOUNS, REQUEST_VERBS

# By question word, by counting, for existence, of anybody; it tells, or names its need; it is a noun phrase alone, or
# none of these.
Lead = Literal["which", "count", "exists", "any", "who", "where", "how", "tell", "need", "bare", "other"]

_FLAGS = re.IGNORECASE | re.VERBOSE
_WH = r"(?=(?:if|whether|which|what|how|who|where|when|why)\b)(?:(?:if|whether)\s+)?"
_SHELF = r"(?:shelf|collection|library|pile)"
# Stripped from the front as often as it is found there.
_POLITE = re.compile(
    rf"""^[\s,.:;!"“(\[*-]*(?:
      (?:hi|hello|hey|dear\ \w+|thanks|thank\ you|well|ok(?:ay)?|so|and|but|also|just|now|then|got(?=\ any)
        |topic:|question:)\b[\s,!.:]*
    | (?:please|kindly)\b[\s,]* | (?:do\ you\ |would\ you\ )?mind\s+(?=\w+ing\b)
    | (?:can|could|would|will)\ (?:you|u|someone|anyone|somebody)\s+(?!here\b|have\b)
      (?:(?:please|kindly|perhaps|possibly|also)\s+)*(?:be\ able\ to\s+|mind\s+|help\ me\s+(?:to\s+)?|help\s+)?
    | (?:i|we)(?:['’]d|\ would)?\ (?:like|love|want|wish|need)\ (?:you\ )?to\s+(?:know|see|find|have|get|ask|read|learn)
      (?:\ (?:about|out|if|whether))?\s+
    | i(?:['’]m|\ am)\ (?:wondering|curious|trying\ to\ (?:find|see|learn|understand))(?:\ (?:if|whether|about))?\s+
    | i\ wonder\ (?:if|whether)?\s* | (?:do|would)\ you\ (?:happen\ to\ )?know\ {_WH} | help\ me\ (?:to\ )?(?=\w)
    | (?:tell|show|give|say|state|report|explain|indicate|specify|list|name|find|point|identify|check|see)\s+
      (?:(?:me|us|out|to\ me)\s+)*{_WH}
    | (?:may|can|could)\ i\ (?:please\ )?(?:ask(?:\ for)?|have|see|get)\s+ | let\ me\ (?:see|know)\s+
    | (?:in|on)\ (?:this|the|my)\ {_SHELF}[\s,]+ | among\ (?:the|these|all)\ papers(?:\ here)?[\s,]+
    )""",
    _FLAGS,
)
_TAIL = re.compile(
    rf"""(?:[\s,;.!?]*(?:\bplease|\bpls|\bthanks?(?:\ you)?(?:\ (?:so\ much|a\ lot|in\ advance))?|\bfor\ me
    |\bwould\ (?:help|be\ (?:great|nice|useful|helpful))|\bif\ (?:there\ (?:is|are)\ any|possible)
    |\b(?:on|in)\ (?:the|this|your|my)\ {_SHELF}))*[\s,;.!?]*$""",
    _FLAGS,
)
_COUNT = re.compile(
    r"^(?:(?:in\ )?how\ many|what['’]?s?(?:\ is)?\ the\ number\ of|count|(?:the\ )?number\ of)\b\s*", _FLAGS
)
_EXISTS = re.compile(
    rf"""^(?:(?:is|are|was|were)\ there|(?:would|might|could|will)\ there\ be|there\ (?:is|are|exists?)
    |(?:has|have)\ there\ been|(?:do|would|did)\ (?:you|we)\ (?:happen\ to\ )?(?:know|have|see|hold|keep|own|store)
     (?:\ (?:of|about))?
    |(?:does|do)\ (?:it|there)\ exists?
    |(?:do|does|did|would|might|could|can)\ (?:the|this|that|my|your|our)\ (?:\w+\ )?{_SHELF}\ (?:happen\ to\ )?
     (?:contain|have|hold|include|cover|offer|list|store)
    |do\ (?:the|these|those|my|your|our)\ papers\ (?:here\ )?(?:include|contain|have)
    |(?:is|are)(?=\ any(?:thing)?\b))\s+(?!how\b|what\b|which\b|why\b|that\b)""",
    _FLAGS,
)
_ANY = re.compile(
    r"""^(?:do|does|did|has|have|is|are|can|could|would)\s+
    (?=(?:any|some|other)(?:one|body|thing)?\b|people\b|researchers\b)""",
    _FLAGS,
)
_NEED = re.compile(
    r"""^(?:(?:i|we)(?:['’]m|['’]re|\ am|\ are)?\s+|(?:i|we)(?=['’]d\b))?(?:also\ |currently\ |now\ |just\ )?
    (?:(?:looking|searching|hunting)\ for | (?:trying|hoping)\ to\ (?:find|get|see) | in\ need\ of | after
     | interested\ in | need(?:ing)? | want(?:ing)?(?:\ to\ read\ (?:about|on|up\ on))?
     | (?:would|['’]d)\ (?:like|love|appreciate|welcome|be\ (?:grateful|thankful|glad|happy|keen)\ (?:for|about
     |of|on|to\ (?:get|have|see))) | (?:could|can)\ use | seeking | require)\s+(?!to\b)""",
    _FLAGS,
)
_WHICH = re.compile(
    r"""^(?P<prep>(?:in|into|on|to|from|for|with|by|at|of|through|within|under|against|during|over)\s+)?
    (?:which|what(?:['’]s)?|whose)\b\s*(?P<be>(?<!which\ )(?:is|are|were|was)\b\s*(?=\w))?""",
    _FLAGS,
)
_TELL = re.compile(
    rf"""^(?:(?:filter|search|check|scan|go\ through|look\ through)\ (?:the|my|your|this)\ (?:\w+\ )?{_SHELF}\ for
    |(?:{"|".join(REQUEST_VERBS)})(?!-)
    |(?:listing|finding|giving|showing|naming|providing)(?=\ (?:me|us|all|any|some|the)\b))\b
    (?:\s+(?:me|us)\b)?(?:\s+(?:up|out|together|for|to|towards?|of|with|at)\b)*(?:\s+about\b(?=\s+(?:any|all|every|each|some)\b))?\s*""",
    _FLAGS,
)
# After a verb these show that it orders: "find the", "point me to".
_ORDERED = frozenset(
    "me us up out for at to of the all any every each a an some everything anything about these those".split()
)
_LEADS: tuple[tuple[Lead, re.Pattern[str]], ...] = (
    ("count", _COUNT),
    ("exists", _EXISTS),
    ("any", _ANY),
    ("need", _NEED),
    ("which", _WHICH),
    ("tell", _TELL),
)
_ASKING: dict[str, Lead] = {"who": "who", "where": "where", "how": "how"}
# Neither a request nor a noun phrase: other questions, orders, and statements.
_OTHER = re.compile(
    r"""^(?:(?:up\ to|in|into|on|to|from|for|with|by|at|of)\ (?:how|what|which)
    |why|when|whom|do|does|did|is|are|was|were|can|could|should|shall|will|would|has|have|had|may|might
    |explain|describe|define|remind|clarify|paraphrase|summari[sz]e|compare|contrast|discuss|elaborate|answer|tell|help|walk|take|guide|translate
    |write|draw|expand|it|its|their|his|her|they|them|he|she|we|you|i|this|these|those|that|there|if|because|since
    |although|what\ about|how\ about|yes|no|not|none|really|okay|i['’](?:m|ve|d|ll))\b""",
    _FLAGS,
)
# "Tokenizers are slow": not a noun phrase, in which such a verb stands after "that", "where" and the like.
_STATEMENT = re.compile(
    r"""^(?:(?!(?:that|which|who|whose|where|when|how|whether|if|as|than|in|what|of|on|for|with)\b)[\w’'-]+\s+){1,4}
    (?:is|are|was|were)\s""",
    _FLAGS,
)


def without_politeness(sentence: str) -> str:
    """Return a sentence without greetings, pleas and thanks around it."""
    plain = _TAIL.sub("", sentence.strip(), count=1).strip()
    while (found := _POLITE.match(plain)) and 0 < found.end() < len(plain):
        plain = plain[found.end() :]
    return plain or sentence


def lead_of(sentence: str) -> tuple[Lead, str, str]:
    """Return the lead, what comes after it, and the preposition before or the "is" after a question word."""
    for lead, rule in _LEADS:
        if lead == "tell" and _is_subject(sentence):
            continue
        if (found := rule.match(sentence)) and (found.end() < len(sentence) or lead == "which"):
            beside = (found["prep"] or found["be"] or "").strip().lower() if lead == "which" else ""
            return lead, sentence[found.end() :], beside
    first = re.match(r"\w+", sentence.lower())
    if first and first[0] in _ASKING:
        return _ASKING[first[0]], sentence[first.end() :].strip(), ""
    return ("other" if _OTHER.match(sentence) or _STATEMENT.match(sentence) else "bare"), sentence, ""


def _is_subject(text: str) -> bool:
    """Tell whether what looks like an order is a noun phrase: "direct preference optimization"."""
    words = text.lower().split()
    if len(words) < 2 or words[0] not in ALSO_NOUNS or words[1] in _ORDERED:
        return False
    return not noun_phrase(" ".join(words[1:]), after_tell=True)
