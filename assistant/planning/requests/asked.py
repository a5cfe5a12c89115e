"""A question -> whether it asks for a set of papers, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

import assistant.planning.requests.cues as cues
from assistant.planning.requests.grammar import Request, request_of
from assistant.planning.requests.leads import without_politeness
from assistant.planning.requests.noun_phrase import NounPhrase
from assistant.planning.requests.sentences import sentences
from assistant.planning.requests.typos import mended
from assistant.planning.requests.words import FACTS, NOT_DOERS, ONE, STOPS

_MOST_BARE_NAMED = 3  # words: a longer noun phrase that also names a paper is about more than the paper


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether papers are asked for, and whether the rules are sure of it."""

    papers: bool
    sure: bool = True


def asked_for(question: str, named: int = 0) -> Asked:
    """Tell whether ``question``, which names so many papers of the shelf, asks for a set of papers."""
    parts = [mended(part) for part in sentences(question)]
    such = len(parts) > 1 and not named and cues.SUCH.fullmatch(parts[-1])
    if such and any(cues.OF_SOME.search(without_politeness(part)) for part in parts[:-1]):
        return Asked(True, sure=False)
    of_parts = [_part(part, named, alone=len(parts) == 1) for part in parts]
    papers = [asked for asked in of_parts if asked.papers]
    if papers:
        return Asked(True, any(asked.sure for asked in papers))
    return Asked(False, all(asked.sure for asked in of_parts))


def whom_asked(question: str) -> bool:
    """Tell whether ``question`` asks who came up with something: "Who proposed masked language models?"."""
    return bool(cues.INVENTED.match(without_politeness(question)))


def is_scrap(question: str) -> bool:
    """Tell whether a follow-up is no question of its own: "multilingual ones?", "and in Chinese?"."""
    parts = sentences(question)
    if len(parts) != 1:
        return False
    request = request_of(mended(parts[0]))
    asks = (
        request.phrase
        and request.phrase.noun not in ONE
        and request.phrase.group in ("paper", "work", "offer")
    )
    return request.lead == "bare" and not asks


def _part(part: str, named: int, alone: bool) -> Asked:
    request = request_of(part)
    if named and request.lead == "bare" and part.endswith("?") and request.phrase is None:
        return Asked(False, sure=False)  # in another language, or short for a question on that paper
    return _of(request, named, alone)


def _of(request: Request, named: int, alone: bool) -> Asked:
    sentence, lead = request.text, request.lead
    if cues.ANY_OF.match(sentence):
        return Asked(True)
    if not named and (
        cues.FIELD.search(sentence) or (lead in ("tell", "other") and cues.WITH_PAPERS.search(sentence))
    ):
        return Asked(True)
    if lead not in ("tell", "need", "bare") and cues.ONE_PAPER.search(sentence):
        return Asked(False)
    asked = _by_lead(request, named, alone)
    if not asked.papers and not named and cues.ON_TOPIC.search(sentence) and not cues.THEY.search(sentence):
        return Asked(True, sure=False)
    if not asked.papers and not named and lead in ("other", "who", "where", "how", "which"):
        some_papers = cues.SOME_PAPERS.search(sentence) and not cues.SAY.match(sentence)
        return Asked(True, sure=False) if some_papers else asked
    return asked


def _by_lead(request: Request, named: int, alone: bool) -> Asked:
    sentence, lead = request.text, request.lead
    if lead == "bare" and not alone:
        phrase, anything = request.phrase, cues.ANYTHING.match(request.quantifier)
        asks = anything or (phrase and (phrase.plural or phrase.group == "told"))
        return _commanded(request, named) if asks else Asked(False)
    if lead in _RULES:
        return _RULES[lead](request, named)
    if lead == "how":
        general = bool(not named and cues.HOW.match(sentence) and not cues.SAME_PAPERS.search(sentence))
        return Asked(general, sure=not general)
    if lead in ("who", "where"):
        found = (cues.WHO if lead == "who" else cues.WHERE).match(request.rest)
        return Asked(bool(found) and not named, sure=not found)
    return Asked(False, sure=bool(named) or not (cues.YES_NO.match(sentence) or cues.WISH.match(sentence)))


def _which(request: Request, named: int) -> Asked:
    phrase, rest = request.phrase, request.rest
    if phrase is None:
        them = bool(re.match(r"of (?:them|these|those)\b", request.quantifier))
        general = not named and not cues.SAY.match(request.text)
        does = general and not request.beside and _does(rest)
        several = general and cues.SEVERAL.match(request.text)
        return Asked(them or does, sure=them or not (does or several))
    if phrase.group in ("paper", "work"):
        # "What the thesis on creoles concludes" is a question on that thesis.
        definite = request.beside in ("is", "was", "") and request.quantifier.startswith("the")
        return Asked(phrase.plural or not (definite or named))
    if phrase.group == "people":
        return Asked(not cues.INVERTED.match(rest) and not cues.ONCE.search(rest) and not request.beside)
    return _which_offer(request, phrase, named)


def _which_offer(request: Request, phrase: NounPhrase, named: int) -> Asked:
    """Tell it of models, data sets and the like: some are asked for, or which one somebody chose or found best."""
    rest, beside = request.rest, request.beside
    if not beside and re.match(r"(?:an?|the)\b", request.quantifier):
        return Asked(False)  # "what a lexinvariant model is"
    if beside in ("is", "are", "was", "were"):
        the = request.quantifier.startswith("the") and not cues.AT_LARGE.match(rest)
        return Asked(phrase.plural and not named and not the, sure=False)
    if cues.INVERTED.match(rest) or (named and cues.IN_A_PAPER.search(rest)):
        return Asked(False)
    if cues.PERFECT.match(rest) and phrase.plural:
        return Asked(not named)
    if cues.ONCE.search(rest) or beside:
        return Asked(False)
    if phrase.plural:
        return Asked(True)
    return Asked(bool(rest) and not cues.DEFINITE_OBJECT.match(rest) and not named, sure=False)


def _count(request: Request, named: int) -> Asked:
    phrase = request.phrase
    here = request.quantifier.startswith("of ") or cues.COUNT_HERE.match(request.rest)
    if phrase is None and not named and here and request.rest:
        return Asked(True)
    if phrase is None or (phrase.group not in ("paper", "work", "people") and not phrase.plural):
        return Asked(False)
    if phrase.group in ("paper", "work"):
        return Asked(not cues.INVERTED.match(request.rest) and not re.match(r"(?:was|were)\b", request.rest))
    rest = request.rest
    one = (named and cues.IN_A_PAPER.search(rest)) or cues.INVERTED.match(rest) or cues.ONCE.search(rest)
    if one or rest.startswith("of "):
        return Asked(False)
    return Asked(phrase.group == "offer")


def _exists(request: Request, named: int) -> Asked:
    if request.phrase and request.phrase.group in ("paper", "work"):
        return Asked(True)
    if cues.NO_THING.match(request.rest):
        return Asked(False)
    thing = request.phrase is not None or bool(cues.ANYTHING.match(request.quantifier))
    return Asked(thing and not named, sure=thing)


def _any(request: Request, named: int) -> Asked:
    with_noun = request.phrase or cues.ANYBODY.match(request.quantifier)
    return Asked(True) if with_noun else Asked(False, sure=False)


def _commanded(request: Request, named: int) -> Asked:
    phrase = request.phrase
    if phrase and phrase.group in ("paper", "work"):
        one_named = named and not phrase.plural
        return Asked(not one_named)
    thing = cues.ANYTHING.search(request.quantifier)
    if named or _is_fact(request.rest if not phrase else f"{phrase.attributes} {phrase.noun}"):
        return Asked(bool(thing) and not named)
    if phrase and (phrase.plural or phrase.group == "told"):
        the_one = phrase.group == "offer" and "the" in request.quantifier
        return Asked(not (the_one and cues.IN_A_PAPER.search(request.rest)))
    if thing or request.quantifier.startswith(("all", "every", "each")):
        return Asked(True)
    how_to = re.match(r"(?i)how to\b", request.rest)
    return Asked(bool(how_to) or request.lead == "need", sure=False)


def _bare(request: Request, named: int) -> Asked:
    phrase = request.phrase
    if cues.MEANS.match(request.text):
        return Asked(False)
    if phrase and phrase.group in ("paper", "work", "told", "people"):
        return Asked(True)
    if named:
        about_it = len(request.text.split()) <= _MOST_BARE_NAMED or cues.IN_A_PAPER.search(request.text)
        fact = _is_fact(request.text)
        return Asked(not about_it and not fact, sure=fact)
    definite = request.quantifier.startswith("the") or cues.OF_THE.search(request.rest)
    if not phrase and _is_fact(request.rest.partition(",")[0]):
        return Asked(not definite, sure=bool(definite))
    if phrase and phrase.noun in ONE and phrase.attributes.lower() in cues.ORDINALS:
        return Asked(False)  # "and the third one?"
    told = bool(re.search(r"[^\W\d]{2}", request.text))
    guessed = not phrase and (cues.THE_ONE.match(request.text) or cues.CLAUSE.search(request.text))
    return Asked(told, sure=not (told and guessed))


_RULES = {
    "which": _which,
    "count": _count,
    "exists": _exists,
    "any": _any,
    "tell": _commanded,
    "need": _commanded,
    "bare": _bare,
}


def _does(rest: str) -> bool:
    """Tell whether "which" is followed by a plural noun and what they do: "training objectives | avoid negatives"."""
    found = cues.PLURAL_DOES.match(rest)
    if not found or found["noun"] in FACTS | NOT_DOERS | {"languages"}:
        return False
    return found["verb"] not in STOPS and not found["verb"].endswith(("s", "ed", "ly"))


def _is_fact(text: str) -> bool:
    """Tell whether the head of a noun phrase is a figure or a part of a paper: "the learning rate of ..."."""
    head: list[str] = []
    for word in re.findall(r"[\w-]+", text.lower()):
        if word in ("of", "in", "on", "for", "that", "which", "used", "by", "with", "from", "does", "did"):
            break
        head.append(word)
    return bool(head) and head[-1] in FACTS
