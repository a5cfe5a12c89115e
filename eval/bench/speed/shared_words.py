"""How soon a second app answers from a shelf on a Chroma server, by words alone, and what comes over the wire.

    python -m eval.bench.speed.shared_words --papers FILE.jsonl.gz --count 20000 --home DIR
    python -m eval.bench.speed.shared_words --beir DIR --home DIR     # also nDCG@10 of the papers' words

Makes a server of its own with the papers, not embedded. Then three apps, each a process with a home of its own, open
the shelf and ask: one that makes the words by itself and keeps them to itself, one that gives them to the server, one
that takes them. Python's modules are loaded before the clock starts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from assistant import Paper, Settings, open_embedder
from assistant.index.building.build_plan import embedding_id
from assistant.index.passages import Chunking
from assistant.index.vectors.chroma import VectorIndex
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.library.library import Library

from ...beir import read_corpus, read_qrels, read_queries
from ...dataset.shelves import read_jsonl
from ...scoring.metrics import ranking_scores

APPS = ("alone", "gives", "takes")
_SHELF = "words"
_FIELDS = ("id", "title", "abstract", "authors", "year", "url", "venue")
_EMBEDDING = f"llama:{__package__}.stand_in.StandIn"
_ASKED = 200


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each app; return 0 when all find the same."""
    options = parser().parse_args(argv)
    if options.app:
        print(json.dumps(measured(options)))
        return 0
    shutil.rmtree(options.home, ignore_errors=True)
    options.home.mkdir(parents=True)
    papers = _papers(options)
    with server(options.home / "server") as url:
        _push(papers, url, options.home)
        rows = []
        for app in APPS:
            command = [sys.executable, "-m", __spec__.name, "--app", app, "--url", url, *_same(options)]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            rows.append(json.loads(printed.splitlines()[-1]))
            size = sum(path.stat().st_size for path in (options.home / "server").rglob("*"))
            print(f"{app:6} {_wording(rows[-1])}, {size / 1e6:,.1f} MB on the server's disk", flush=True)
    same = len({row["digest"] for row in rows}) == 1
    print(f"{len(papers):,} papers; all find {'the same' if same else 'SOMETHING ELSE'} for {_ASKED} titles")
    return 0 if same else 1


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """Open the shelf as one app, ask by words, and return seconds, bytes over the wire, and what is found."""
    settings = _settings(options.home / options.app, options.url)
    embedder = open_embedder(settings)
    _load(embedder)
    if options.app == "alone":
        _keep_to_itself()
    wire = _counted()
    begun, spent = time.perf_counter(), time.process_time()
    with closing(Library(settings, embedder)) as library, library.reading() as retriever:
        retriever.find("translation of idioms", 10)
        row: dict[str, Any] = {"s": time.perf_counter() - begun, "cpu_s": time.process_time() - spent}
        row |= {"received": wire["received"], "sent": wire["sent"], "notes": library.opening_notes}
        index = retriever.index
        titles = [paper.title for paper in random.Random(9).choices(list(index.papers), k=_ASKED)]
        ranked = [part.search(title, 200) for title in titles for part in (index.by_paper, index.by_sentence)]
        row["digest"] = hashlib.sha256(repr(ranked).encode()).hexdigest()
        if options.beir:
            gold = read_qrels(options.beir / "qrels" / "test.tsv")
            asked = read_queries(options.beir / "queries.jsonl", gold)
            found = {key: [hit for hit, _ in index.by_paper.search(text, 100)] for key, text in asked.items()}
            scores = ranking_scores(found, gold)
            row["ndcg"] = sum(each["ndcg_at_10"] for each in scores.values()) / len(scores)
    return row


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.speed.shared_words", description=__doc__)
    which = arguments.add_mutually_exclusive_group(required=True)
    which.add_argument("--papers", type=Path, metavar="FILE", help="JSON lines of papers, may be gzipped")
    which.add_argument("--beir", type=Path, metavar="DIR", help="a folder in BEIR layout")
    arguments.add_argument("--count", type=int, metavar="N", help="so many of them (default: all)")
    arguments.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="made anew, for server and apps"
    )
    arguments.add_argument("--app", choices=APPS, help=argparse.SUPPRESS)
    arguments.add_argument("--url", help=argparse.SUPPRESS)
    return arguments


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run ``chroma run`` in ``folder`` on a free port; lend its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
    command += ["--path", str(folder), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _papers(options: argparse.Namespace) -> list[Paper]:
    if options.beir:
        return read_corpus(options.beir)[: options.count]
    rows = islice(read_jsonl(options.papers), options.count)
    return [Paper(**{key: row[key] for key in _FIELDS if row.get(key) is not None}) for _, row in rows]


def _push(papers: Sequence[Paper], url: str, home: Path) -> None:
    embedder = open_embedder(_settings(home / "first", url))
    shelf = ServerShelf(url, _SHELF, embedding_id(embedder), Chunking())
    with closing(shelf), closing(VectorIndex.on_server(url, _SHELF)) as vectors:
        shelf.create()
        shelf.push(papers, (), vectors)


def _settings(home: Path, url: str) -> Settings:
    return Settings(home=home, shelf=_SHELF, chroma_url=url, embedding=_EMBEDDING)


def _load(embedder: Any) -> None:
    import chromadb  # noqa: F401
    import llama_index.vector_stores.chroma  # noqa: F401

    from assistant.index.words.stemming import stems

    embedder.encode(["warm"])
    stems("warm")


def _keep_to_itself() -> None:
    from assistant.index.building import publish
    from assistant.index.building.shared_words import Taken

    setattr(publish, "take_words", lambda server, folder, want, changed: Taken(changed))  # noqa: B010
    setattr(publish, "give_words", lambda *_: ())  # noqa: B010


def _counted() -> dict[str, int]:
    """Count the bytes of all bodies that go over HTTP in this process from now on."""
    import httpx

    wire, real = {"sent": 0, "received": 0}, httpx.Client.send

    def send(self: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
        response = real(self, request, **options)
        wire["sent"] += len(request.content)
        wire["received"] += len(response.read())
        return response

    httpx.Client.send = send  # type: ignore[method-assign]
    return wire


def _same(options: argparse.Namespace) -> list[str]:
    which = ["--beir", str(options.beir)] if options.beir else ["--papers", str(options.papers)]
    return [*which, "--home", str(options.home)]


def _wording(row: dict[str, Any]) -> str:
    line = f"answers after {row['s']:.1f} s ({row['cpu_s']:.1f} s of its processor time), "
    line += f"received {row['received'] / 1e6:.1f} MB, sent {row['sent'] / 1e6:.1f} MB"
    line += f", nDCG@10 {row['ndcg']:.4f}" if "ndcg" in row else ""
    return line + "".join(f"\n       {note}" for note in row["notes"])


if __name__ == "__main__":
    raise SystemExit(main())
