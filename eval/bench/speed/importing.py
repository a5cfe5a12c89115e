"""How fast are files of papers read, in entries a second of processor time?

``python -m eval.bench.speed.importing --papers FILE``. The papers of the file are written as BibTeX and as JSON
lines; each is read by the bare library and by the product, in turns, in this process. For JSON lines the bare
libraries are ``json``, and ``json`` with pydantic's check of each field, which the product cannot do without.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant import Paper, read_bytes, read_papers

_BRACE = re.compile(r"[{}]")


def main(words: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.speed.importing", description=__doc__)
    parser.add_argument("--papers", type=Path, required=True, help="a file of papers, JSON lines say")
    parser.add_argument("--count", type=int, help="only so many of its papers")
    parser.add_argument("--rounds", type=int, default=3, help="the fastest of so many counts")
    options = parser.parse_args(words)
    papers = read_papers(options.papers).papers[: options.count]
    lines = "\n".join(paper.model_dump_json(exclude_defaults=True) for paper in papers)
    entries = "\n".join(map(as_bibtex, papers))
    print(f"{len(papers):,} papers; entries a second of CPU time, the fastest of {options.rounds}")
    print("| | bare library | product | ratio of times |\n| --- | --- | --- | --- |")
    for name, bare, text, file in (
        ("BibTeX: bibtexparser.parse_string", _bibtexparser, entries, "papers.bib"),
        ("JSON lines: json.loads", _json, lines, "papers.jsonl"),
        ("JSON lines: json.loads and pydantic", _pydantic, lines, "papers.jsonl"),
    ):
        alone = min(_seconds(bare, text) for _ in range(options.rounds))
        ours = min(_seconds(_product(file, len(papers)), text.encode()) for _ in range(options.rounds))
        rates = f"{len(papers) / alone:,.0f} | {len(papers) / ours:,.0f} | {ours / alone:.2f}"
        print(f"| {name} | {rates} |", flush=True)
    return 0


def as_bibtex(paper: Paper) -> str:
    """Return a paper as an entry of BibTeX; braces that its text holds are left out, since they may not match."""
    fields = {
        "title": paper.title,
        "author": " and ".join(paper.authors),
        "booktitle": paper.venue or "",
        "year": str(paper.year or ""),
        "url": paper.url or "",
        "abstract": paper.abstract,
    }
    rows = (f"    {name} = {{{_BRACE.sub('', value)}}}" for name, value in fields.items() if value)
    return f"@inproceedings{{{_BRACE.sub('', paper.id)},\n" + ",\n".join(rows) + "\n}\n"


def _bibtexparser(text: str) -> Any:
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    return parse_string(text)


def _json(text: str) -> Any:
    return [json.loads(line) for line in text.split("\n")]


def _pydantic(text: str) -> Any:
    return [Paper.model_validate(json.loads(line)) for line in text.split("\n")]


def _product(name: str, count: int) -> Callable[[bytes], Any]:
    def read(data: bytes) -> None:
        read = read_bytes(data, name)
        if len(read.papers) + read.merged != count:
            raise RuntimeError(
                f"expected {count:,} papers of {name}, got {len(read.papers):,} and {read.merged:,}"
            )

    return read


def _seconds(work: Callable[[Any], Any], text: Any) -> float:
    gc.collect()
    before = time.process_time()
    work(text)
    return time.process_time() - before


if __name__ == "__main__":
    raise SystemExit(main())
