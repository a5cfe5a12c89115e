"""A question -> the same with misspelt words set right: those that no paper holds, one slip from a word of the shelf.

A slip is a letter too much, missing, wrong, or swapped with its neighbour (Damerau 1964). Words that English has, by
the vocabulary of the bundled embedding model and the words of many researchers' questions that it lacks
(``data/more_words.txt``), are left alone, and so are names, quotations and other languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.index.words.bm25 import stems, stems_of
from assistant.text.slips import slips
from assistant.types import Paper

_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_WORD = re.compile(r"(?<![\w'’-])[A-Za-z]+(?![\w-])(?!['’](?!s\b))")
_LEAST, _LEAST_ASKING = 5, 4  # letters: shorter words are one slip from too many others
_EXAMPLES = 10  # papers that are looked at for how a word is written
# The share of a question's words that may be unknown and like no other; where more are, it is in another language.
_MOST_STRANGE = 0.4
_ASKING = frozenset(
    "which what when where whose whom about papers paper studies study articles article with without from that these"
    " those there their does have between using list find show give work works methods method approaches approach"
    " please anything models model datasets dataset"
    " written wrote write writes published publish author authors compare difference evaluate evaluated propose".split()
)
# Before a word that English has these make another: "retraining", "multitask".
_BEGINNINGS = tuple(
    "re un non pre over under multi de mis co sub self inter cross semi meta hyper anti".split()
)
_ENDINGS = tuple(
    "s es d ed ing ly er ers est al ness able en ens ened ening ful less ment ments ish ize izes ized izing".split()
)


@dataclass(frozen=True, slots=True)
class Spelt:
    """A question with its words set right, and which topic words were taken as which."""

    question: str
    taken: tuple[tuple[str, str], ...] = ()

    @property
    def note(self) -> str:
        """Return what was taken as what, in words; "" where nothing was."""
        return "; ".join(f"“{typed}” is taken as “{meant}”" for typed, meant in self.taken)


def spelt(
    question: str,
    frequency: Callable[[str], int],
    find: Callable[[str, int], Sequence[Paper]],
    person: Callable[[str], str] = lambda word: "",
) -> Spelt:
    """Set right the misspelt words of ``question``.

    ``frequency`` tells how many papers hold a stem, ``find`` looks papers up by word, ``person`` returns the
    author's name that a word is a slip from, "" for none.
    """
    quoted = [found.span() for found in _QUOTED.finditer(question)]
    words = [
        found
        for found in _WORD.finditer(question)
        if not any(start <= found.start() < end for start, end in quoted)
    ]
    unknown = [found for found in words if _is_unknown(found, frequency)]
    meant = [_meant(found[0].lower(), frequency, find, person) for found in unknown]
    if not any(meant) or meant.count("") > _MOST_STRANGE * len(words):
        return Spelt(question)
    taken: list[tuple[str, str]] = []
    pieces: list[str] = []
    end = 0
    for found, word in zip(unknown, meant, strict=True):
        if not word:
            continue
        pieces += [question[end : found.start()], word.title() if found[0][0].isupper() else word]
        end = found.end()
        if word not in _ASKING:
            taken.append((found[0], word))
    return Spelt("".join([*pieces, question[end:]]), tuple(dict.fromkeys(taken)))


def _is_unknown(found: re.Match[str], frequency: Callable[[str], int]) -> bool:
    word = found[0]
    first = found.start() == 0
    if len(word) < _LEAST_ASKING or not (word.islower() or (first and word.istitle())):
        return False  # names and abbreviations may be written in any way
    return not _is_english(word.lower()) and not any(frequency(stem) for stem in stems(word))


def _meant(
    word: str,
    frequency: Callable[[str], int],
    find: Callable[[str, int], Sequence[Paper]],
    person: Callable[[str], str],
) -> str:
    """Return the word of a question, else of the shelf, else an author's name, that is one slip from ``word``."""
    near = list(dict.fromkeys(slips(word)))
    if asking := [candidate for candidate in near if candidate in _ASKING]:
        return asking[0]
    if len(word) < _LEAST:
        return ""
    with_stems = zip(near, stems_of(near), strict=True)
    held = {candidate: stem[0] for candidate, stem in with_stems if len(stem) == 1 and frequency(stem[0])}
    ranked = sorted(held, key=lambda candidate: (candidate[0] != word[0], -frequency(held[candidate])))
    for candidate in ranked[:_EXAMPLES]:
        if candidate in _written(find(candidate, _EXAMPLES)):
            return candidate
    return person(word)


def _written(papers: Iterable[Paper]) -> Counter[str]:
    return Counter(
        word.lower()
        for paper in papers
        for word in re.findall(r"[A-Za-z]+", f"{paper.title} {paper.abstract}")
    )


def _is_english(word: str) -> bool:
    inner = (word.removeprefix(each) for each in _BEGINNINGS if word.startswith(each))
    return _is_inflected(word) or any(len(rest) > 3 and rest in _english() for rest in inner)


def _is_inflected(word: str) -> bool:
    known = _english()
    return word in known or any(
        word.endswith(ending)
        and (word.removesuffix(ending) in known or f"{word.removesuffix(ending)}e" in known)
        for ending in _ENDINGS
        if len(word) - len(ending) > 2
    )


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """Read the whole words of the bundled model's vocabulary, some 20,000, and those that researchers use beside."""
    data = files("assistant") / "data"
    texts = [
        data.joinpath(*path).read_text("utf-8") for path in (("minilm", "vocab.txt"), ("more_words.txt",))
    ]
    return frozenset(word for text in texts for word in text.split() if word.isalpha() and len(word) > 2)
