"""Fit what tells questions on the shelf, and small talk: ``python -m eval.bench.questions.train_shelf [FILE ...]``.

Reads ``shelf_requests.yaml``, ``planning_requests.yaml``, the frames of ``request_frames.txt``, and lots of
questions in JSON lines ("q", "kind"); writes ``assistant/data/shelf_kind.json``: two regressions over the
vectors of questions by the local embedding model. ``--check`` leaves out one lot at a time. Needs scikit-learn
(a dependency of development only).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant import Settings
from assistant.embedding.embedder import open_embedder

from ...dataset.shelves import read_jsonl
from .request_frames import framed

HERE = Path(__file__).parent
TARGET = HERE.parents[2] / "assistant" / "data" / "shelf_kind.json"
KINDS = ("shelf", "chat")
# Inverse strength of regularisation, over vectors that are lengthened so that it can be told.
_STRENGTH, _LENGTH = 10.0, 3.0
_TIMES = 1  # each frame is filled
# What may be said before a question, and behind one for papers, without making it small talk or one on the shelf.
_BEFORE = (
    "Hello! ",
    "hi, ",
    "Thanks, that helps. ",
    "Before I begin: ",
    "I'm new here. ",
    "ok, ",
    "Quick question: ",
)
_BEHIND = (" on this shelf", " in your collection", " here", " in the library", ", please", ", thanks")
_EACH = 4  # of so many questions one is repeated with such words


@dataclass(frozen=True, slots=True)
class Known:
    """A question, the lot that it comes from, and its kind: one of ``KINDS`` or "other"."""

    lot: str
    question: str
    kind: str


def known(lots: Sequence[Path]) -> Iterator[Known]:
    """Yield the questions to fit to."""
    for file in ("shelf_requests.yaml", "planning_requests.yaml"):
        for name, questions in yaml.safe_load((HERE / file).read_text(encoding="utf-8")).items():
            lot, _, kind = name.rpartition("_")
            if lot != "last":
                for question in questions:
                    yield Known(lot or file, str(question), kind if kind in KINDS else "other")
    for path in lots:
        for _, row in read_jsonl(path):
            if row["kind"] not in KINDS:
                yield Known(path.stem, row["q"], "other")
    yield from (Known("frames", each.question, "other") for each in framed(_TIMES))


def dressed(rows: Sequence[Known]) -> Iterator[Known]:
    """Yield some of the questions with words before them or behind."""
    for place, row in enumerate(rows):
        if place % _EACH == 0 and row.kind != "chat":
            before = _BEFORE[place // _EACH % len(_BEFORE)]
            yield Known(row.lot, f"{before}{row.question}", row.kind)
        if place % _EACH == 1 and row.kind == "other":
            stem = row.question.rstrip(" ?.!")
            yield Known(
                row.lot,
                f"{stem}{_BEHIND[place // _EACH % len(_BEHIND)]}{row.question[len(stem) :]}",
                row.kind,
            )


def fitted(
    rows: Sequence[Known], vectors: NDArray[np.float32], kind: str
) -> tuple[NDArray[np.float32], float]:
    """Return weights of shape (384,) and the constant of the log-odds that a question is of ``kind``."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=3000)
    model.fit(vectors * _LENGTH, [row.kind == kind for row in rows])
    return np.round(model.coef_[0] * _LENGTH, 2), round(float(model.intercept_[0]), 3)


def check(rows: Sequence[Known], vectors: NDArray[np.float32]) -> Iterator[str]:
    """Yield, for each lot left out, how many of a kind are told, and how many others are taken for it."""
    lots = np.array([row.lot for row in rows])
    for lot in dict.fromkeys(lots):
        left = lots == lot
        for kind in KINDS:
            of_kind = np.array([row.kind == kind for row in rows])
            weights, constant = fitted([row for row in rows if row.lot != lot], vectors[~left], kind)
            told = vectors @ weights + constant > 0
            yield (
                f"{lot}, {kind}: {int((told & left & of_kind).sum())}/{int((left & of_kind).sum())} told,"
                f" {int((told & left & ~of_kind).sum())}/{int((left & ~of_kind).sum())} others"
            )


def main(argv: Sequence[str] | None = None) -> int:
    """Write the model; with ``--check`` print what leaving out a lot at a time says of it first."""
    arguments = argparse.ArgumentParser(
        prog="python -m eval.bench.questions.train_shelf", description=__doc__
    )
    arguments.add_argument("lots", type=Path, nargs="*", metavar="FILE", help="lots of other questions")
    arguments.add_argument(
        "--check", action="store_true", help="print what is told rightly of a lot left out"
    )
    options = arguments.parse_args(argv)
    plain = list(known(options.lots))
    rows = [*plain, *dressed(plain)]
    vectors = open_embedder(Settings(trace=False)).encode([row.question for row in rows])
    for line in check(rows, vectors) if options.check else ():
        print(line, flush=True)
    models = {kind: fitted(rows, vectors, kind) for kind in KINDS}
    written = {
        kind: {"weights": [round(float(each), 2) for each in weights], "constant": constant}
        for kind, (weights, constant) in models.items()
    }
    TARGET.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(rows)} questions, {TARGET.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
