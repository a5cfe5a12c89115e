"""A request -> what to search by: its subject without the frame ("could you provide me studies that discuss")."""

from __future__ import annotations

import re

from assistant.planning.requests.grammar import Request, request_of
from assistant.planning.requests.noun_phrase import noun_phrase
from assistant.planning.requests.sentences import asking_sentences
from assistant.planning.requests.words import ONE

_FLAGS = re.IGNORECASE | re.VERBOSE
# Nouns that say of what sort a paper is, so that a paper may be found by them.
_TELLING = frozenset(
    "survey surveys overview overviews thesis theses dissertation dissertations tutorial tutorials"
    " review reviews".split()
)
# Words between the noun and what is asked of it, and those of a question on how something is done.
_LINK = re.compile(
    r"""^[\s,]*(?:(?:that|which|who|whose|where|in\ which|is|are|was|were|do|does|did|has|have|had|been|being|can|could
    |may|might|would|should|about|on|of|with|there|exist|available|any|anyone|anybody|else|suggested
    |you\ (?:have|know)|from\ the\ (?:past|last)\ \w+\ years?|(?:i|we|one)\ (?:find|read|cite|refer|rely))\b[\s,]*)+""",
    _FLAGS,
)
_TRIVIAL = re.compile(
    r"(?i)^(?:(?:research|scientific|academic|journal|conference|top-tier|recent|latest|relevant|related|existing|prior|previous|good)\b[\s,]*)+"
)
_HOW = re.compile(r"^how\s+(?:can|could|does|do|is|are|to|has|have|might|should)\b\s*", _FLAGS)
# No paper is about "altogether".
DEGREE = re.compile(r"(?i)\b(?:altogether|entirely|completely|wholly|whatsoever|at\s+all|actually|really)\b")
_OF_WORKS = re.compile(r"^of\s+(?=\w)", _FLAGS)


def topic_of_request(question: str) -> str:
    """Return the words of ``question`` that say what the papers are about; all of it where nothing else is left."""
    topics = [_of(request_of(part)) for part in asking_sentences(question)]
    return " ".join(topic for topic in topics if topic) or question.strip(" ?.!,;:")


def _of(request: Request) -> str:
    phrase, rest = request.phrase, request.rest
    if request.lead == "how":
        return _HOW.sub("", request.text).strip(" ?.!,;:")
    if phrase is None:
        return _cut(rest if request.lead != "other" else request.text)
    if phrase.noun in ("example", "examples", "overview", "overviews") and _OF_WORKS.match(rest):
        inside = noun_phrase(_OF_WORKS.sub("", rest))
        if inside and inside.group in ("paper", "work", "offer"):
            phrase, rest = inside, inside.after
    noun = (
        phrase.noun if phrase.noun in _TELLING or (phrase.group == "offer" and phrase.noun not in ONE) else ""
    )
    attributes = _TRIVIAL.sub("", phrase.attributes).strip(" ,")
    return " ".join(filter(None, (attributes, noun, _cut(rest))))


def _cut(rest: str) -> str:
    return " ".join(DEGREE.sub(" ", _LINK.sub("", rest)).split()).strip(" ?.!,;:")
