"""Fit which papers a set answer lists without a language model: ``python -m eval.bench.train_sets DIR``.

Reads the shelves of ``eval.bench.sets`` whose number 3 does not divide, and writes ``assistant/data/set_cut.json``.
The trees learn from probabilities that the regression gives to shelves it was not fitted to. Needs scikit-learn
(a dependency of development only).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import Settings, bundled_papers
from assistant.judging.words.asked import asked_of
from assistant.judging.words.candidates import weigh_set
from assistant.judging.words.set_cut import LONGEST, SetCut, cut_rows
from assistant.judging.words.set_features import NAMES, features_of
from assistant.library.library import Library
from eval.bench.sets import opened, set_plan
from eval.cli import HERE
from eval.dataset.cases import load_cases
from eval.dataset.shelves import shelf_settings
from eval.report.tables import METRICS

FOLDS = 5
# What an empty list is worth beside the F1 expected of it: as much as keeps the F1 of the folds.
NONE = 0.05
_BUNDLED = -1  # stands for a shelf's number
TARGET = Path(__file__).parents[2] / "assistant" / "data" / "set_cut.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One question: features of shape (candidates, features), and labels (1 belongs, 0 not, -1 grey)."""

    shelf: int
    features: NDArray[np.float32]
    labels: NDArray[np.int64]


def read(folder: Path, settings: Settings) -> list[Row]:
    """Weigh the candidates of every tuning question."""
    found = []
    for retriever, _, questions in opened(folder, settings):
        for each in questions:
            if each.part != "tuning":
                continue
            asked = asked_of(set_plan(each.question))
            weighed = weigh_set(asked, retriever.search(asked.topic, 100), retriever)
            ids = [candidate.hit.paper.id for candidate in weighed.candidates]
            labels = [1 if key in each.match else -1 if key in each.grey else 0 for key in ids]
            found.append(Row(each.shelf, features_of(weighed), np.array(labels)))
    return found + _bundled(settings)


def _bundled(settings: Settings) -> list[Row]:
    """Weigh the candidates of the set questions of ``cases.yaml`` that are tuned on, each a conversation of its own."""
    known = load_cases(HERE / "cases.yaml", METRICS).resolved(bundled_papers())
    cases = [case for case in known.cases if case.kind == "set"]
    own = shelf_settings(bundled_papers(), settings, "bench")
    found = []
    with closing(Library(own, None, None)) as library:
        library.add(bundled_papers(), replace=True)
        with library.reading() as retriever:
            for case in cases:
                if "tune" not in case.tags or len(case.turns) > 1:
                    continue
                asked = asked_of(set_plan(case.turns[0]))
                weighed = weigh_set(asked, retriever.search(asked.topic, 100), retriever)
                ids = [candidate.hit.paper.id for candidate in weighed.candidates]
                labels = [1 if key in case.required else -1 if key in case.allowed else 0 for key in ids]
                found.append(Row(_BUNDLED, features_of(weighed), np.array(labels)))
    return found


def regression(rows: Sequence[Row]) -> dict[str, Any]:
    """Fit how likely a paper belongs."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    features = np.concatenate([row.features for row in rows])
    labels = np.concatenate([row.labels for row in rows])
    scaler = StandardScaler().fit(features[labels >= 0])
    model = LogisticRegression(C=0.05, max_iter=3000)
    model.fit(scaler.transform(features[labels >= 0]), labels[labels >= 0])
    return {
        "mean": scaler.mean_,
        "scale": scaler.scale_,
        "weights": model.coef_[0],
        "constant": float(model.intercept_[0]),
    }


def trees(rows: Sequence[Row], likely: Sequence[NDArray[np.float64]]) -> Any:
    """Fit the F1 to expect of lists of each length."""
    from sklearn.ensemble import GradientBoostingRegressor

    told: list[list[float]] = []
    worth: list[float] = []
    for row, some in zip(rows, likely, strict=True):
        told += cut_rows(some, row.features)
        worth += worths(row, some)
    model = GradientBoostingRegressor(
        n_estimators=120,
        max_depth=3,
        learning_rate=0.06,
        subsample=0.5,
        max_features=0.3,
        min_samples_leaf=25,
        random_state=0,
    )
    return model.fit(np.array(told), np.array(worth))


def worths(row: Row, likely: NDArray[np.float64]) -> list[float]:
    """Return the F1 of listing the 0, 1, 2 ... likeliest papers, grey ones left out."""
    ranked = row.labels[np.argsort(-likely, kind="stable")]
    total = int((ranked == 1).sum())
    found = []
    for length in range(min(LONGEST, len(ranked)) + 1):
        right, shown = int((ranked[:length] == 1).sum()), int((ranked[:length] >= 0).sum())
        found.append(2 * right / (shown + total) if shown + total else 1.0)
    return found


def exported(model: Any) -> list[list[list[float]]]:
    """Return the trees as lists of nodes (feature, threshold, left, right, value)."""
    rate = model.learning_rate
    return [
        [
            [int(max(f, -1)), round(float(t), 4), int(left), int(right), round(rate * float(v), 5)]
            for f, t, left, right, v in zip(
                tree.feature,
                tree.threshold,
                tree.children_left,
                tree.children_right,
                tree.value[:, 0, 0],
                strict=True,
            )
        ]
        for tree in (each[0].tree_ for each in model.estimators_)
    ]


def fitted(rows: Sequence[Row], none: float = NONE) -> dict[str, Any]:
    """Fit both models to ``rows``; return what is written."""
    likely: dict[int, NDArray[np.float64]] = {}
    for kept, left in folds(rows):
        model = cut_of({**regression(kept), "trees": [], "base": 0.0, "none": 0.0})
        likely |= {id(row): model.likely(row.features) for row in left}
    boosted = trees(rows, [likely[id(row)] for row in rows])
    told = regression(rows)
    return {**told, "trees": exported(boosted), "base": float(boosted.init_.constant_[0, 0]), "none": none}


def folds(rows: Sequence[Row]) -> list[tuple[list[Row], list[Row]]]:
    """Split by shelf into (to fit, to check), so that no shelf stands on both sides."""
    shelves = sorted({row.shelf for row in rows})
    checked = [frozenset(shelves[first::FOLDS]) for first in range(FOLDS)]
    return [
        ([row for row in rows if row.shelf not in some], [row for row in rows if row.shelf in some])
        for some in checked
    ]


def cut_of(told: Mapping[str, Any]) -> SetCut:
    """Return the model as the product reads it."""
    mean, scale, weights = (np.asarray(told[name]) for name in ("mean", "scale", "weights"))
    grown = tuple(tuple(tuple(node) for node in tree) for tree in told["trees"])
    return SetCut(mean, scale, weights, told["constant"], grown, told["base"], told["none"])


def checked(models: Sequence[tuple[dict[str, Any], list[Row]]], none: float) -> tuple[float, float]:
    """Return F1 and the share of empty questions left empty, each fold by a model fitted to the others."""
    f1, empty = [], []
    for told, left in models:
        model = cut_of({**told, "none": none})
        for row in left:
            likely = model.likely(row.features)
            f1.append(worths(row, likely)[min(model.length(likely, row.features), LONGEST)])
            if not (row.labels == 1).any():
                empty.append(f1[-1])
    return float(np.mean(f1)), float(np.mean(empty))


def main(argv: Sequence[str] | None = None) -> int:
    """Write the model; with ``--check`` print what the folds say of it first."""
    told = argparse.ArgumentParser(prog="python -m eval.bench.train_sets", description=__doc__)
    told.add_argument("folder", type=Path, metavar="DIR", help="where the shelfNN.json are")
    told.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-sets", metavar="DIR")
    told.add_argument(
        "--check", action="store_true", help="print F1 by cross-validation over the tuning shelves"
    )
    options = told.parse_args(argv)
    rows = read(options.folder, Settings(home=options.home, trace=False))
    models = [(fitted(kept), left) for kept, left in folds(rows)] if options.check else []
    for none in (0.0, 0.05, 0.1, 0.15, 0.2) if options.check else ():
        f1, empty = checked(models, none)
        print(f"bonus of an empty list {none:.2f}: F1 {f1:.3f}, empty questions left empty {empty:.2f}")
    model = fitted(rows)
    written = {
        "names": list(NAMES),
        **{name: [round(float(value), 5) for value in model[name]] for name in ("mean", "scale", "weights")},
        **{name: model[name] for name in ("constant", "base", "none", "trees")},
    }
    TARGET.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(rows)} questions, {TARGET.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
