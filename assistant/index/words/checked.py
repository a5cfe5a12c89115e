"""The files of a base that came from elsewhere, checked: whether they say of each other what only a base says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailable
from assistant.index.passages import place_of
from assistant.index.words.package import BadWords
from assistant.index.words.segment import Segment
from assistant.index.words.update import BY_PAPER, BY_SENTENCE, FIRSTS

_KINDS = {
    "places": np.int64,
    "starts": np.int64,
    "rows": np.int32,
    "counts": np.uint8,
    "lengths": np.int32,
}


def check_base(folder: Path, papers: Sequence[str]) -> None:
    """Raise BadWords unless ``folder`` holds a base of ``papers`` (ids, row by row) that can be searched safely."""
    try:
        by_paper, by_sentence = (_segment(folder / name) for name in (BY_PAPER, BY_SENTENCE))
        firsts = _mapped(folder / BY_SENTENCE / FIRSTS)
        ids = [by_paper.ids[row] for row in range(len(by_paper.ids))]
        spans = [by_sentence.ids[row] for row in range(len(by_sentence.ids))]
        _check(ids == list(papers), "its papers are others")
        _check(firsts.dtype == np.int64 and len(firsts) == len(ids) + 1, "its sentences are counted wrongly")
        _check(_rises(firsts, 0, len(spans)), "its sentences are counted wrongly")
        for row, paper_id in enumerate(ids):
            for span in spans[firsts[row] : firsts[row + 1]]:
                _check(place_of(span)[0] == paper_id, f"“{span}” is no sentence of “{paper_id}”")
    except BadWords:
        raise
    # Which of these numpy raises depends on which of the files is not its own.
    except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, IndexUnavailable) as error:
        raise BadWords(f"they are no words of papers ({error})") from error


def _segment(folder: Path) -> Segment:
    """Open a segment whose every term leads to rows that are there."""
    part = Segment.open(folder)
    ends = _mapped(folder / "ids.npy")
    for name, kind in _KINDS.items():
        _check(getattr(part, name).dtype == kind, f"{name} are of another kind")
    _check(ends.dtype == np.int64 and _rises(ends, 0, int(ends[-1])), "its ids overlap")
    _check(_rises(part.starts, 0, len(part.rows)), "its terms overlap")
    words = part.terms[1:-1].split("\n") if len(part.places) > 1 else []
    places = np.cumsum([1, *(len(word) + 1 for word in words)], dtype=np.int64)
    _check(np.array_equal(places, part.places), "its terms do not stand where they should")
    _check(all(one < other for one, other in pairwise(words)), "its terms are in no order")
    rows, total = part.rows, len(part.ids)
    _check(not len(rows) or (rows.min() >= 0 and rows.max() < total), "it names rows that are not there")
    falls = np.flatnonzero(np.diff(rows) <= 0) + 1
    _check(bool(np.isin(falls, part.starts).all()), "its rows are in no order")
    _check(not len(part.lengths) or part.lengths.min() >= 0, "a length is below zero")
    return part


def _mapped(file: Path) -> NDArray[np.int64]:
    """Read an array whose size is not believed: mapped, it takes no more than the file does."""
    return np.asarray(np.load(file, mmap_mode="r"))


def _rises(numbers: NDArray[np.int64], first: int, last: int) -> bool:
    whole = numbers.ndim == 1 and len(numbers) >= 1 and (numbers[0], numbers[-1]) == (first, last)
    return whole and bool((np.diff(numbers) >= 0).all())


def _check(holds: object, why: str) -> None:
    if not holds:
        raise BadWords(f"they are no words of papers ({why})")
