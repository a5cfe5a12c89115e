"""What was searched for and papers -> the words to mark, and the sentence that shows best why a paper was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.browsing.relevance import Ranking
from assistant.browsing.spec import ListedPaper
from assistant.index.passages import sentences
from assistant.index.words.bm25 import stems_of
from assistant.types import Paper, Passage

_WORD = re.compile(r"\w+(?:-\w+)*")
_LONGEST_MARKED = 20_000  # characters of an abstract


def listed(papers: Sequence[Paper], ranking: Ranking) -> tuple[ListedPaper, ...]:
    """Return papers with their marks and best sentences."""
    marked = _Marker(ranking.wanted, (text for paper in papers for text in (paper.title, paper.abstract)))
    return tuple(
        ListedPaper(
            paper,
            ranking.best.get(paper.id) or _best_sentence(paper, ranking.wanted),
            marked.spans(paper.title),
            marked.spans(paper.abstract),
        )
        for paper in papers
    )


class _Marker:
    """Knows which of the words of some texts are forms of the stems wanted; each word is stemmed once."""

    def __init__(self, wanted: Mapping[str, float], texts: Iterable[str]) -> None:
        words = list({word.lower() for text in texts for word in _WORD.findall(text[:_LONGEST_MARKED])})
        found = stems_of(words) if wanted and words else []
        self._hits = {
            word for word, stems in zip(words, found, strict=False) if any(stem in wanted for stem in stems)
        }

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        if not self._hits:
            return ()
        found = _WORD.finditer(text[:_LONGEST_MARKED])
        return tuple(match.span() for match in found if match.group().lower() in self._hits)


def _best_sentence(paper: Paper, wanted: Mapping[str, float]) -> Passage | None:
    """Return the sentence of the abstract that holds most of what is wanted, the first of equals."""
    own = [passage for passage in sentences(paper) if passage.field == "abstract"]
    if not own or not wanted:
        return own[0] if own else None
    held = [sum(wanted.get(stem, 0.0) for stem in set(stems)) for stems in stems_of([p.text for p in own])]
    return own[held.index(max(held))]
