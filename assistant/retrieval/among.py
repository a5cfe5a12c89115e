"""Rankings of many papers of a larger shelf: those of the whole shelf, deep enough, and the others left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.index.passages import paper_id_of

Scored = list[tuple[str, float]]

# More papers than this are not read through one by one for each question: that takes a second for 3,000.
EXACT = 1500
# Passages that one ranking by meaning is asked for at most.
_DEEPEST = 4000
# How much deeper than its share of the shelf tells a ranking is read: what is asked may be rarer at its top.
_SPARE = 2.0


@dataclass(frozen=True, slots=True)
class PassagesOf:
    """The ids of the passages of some papers, without listing them."""

    papers: frozenset[str]

    def __contains__(self, passage_id: object) -> bool:
        return isinstance(passage_id, str) and paper_id_of(passage_id) in self.papers


def deep(search: Callable[[int], Scored], wanted: int, papers: frozenset[str], total: int) -> Scored:
    """Return the first ``wanted`` passages of ``papers`` in a ranking of all ``total`` papers of a shelf."""
    depth = min(int(wanted * _SPARE * total / max(len(papers), 1)) + 1, max(_DEEPEST, wanted))
    among = PassagesOf(papers)
    return [(passage, score) for passage, score in search(depth) if passage in among][:wanted]
