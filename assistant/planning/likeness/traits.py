"""A question -> the traits by which it is told whether papers are asked for: its frame, and not what it is about.

Words that many questions hold stand for themselves, nouns that can be asked for by their class ("<papers>"), all others
by their shape, so that what is learnt of some fields holds in others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.planning.patterns import LEANING
from assistant.planning.requests.grammar import Request, request_of
from assistant.planning.requests.leads import without_politeness
from assistant.planning.requests.openers import without_opener
from assistant.planning.requests.sentences import sentences
from assistant.planning.requests.typos import mended
from assistant.planning.requests.words import (
    ANYBODY,
    ANYTHING,
    FACTS,
    OFFER,
    OFFERS,
    PAPER,
    PAPERS,
    SCHOLARS,
    SHELVED,
    SHELVED_ONE,
    UNCOUNTED,
)

_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9'’+/.-]*[A-Za-z0-9'’+])?|[?:;,!.\[]")
_NAME = re.compile(r"[A-Z].*[A-Z0-9]|[a-z]+[A-Z0-9]|\d")
_LEANS_WITHIN = 5  # words: "their" at the end of a clause points at its beginning
_CLAUSE = re.compile(r"[,;]\s")
_FIRST = 4  # tokens whose place counts
_CLASSES: tuple[tuple[str, frozenset[str]], ...] = (
    ("<papers>", PAPERS | SHELVED),
    ("<paper>", PAPER | SHELVED_ONE),
    ("<work>", UNCOUNTED),
    ("<offers>", OFFERS),
    ("<offer>", OFFER),
    ("<fact>", FACTS),
    ("<anybody>", ANYBODY),
    ("<anything>", ANYTHING),
    ("<scholars>", SCHOLARS),
)
_CLASS_OF = {word: name for name, members in reversed(_CLASSES) for word in members}
_HEADS = frozenset({"NAME", *(name for name, _ in _CLASSES)})
_WITH_DETERMINER = _HEADS - {"<anybody>", "<scholars>"}
_LONGEST, _STEP = 15, 3  # words: lengths are told in steps up to this
_MOST = 3  # sentences
MOST_NAMED = 2  # papers: more of them tell no more


def words_of(question: str) -> list[str]:
    """Return the words and marks of a question as they count: in small letters."""
    return [word.lower().replace("’", "'") for word in _TOKEN.findall(question)]


def traits(question: str, common: frozenset[str], named: int) -> frozenset[str]:
    """Return the traits of a question that names so many papers of the shelf; ``common`` words count as themselves."""
    text = mended(without_opener(question))
    words = [_shape(word, common, place) for place, word in enumerate(_TOKEN.findall(text))]
    plain = _TOKEN.findall(without_politeness(text))
    classes = [_class(word, common, place) for place, word in enumerate(plain)]
    last = text.strip()[-1:]
    return frozenset(
        (
            *_runs(words),
            *(f"c:{run}" for run in _runs(classes)),
            *_heads(classes),
            *_grammar(text, common),
            f"ends {last if last in '?.!:' else '-'}",
            f"long {min(len(text.split()), _LONGEST) // _STEP}",
            f"names {min(named, MOST_NAMED)}",
            *_leaning(text),
        )
    )


def _leaning(text: str) -> Iterator[str]:
    """Yield whether the question leans on an earlier turn, and whether its last sentence does."""
    parts = sentences(text)
    for name, part in (("leans", parts[0]), ("leans at last", parts[-1])):
        found = LEANING.search(_CLAUSE.split(part, maxsplit=1)[0])
        if found and len(part[: found.start()].split()) < _LEANS_WITHIN:
            yield name
            yield f"{name}: {found[0].lower().split()[0]}"


def _class(word: str, common: frozenset[str], place: int) -> str:
    """Return the class of a word, else its shape; people far from the beginning are what papers are about."""
    known = _CLASS_OF.get(word.lower(), "")
    return known if known and not (known == "<scholars>" and place > _FIRST) else _shape(word, common, place)


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Yield words, pairs of neighbours, and at the beginning words with their place and triples."""
    yield from words
    yield from (f"{place} {word}" for place, word in enumerate(words[:_FIRST]))
    framed = ["^", *words, "$"]
    for at in range(len(framed) - 1):
        yield " ".join(framed[at : at + 2])
        if at < _FIRST:
            yield " ".join(framed[at : at + 3])


def _heads(words: Sequence[str]) -> Iterator[str]:
    """Yield the nouns that may be asked for with the word that begins the question, and with their determiner."""
    heads = [word for word in words if word in _HEADS]
    if heads:
        yield f"head {heads[0]}"
        yield f"head {words[0]} {heads[0]}"
    yield from (f"from {words[0]} to {word}" for word in set(heads))
    framed = ["^", "^", *words]
    for word, before, attribute in zip(words, framed, framed[1:], strict=False):
        if word in _WITH_DETERMINER:
            yield f"the {before if attribute.startswith('X') else attribute} {word}"


def _grammar(text: str, common: frozenset[str]) -> Iterator[str]:
    """Yield how the grammar takes each sentence apart: its lead, quantifier, noun, and what follows the noun."""
    parts = sentences(text)
    yield f"sentences {min(len(parts), _MOST)}"
    for part in parts:
        yield from _taken_apart(request_of(mended(part)), common)


def _taken_apart(request: Request, common: frozenset[str]) -> Iterator[str]:
    phrase = request.phrase
    noun = f"{phrase.group}{'s' if phrase.plural else ''}" if phrase else "-"
    quantifier, follows = request.quantifier.split()[:1], _TOKEN.findall(request.rest)[:1]
    yield f"lead {request.lead}"
    yield f"lead {request.lead} {noun}"
    yield f"lead {request.lead} {noun} {request.beside}"
    yield f"lead {request.lead} {''.join(quantifier)} | {noun}"
    yield from (f"lead {request.lead} {noun}, {_shape(word, common, 0)}" for word in follows)


def _shape(word: str, common: frozenset[str], place: int) -> str:
    lower = word.lower().replace("’", "'")
    if lower in common or not lower[0].isalnum():
        return lower
    if _NAME.search(word) or (place and word[0].isupper()):
        return "NAME"
    for ending in ("s", "ing", "ed"):
        if lower.endswith(ending) and not lower.endswith("ss") and len(lower) > len(ending) + 1:
            return f"X{ending}"
    return "X"
