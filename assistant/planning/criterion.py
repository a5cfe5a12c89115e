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
from assistant.planning.requests.grammar import Request, asking_sentences, request_of
from assistant.planning.requests.noun_phrase import NounPhrase, noun_phrase
from assistant.planning.requests.words import ONE

_FLAGS = re.IGNORECASE | re.VERBOSE
# Attributes that say nothing of what a paper is about.
_TRIVIAL = re.compile(
    r"""(?<![\w-])(?:research|scientific|academic|scholarly|journal|conference|peer-reviewed|top-tier|recent|latest|newest|relevant
    |related|existing|prior|previous|earlier|past|other|good|interesting|key|important|published|all|any|some
    |such|more|the|of)(?![\w-])[\s,]*""",
    _FLAGS,
)
# Kinds of papers: that it is one of them is part of the question.
_KINDS = frozenset(
    "survey overview thesis dissertation tutorial review critique report preprint literature-review".split()
)
_AFTERTHOUGHT = re.compile(
    r",?\s+and\s+(?:then\s+|also\s+)?(?:summari[sz]e|explain|describe|compare|categori[sz]e|list|tell me|discuss)\b.*$",
    _FLAGS,
)
_ABOUT = re.compile(
    r"""^(?:from\ the\ (?:past|last)\ \w+\ years?\s+(?=on\b|about\b))?(?:to\ (?:expand|support|inform|deepen)\ my\ \w+\s+(?=on\b|about\b))?
    (?:for\ (?:an|my|the|a)\ (?:\w+\ )?(?:article|paper|survey|thesis|section)\s+(?=on\b|about\b))?
    (?:about|on|regarding|concerning|around|into|dealing\ with|re:|related\ to|of|in\ the\ (?:area|field)\ of)\s+""",
    _FLAGS,
)
_FOR_CLAIM = re.compile(
    r"^(?:for|of|supporting|behind)\ (?:the\ |my\ )?(?=claim|idea|view|hypothesis|statement)", _FLAGS
)
_RELEVANT = re.compile(
    r"^(?:(?:might|may|could|would|can|will|are|is|be)\s+)*(?:relevant|useful|helpful|interesting|good|there|available|exists?)\W*$",
    _FLAGS,
)
_CITED = frozenset("reference references citation citations reading readings source sources".split())
_BODY = re.compile(r"^(?:any|some|every|no)(?:one|body|thing)?\b(?:\s+(?:else|here|of\ them))*\s*", _FLAGS)
_FOUND = re.compile(
    r"^(?:(?:can|could|do|would)\s+(?:i|we|one)\s+(?:find|read|see|learn)|should\s+i\s+look\s+for)\s+", _FLAGS
)
_OFFERED = re.compile(
    r"""^(?:(?:exists?|(?:is|are)\ (?:there|available|known))\b|(?:have|has)\s+been\s+(?:suggested|proposed|used|made|developed|tried
    |introduced|explored|published)(?:\ so\ far)?|(?:have|do|did)\s+(?:people|researchers|others)\s+(?:run|tried|try|used?|proposed?)
    |(?:should|can|could|do|would)\s+(?:i|we|one|you)\s+(?:read|cite|look\ at|recommend|suggest|use))\b\s*""",
    _FLAGS,
)
_DONE_ON = re.compile(r"^(?:has|have)\s+been\s+\w+\s+(?:about|on|in|with)\s+", _FLAGS)
_PREPOSITION = re.compile(r"^(?:to|for|of|on|in|with|from|by|about)\b", _FLAGS)
_ALTERNATIVES = re.compile(r"(?:^|\s|,)(?:or|and)(?:\s|$)", _FLAGS)
# "prompting large language models", but not "existing models".
_GERUND = re.compile(r"^[a-z]+ing\s+[\w-]+\s+[\w-]+", _FLAGS)
_WORKING = re.compile(r"^(?:(?:has|have|is|are)\s+)?(?:else\s+)?work(?:s|ed|ing)?\s+(?:on|about)\s+", _FLAGS)


def criterion_of(question: str) -> str:
    """Return what to ask of each paper; the question itself, quoted, where no rule knows its form."""
    parts = asking_sentences(question)
    if len(parts) != 1:
        return _belongs(question)
    request = request_of(parts[0])
    if request.lead == "how":
        return f"Does this paper help to answer the question “{parts[0]}”?"
    request = replace(request, rest=_AFTERTHOUGHT.sub("", request.rest).strip(" ?.!,;:"))
    return _tidy(_of_phrase(request) if request.phrase else _without_noun(request)) or _belongs(question)


def _belongs(question: str) -> str:
    return f"Does this paper belong in the answer to “{question}”?"


def _tidy(criterion: str) -> str:
    if not criterion:
        return ""
    criterion = re.sub(r"(?<!\S)w/\s*", "with ", criterion)
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
        return (
            f"{rest[:1].upper()}{rest[1:]} in this paper"
            if rest.startswith(("is ", "are ", "do ", "does "))
            else ""
        )
    if request.prep and request.prep not in ("is", "are", "was", "were"):
        return ""
    offered = _OFFERED.match(rest)
    rest = rest[offered.end() :] if offered else rest
    asked = request.lead in ("which", "count", "any") and not request.prep
    if asked and not offered and _PREPOSITION.match(rest) and phrase.group != "paper":
        return ""
    attributes = inner(_TRIVIAL.sub("", phrase.attributes).strip(" ,"))
    if phrase.noun in _CITED and attributes and request.lead == "bare":
        return f"Is this paper about {inner(request.said)}"
    if phrase.noun in ONE or phrase.noun in _CITED:
        phrase = replace(phrase, noun="papers" if phrase.plural else "paper", group="paper")
    if phrase.group == "people":
        return asked_of_people(rest, phrase.plural)
    if phrase.group == "offer" and request.lead == "bare" and _GERUND.match(inner(phrase.attributes)):
        return f"Is this paper about {inner(request.said)}"
    if phrase.group == "offer":
        return _presented(attributes, phrase, rest, request)
    if phrase.group == "told" or phrase.noun == "evidence":
        return _told(attributes, phrase, rest)
    return _paper(attributes, phrase, rest, request)


def _paper(attributes: str, phrase: NounPhrase, rest: str, request: Request) -> str:
    """Ask of papers, which may be of a kind ("dialogue papers", "surveys")."""
    clause = related(rest, direct=request.lead in ("which", "count", "any"))
    one = singular(phrase.noun)
    plain = not attributes and one not in _KINDS
    if plain and rest and _RELEVANT.match(rest):
        return ""
    if clause and plain:
        return asked_of_paper(
            clause, phrase.group == "work" or not phrase.plural, request.lead == "any" and request.said
        )
    if phrase.group == "work":
        if not rest:
            return f"Is this paper about {attributes}" if attributes else ""
        if plain and _ABOUT.match(rest):
            return f"Is this paper about {_ABOUT.sub('', rest)}"
        if plain:
            return (
                f"Is this paper about {rest[3:]}"
                if re.match(r"in (?!which|whom)", rest)
                else f"Is this a paper {rest}"
            )
        return f"Is this {attributes} {phrase.noun} {'that' if clause else ''} {clause or rest}"
    if clause:
        if not phrase.plural:
            return f"Is this {with_article(f'{attributes} {one}'.strip())} that {clause}"
        return f"Is this one of the {attributes} {phrase.noun} that {clause}"
    if plain and _ABOUT.match(rest):
        return f"Is this paper about {_ABOUT.sub('', rest)}"
    if plain and (claim := _FOR_CLAIM.match(rest)):
        return f"Does this paper support the {rest[claim.end() :]}"
    if plain and rest.startswith("for "):
        return f"Is this paper about {rest[4:]}"
    if plain and rest.startswith("except "):
        return f"Is this paper something other than {rest[7:]}"
    if plain and not rest:
        return ""
    if phrase.plural and (_ALTERNATIVES.search(attributes) or _ALTERNATIVES.match(rest)):
        return f"Is this one of the {attributes} {phrase.noun} {rest}"
    return f"Is this {with_article(f'{attributes} {one}'.strip())} {rest}"


def _presented(attributes: str, phrase: NounPhrase, rest: str, request: Request) -> str:
    clause = related(rest, direct=request.lead in ("which", "count", "any"))
    name = f"{attributes} {phrase.noun}".strip()
    name = name if phrase.plural else with_article(name)
    return f"Does this paper present {name} {'that' if clause else ''} {clause or rest}"


def _told(attributes: str, phrase: NounPhrase, rest: str) -> str:
    one = singular(phrase.noun)
    if one in _KINDS:
        return f"Is this {with_article(f'{attributes} {one}'.strip())} {rest}"
    if one in ("something", "anything", "everything", "stuff", "thing"):
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
        rest = request.said if request.lead == "bare" and request.quantifier in ("a", "an", "the") else rest
        return f"Is this paper about {inner(_ABOUT.sub('', rest))}"
    if request.lead == "which" and (found := _OFFERED.match(rest) or _DONE_ON.match(rest)):
        return f"Is this paper about {re.sub(r'^for ', '', _ABOUT.sub('', rest[found.end() :]))}"
    return ""


def _of_bare(text: str) -> str:
    request = request_of(text)
    return _of_phrase(request) if request.phrase else _without_noun(request)
