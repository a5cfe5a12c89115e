"""Fit what tells requests for papers from questions of fact: ``python -m eval.bench.questions.train_requests DIR``.

Reads ``planning_requests.yaml``, the frames of ``request_frames.txt``, the cases of the evaluation that are tuned on,
the questions of the shelves in DIR whose number 3 does not divide, and SPARBench; writes
``assistant/data/request_kind.json``.
``--check`` leaves out one lot at a time. Needs scikit-learn (a dependency of development only).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant import bundled_papers
from assistant.planning.likeness.traits import traits, words_of
from assistant.planning.paper_names import named_papers

from ...cli import HERE
from ...dataset.shelves import read_jsonl
from .planning import paper_of, shelf_of
from .request_frames import framed

# Lots that no model is fitted to, as the last ones that were written.
HELD_LOTS: frozenset[str] = frozenset()
TARGET = Path(__file__).parents[3] / "assistant" / "data" / "request_kind.json"
# A word that so many questions hold is known as itself, a trait of fewer is none; inverse strength of regularisation.
_COMMON, _RARE, _STRENGTH = 8, 4, 0.3
_TIMES = 3  # each frame is filled
_LEAST = 0.08  # weights below this are dropped


@dataclass(frozen=True, slots=True)
class Known:
    """A question, the lot that it comes from, whether papers are asked for, and how many of the shelf it names."""

    lot: str
    question: str
    papers: bool
    named: int = 0


@dataclass(frozen=True, slots=True)
class Fitted:
    """What ``data/request_kind.json`` holds."""

    words: tuple[str, ...]
    weights: dict[str, float]
    constant: float

    def papers(self, row: Known, threshold: float) -> bool:
        """Tell whether papers are asked for."""
        found = traits(row.question, frozenset(self.words), row.named)
        return sum(self.weights.get(trait, 0.0) for trait in found) + self.constant > threshold


def known(folder: Path, spar: Path | None) -> Iterator[Known]:
    """Yield the questions to fit to; those on the shelf itself never come so far, and are left out."""
    for _, row in read_jsonl(spar / "queries.jsonl") if spar else ():
        yield Known("spar", row["text"], True)
    find = shelf_of(bundled_papers()).find
    requests = yaml.safe_load((Path(__file__).parent / "planning_requests.yaml").read_text(encoding="utf-8"))
    for name, questions in requests.items():
        lot, _, kind = name.rpartition("_")
        if lot not in HELD_LOTS and kind != "shelf":
            for question in questions:
                yield Known(lot or "first", question, kind == "set", len(named_papers(question, find)))
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


def fitted(rows: Sequence[Known]) -> Fitted:
    """Fit to ``rows``."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    held = Counter(word for row in rows for word in set(words_of(row.question)))
    words = tuple(sorted(word for word, count in held.items() if count >= _COMMON and word[0].isalpha()))
    found = [traits(row.question, frozenset(words), row.named) for row in rows]
    often = Counter(trait for of_row in found for trait in of_row)
    table = DictVectorizer(sparse=False)
    values = table.fit_transform(
        [{trait: 1.0 for trait in sorted(of_row) if often[trait] >= _RARE} for of_row in found]
    )
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000, random_state=0)
    model.fit(values, [row.papers for row in rows])
    pairs = zip(table.feature_names_, model.coef_[0], strict=True)
    weights = {name: round(float(weight), 2) for name, weight in pairs if abs(weight) >= _LEAST}
    return Fitted(words, weights, round(float(model.intercept_[0]), 3))


def check(rows: Sequence[Known]) -> Iterator[str]:
    """Yield, for each lot left out, how many of both kinds are told rightly at several thresholds of log-odds."""
    for lot in dict.fromkeys(row.lot for row in rows):
        model = fitted([row for row in rows if row.lot != lot])
        left = [row for row in rows if row.lot == lot]
        for threshold in (-0.5, 0.0, 0.5):
            right = Counter(row.papers for row in left if model.papers(row, threshold) == row.papers)
            of = Counter(row.papers for row in left)
            yield f"{lot:8} from {threshold}: papers {right[True]}/{of[True]}, others {right[False]}/{of[False]}"


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
    if options.check:
        print(*check(rows), sep="\n")
    model = fitted(rows)
    content = {"words": model.words, "weights": model.weights, "constant": model.constant}
    TARGET.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    print(
        f"{TARGET.name}: {len(rows)} questions, {len(model.weights)} weights, {TARGET.stat().st_size / 1024:.0f} KB"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
