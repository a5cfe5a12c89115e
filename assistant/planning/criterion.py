"""A set question -> the yes/no question that is asked of each paper by itself.

"Which papers avoid subword tokenizers?" becomes "Does this paper avoid subword tokenizers?". Asked so, and told
to be strict, a small model's yes and no separate far better than when asked whether a paper "belongs in the
answer" (see docs/quality.md).
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.planning.requests.clause import asked_of_paper, asked_of_people, related
from assistant.planning.requests.forms import inner, singular, with_article
from assistant.planning.requests.grammar import Request, request_of, sentences
from assistant.planning.requests.noun_phrase import NounPhrase, noun_phrase
from assistant.planning.requests.typos import mended
from assistant.planning.requests.words import ONE

_FLAGS = re.IGNORECASE | re.VERBOSE
# Attributes that say nothing of what a paper is about.
_TRIVIAL = re.compile(
    r"""\b(?:research|scientific|academic|scholarly|journal|conference|peer-reviewed|top-tier|recent|latest|newest|relevant
    |related|existing|prior|previous|earlier|past|other|good|interesting|key|important|published|available|all|any|some
    |such|more|the|of)\b[\s,]*""",
    _FLAGS,
)
# Kinds of papers: that it is one of them is part of the question.
_KINDS = frozenset("survey overview thesis dissertation tutorial review critique report preprint literature-review".split())
_AFTERTHOUGHT = re.compile(
    r",?\s+and\s+(?:then\s+|also\s+)?(?:summari[sz]e|explain|describe|compare|categori[sz]e|list|tell me|discuss)\b.*$", _FLAGS
)
_LEANS = re.compile(r"\b(?:this|that|these|those|it|them|such|the\ (?:topic|problem|issue|question|process))\b", _FLAGS)
_ABOUT = re.compile(r"^(?:about|on|regarding|concerning|around|into|dealing\ with|re:|related\ to|of)\s+", _FLAGS)
_BODY = re.compile(r"^(?:any|some|every|no)(?:one|body|thing)?\b(?:\s+(?:else|here|of\ them))*\s*", _FLAGS)
_FOUND = re.compile(r"^(?:(?:can|could|do|would)\s+(?:i|we|one)\s+(?:find|read|see|learn)|should\s+i\s+look\s+for)\s+", _FLAGS)
_OFFERED = re.compile(
    r"""^(?:(?:exist|are\ (?:there|available|known))\b|(?:have|has)\s+been\s+(?:suggested|proposed|used|made|developed|tried
    |introduced|explored|published)(?:\ so\ far)?|(?:have|do|did)\s+(?:people|researchers|others)\s+(?:run|tried|try|used?|proposed?)
    |(?:should|can|could|do|would)\s+(?:i|we|one|you)\s+(?:read|cite|look\ at|recommend|suggest|use))\b\s*""",
    _FLAGS,
)
_WORKING = re.compile(r"^(?:(?:has|have|is|are)\s+)?(?:else\s+)?work(?:s|ed|ing)?\s+(?:on|about)\s+", _FLAGS)


def criterion_of(question: str) -> str:
    """Return what to ask of each paper; the question itself, quoted, where no rule knows its form."""
    parts = [part for part in map(mended, sentences(question)) if not _is_small_talk(part)]
    asking = [part for part in parts if _asks(request_of(part))]
    if len(parts) != 1 and (len(asking) != 1 or _LEANS.search(asking[0])):
        return _belongs(question)
    request = request_of((asking if len(parts) > 1 else parts or [question])[0])
    request = replace(request, rest=_AFTERTHOUGHT.sub("", request.rest).strip(" ?.!,;:"))
    return _tidy(_of_phrase(request) if request.phrase else _without_noun(request)) or _belongs(question)


def _belongs(question: str) -> str:
    return f"Does this paper belong in the answer to “{question}”?"


def _is_small_talk(part: str) -> bool:
    return bool(re.match(r"(?i)\W*(?:hi|hello|hey|thanks?|thank you|i(?:['’]m| am) an?|cheers|dear)\b[^,?]*$", part))


def _asks(request: Request) -> bool:
    return request.phrase is not None and request.lead not in ("other", "bare")


def _tidy(criterion: str) -> str:
    if not criterion:
        return ""
    return re.sub(r"\s+([,;:?])", r"\1", " ".join(criterion.split())).rstrip(" ?.!") + "?"


def _of_phrase(request: Request) -> str:
    """Ask by the noun's group: a paper is or does something, what a paper offers is presented in it."""
    phrase = request.phrase
    if phrase is None:
        return ""
    rest = request.rest
    if phrase.noun in ("example", "examples", "overview", "overviews", "list") and rest.startswith("of "):
        inside = noun_phrase(rest[3:])
        if inside and inside.group in ("paper", "work", "offer"):
            return _of_phrase(replace(request, phrase=inside, rest=inside.after.strip()))
    if request.prep in ("in", "from", "within") and request.lead == "which":
        return f"{rest[:1].upper()}{rest[1:]} in this paper" if rest.startswith(("is ", "are ", "do ", "does ")) else ""
    if request.prep and request.prep not in ("is", "are", "was", "were"):
        return ""
    rest = _OFFERED.sub("", rest)
    attributes = inner(_TRIVIAL.sub("", phrase.attributes).strip(" ,"))
    if phrase.group == "people":
        return asked_of_people(rest, phrase.plural)
    if phrase.group == "offer" and phrase.noun not in ONE:
        return _presented(attributes, phrase, rest, request)
    if phrase.group == "told" or phrase.noun == "evidence":
        return _told(attributes, phrase, rest)
    return _paper(attributes, phrase, rest, request)


def _paper(attributes: str, phrase: NounPhrase, rest: str, request: Request) -> str:
    """Ask of papers, which may be of a kind ("dialogue papers", "surveys")."""
    clause = related(rest, direct=request.lead in ("which", "count", "any"))
    one = singular(phrase.noun)
    plain = not attributes and one not in _KINDS
    if clause and plain:
        return asked_of_paper(clause, phrase.group == "work" or not phrase.plural, request.lead == "any" and request.said)
    if phrase.group == "work":
        if not rest:
            return f"Is this paper about {attributes}" if attributes else ""
        if plain and _ABOUT.match(rest):
            return f"Is this paper about {_ABOUT.sub('', rest)}"
        if plain:
            return f"Is this a paper {rest}"
        return f"Is this {attributes} {phrase.noun} {'that' if clause else ''} {clause or rest}"
    if clause:
        if not phrase.plural:
            return f"Is this {with_article(f'{attributes} {one}'.strip())} that {clause}"
        return f"Is this one of the {attributes} {phrase.noun} that {clause}"
    if plain and _ABOUT.match(rest):
        return f"Is this paper about {_ABOUT.sub('', rest)}"
    if plain and not rest:
        return ""
    kind = one if not plain else ("paper" if one in ONE else one)
    return f"Is this {with_article(f'{attributes} {kind}'.strip())} {rest}"


def _presented(attributes: str, phrase: NounPhrase, rest: str, request: Request) -> str:
    clause = related(rest, direct=request.lead in ("which", "count", "any"))
    name = f"{attributes} {phrase.noun}".strip()
    name = name if phrase.plural else with_article(name)
    return f"Does this paper present {name} {'that' if clause else ''} {clause or rest}"


def _told(attributes: str, phrase: NounPhrase, rest: str) -> str:
    one = singular(phrase.noun)
    if one in _KINDS:
        return f"Is this {with_article(f'{attributes} {one}'.strip())} {rest}"
    if one in ("source", "reference", "something", "anything", "everything", "stuff", "thing"):
        clause = related(rest, direct=False)
        if clause:
            return asked_of_paper(clause, not phrase.plural, "")
        return f"Is this paper about {_ABOUT.sub('', rest)}" if rest else ""
    return f"Does this paper give {attributes} {phrase.noun} {rest}"


def _without_noun(request: Request) -> str:
    """Ask where the request names no paper: "anything on X", "has anyone tried X", or X alone."""
    rest = request.rest
    if request.lead == "any":
        rest = _BODY.sub("", request.quantifier + " " + rest if request.quantifier else rest)
        if _WORKING.match(rest):
            return f"Is this paper about {_WORKING.sub('', rest)}"
        return asked_of_paper(rest, False, request.said) if rest else ""
    if request.lead == "who":
        if _WORKING.match(rest):
            return f"Is this paper about {_WORKING.sub('', rest)}"
        return asked_of_paper(re.sub(r"^else\s+", "", rest), True, "")
    if request.lead == "where" and (found := _FOUND.match(rest)):
        return _of_bare(rest[found.end() :])
    if request.lead in ("bare", "tell", "need", "exists") and rest:
        clause = related(rest, direct=False)
        if clause:
            return asked_of_paper(clause, False, "")
        return f"Is this paper about {inner(_ABOUT.sub('', rest))}"
    if request.lead == "which" and (found := _OFFERED.match(rest)):
        return f"Is this paper about {_ABOUT.sub('', rest[found.end() :])}"
    return ""


def _of_bare(text: str) -> str:
    request = request_of(text)
    return _of_phrase(request) if request.phrase else _without_noun(request)
