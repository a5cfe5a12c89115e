"""Retrieval alone on a folder in BEIR layout: nDCG@10, recall, MAP and milliseconds a query."""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant import Paper, PapersError, Settings

from .dataset.shelves import open_papers, read_jsonl
from .progress import bar, steps
from .report.tables import write_text
from .run import RANKED, Answerer
from .scoring.metrics import RANKING_METRICS, interval, percentile, ranking_scores

Gold = dict[str, dict[str, int]]


def bench(options: argparse.Namespace, settings: Settings) -> int:
    """Index the corpus (once; kept under the home folder), run the queries, print the scores; return 0.

    Raises PapersError when the folder is not in BEIR layout.
    """
    folder: Path = options.beir
    gold = read_qrels(folder / "qrels" / f"{options.split}.tsv")
    queries = read_queries(folder / "queries.jsonl", gold)
    if options.limit:
        queries = dict(list(queries.items())[: options.limit])
    gold = {query: gold[query] for query in queries}
    with steps("paper") as progress:
        assistant = open_papers(read_corpus(folder), settings, "beir", progress)
    with closing(assistant):
        papers = len(assistant.papers())
        rankings, seconds = _search(assistant, queries)
    result = _summary(folder, options.split, gold, rankings, seconds, papers)
    print(_table(result))
    if options.json:
        write_text(options.json, json.dumps(result, indent=1) + "\n")
    return 0


def read_corpus(folder: Path) -> list[Paper]:
    """Read corpus.jsonl or corpus.jsonl.gz; a paper keeps its id, and without a title is called by it."""
    path = folder / "corpus.jsonl"
    path = path if path.exists() else folder / "corpus.jsonl.gz"
    papers = []
    for number, row in read_jsonl(path):
        identifier = str(_field(path, number, row, "_id"))
        title = str(row.get("title") or "").strip() or identifier
        try:
            papers.append(Paper(id=identifier, title=title, abstract=str(row.get("text") or "")))
        except ValidationError as error:
            raise PapersError(f"{path}:{number}: {error.errors(include_url=False)[0]['msg']}.") from error
    if not papers:
        raise PapersError(f"{path} holds no papers.")
    return papers


def read_queries(path: Path, gold: Gold) -> dict[str, str]:
    """Read the texts of the judged queries. Raises PapersError when one of them is not there."""
    texts = {
        str(_field(path, number, row, "_id")): str(_field(path, number, row, "text"))
        for number, row in read_jsonl(path)
    }
    missing = [query for query in gold if query not in texts]
    if missing:
        raise PapersError(f"{path} lacks {len(missing)} of the judged queries, such as {missing[0]}.")
    return {query: texts[query] for query in gold}


def read_qrels(path: Path) -> Gold:
    """Read judgements (query, document, grade, separated by tabs, under a head); grades of 0 are left out."""
    gold: Gold = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t"), 1):
                if not row or (number == 1 and not row[-1].lstrip("-").isdigit()):
                    continue
                if len(row) != 3 or not row[2].lstrip("-").isdigit():
                    raise PapersError(
                        f"{path}:{number}: expected query, document and a whole grade, separated by tabs."
                    )
                if int(row[2]) > 0:
                    gold.setdefault(row[0], {})[row[1]] = int(row[2])
    except FileNotFoundError as error:
        raise PapersError(f"There is no {path}. Give a folder in BEIR layout, and its --split.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise PapersError(f"{path} cannot be read: {error}.") from error
    if not gold:
        raise PapersError(f"{path} holds no judgement above 0.")
    return gold


def _search(system: Answerer, queries: Mapping[str, str]) -> tuple[dict[str, list[str]], list[float]]:
    rankings: dict[str, list[str]] = {}
    seconds: list[float] = []
    with bar("searching", len(queries), "query") as progress:
        for query, text in queries.items():
            begun = time.perf_counter()
            hits = system.search(text, RANKED)
            seconds.append(time.perf_counter() - begun)
            rankings[query] = [hit.paper.id for hit in hits]
            progress(1)
    return rankings, seconds


def _summary(
    folder: Path, split: str, gold: Gold, rankings: Mapping[str, list[str]], seconds: list[float], papers: int
) -> dict[str, Any]:
    scores = ranking_scores(rankings, gold)
    means = {}
    for name in RANKING_METRICS:
        values = [of_query[name] for of_query in scores.values()]
        low, high = interval(values)
        means[name] = {"value": sum(values) / len(values), "low": low, "high": high, "n": len(values)}
    return {
        "folder": folder.resolve().name,
        "split": split,
        "papers": papers,
        "queries": len(gold),
        "judgements": sum(map(len, gold.values())),
        "scores": means,
        "query_ms": {"p50": 1000 * percentile(seconds, 50), "p95": 1000 * percentile(seconds, 95)},
        "by_query": scores,
    }


def _table(result: Mapping[str, Any]) -> str:
    lines = [
        f"{result['folder']}, {result['split']}: {result['queries']} queries, "
        f"{result['judgements']:,} judgements, {result['papers']:,} papers; means over all judged queries",
    ]
    for name, mean in result["scores"].items():
        lines.append(f"{name:<14} {mean['value']:.4f}  [{mean['low']:.3f}, {mean['high']:.3f}]")
    lines.append(
        f"{'a query':<14} {result['query_ms']['p50']:.0f} ms median, {result['query_ms']['p95']:.0f} ms p95"
    )
    return "\n".join(lines)


def _field(path: Path, number: int, row: Mapping[str, Any], name: str) -> Any:
    if name not in row:
        raise PapersError(f"{path}:{number}: the key {name} is missing.")
    return row[name]
