"""Fit what tells requests for papers from questions of fact: ``python -m eval.bench.questions.train_requests DIR``.

Reads ``planning_requests.yaml`` without its last lot, the cases of the evaluation that are tuned on, and the questions
of the shelves in DIR whose number 3 does not divide; writes ``assistant/data/request_kind.json``. ``--check`` leaves
out one lot at a time. Needs scikit-learn (a dependency of development only).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.planning.requests.likeness import features

from ...cli import HERE

HELD_LOTS = frozenset({"last", "tenth"})
TARGET = Path(__file__).parents[3] / "assistant" / "data" / "request_kind.json"
# A word that so many questions hold is known as itself; inverse strength of regularisation, by the lots left out.
_COMMON, _STRENGTH = 8, 3.0
# Questions of the shelves are many and alike: every so many is read.
_EVERY = 2
_LEAST = 0.02  # weights below this are dropped


@dataclass(frozen=True, slots=True)
class Known:
    """A question, the lot that it comes from, and whether papers are asked for."""

    lot: str
    question: str
    papers: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """What ``data/request_kind.json`` holds."""

    words: tuple[str, ...]
    weights: dict[str, float]
    constant: float

    def papers(self, question: str, threshold: float) -> bool:
        """Tell whether papers are asked for."""
        common = frozenset(self.words)
        score = sum(self.weights.get(each, 0.0) for each in features(question, common)) + self.constant
        return score > threshold


def known(folder: Path) -> Iterator[Known]:
    """Yield the questions to fit to; those on the shelf itself never come so far, and are left out."""
    requests = yaml.safe_load((Path(__file__).parent / "planning_requests.yaml").read_text(encoding="utf-8"))
    for name, questions in requests.items():
        lot, _, kind = name.rpartition("_")
        if lot not in HELD_LOTS and kind != "shelf":
            yield from (Known(lot or "first", question, kind == "set") for question in questions)
    for name in ("cases.yaml", "cases_hf_daily.yaml"):
        for case in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["cases"]:
            if len(case["turns"]) == 1 and "held" not in case["tags"]:
                yield Known("cases", case["turns"][0], case["kind"] == "set")
    for path in sorted(folder.glob("shelf*.json")):
        if int(path.stem[5:]) % 3:
            for entry in json.loads(path.read_text(encoding="utf-8"))["questions"][::_EVERY]:
                yield Known("shelves", entry["q"], True)


def fitted(rows: Sequence[Known]) -> Fitted:
    """Fit to ``rows``."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    held = Counter(
        word
        for row in rows
        for word in features(row.question, frozenset(_words(row.question)))
        if " " not in word
    )
    words = tuple(sorted(word for word, count in held.items() if count >= _COMMON and word[0].islower()))
    common = frozenset(words)
    table = DictVectorizer(sparse=False)
    table_of_features = table.fit_transform(
        [dict.fromkeys(features(row.question, common), 1.0) for row in rows]
    )
    model = LogisticRegression(
        C=_STRENGTH, penalty="l1", solver="liblinear", class_weight="balanced", max_iter=1000, random_state=0
    ).fit(table_of_features, [row.papers for row in rows])
    pairs = zip(table.feature_names_, model.coef_[0], strict=True)
    weights = {name: round(float(weight), 2) for name, weight in pairs if abs(weight) >= _LEAST}
    return Fitted(words, weights, round(float(model.intercept_[0]), 3))


def _words(question: str) -> list[str]:
    return [word.strip("?.,:;!").lower() for word in question.split()]


def check(rows: Sequence[Known]) -> Iterator[str]:
    """Yield, for each lot left out, how many of both kinds are told rightly at several thresholds of log-odds."""
    for lot in dict.fromkeys(row.lot for row in rows):
        model = fitted([row for row in rows if row.lot != lot])
        left = [row for row in rows if row.lot == lot]
        for threshold in (0.0, 0.5, 1.0, 1.5):
            right = Counter(row.papers for row in left if model.papers(row.question, threshold) == row.papers)
            of = Counter(row.papers for row in left)
            yield f"{lot:8} from {threshold}: papers {right[True]}/{of[True]}, others {right[False]}/{of[False]}"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the model; with ``--check`` print what leaving out a lot at a time says of it first."""
    arguments = argparse.ArgumentParser(
        prog="python -m eval.bench.questions.train_requests", description=__doc__
    )
    arguments.add_argument("folder", type=Path, metavar="DIR", help="where the shelfNN.json are")
    arguments.add_argument(
        "--check", action="store_true", help="print what is told rightly of a lot left out"
    )
    options = arguments.parse_args(argv)
    rows = list(known(options.folder))
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
