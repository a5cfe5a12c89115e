"""A name -> every paper whose title or abstract holds it, in any usual spelling: the word index, then the texts."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.index.snapshot import Index
from assistant.index.words.bm25 import KeywordIndex, stems
from assistant.papers.store import PaperStore
from assistant.text.spellings import Spellings, spellings, variants

_LONGEST_RUN = 4  # parts that may be written as one word
_APART = "\n\n\n"  # more than may stand between the parts of a name: none begins in a title and ends in an abstract


def scan(name: str, index: Index, within: Sequence[str] | None = None) -> list[str]:
    """Return the ids of all papers that hold ``name``, in the order of the shelf; only of ``within`` when given."""
    return scan_texts(name, index.by_paper, index.papers, within)


def scan_texts(
    name: str, words: KeywordIndex, papers: PaperStore, within: Sequence[str] | None = None
) -> list[str]:
    """Return the ids of all ``papers`` that hold ``name``; ``words`` indexes their titles and abstracts.

    Nothing is left out: the word index only spares the texts that cannot hold the name.
    """
    spelled = spellings(name)
    rows = _candidates(spelled, words)
    ids: Sequence[str] = papers.ids() if rows is None else words.ids(rows)
    if within is not None:
        chosen = set(within)
        ids = [paper_id for paper_id in ids if paper_id in chosen]
    held = _holding(spelled, ids, papers)
    return [paper_id for paper_id in ids if paper_id in held]


def _holding(spelled: Spellings, ids: Sequence[str], papers: PaperStore) -> set[str]:
    return {
        paper_id
        for paper_id, title, abstract in papers.texts(ids, spelled.likes)
        if spelled.held_by(f"{title}{_APART}{abstract}")
    }


def _candidates(spelled: Spellings, index: KeywordIndex) -> frozenset[int] | None:
    """Return the rows of the papers that hold each part, alone or run together with its neighbours.

    None when no part is a word that the index knows of (one letter, a stop word, a sign).
    """
    parts = [part.lower() for part in spelled.parts]
    found: frozenset[int] | None = None
    for place, part in enumerate(parts):
        if len(part) < 2 or not part.isalnum() or not stems(part):
            continue
        rows: set[int] = set()
        for first in range(max(0, place - _LONGEST_RUN + 1), place + 1):
            for after in range(place + 1, min(len(parts), first + _LONGEST_RUN) + 1):
                for word in _runs(parts[first:after], last=after == len(parts)):
                    rows |= _rows(word, index)
        found = frozenset(rows) if found is None else found & rows
        if not found:
            break
    return found


def _runs(parts: Sequence[str], *, last: bool) -> set[str]:
    """Return the words that these parts may be written as."""
    *before, end = parts
    ends = variants(end) | {end}
    if last:  # a stemmer leaves the plural of what has no vowel as it is: LLMs
        ends |= {f"{end}s", f"{end}es"}
    words = {"".join([*before, end_word]) for end_word in ends}
    return words | ({"_".join([*before, end_word]) for end_word in ends} if before else set())


def _rows(word: str, index: KeywordIndex) -> set[int]:
    rows: set[int] = set()
    for stem in {word, *stems(word), *index.terms_with(word)}:
        rows |= index.holders(stem)
    return rows
