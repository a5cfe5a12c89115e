"""Read the saved text of a Hugging Face papers page: title and abstract by turns, among other lines.

Nothing but the order of the lines says which abstract belongs to which title, so a line that is
missing would shift every pair after it. Each pair must therefore stand together *and* share the
title's words; whatever does not is reported by line.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.papers.cleaning import clean
from assistant.papers.record import Record, Rejected

SOURCE = "Hugging Face papers page"

Shape = Literal["furniture", "title", "abstract", "unclear"]

# Of 2,839 papers of Hugging Face's daily page no title is longer than 206 characters and no
# abstract shorter than 320.
_TITLE_CHARS = 250
_ABSTRACT_CHARS = 300
_SHORT_ABSTRACT_CHARS = 80
_SHORT_CJK_ABSTRACT_CHARS = 40

# Share of a title's words, weighted by how rare they are on the page, that its abstract must contain.
# Below the second figure no abstract near by may contain more of them. Chosen on 1,500
# of the same papers; of the other 1,339, 97 to 99 % pass on pages of 3 to 60, and the rest is reported.
# Where the end of one paper and the beginning of the next are cut out together, which no other sign shows,
# at least 94 % of the false pairs are stopped.
_LEAST_SHARED = 0.25
_SURELY_SHARED = 0.4
_NEAR = 30

_FURNITURE = re.compile(
    r"""(?ix) (?:
      new | subscribe | upvote | daily\s+papers | trending(?:\s+papers)? | papers | models | datasets | spaces
    | docs | enterprise | pricing | log\s+in | sign\s+up | search | previous | next | \W*
    | get\s+trending\s+papers\s+in\s+your\s+email\s+inbox!?
    | by\s*ak\b.{0,60} | (?:published|submitted)\s+(?:on|by)\b.{0,60}
    | (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:,?\s+\d{4})?
    | (?:upvote|github|arxiv\s+page|view\s+pdf|view\s+arxiv\s+page)\s*[\d.,]*k?
    | [\d.,]+\s*k? | [-·+\s\d]*\s*authors? | add\s+to\s+collection
    ) \s*"""
)
# What the page has and no other text does.
_MARK = re.compile(
    r"(?im)^\s*(?:get\s+trending\s+papers\s+in\s+your\s+email\s+inbox!?|by\s*ak\s+and\s+the\s+research\s+community)\s*$"
)
_SENTENCE_END = re.compile(r"\.[\"'”’)\]]*$")
_INNER_SENTENCE = re.compile(r"[.!?][\"'”’)\]]*\s+[A-Z].*[!?][\"'”’)\]]*$", re.DOTALL)
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{3,}"
)
_STOP_WORDS = frozenset(
    {"the", "and", "for", "with", "from", "via", "toward", "are", "how", "what", "can", "using"}
)

# Beginnings of words that more than a tenth of those 2,839 abstracts hold: to share them says little, and a
# page of few papers does not show it.
_COMMON = frozenset(
    _WORD.findall(
        """
        abilit accura across advanc all analys annota answer applic approa archit art assess attent
        automa based baseli benchm better betwee capabi challe code comple compre comput condit consis
        constr conten contex contro critic data datase design detail develo differ diffus direct divers
        domain dynami effect effici enable enabli enhanc evalua experi explor extens featur fine framew
        genera high human identi image images improv infere inform insigh instru integr intera into
        knowle langua large learni level levera like llm llms long mechan method model models more multi
        multim multip natura new not novel object one only open optimi over parame perfor potent practi
        pre predic proble proces progre projec prompt qualit questi real reason repres resear robust
        scale scenar sequen single source specif state strate strong struct superv synthe system task
        tasks techni text than that throug time tokens traine traini transf tuning unders use video
        videos vision visual when withou world
        """
    )
)
_COMMON_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    shape: Shape
    words: frozenset[str]


def read(text: str) -> Iterator[Record | Rejected]:
    """Yield the papers of a saved page, and every line of it that could not be used, from top to bottom."""
    lines = _lines(text)
    weigh = _Weigher([line for line in lines if line.shape == "abstract"])
    first_abstract: dict[str, _Line] = {}
    waiting: list[_Line] = []
    begun = False
    for line in lines:
        if line.shape == "furniture":
            if begun:
                yield Rejected(
                    f"line {line.number}", f"part of the page, not of a paper: “{_short(line.text)}”"
                )
        elif line.shape == "title":
            waiting.append(line)
        elif line.shape == "unclear":
            yield from (_without_abstract(title) for title in waiting)
            yield Rejected(f"line {line.number}", "neither a title nor an abstract by its length")
            waiting = []
        else:
            begun = True
            yield from _pair(waiting, line, weigh, first_abstract)
            waiting = []
    yield from (_without_abstract(title) for title in waiting)


def looks_like(text: str) -> bool:
    """Tell whether ``text`` is such a page: its own header stands there, and a title right above its abstract."""
    lines = [line for line in _lines(text) if line.shape != "furniture"]
    return bool(_MARK.search(text)) and any(
        above.shape == "title" and below.shape == "abstract" for above, below in itertools.pairwise(lines)
    )


def _pair(
    waiting: list[_Line], abstract: _Line, weigh: _Weigher, seen: dict[str, _Line]
) -> Iterator[Record | Rejected]:
    """Pair ``abstract`` with the last of the titles ``waiting`` above it, if its words say so too."""
    titles = _without_repeats(waiting)
    here = f"line {abstract.number}"
    if not titles:
        yield Rejected(here, "an abstract without a title above it")
        return
    *others, title = titles
    if not weigh.belong(title, abstract, others):
        yield from (_without_abstract(other) for other in others)
        yield Rejected(
            f"lines {title.number} and {abstract.number}",
            f"the abstract does not seem to belong to the title above it, “{_short(title.text)}”",
        )
        return
    yield from (_without_abstract(other) for other in others)
    kept = {other.number for other in titles}
    yield from (
        Rejected(f"line {line.number}", f"the title “{_short(line.text)}” is repeated")
        for line in waiting
        if line.number not in kept
    )
    key = title.text.casefold()
    if key in seen:
        which = "the same" if seen[key].text == abstract.text else "another"
        yield Rejected(
            f"line {title.number}",
            f"the title “{_short(title.text)}” was used above line {seen[key].number}, with {which} abstract",
        )
        return
    seen[key] = abstract
    yield Record(
        f"line {title.number}",
        clean.text(title.text, latex=True),
        clean.text(abstract.text, latex=True),
        source=SOURCE,
    )


class _Weigher:
    """Weighs words by how few of the page's abstracts hold them (inverse document frequency)."""

    def __init__(self, abstracts: list[_Line]) -> None:
        self._abstracts = abstracts
        self._place = {line.number: place for place, line in enumerate(abstracts)}
        self._holding = Counter(word for line in abstracts for word in line.words)

    def belong(self, title: _Line, abstract: _Line, others: list[_Line]) -> bool:
        """Tell whether the words of ``title`` fit ``abstract``, and better than those of ``others``."""
        among = self._shared(title, abstract, self._rarity)
        if any(self._shared(other, abstract, self._rarity) >= among for other in others):
            return False
        # The line right above, without a blank one between, may be the first half of a title on two lines.
        halves = [other for other in others if other.number == title.number - 1]
        spaced = abstract.number > title.number + 1
        if any(spaced or self._shared(half, abstract, self._weight) >= _LEAST_SHARED for half in halves):
            return False
        fit = self._shared(title, abstract, self._weight)
        if fit < _LEAST_SHARED or fit >= _SURELY_SHARED:
            return fit >= _SURELY_SHARED
        place = self._place[abstract.number]
        near = self._abstracts[max(0, place - _NEAR) : place + _NEAR + 1]
        return all(self._shared(title, other, self._weight) <= fit for other in near)

    def _shared(self, title: _Line, abstract: _Line, weight: Callable[[str], float]) -> float:
        """Return the share, 0 to 1, of the title's words by weight that ``abstract`` holds."""
        total = sum(weight(word) for word in sorted(title.words))
        return sum(weight(word) for word in sorted(title.words & abstract.words)) / total if total else 0.0

    def _rarity(self, word: str) -> float:
        return math.log((len(self._abstracts) + 1) / max(1, self._holding[word])) + 0.1

    def _weight(self, word: str) -> float:
        return min(self._rarity(word), _COMMON_WEIGHT) if word in _COMMON else self._rarity(word)


def _lines(text: str) -> list[_Line]:
    return [_line(number, raw) for number, raw in enumerate(text.split("\n"), start=1) if raw.strip()]


def _line(number: int, raw: str) -> _Line:
    text = raw.strip().removeprefix("\ufeff")
    # Six letters are enough to see "tokenizers" in "tokenization".
    words = {word[:6] for word in _WORD.findall(text.casefold())}
    return _Line(number, text, _shape(text), frozenset(words - _STOP_WORDS) or frozenset(words))


def _shape(text: str) -> Shape:
    if len(text) <= 100 and _FURNITURE.fullmatch(text):
        return "furniture"
    if len(text) >= _ABSTRACT_CHARS:
        return "abstract"
    if len(text) >= _SHORT_ABSTRACT_CHARS and (_SENTENCE_END.search(text) or _INNER_SENTENCE.search(text)):
        return "abstract"
    if len(text) >= _SHORT_CJK_ABSTRACT_CHARS and text.rstrip("”’」』)").endswith("。"):
        return "abstract"
    return "title" if len(text) <= _TITLE_CHARS else "unclear"


def _without_repeats(titles: list[_Line]) -> list[_Line]:
    last = {line.text.casefold(): line for line in titles}
    return sorted(last.values(), key=lambda line: line.number)


def _without_abstract(line: _Line) -> Rejected:
    return Rejected(
        f"line {line.number}", f"no abstract below the title (or stray line) “{_short(line.text)}”"
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
