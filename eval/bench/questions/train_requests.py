"""Fit what tells requests for papers from questions of fact: ``python -m eval.bench.questions.train_requests DIR``.

Reads the questions of ``question_kinds.jsonl`` but its held lots, ``planning_requests.yaml``, the frames of
``request_frames.txt``, the cases of the evaluation that are tuned on, the questions of the shelves in DIR whose number
3 does not divide, and SPARBench; writes ``assistant/data/request_kind.json``: a regression over the traits of
questions, and one over their vectors by the local embedding model, which corrects it.
``--check`` leaves out one lot at a time. Needs scikit-learn (a dependency of development only).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant import Settings, bundled_papers
from assistant.embedding.embedder import open_embedder
from assistant.planning import rules
from assistant.planning.likeness.odds import Vector
from assistant.planning.likeness.traits import traits, words_of
from assistant.planning.paper_names import named_papers
from assistant.planning.special.small_talk import is_small_talk

from ...cli import HERE
from ...dataset.shelves import read_jsonl
from .planning import paper_of, question_kinds, shelf_of
from .request_frames import framed

TARGET = Path(__file__).parents[3] / "assistant" / "data" / "request_kind.json"
# Lots of plain requests, and those in which the same hand wrote what it had mended.
_PLAIN = frozenset("spar cases shelves frames first second third fourth practice".split())
# A word that so many questions hold is known as itself, a trait of fewer is none; inverse strength of regularisation.
_COMMON, _RARE, _STRENGTH = 8, 4, 0.3
_TIMES = 3  # each frame is filled
_LEAST = 0.05  # weights below this are dropped
# Inverse strength of regularisation of the regression over vectors, which are lengthened so that it can be told.
_MEANING, _LENGTH = 1.0, 3.0
_PARTS = 5  # what the traits tell of a question that they were not fitted to


@dataclass(frozen=True, slots=True)
class Known:
    """A question, the lot that it comes from, whether papers are asked for, and how many of the shelf it names."""

    lot: str
    question: str
    papers: bool
    named: int = 0


@dataclass(frozen=True, slots=True)
class OfMeaning:
    """The regression over a question's vector."""

    weights: tuple[float, ...]
    constant: float

    def odds(self, vector: Vector) -> float:
        """Return what the meaning adds to the log-odds that papers are asked for."""
        return float(vector @ np.array(self.weights)) + self.constant


@dataclass(frozen=True, slots=True)
class Fitted:
    """What ``data/request_kind.json`` holds."""

    words: tuple[str, ...]
    weights: dict[str, float]
    constant: float
    meaning: OfMeaning

    def odds(self, row: Known) -> float:
        """Return the log-odds that papers are asked for, by the traits of the question."""
        found = traits(row.question, frozenset(self.words), row.named)
        return sum(self.weights.get(trait, 0.0) for trait in found) + self.constant


def known(folder: Path, spar: Path | None) -> Iterator[Known]:
    """Yield the questions to fit to; those on the shelf itself never come so far, and are left out."""
    for _, row in read_jsonl(spar / "queries.jsonl") if spar else ():
        yield Known("spar", row["text"], True)
    find = shelf_of(bundled_papers()).find
    requests = yaml.safe_load((Path(__file__).parent / "planning_requests.yaml").read_text(encoding="utf-8"))
    for name, questions in requests.items():
        lot, _, kind = name.rpartition("_")
        if kind != "shelf":
            for question in questions:
                yield Known(lot or "first", question, kind == "set", len(named_papers(question, find)))
    for asked in question_kinds():
        if not asked.held and asked.kind != "shelf":
            of_shelf = len(named_papers(asked.question, find))
            yield from (
                Known(asked.lot, asked.question, asked.kind == "set", named)
                for named in {of_shelf, asked.named}
            )
    for name in ("cases.yaml", "cases_hf_daily.yaml"):
        for case in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["cases"]:
            if len(case["turns"]) == 1 and "held" not in case["tags"]:
                question = case["turns"][0]
                yield Known("cases", question, case["kind"] == "set", len(named_papers(question, find)))
    for path in sorted(folder.glob("shelf*.json")):
        if int(path.stem[5:]) % 3:
            shelf = json.loads(path.read_text(encoding="utf-8"))
            own = shelf_of([paper_of(entry) for entry in shelf["papers"]]).find
            for entry in shelf["questions"]:
                yield Known("shelves", entry["q"], True, len(named_papers(entry["q"], own)))
    yield from (Known("frames", each.question, each.papers, each.named) for each in framed(_TIMES))


def fitted_to_meaning(
    papers: Sequence[bool], vectors: NDArray[np.float32], by_traits: NDArray[np.float64]
) -> OfMeaning:
    """Fit to ``vectors``, of shape (rows, 384), beside the log-odds that other questions' traits give each row."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_MEANING, class_weight="balanced", max_iter=2000)
    model.fit(np.hstack([vectors * _LENGTH, by_traits[:, None]]), papers)
    *weights, of_traits = model.coef_[0]  # in units of the log-odds by traits, to which they are added
    told = tuple(round(float(each) * _LENGTH / of_traits, 2) for each in weights)
    return OfMeaning(told, round(float(model.intercept_[0] / of_traits), 3))


def fitted(rows: Sequence[Known], vectors: NDArray[np.float32]) -> Fitted:
    """Fit to ``rows`` and their ``vectors``, of shape (rows, 384)."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    held = Counter(word for row in rows for word in set(words_of(row.question)))
    words = tuple(sorted(word for word, count in held.items() if count >= _COMMON and word[0].isalpha()))
    found = [traits(row.question, frozenset(words), row.named) for row in rows]
    often = Counter(trait for of_row in found for trait in of_row)
    table = DictVectorizer()
    values = table.fit_transform(
        [{trait: 1.0 for trait in sorted(of_row) if often[trait] >= _RARE} for of_row in found]
    )
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000, random_state=0)
    papers = [row.papers for row in rows]
    by_traits = cross_val_predict(model, values, papers, cv=_PARTS, method="decision_function")
    model.fit(values, papers)
    pairs = zip(table.feature_names_, model.coef_[0], strict=True)
    weights = {name: round(float(weight), 2) for name, weight in pairs if abs(weight) >= _LEAST}
    constant = round(float(model.intercept_[0]), 3)
    return Fitted(words, weights, constant, fitted_to_meaning(papers, vectors, by_traits))


def check(rows: Sequence[Known], vectors: NDArray[np.float32]) -> Iterator[str]:
    """Yield, for each lot left out and for all that were hard, how many of both kinds are told rightly, by each way."""
    hard: Counter[tuple[str, str, bool]] = Counter()
    for lot in dict.fromkeys(row.lot for row in rows):
        kept = np.array([row.lot != lot for row in rows])
        model = fitted([row for row in rows if row.lot != lot], vectors[kept])
        left = [row for row in rows if row.lot == lot]
        counts = _told(model, left, vectors[~kept])
        yield _line(lot, counts)
        if lot not in _PLAIN:
            hard.update(counts)
    yield _line("the hard lots", hard)


def _told(
    model: Fitted, left: Sequence[Known], vectors: NDArray[np.float32]
) -> Counter[tuple[str, str, bool]]:
    """Count the questions of ``left`` told rightly, and all, by way and kind; "product" asks the rules first."""
    counts: Counter[tuple[str, str, bool]] = Counter()
    for row, vector in zip(left, vectors, strict=True):
        by_traits, by_meaning = model.odds(row), model.meaning.odds(vector)
        told = {
            "traits": by_traits > 0,
            "both": by_traits + by_meaning > 0,
            "product": _joined(row, by_traits + by_meaning),
        }
        counts.update((way, "right", row.papers) for way, papers in told.items() if papers == row.papers)
        counts.update((way, "of", row.papers) for way in told)
    return counts


def _joined(row: Known, odds: float) -> bool:
    """Tell it as the product does, which tells small talk and comparisons first."""
    with patch.object(rules, "papers_odds", lambda *_: odds):
        return not is_small_talk(row.question) and rules.kind_of(row.question, row.named) == "set"


def _line(name: str, counts: Counter[tuple[str, str, bool]]) -> str:
    ways = dict.fromkeys(way for way, _, _ in counts)
    shares = (
        f"{way} {counts[way, 'right', True]}/{counts[way, 'of', True]}"
        f" and {counts[way, 'right', False]}/{counts[way, 'of', False]}"
        for way in sorted(ways)
    )
    return f"{name}, papers and others: " + "; ".join(shares)


def main(argv: Sequence[str] | None = None) -> int:
    """Write the model; with ``--check`` print what leaving out a lot at a time says of it first."""
    arguments = argparse.ArgumentParser(
        prog="python -m eval.bench.questions.train_requests", description=__doc__
    )
    arguments.add_argument("folder", type=Path, metavar="DIR", help="where the shelfNN.json are")
    arguments.add_argument("--spar", type=Path, metavar="DIR", help="SPARBench in BEIR layout")
    arguments.add_argument(
        "--check", action="store_true", help="print what is told rightly of a lot left out"
    )
    options = arguments.parse_args(argv)
    rows = list(known(options.folder, options.spar))
    vectors = open_embedder(Settings(trace=False)).encode([row.question for row in rows])
    for line in check(rows, vectors) if options.check else ():
        print(line, flush=True)
    model = fitted(rows, vectors)
    TARGET.write_text(json.dumps(asdict(model), separators=(",", ":")) + "\n", encoding="utf-8")
    print(
        f"{TARGET.name}: {len(rows)} questions, {len(model.weights)} weights, {TARGET.stat().st_size / 1024:.0f} KB"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
