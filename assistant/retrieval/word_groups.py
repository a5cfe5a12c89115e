"""Words that researchers use for one another, as stems: "corpus" is found by "dataset", "NMT" by "translation"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np

from assistant.index.words.bm25 import stems
from assistant.retrieval.hybrid import Retriever

# No name, but for one in the plural: "GPUs", which a stemmer leaves as it is.
_WORD = re.compile(r"(?<![\w-])(?:[a-z][a-z-]{2,}|[A-Z]{2,}s)(?![\w-])")


@lru_cache(maxsize=1)
def related() -> Mapping[str, frozenset[str]]:
    """Return stem -> the stems that may stand for it."""
    return {stem: frozenset(words) for stem, words in _groups().items()}


def in_shelf_words(question: str, retriever: Retriever) -> str:
    """Return ``question`` with each word that no paper holds in place of which one of its group is, the nearest one.

    So "pictures" are asked for as "image" where no abstract says picture, and "GPUs" as "GPU".
    """
    taken = dict(_taken(question, retriever))
    return _WORD.sub(lambda found: taken.get(found[0], found[0]), question)


def taken_words(question: str, retriever: Retriever) -> tuple[str, ...]:
    """Return a sentence on each word of ``question`` in whose place another is looked for."""
    return tuple(
        f"No paper here says “{word}”; “{said}” was looked for."
        for word, said in _taken(question, retriever)
        if word != f"{said}s"
    )


def _taken(question: str, retriever: Retriever) -> list[tuple[str, str]]:
    words = dict.fromkeys(found[0] for found in _WORD.finditer(question))
    return [(word, said) for word in words if (said := _said(word, retriever)) != word]


def _said(word: str, retriever: Retriever) -> str:
    holding = retriever.index.by_paper.frequency
    stem = _stem(word)
    if not stem or holding(stem):
        return word
    if word[0].isupper():
        return word[:-1] if holding(_stem(word[:-1])) else word
    held = [other for key, other in _groups().get(stem, {}).items() if holding(key)]
    if not held:
        return word
    asked = retriever.encode(word)
    return held[int(np.argmax([retriever.encode(other) @ asked for other in held]))]


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, Mapping[str, str]]:
    """Return stem -> the stems that may stand for it, each with the word that it was written as.

    They are read from ``data/word_groups.txt``, written by reading abstracts of the field, no shelf in particular. The
    words of a line stand for each other; those after a colon for the ones before it, and not the other way round:
    "indian: hindi tamil".
    """
    found: dict[str, dict[str, str]] = {}
    lines = (files("assistant") / "data" / "word_groups.txt").read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        wide, colon, narrow = line.partition(":")
        group = {_stem(word): word for word in (narrow if colon else line).split()}
        for stem in map(_stem, wide.split()) if colon else group:
            others = {key: word for key, word in group.items() if key != stem}
            found[stem] = others | found.get(stem, {})
    return found


def _stem(word: str) -> str:
    """Return the stem of a word; a hyphen joins, for its parts alone mean something else."""
    return "".join(stems(word.replace("-", "")))
