"""A set question -> what it asks of each paper: topic, parts, names, families of predicates, what is ruled out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.index.words.bm25 import stems
from assistant.judging.words.cues import FAMILIES, Family
from assistant.judging.words.negation import Negation, negation_of, without_second
from assistant.planning.requests.topic import DEGREE
from assistant.retrieval.sentence_scoring import ASKING
from assistant.types import Plan

_FLAGS = re.IGNORECASE | re.VERBOSE
_NOUN = (
    r"(?:papers?|stud(?:y|ies)|works?|articles?|publications?|abstracts?|preprints?|research|methods?|approaches|techniques?"
    r"|systems?|entries|references?|evidence|anything|everything|ones?|authors?|surveys?)"
)
# What only says that papers are wanted.
_FRAME = re.compile(
    rf"""^\W*(?:(?:please|and|but|so|also|kindly)\s+)*(?:(?:can|could|would|will)\ you\s+(?:please\s+)?)?
    (?:who\ (?:else\ )?(?:(?:has|have)\ )?(?:already\ |ever\ |first\ )?(?:tried|done|built|worked)?\s*)?
    (?:(?:i\ am|i['’]m|we\ are)\ (?:looking|searching)\ for\s+)?
    (?:(?:list|name|find|show|give|get|identify|enumerate|tell|count|provide|suggest|recommend|cite|point|specify)\s+
        (?:(?:me|us|to)\s+)*)?
    (?:(?:which|what|how\ many|any|are\ there|is\ there|do|does|has|have|all|every|each|the|of|some|these|those|them)\s+)*
    (?:{_NOUN}\s+)?(?:(?:here|there|on\ (?:the|this|your|my)\ shelf)\s+)?
    (?:(?:that|which|who|whose|are|is|do|does|about|on|of|with|where|dealing|concerned|related|to|say)\s+)*""",
    _FLAGS,
)
_VERBAL = re.compile(r"(?i)\b(?:do|does|did|has|have)\s+(?:not|never)\b|n['’]t\b|\bnever\b")
_OWN = frozenset(stems("own their publicly results"))
_SHORT_NOT = re.compile(r"(?i)(?<=\w)(?<!\bca)(?<!\bwo)n['’]t\b")
_NO_CODE = re.compile(
    r"(?i)\b(?:(?:have|has|with|come|comes with)\s+no|without|lacking)\s+(?:any\s+|public\s+|open\s+|source\s+)*code(?:\s+available)?(?=\W*$)"
)
_AMONG = re.compile(r", among the papers that answer “.*$", re.DOTALL)
_PARTS = re.compile(
    r"""[,;:()?!/]|\s(?:and|or|in|for|with|on|of|using|from|by|that|which|whose|instead\ of|rather\ than|without|through|via
    |based\ on|into|than|when|where|whether|as|about|under|across|against|between|to)\s""",
    _FLAGS,
)
_NAME = re.compile(r"(?<!^)(?<![.?!]\s)\b(?:[A-Z][\w-]+|\w*\d\w*|\w*[A-Z]\w*[A-Z]\w*)\b")
# Words of a set question that hardly any paper is told by (as stems).
_PLAIN = ASKING | frozenset(
    "method approach techniqu system way articl entri new onli handl deal look consid concern relat particular "
    "specif kind sever multipl differ two three apart first one ones use util appli base rather instead without not "
    "avoid but anoth other can actual make made self thing via claim note contribut offer put forward shelf collect today extra data tri evid help anyon anybodi "
    "somebodi someon someth peopl research cite citat refer pleas attempt effort matter let allow enabl cope".split()
)
# Words for doing without, of which the texts have many others.
_WITHOUT = frozenset(
    "need requir reli depend assum elimin remov bypass rid dispens independ free manag".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of each paper; ``words`` are the stems that its topic is told by.

    ``beside`` are those of them that stand beside what is ruled out: all where nothing is. ``denied`` is the predicate
    that is ruled out ("do not release code"); ``also_out`` is what a second negation rules out, "" for none.
    """

    whole: str
    topic: str
    words: tuple[str, ...]
    parts: tuple[str, ...]
    names: tuple[str, ...]
    families: tuple[Family, ...]
    negation: Negation | None
    beside: tuple[str, ...] = ()
    denied: Family | None = None
    also_out: str = ""

    @property
    def only_denies(self) -> bool:
        """Whether nothing but what a paper does not do is asked, and that is the predicate alone: "release code"."""
        if self.denied is None or self.negation is None or self.beside:
            return False
        left = stems(self.denied.asks.sub(" ", self.negation.what))
        return all(stem in _PLAIN or stem in _OWN for stem in left)


def asked_of(plan: Plan) -> Asked:
    """Read what ``plan`` asks of each paper; a follow-up that narrows asks it only of those before."""
    whole = _AMONG.sub("", plan.rest or plan.standalone).strip()
    return read(whole)


def _denied(whole: str, negation: Negation | None) -> Family | None:
    """Return the predicate of "do not release code"; "and not on memes" denies no predicate, "memes" is a topic."""
    if negation is None or not _VERBAL.search(whole):
        return None
    return next((family for family in FAMILIES if family.asks.search(negation.what)), None)


def without_frame(question: str) -> str:
    """Return ``question`` without what only says that papers are wanted: "" of "Which of those are"."""
    return _FRAME.sub("", question, count=1).strip(" ?.!,;:")


def read(whole: str) -> Asked:
    """Read what the question ``whole`` asks of each paper."""
    whole = DEGREE.sub("", whole)
    whole = _NO_CODE.sub("do not release code", _SHORT_NOT.sub(" not", whole))
    negation, also_out = negation_of(whole), ""
    if negation:
        whole, also_out = without_second(whole, negation)
        negation = negation_of(whole) if also_out else negation
    kept = negation.rest if negation and negation.kind == "lacks" else whole
    affirmed = negation.rest if negation else whole
    denied = _denied(whole, negation)
    topic = without_frame(kept) or kept.strip(" ?") or whole
    plain = _PLAIN | _WITHOUT if negation and negation.kind == "avoids" else _PLAIN
    words = tuple(dict.fromkeys(stem for stem in stems(topic) if stem not in plain)) or tuple(stems(topic))
    parts = [part.strip() for part in _PARTS.split(topic)]
    telling = [part for part in parts if any(stem not in _PLAIN for stem in stems(part))][:5]
    names = tuple(dict.fromkeys(stem for name in _NAME.findall(topic) for stem in stems(name)))
    families = tuple(family for family in FAMILIES if family.asks.search(affirmed))
    out = frozenset(stems(negation.what)) if negation else frozenset[str]()
    beside = tuple(word for word in words if word not in out and word not in _PLAIN)
    return Asked(whole, topic, words, tuple(telling), names, families, negation, beside, denied, also_out)
