"""A set question -> the yes/no question that is asked of each paper by itself.

"Which papers avoid subword tokenizers?" becomes "Does this paper avoid subword tokenizers?". Asked so, and told
to be strict, a small model's yes and no separate far better than when asked whether a paper "belongs in the
answer" (see docs/quality.md).
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.planning.criteria.about import about, about_it, about_or_for
from assistant.planning.criteria.clause import asked_of_paper, asked_of_people, related
from assistant.planning.criteria.forms import inner, singular, with_article
from assistant.planning.requests.grammar import Request, request_of
from assistant.planning.requests.noun_phrase import NounPhrase, noun_phrase
from assistant.planning.requests.sentences import asking_sentences
from assistant.planning.requests.words import ONE

_FLAGS = re.IGNORECASE | re.VERBOSE
# Attributes that say nothing of what a paper is about.
_TRIVIAL = re.compile(
    r"""(?<![\w-])(?:research|scientific|academic|scholarly|journal|conference|peer-reviewed|top-tier|recent|latest|newest
    |relevant|related|existing|prior|previous|earlier|past|other|good|interesting|key|important|published|all|any|some
    |such|more|the|of)(?![\w-])[\s,]*""",
    _FLAGS,
)
# Kinds of papers: that it is one of them is part of the question.
_KINDS = frozenset("survey overview thesis dissertation tutorial review critique report preprint".split())
_CITED = frozenset("reference references citation citations reading readings source sources".split())
_THINGS = frozenset("something anything everything stuff thing".split())
# Nouns before "of" that say no more than the quantifier: "a list of papers", "examples of methods".
_LISTED = frozenset("example examples overview overviews list".split())
_BEING = ("is", "are", "was", "were")
_ASKING = ("which", "count", "any")
_AFTERTHOUGHT = re.compile(
    r",?\s+and\s+(?:then\s+|also\s+)?(?:summari[sz]e|explain|describe|compare|categori[sz]e|list|tell me|discuss)\b.*$",
    re.IGNORECASE,
)
# Who asks has no place in what is asked of a paper: then the frame was not understood, unless it leads up to "papers".
_ASKER = re.compile(r"\b(?:me|i|my|us)\b(?!-)", re.IGNORECASE)
_PAPERS_WITHIN = re.compile(
    r"\s((?:papers|works|studies|publications|articles|research|literature|sources|references|citations)\b.+)",
    _FLAGS,
)
_RELEVANT = re.compile(
    r"""^(?:(?:might|may|could|would|can|will|are|is|be)\s+)*
    (?:relevant|useful|helpful|interesting|good|there|available|exists?)\W*$""",
    _FLAGS,
)
_FOUND = re.compile(
    r"^(?:(?:can|could|do|would)\s+(?:i|we|one)\s+(?:find|read|see|learn)|should\s+i\s+look\s+for)\s+", _FLAGS
)
# "Exist", "have been suggested": of what a paper presents this goes without saying.
_OFFERED = re.compile(
    r"""^(?:(?:exists?|(?:is|are)\ (?:there|available|known))\b
    |(?:have|has)\s+been\s+(?:done|suggested|proposed|used|made|developed|tried|introduced|explored|published)
     (?:\ so\ far)?
    |(?:have|do|did)\s+(?:people|researchers|others)\s+(?:run|tried|try|used?|proposed?)
    |(?:should|can|could|do|would)\s+(?:i|we|one|you)\s+(?:read|cite|look\ at|recommend|suggest|use))\b\s*""",
    _FLAGS,
)
_DONE_ON = re.compile(r"^(?:has|have)\s+been\s+\w+\s+(?=(?:about|on|in|with)\s)", _FLAGS)
_PREPOSITION = re.compile(r"^(?:to|for|of|on|in|with|from|by|about)\b", _FLAGS)
_ALTERNATIVES = re.compile(r"(?:^|\s|,)(?:or|and)(?:\s|$)", _FLAGS)
# "prompting large language models", but not "existing models".
_GERUND = re.compile(
    r"^(?!(?:existing|competing|training|reasoning|speaking|talking|learning|leading|promising|interesting|embedding)\b)"
    r"[a-z]+ing\s+[\w-]+|^training\s+[\w-]+\s+[\w-]+",
    _FLAGS,
)
_WORKING = re.compile(
    r"^(?:(?:has|have|is|are)\s+)?(?:else\s+)?work(?:s|ed|ing)?\s+(?=(?:on|about)\s)", _FLAGS
)


_UNKNOWN = "Does this paper belong in the answer to “"
# The frame of the request was taken for its subject.
_GARBLED = re.compile(
    r"""^Is\ this\ paper\ about\ (?:(?:hints|pointers|suggestions|(?:some|any|every)(?:body|one)|known|relevant:
      |keywords|against|if\ possible|lookup|prior\ art|titles|documents\ mentioning
      |it\ about|recent\ from|.*\bwhich\ works
      |written|been|covered|said|known|done|next\ to|skip|overlap|coming\ back
      |prepare|start|begin|maybe|wait|holdings|some|any|sth|quick|stop|give|get|isn|an?\ patron|a\ friend|so|ok
      |well|hmm?)\b
      |(?:that|this|it|them|those)\?|.*,\ (?:what|which|who|anyone|any)\b
      |how\ i\b|who\b|trials\ or\b|one-page)
    | ^Does\ this\ paper\ (?:did|have\ \w+(?:ed|t)\ (?:with|on|into)|give\ (?:stop|show|list|go|start))\b
    | ^Is\ this\ paper\ (?:the|an?)\s
    | ^Is\ this\ an?\ (?:quick|exist|strongest|best|most|\d+|\w+\ (?:have|has)\ |\w+,\ )
    | \b(?:please|pls|plz|asap|thanks|nah|hmm+|hey+|ours?|you(?!\ need)|we|i\ said|due\ tomorrow|if\ there
      |for\ an?\ (?:course|lecture|talk|seminar|thesis|survey|display|slide|class|colleague|friend|student)
      |been\ \w+\ over|been\ argued|exist\ there|surely)\b
    | \bevidence\ that\ (?:prior\ work\ has|a\ \w+\ body)\b
    | \[|\(\s*(?:ref|cite|\.|\?)|\.\.\.|:\)""",
    _FLAGS,
)


def criterion_of(question: str) -> str:
    """Return what to ask of each paper; the question itself, quoted, where no rule knows its form."""
    parts = asking_sentences(question)
    asked = ""
    if len(parts) == 1:
        request = request_of(parts[0])
        if request.lead == "how":
            return f"Does this paper help to answer the question “{parts[0]}”?"
        if request.lead == "count" and parts[0].lower().startswith("in "):
            request = replace(request, beside="in")
        asked = _of(replace(request, rest=_AFTERTHOUGHT.sub("", request.rest).strip(" ?.!,;:")))
    if asked and not _ASKER.search(asked):
        return _tidy(asked)
    inside = _PAPERS_WITHIN.search(parts[0]) if asked else None
    asked = _of(request_of(inside[1])) if inside else ""
    if asked and not _ASKER.search(asked):
        return _tidy(asked)
    return f"{_UNKNOWN}{question}”?"


def is_known(criterion: str) -> bool:
    """Tell whether a criterion asks of a paper what its request asks, and does not quote or garble it."""
    return not criterion.startswith(_UNKNOWN) and not _GARBLED.search(criterion)


def _tidy(criterion: str) -> str:
    spelt = re.sub(r"(?<!\S)w/\s*", "with ", criterion)
    return re.sub(r"\s+([,;:?])", r"\1", " ".join(spelt.split())).rstrip(" ?.!") + "?"


def _of(request: Request) -> str:
    return _of_phrase(request, request.phrase) if request.phrase else _without_noun(request)


def _of_phrase(request: Request, phrase: NounPhrase) -> str:
    """Ask by the noun's group: a paper is or does something, what a paper offers is presented in it."""
    rest = request.rest
    if phrase.noun in _LISTED and rest.startswith("of ") and (inside := noun_phrase(rest[3:])):
        return _of_phrase(replace(request, phrase=inside, rest=inside.after.strip()), inside)
    if request.beside and request.beside not in _BEING:
        return _inside(request)
    if offered := _OFFERED.match(rest):
        rest = rest[offered.end() :]
    elif (
        request.lead in _ASKING
        and not request.beside
        and phrase.group != "paper"
        and _PREPOSITION.match(rest)
    ):
        return ""  # "which approaches to X do Y": where X ends cannot be told
    attributes = inner(_TRIVIAL.sub("", phrase.attributes).strip(" ,"))
    subject = (phrase.noun in _CITED and attributes) or (
        phrase.group == "offer" and _GERUND.match(attributes)
    )
    if request.lead == "bare" and subject:
        return about_it(request.text)
    if phrase.group == "people":
        return asked_of_people(rest, phrase.plural)
    if phrase.noun in ONE or phrase.noun in _CITED:
        phrase = replace(phrase, noun="papers" if phrase.plural else "paper", group="paper")
    without_frame = replace(request, rest=rest)
    if phrase.group == "offer":
        return _presented(without_frame, phrase, attributes)
    if phrase.group == "told" or phrase.noun == "evidence":
        return _given(without_frame, phrase, attributes)
    kind = attributes or singular(phrase.noun) in _KINDS
    return _of_kind(without_frame, phrase, attributes) if kind else _paper(without_frame, phrase)


def _inside(request: Request) -> str:
    """Ask "in which papers do annotators disagree" of one: "Do annotators disagree in this paper"."""
    rest = request.rest
    if request.beside in ("in", "from", "within") and rest.startswith(("is ", "are ", "do ", "does ")):
        return f"{rest[0].upper()}{rest[1:]} in this paper"
    return ""


def _paper(request: Request, phrase: NounPhrase) -> str:
    """Ask of papers of no particular kind."""
    rest = request.rest
    if not rest or _RELEVANT.match(rest):
        return ""
    if clause := related(rest, direct=request.lead in _ASKING):
        one = phrase.group == "work" or not phrase.plural
        return asked_of_paper(clause, one, request.text if request.lead == "any" else "")
    if rest.startswith("except "):
        return f"Is this paper something other than {rest[7:]}"
    noun = "paper" if phrase.group == "work" else singular(phrase.noun)
    return about_or_for(rest) or f"Is this {with_article(noun)} {rest}"


def _of_kind(request: Request, phrase: NounPhrase, attributes: str) -> str:
    """Ask of papers of a kind: "dialogue papers", "surveys", "few-shot work"."""
    rest, named = request.rest, f"{attributes} {phrase.noun}".strip()
    clause = related(rest, direct=request.lead in _ASKING)
    predicate = f"that {clause}" if clause else rest
    if phrase.group == "work":
        return f"Is this {named} {predicate}" if rest else about_it(attributes)
    several = _ALTERNATIVES.search(attributes) or _ALTERNATIVES.match(rest)
    if phrase.plural and (clause or several):
        return f"Is this one of the {named} {predicate}"
    return f"Is this {with_article(f'{attributes} {singular(phrase.noun)}'.strip())} {predicate}"


def _presented(request: Request, phrase: NounPhrase, attributes: str) -> str:
    """Ask of what papers offer: models, data sets, methods."""
    clause = related(request.rest, direct=request.lead in _ASKING)
    named = f"{attributes} {phrase.noun}".strip()
    named = named if phrase.plural else with_article(named)
    return f"Does this paper present {named} {f'that {clause}' if clause else request.rest}"


def _given(request: Request, phrase: NounPhrase, attributes: str) -> str:
    """Ask of what papers give: evidence, examples, a review, or anything."""
    one, rest = singular(phrase.noun), request.rest
    if one in _KINDS:
        return f"Is this {with_article(f'{attributes} {one}'.strip())} {rest}"
    if one in _THINGS:
        clause = related(rest, direct=False)
        return asked_of_paper(clause, not phrase.plural) if clause else (about_it(rest) if rest else "")
    return f"Does this paper give {attributes} {phrase.noun} {rest}"


def _without_noun(request: Request) -> str:
    """Ask where the request names no paper: "anything on X", "has anyone tried X", or X alone."""
    rest, lead = request.rest, request.lead
    if lead in ("any", "who") and (working := _WORKING.match(rest)):
        return about(rest[working.end() :])
    if lead == "any" and (done := re.match(r"been\s+\w+\s+(?=(?:on|about|in)\s)", rest)):
        return about_or_for(rest[done.end() :])
    if request.quantifier.startswith("whatever"):
        return asked_of_paper(rest, True)
    if lead == "any":
        return asked_of_paper(rest, False, request.text) if rest else ""
    if lead == "who":
        return asked_of_paper(re.sub(r"^else\s+", "", rest), True)
    if lead == "where" and (found := _FOUND.match(rest)):
        return _of(request_of(rest[found.end() :]))
    if lead in ("bare", "tell", "need", "exists") and rest:
        if clause := related(rest, direct=False):
            return asked_of_paper(clause, False)
        with_its_article = lead == "bare" and request.quantifier in ("a", "an", "the")
        return about_it(request.text if with_its_article else rest)
    if lead == "which" and (found := _OFFERED.match(rest) or _DONE_ON.match(rest)):
        return about_it(rest[found.end() :])
    return ""
