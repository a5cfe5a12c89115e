"""Papers that changed -> the words of an index: beside its base while they are few, else merged into a new base.

Papers and sentences have a ``KeywordIndex`` each. What it finds, and with which score, does not depend on the way in
which it came about.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.passages import paper_id_of, sentences
from assistant.index.words.bm25 import KeywordIndex
from assistant.index.words.segment import SEGMENT_FILES, Segment
from assistant.index.words.stemming import Stemmed, stemmed
from assistant.papers.store import PaperStore
from assistant.types import Paper

BY_PAPER, BY_SENTENCE, CHANGES = "bm25-papers", "bm25-sentences", "bm25-changes"
WORD_FOLDERS = (BY_PAPER, BY_SENTENCE, CHANGES)
# In the folder of the sentences: the first row of each paper of the base, and of one more.
FIRSTS = "papers.npy"
# Of a base, all that it is made of, by path in a generation.
BASE_FILES = (
    *(f"{BY_PAPER}/{name}" for name in SEGMENT_FILES),
    *(f"{BY_SENTENCE}/{name}" for name in (*SEGMENT_FILES, FIRSTS)),
)
# So many papers, or so large a share of the base, may lie beside it, and never more than are in it: cutting them
# into stems takes half a second.
_FEW, _SHARE = 200, 1 / 50
_STEP = 1e-7  # between texts that stand between the same two rows


@dataclass(frozen=True, slots=True)
class Words:
    """The words of papers and of sentences."""

    by_paper: KeywordIndex
    by_sentence: KeywordIndex


def open_words(folder: Path) -> Words:
    """Open the words of the generation in ``folder``. Raises IndexUnavailable when they are not whole."""
    return Words(
        KeywordIndex.open(folder / BY_PAPER, folder / CHANGES / BY_PAPER),
        KeywordIndex.open(folder / BY_SENTENCE, folder / CHANGES / BY_SENTENCE),
    )


def build_words(folder: Path, papers: Iterable[Paper]) -> None:
    """Index all papers and all sentences anew in ``folder`` (half a minute for 64,000 papers)."""
    by_paper, by_sentence = _segments(list(papers))
    clear_words(folder)
    _save(folder, KeywordIndex(by_paper), KeywordIndex(by_sentence))


def update_words(folder: Path, truth: PaperStore, changed: Collection[str], order: Sequence[str]) -> None:
    """Bring the words in ``folder``, a copy of the older ones, to what ``truth`` holds.

    ``changed`` are the ids of papers that are new, differ or are gone; ``order`` are all ids of the shelf in order.
    Files are replaced and not written to. Raises IndexUnavailable when the older words are not whole.
    """
    old = open_words(folder)
    base_ids = [old.by_paper.base.ids[row] for row in range(len(old.by_paper.base.ids))]
    touched = {*changed, *_changed_before(old.by_paper, base_ids)}
    firsts = np.load(folder / BY_SENTENCE / FIRSTS)
    added = list(truth.get([key for key in order if key in touched]).values())
    gone = np.array([row for row, key in enumerate(base_ids) if key in touched], np.int64)
    places = np.fromiter(_places(order, base_ids, touched), np.float64)
    of_papers, texts = _segments(added)
    by_paper = KeywordIndex(old.by_paper.base, of_papers, gone, places)
    by_sentence = KeywordIndex(
        old.by_sentence.base, texts, _rows_of(gone, firsts), _sentence_places(places, texts, added, firsts)
    )
    if len(touched) > most_beside(len(base_ids)):
        settled = by_paper.settled(), by_sentence.settled()
        del old, by_paper, by_sentence  # what is mapped may not be removed everywhere
        clear_words(folder)
        _save(folder, *settled)
        return
    shutil.rmtree(folder / CHANGES, ignore_errors=True)
    by_paper.save_changes(folder / CHANGES / BY_PAPER)
    by_sentence.save_changes(folder / CHANGES / BY_SENTENCE)


def most_beside(papers: int) -> float:
    """Return how many papers may lie beside a base of so many ``papers``, or be gone from it."""
    return min(max(_FEW, _SHARE * papers), papers)


def base_papers(folder: Path) -> list[tuple[str, bool]]:
    """Return the id of each paper of the base in ``folder``, row by row, and whether it still counts.

    Raises IndexUnavailable when the words are not whole.
    """
    by_paper = open_words(folder).by_paper
    ids, gone = by_paper.base.ids, by_paper.gone
    return [(ids[row], gone is None or not gone[row]) for row in range(len(ids))]


def _save(folder: Path, by_paper: KeywordIndex, by_sentence: KeywordIndex) -> None:
    by_paper.save(folder / BY_PAPER)
    by_sentence.save(folder / BY_SENTENCE)
    ids = by_sentence.base.ids
    counts = {key: len(list(rows)) for key, rows in groupby(paper_id_of(ids[row]) for row in range(len(ids)))}
    papers = by_paper.base.ids
    firsts = np.cumsum([0, *(counts.get(papers[row], 0) for row in range(len(papers)))], dtype=np.int64)
    np.save(folder / BY_SENTENCE / FIRSTS, firsts)


def clear_words(folder: Path) -> None:
    """Remove the words in ``folder``, if any; files that other generations share stay theirs."""
    for name in WORD_FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)


def _segments(papers: Sequence[Paper]) -> tuple[Segment, Segment]:
    """Return the words of papers and of their sentences; a paper's are those of its title and of its sentences.

    So each text is cut into stems once, which takes most of the time.
    """
    cut = [sentences(paper) for paper in papers]
    texts = [
        text
        for paper, spans in zip(papers, cut, strict=True)
        for text in (paper.title if paper.abstract.strip() else "", *(span.text for span in spans))
    ]
    all_texts = stemmed(texts)
    paper_of = np.repeat(np.arange(len(papers)), np.array([1 + len(spans) for spans in cut], np.int64))
    lengths = np.bincount(paper_of, all_texts.lengths, len(papers)).astype(np.int64)
    of_spans = np.diff(paper_of, prepend=-1) == 0  # the first text of each paper is its title
    numbers = all_texts.numbers[np.repeat(of_spans, all_texts.lengths)]
    return (
        Segment.counting([paper.id for paper in papers], replace(all_texts, lengths=lengths)),
        Segment.counting(
            [span.id for spans in cut for span in spans],
            Stemmed(all_texts.words, numbers, all_texts.lengths[of_spans]),
        ),
    )


def _changed_before(words: KeywordIndex, base_ids: Sequence[str]) -> set[str]:
    """Return the ids of the papers that lie beside the base, or of the base and count no more."""
    added = words.added.ids if words.added else ()
    gone = np.flatnonzero(words.gone).tolist() if words.gone is not None else ()
    return {*(added[row] for row in range(len(added))), *(base_ids[row] for row in gone)}


def _places(order: Sequence[str], base_ids: Sequence[str], touched: Collection[str]) -> Iterator[float]:
    """Yield between which rows of the base each paper beside it stands: after the last one before it on the shelf."""
    rows = {key: row for row, key in enumerate(base_ids)}
    last, number = -1, 0
    for key in order:
        if key in touched:
            number += 1
            yield last + 0.5 + _STEP * number
        else:
            last = rows[key]


def _rows_of(gone: NDArray[np.int64], firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of the sentences of the papers in the rows ``gone``."""
    parts = [np.arange(firsts[row], firsts[row + 1]) for row in gone.tolist()]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _sentence_places(
    places: NDArray[np.float64], texts: Segment, added: Sequence[Paper], firsts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the same for sentences: after the last one of the paper before, those of a paper in their order."""
    after = dict(zip((paper.id for paper in added), np.floor(places).astype(int) + 1, strict=True))
    return np.array(
        [
            float(firsts[after[paper_id_of(texts.ids[row])]]) - 0.5 + _STEP * (row + 1)
            for row in range(len(texts.ids))
        ]
    )
