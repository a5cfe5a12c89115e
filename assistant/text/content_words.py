"""The words of a text that carry meaning -> how much of a claim, a question or a topic another text holds."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

import Stemmer

from assistant.text.numbers import figures

# Weights of terms: a figure or a name says what is meant. Set by reading which sentences they choose for
# paraphrased claims about real abstracts, not fitted.
NUMBER_WEIGHT = 3.0
NAME_WEIGHT = 2.0

_WORD = re.compile(r"\d+(?:[.,]\d+)*[^\W_]*|[^\W\d_][^\W_]*")
STOP_WORDS = frozenset(
    """a about above after again against all also although am among an and another any are as at be because
    been before being below between both but by can cannot could did do does doing down during each
    either et al few for from further had has have having he her here hers him his how however i if in
    into is it its itself just like may me might more most much must my no nor not of off on once one
    only or other our out over own paper papers per rather same she should show shows so some such than
    that the their them then there these they this those through thus to too under until up upon us use
    used uses using very was we were what when where whereas which while who whom whose why will with
    within without would you your""".split()
)
_stem_lock = threading.Lock()
_stemmer = Stemmer.Stemmer("english")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    with _stem_lock:  # a stemmer object keeps state and is not safe to share between threads
        return str(_stemmer.stemWord(word))


@lru_cache(maxsize=4096)
def terms(text: str) -> Mapping[str, float]:
    """Return the stemmed content words, names and numbers ("#7400000") of ``text`` with their weights."""
    found: dict[str, float] = {}
    for figure in figures(text):
        if not figure.in_name and figure.value not in (0, 1):
            found[f"#{figure.value:f}"] = 1.0 if figure.spelled else NUMBER_WEIGHT
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].isdigit():
            continue
        lower = word.lower()
        if lower in STOP_WORDS or (len(word) == 1 and not word.isupper()):
            continue
        name = sum(map(str.isupper, word)) > 1 or any(map(str.isdigit, word))
        key = lower.removesuffix("s") if name else _stem(lower)
        found[key] = max(found.get(key, 0.0), NAME_WEIGHT if name else 1.0)
    return found


def content_words(text: str) -> frozenset[str]:
    """Return the stemmed content words and names of ``text``, without its figures."""
    return frozenset(term for term in terms(text) if not term.startswith("#"))


def share(wanted: Mapping[str, float], held: Collection[str] | Callable[[str], float]) -> float:
    """Return the share (0 to 1) of the weight of ``wanted`` that a text has; 0 when nothing is wanted.

    ``held`` are the text's terms, or tells for a term how well (0 to 1) the text has it.
    """
    total = sum(wanted.values())
    if not total:
        return 0.0
    if callable(held):
        return sum(weight * held(term) for term, weight in wanted.items()) / total
    return sum(weight for term, weight in wanted.items() if term in held) / total
