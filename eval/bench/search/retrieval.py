"""Milliseconds of a search against its raw parts in the same run: ``python -m eval.bench.search.retrieval --beir DIR``.

The raw parts are what no search could do without: embedding the query, one Chroma query of the chunks,
one bm25s query of each index, through those libraries' own calls, with the same depths.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant import Settings, open_embedder
from assistant.index.generations import Generations
from assistant.index.manifest import Manifest
from assistant.index.passages import sentences
from assistant.index.snapshot import Index
from assistant.index.vectors.vectors import LocalVectors
from assistant.library.library import Library
from assistant.retrieval.hybrid import Fusion

from ...beir import read_corpus, read_qrels, read_queries
from ...dataset.shelves import shelf_settings
from ...progress import bar

LIMIT = 1.5


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; return 1 when a search takes more than 1.5 times its raw parts."""
    options = parser().parse_args(argv)
    settings = Settings(**({"home": options.home} if options.home else {}))
    papers = read_corpus(options.beir)
    queries = list(
        read_queries(options.beir / "queries.jsonl", read_qrels(options.beir / "qrels" / "test.tsv")).values()
    )
    own = shelf_settings(papers, settings, "beir")
    model = open_embedder(own, Manifest.made_by(Generations(own.shelf_folder)))
    library = Library(own, embedder=model)
    library.add(papers, replace=True)
    with library.reading() as retriever:
        raw = raw_parts(retriever.index, model)
        for query in queries[:10]:  # warm: files mapped, threads started
            retriever.search(query)
            raw(query)
        ours, parts = [], []
        with bar("searching", len(queries), "query") as progress:
            for query in queries:
                parts.append(_seconds(raw, query))
                ours.append(_seconds(retriever.search, query))
                progress(1)
    library.close()
    ratio = statistics.median(ours) / statistics.median(parts)
    print(
        f"{len(queries)} queries over {len(papers):,} papers; milliseconds a query, median and 95th percentile"
    )
    print(f"search                            {_row(ours)}")
    print(f"its raw parts                     {_row(parts)}")
    print(f"ratio of the medians              {ratio:.2f}   (at most {LIMIT})")
    return 0 if ratio <= LIMIT else 1


def raw_parts(index: Index, model: Any) -> Callable[[str], None]:
    """Return a function that does only what a search cannot do without."""
    import bm25s
    import Stemmer

    fusion = Fusion()
    stemmer = Stemmer.Stemmer("english")
    everything = list(index.papers)
    words = [
        _raw_words([f"{paper.title}. {paper.abstract}" for paper in everything]),
        _raw_words([sentence.text for paper in everything for sentence in sentences(paper)]),
    ]
    local = index.vectors
    assert isinstance(local, LocalVectors), "raw parts are measured on this machine"
    collections = [part.chunks.chunks for part in (local.changes, local.base) if part is not None]

    def run(query: str) -> None:
        vector = model.encode([query])
        for collection in collections:
            collection.query(query_embeddings=vector, n_results=fusion.depth, include=["distances"])
        for bm25, depth in zip(words, (fusion.depth, fusion.sentence_depth), strict=True):
            tokens = bm25s.tokenize([query], stopwords="en", stemmer=stemmer, show_progress=False)
            bm25.retrieve(tokens, k=min(depth, bm25.scores["num_docs"]), show_progress=False)

    return run


def _raw_words(texts: Sequence[str]) -> Any:
    """Return bm25s's own index of ``texts``, in memory."""
    import bm25s
    import Stemmer

    made = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    stemmer = Stemmer.Stemmer("english")
    made.index(
        bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False
    )
    return made


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.retrieval", description=__doc__)
    arguments.add_argument("--beir", type=Path, required=True, metavar="DIR", help="a folder in BEIR layout")
    arguments.add_argument("--home", type=Path, metavar="DIR", help="where the shelf is kept")
    return arguments


def _seconds(work: Callable[[str], object], query: str) -> float:
    begun = time.perf_counter()
    work(query)
    return time.perf_counter() - begun


def _row(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"{1000 * statistics.median(ordered):7.1f} {1000 * ordered[int(0.95 * (len(ordered) - 1))]:7.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
