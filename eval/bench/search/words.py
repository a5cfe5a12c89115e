"""Engines for words, side by side: ``python -m eval.bench.search.words --beir DIR`` or ``--papers FILE.jsonl.gz``.

bm25s makes its index anew for any change; FTS5 is SQLite's, told our stems; "segments" is the product's own. With
``--beir`` the scores of the papers' words alone, else times: building, a query (median and 95th percentile, 100
papers or 200 sentences deep), ten papers changed.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from assistant import Paper
from assistant.index.passages import sentences
from assistant.index.words.stemming import stems_of
from assistant.index.words.update import Words, build_words, open_words, update_words
from assistant.papers.store import PaperStore

from ...beir import read_corpus, read_qrels, read_queries
from ...dataset.cases import Shelf
from ...dataset.shelves import sampled
from ...scoring.metrics import percentile, ranking_scores

_CHANGED = 10
_AT_ONCE = 5000


class Engine(Protocol):
    """Papers' and sentences' words, and a change of some papers."""

    def search(self, query: str, k: int, kind: str) -> list[str]: ...
    def change(self, papers: Sequence[Paper]) -> None: ...


class Segments:
    """The product's own."""

    def __init__(self, papers: Sequence[Paper], folder: Path) -> None:
        self._store = PaperStore(folder / "papers.db")
        self._store.write(papers)
        self._folder = folder
        build_words(folder, self._store)
        self._words: Words = open_words(folder)

    def search(self, query: str, k: int, kind: str) -> list[str]:
        index = self._words.by_paper if kind == "papers" else self._words.by_sentence
        return [key for key, _ in index.search(query, k)]

    def change(self, papers: Sequence[Paper]) -> None:
        self._store.write(papers)
        update_words(self._folder, self._store, {paper.id for paper in papers}, self._store.ids())
        self._words = open_words(self._folder)


class Fts5:
    """SQLite's FTS5 without a copy of the texts; its BM25 has constants of its own (k1 = 1.2)."""

    def __init__(self, papers: Sequence[Paper], folder: Path) -> None:
        self._db = sqlite3.connect(folder / "words.db")
        self._texts = {kind: _texts(papers, kind) for kind in ("papers", "sentences")}
        self._rows = {kind: list(texts) for kind, texts in self._texts.items()}
        for kind, texts in self._texts.items():
            # Without details, which would halve the file, its BM25 does not tell texts apart.
            tokens = "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\""
            self._db.execute(f"CREATE VIRTUAL TABLE {kind} USING fts5(stems, content='', {tokens})")
            with self._db:
                self._insert(kind, range(len(texts)), list(texts.values()))
                self._db.execute(f"INSERT INTO {kind} ({kind}) VALUES ('optimize')")

    def search(self, query: str, k: int, kind: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(stems_of([query])[0]))
        asked = f"SELECT rowid FROM {kind} WHERE {kind} MATCH ? ORDER BY rank LIMIT ?"
        return [self._rows[kind][row - 1] for (row,) in self._db.execute(asked, (words, k))] if words else []

    def change(self, papers: Sequence[Paper]) -> None:
        with self._db:
            for kind in ("papers", "sentences"):
                fresh = _texts(papers, kind)
                rows = [row for row, key in enumerate(self._rows[kind]) if key in fresh]
                before = stems_of([self._texts[kind][self._rows[kind][row]] for row in rows])
                self._db.executemany(
                    f"INSERT INTO {kind} ({kind}, rowid, stems) VALUES ('delete', ?, ?)",
                    ((row + 1, " ".join(words)) for row, words in zip(rows, before, strict=True)),
                )
                self._insert(kind, rows, [fresh[self._rows[kind][row]] for row in rows])

    def _insert(self, kind: str, rows: Sequence[int], texts: Sequence[str]) -> None:
        for start in range(0, len(texts), _AT_ONCE):
            stems = stems_of(texts[start : start + _AT_ONCE])
            self._db.executemany(
                f"INSERT INTO {kind} (rowid, stems) VALUES (?, ?)",
                (
                    (row + 1, " ".join(words))
                    for row, words in zip(rows[start : start + _AT_ONCE], stems, strict=True)
                ),
            )


class Bm25s:
    """bm25s, whose scores are computed when it is made."""

    def __init__(self, papers: Sequence[Paper], folder: Path) -> None:
        self._papers = {paper.id: paper for paper in papers}
        self._make()

    def search(self, query: str, k: int, kind: str) -> list[str]:
        ids, made = self._made[kind]
        words = [word for word in stems_of([query])[0] if word in made.vocab_dict]
        if not words:
            return []
        scores = made.get_scores(words)
        best = scores.argsort(kind="stable")[::-1][:k]
        return [ids[row] for row in best.tolist() if scores[row] > 0]

    def change(self, papers: Sequence[Paper]) -> None:
        self._papers.update({paper.id: paper for paper in papers})
        self._make()

    def _make(self) -> None:
        import bm25s

        self._made = {}
        for kind in ("papers", "sentences"):
            texts = _texts(list(self._papers.values()), kind)
            made = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
            made.index(stems_of(list(texts.values())), show_progress=False)
            self._made[kind] = list(texts), made


ENGINES: dict[str, Callable[[Sequence[Paper], Path], Engine]] = {
    "bm25s": Bm25s,
    "FTS5": Fts5,
    "segments": Segments,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each engine; return 0."""
    options = parser().parse_args(argv)
    for name in options.engine or ENGINES:
        with TemporaryDirectory() as folder:
            row = (
                scored(name, options.beir, Path(folder))
                if options.beir
                else timed(name, options.papers, Path(folder))
            )
            print(f"{name:10}{row}", flush=True)
    return 0


def scored(name: str, beir: Path, folder: Path) -> str:
    """Return nDCG@10 and recall@20 of the papers' words alone."""
    gold = read_qrels(beir / "qrels" / "test.tsv")
    engine = ENGINES[name](read_corpus(beir), folder)
    asked = read_queries(beir / "queries.jsonl", gold)
    scores = ranking_scores({key: engine.search(text, 100, "papers") for key, text in asked.items()}, gold)
    return "".join(
        f"  {metric} {sum(each[metric] for each in scores.values()) / len(scores):.4f}"
        for metric in ("ndcg_at_10", "recall_at_20")
    )


def timed(name: str, file: Path, folder: Path) -> str:
    """Return the seconds to build and to change ten papers, and the milliseconds of a query."""
    papers = sampled(Shelf(file.name), file.parent, None)
    begun = time.perf_counter()
    engine = ENGINES[name](papers, folder)
    row = f"  built {time.perf_counter() - begun:.1f} s"
    for kind, depth in (("papers", 100), ("sentences", 200)):
        seconds = []
        for paper in random.Random(9).choices(papers, k=200):
            begun = time.perf_counter()
            engine.search(paper.title, depth, kind)
            seconds.append(1000 * (time.perf_counter() - begun))
        row += f"  {kind} {percentile(seconds, 50):.1f}, {percentile(seconds, 95):.1f} ms"
    chosen = random.Random(8).sample(papers, _CHANGED)
    begun = time.perf_counter()
    engine.change([paper.model_copy(update={"abstract": f"Changed. {paper.abstract}"}) for paper in chosen])
    return f"{row}  ten papers changed {time.perf_counter() - begun:.2f} s"


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.words", description=__doc__)
    which = arguments.add_mutually_exclusive_group(required=True)
    which.add_argument("--beir", type=Path, metavar="DIR", help="a folder in BEIR layout")
    which.add_argument("--papers", type=Path, metavar="FILE", help="JSON lines of papers, may be gzipped")
    arguments.add_argument("--engine", action="append", choices=ENGINES, help="may be repeated")
    return arguments


def _texts(papers: Sequence[Paper], kind: str) -> dict[str, str]:
    if kind == "papers":
        return {paper.id: f"{paper.title}. {paper.abstract}" for paper in papers}
    return {span.id: span.text for paper in papers for span in sentences(paper)}


if __name__ == "__main__":
    raise SystemExit(main())
