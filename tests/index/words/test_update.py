"""Words that were changed find what an index made anew finds, with the same scores in the same order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assistant.index.words import update
from assistant.index.words.update import BY_PAPER, CHANGES, build_words, open_words, update_words
from assistant.papers.store import PaperStore
from assistant.types import Paper

WORDS = "amber birch cedar dune ember fjord grove heath iris pre-training 3B".split()


def made(number: int, chance: random.Random) -> Paper:
    text = ". ".join(" ".join(chance.choices(WORDS, k=5)) + "ed" for _ in range(chance.randrange(4)))
    return Paper(id=f"p{number}", title=" ".join(chance.choices(WORDS, k=2)), abstract=text)


def found(folder: Path) -> list[object]:
    """Return all that can be asked of the words in a folder."""
    words = open_words(folder)
    told: list[object] = []
    for index in (words.by_paper, words.by_sentence):
        for query in (*WORDS, "amber cedar", "fjord fjord heathed", "zebra"):
            told += [index.search(query, k) for k in (1, 5, 500)]
            told.append(index.search(query, 5, among={f"p{number}" for number in range(0, 60, 3)}))
            told += [index.ids(index.holders(query)), index.frequency(query), index.rarity(query)]
            told.append(sorted(term for term in index.terms_with(query[:3]) if index.frequency(term)))
    return told


@pytest.mark.parametrize("few", [0, 8, 1000], ids=["merged each time", "now and then", "when most are new"])
def test_any_changes_leave_what_a_new_index_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(update, "_FEW", few)
    chance = random.Random(few)
    store = PaperStore(tmp_path / "papers.db")
    store.write([made(number, chance) for number in range(40)])
    build_words(tmp_path / "changed", store)
    merged = set()
    for _ in range(12):
        have = store.hashes()
        gone = chance.sample(list(have), 2) if have else []
        store.write([made(number, chance) for number in chance.sample(range(60), 4)], remove=gone)
        want = store.hashes()
        changed = {key for key in {**have, **want} if have.get(key) != want.get(key)}
        update_words(tmp_path / "changed", store, changed, tuple(want))
        build_words(tmp_path / "anew", store)
        assert found(tmp_path / "changed") == found(tmp_path / "anew")
        merged.add(not (tmp_path / "changed" / CHANGES).exists())
    assert merged == ({True, False} if few else {True})
    store.write([], remove=store.ids())
    update_words(tmp_path / "changed", store, set(want), ())
    assert not any(open_words(tmp_path / "changed").by_paper.search(word, 5) for word in WORDS)
    store.close()


def test_a_few_changes_leave_the_files_of_the_base_as_they_are(tmp_path: Path) -> None:
    store = PaperStore(tmp_path / "papers.db")
    store.write([made(number, random.Random(number)) for number in range(20)])
    build_words(tmp_path, store)
    before = (tmp_path / BY_PAPER / "rows.npy").stat()
    store.write([made(3, random.Random(99))])
    update_words(tmp_path, store, {"p3"}, store.ids())
    assert (tmp_path / BY_PAPER / "rows.npy").stat() == before
    store.close()
