"""How k, depth, weights and feedback change what a large shelf finds: ``python -m eval.bench.search.fusing --help``.

The labelled questions of ``sets`` are asked of their own papers strewn among those of a large file, by the subject
that the planner searches. What is near in the file is unlabelled and counts as wrong, so the numbers are low; they
compare settings. Shelves whose number 3 divides are the test part, as in ``sets``.

Feedback is Rocchio's without a judge: the query's vector moves towards the mean of the first papers' chunks.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from assistant import Paper, Settings, open_embedder
from assistant.index.generations import Generations
from assistant.index.manifest import Manifest
from assistant.index.passages import paper_id_of
from assistant.index.snapshot import paper_vectors
from assistant.library.library import Library
from assistant.retrieval.fusion import reciprocal_rank_fusion
from assistant.retrieval.hybrid import Fusion, Retriever, Vector

from ...dataset.shelves import read_jsonl
from ...progress import bar, steps
from ..questions.sets import Asked, read_shelf, set_plan

DEPTHS = (100, 400)
KS = (2.0, 5.0, 10.0, 20.0, 60.0)
SHARES = (0.0, 0.25, 0.5)  # of the first papers' mean in the moved query
FIRST = 5
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "as it is": Fusion().weights,
    "equal": {"dense": 1.0, "dense_sentence": 1.0, "bm25": 1.0, "bm25_sentence": 1.0},
    "no sentences": {"dense": 1.0, "bm25": 1.5},
    "dense first": {"dense": 1.5, "dense_sentence": 1.0, "bm25": 1.0, "bm25_sentence": 0.5},
    "chunks first": {"dense": 1.5, "dense_sentence": 0.5, "bm25": 1.5, "bm25_sentence": 0.5},
}

Rankings = dict[str, list[str]]  # name -> ids of papers, best first


@dataclass(frozen=True, slots=True)
class Query:
    """A question, its papers under their ids on the large shelf, and its rankings by (depth, share)."""

    asked: Asked
    right: frozenset[str]
    rankings: Mapping[tuple[int, float], Rankings]


@dataclass(frozen=True, slots=True)
class Result:
    """Means over questions: recall among the first 20 and 100, and nDCG@10 with binary gains."""

    recall_20: float
    recall_100: float
    ndcg_10: float


def shelf_papers(folder: Path, file: Path, count: int) -> tuple[list[Paper], list[Asked]]:
    """Return the labelled papers before ``count`` of the large file (0: all), and the questions that have a match."""
    papers, questions = [], []
    for path in sorted(folder.glob("shelf*.json")):
        labelled, asked = read_shelf(path)
        number = int(path.stem.removeprefix("shelf"))
        papers += [paper.model_copy(update={"id": _id(number, paper.id)}) for paper in labelled]
        questions += [one for one in asked if one.match]
    fields = ("id", "title", "abstract", "authors", "year", "url", "venue")
    rows = islice(read_jsonl(file), count or None)
    papers += [Paper(**{name: row[name] for name in fields if row.get(name)}) for _, row in rows]
    return papers, questions


def _id(shelf: int, paper_id: str) -> str:
    return f"labelled-{shelf:02}-{paper_id}"


def ranked(retriever: Retriever, asked: Asked) -> Query:
    """Search one question with every depth and share."""
    topic = set_plan(asked.question).topic
    vector = retriever.encode(topic)
    found: dict[tuple[int, float], Rankings] = {}
    for depth in DEPTHS:
        plain = _rankings(retriever, topic, vector, depth)
        first = [key for key, _, _ in reciprocal_rank_fusion(plain, Fusion().weights, Fusion().k)[:FIRST]]
        chunks = list(paper_vectors(retriever.index, first).values())
        for share in SHARES:
            moved = vector + share * np.mean(chunks, axis=0) if share and chunks else vector
            unit = (moved / np.linalg.norm(moved)).astype(np.float32)
            found[depth, share] = _rankings(retriever, topic, unit, depth) if share else plain
    right = frozenset(_id(asked.shelf, key) for key in asked.match)
    return Query(asked, right, found)


def _rankings(retriever: Retriever, topic: str, vector: Vector, depth: int) -> Rankings:
    index = retriever.index
    dense = [paper_id_of(key) for key, _ in index.vectors.near(vector, depth)]
    words = [key for key, _ in index.by_paper.search(topic, depth)]
    in_words = [paper_id_of(key) for key, _ in index.by_sentence.search(topic, 2 * depth)]
    among = dict.fromkeys([*dense, *words, *in_words], 0.0)
    near = [paper_id_of(key) for key, _ in index.vectors.near_sentences(vector, 2 * depth, among)]
    return {"dense": dense, "dense_sentence": near, "bm25": words, "bm25_sentence": in_words}


def result(queries: Sequence[Query], fusion: Fusion, share: float) -> Result:
    """Fuse the rankings of every question in one way and score them."""
    scores = []
    for query in queries:
        rankings = {
            name: ids for name, ids in query.rankings[fusion.depth, share].items() if name in fusion.weights
        }
        ids = [key for key, _, _ in reciprocal_rank_fusion(rankings, fusion.weights, fusion.k)[:100]]
        hits = [key in query.right for key in ids]
        best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(query.right), 10) + 1))
        gain = sum(hit / math.log2(rank + 1) for rank, hit in enumerate(hits[:10], 1))
        scores.append((sum(hits[:20]) / len(query.right), sum(hits) / len(query.right), gain / best))
    return Result(*np.mean(scores, axis=0).tolist())


def rows(queries: Sequence[Query]) -> Iterator[str]:
    """Yield the table, best mean of recall@20 and recall@100 on the tuning part first; today's setting is marked."""
    parts = {part: [query for query in queries if query.asked.part == part] for part in ("tuning", "test")}
    yield f"questions: {', '.join(f'{len(some)} {part}' for part, some in parts.items())}"
    yield f"{'weights':14} {'k':>4} {'depth':>5} {'share':>5}   tuning R@20 R@100 nDCG@10    test R@20 R@100 nDCG@10"
    table: list[tuple[str, Fusion, float, list[Result]]] = []
    for name, weights in WEIGHTS.items():
        for k in KS:
            for depth in DEPTHS:
                fusion = replace(Fusion(), k=k, weights=weights, depth=depth)
                table += [
                    (name, fusion, share, [result(of_part, fusion, share) for of_part in parts.values()])
                    for share in SHARES
                ]
    table.sort(key=lambda row: -(row[3][0].recall_20 + row[3][0].recall_100))
    for name, fusion, share, scores in table:
        now = name == "as it is" and (fusion.k, fusion.depth, share) == (Fusion().k, Fusion().depth, 0.0)
        told = "    ".join(
            f"{score.recall_20:11.3f} {score.recall_100:.3f} {score.ndcg_10:.3f}" for score in scores
        )
        yield f"{name:14} {fusion.k:4.0f} {fusion.depth:5} {share:5.2f}   {told}{'   <- today' if now else ''}"


def main(argv: Sequence[str] | None = None) -> int:
    """Index the shelf when it is not yet, ask every question, print the table; return 0."""
    options = parser().parse_args(argv)
    papers, questions = shelf_papers(options.sets, options.papers, options.count)
    settings = Settings(home=options.home, shelf=options.shelf, create=True, embedding=options.embedding)
    model = open_embedder(settings, Manifest.made_by(Generations(settings.shelf_folder)))
    with steps("paper") as shown:
        library = Library(settings, model, progress=shown)
        library.add(papers)
        library.finish()
    with library.reading() as retriever, bar("searching", len(questions), "question") as progress:
        queries = []
        for asked in questions:
            queries.append(ranked(retriever, asked))
            progress(1)
    library.close()
    print("\n".join(rows(queries)))
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.fusing", description=__doc__)
    arguments.add_argument("--sets", type=Path, required=True, metavar="DIR", help="labelled shelves")
    arguments.add_argument("--papers", type=Path, required=True, metavar="FILE", help="a large .jsonl.gz")
    arguments.add_argument("--count", type=int, default=0, metavar="N", help="of its papers; 0: all")
    arguments.add_argument("--embedding", default="local:fast", metavar="NAME")
    arguments.add_argument("--shelf", default="fusing", metavar="NAME", help="what is indexed already stays")
    arguments.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-fusing", metavar="DIR"
    )
    return arguments


if __name__ == "__main__":
    raise SystemExit(main())
