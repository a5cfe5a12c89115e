"""Fit which papers a set answer lists without a language model: ``python -m eval.bench.questions.train_sets DIR``.

Reads the shelves of ``eval.bench.questions.sets`` whose number 3 does not divide, and writes
``assistant/data/set_cut.json``. Each question with an answer is also posed to its shelf without the papers that belong
(``without_matches``). Whether there is anything at all is learnt from probabilities that the first regression gives to
shelves it was not fitted to. Needs scikit-learn (a dependency of development only).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import Settings, bundled_papers
from assistant.answering.candidates import MENTION_PAPERS
from assistant.judging.words.asked import asked_of
from assistant.judging.words.candidates import weigh_set
from assistant.judging.words.fitted import Both, Floats, Logistic, Trees
from assistant.judging.words.set_cut import SetCut, question_row
from assistant.judging.words.set_features import NAMES, features_of
from assistant.library.library import Library
from assistant.retrieval.hybrid import Retriever

from ...cli import HERE
from ...dataset.cases import load_cases
from ...dataset.shelves import shelf_settings
from ...report.tables import METRICS
from .sets import opened, set_plan
from .without_matches import without

FOLDS = 5
# What an empty list is worth beside its probability of being right: as much as keeps the F1 of the folds.
BONUS = 0.05
# Inverse strengths of regularisation, by the folds.
BELONGS, ANY = 0.05, 1.0
# The trees, by the folds as well: several small forests, and each split sees a fifth of the features.
TREES = {
    "max_iter": 60,
    "learning_rate": 0.05,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 20,
    "max_features": 0.2,
}
TREES |= {"l2_regularization": 20.0, "early_stopping": False}
FORESTS = 4
# What a question counts for that was left without an answer by taking papers away, beside one that was posed so.
MADE = 0.03
_BUNDLED = -1  # stands for a shelf's number
TARGET = Path(__file__).parents[3] / "assistant" / "data" / "set_cut.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One question: features of shape (candidates, features), and labels (1 belongs, 0 not, -1 grey).

    ``total`` is how many papers belong, those that the search did not find included.
    """

    shelf: int
    features: NDArray[np.float32]
    opposed: NDArray[np.bool_]
    total: int
    labels: NDArray[np.int64]
    made: bool = False


def read(folder: Path, settings: Settings) -> list[Row]:
    """Weigh the candidates of every tuning question."""
    found: list[Row] = []
    for retriever, _, questions in opened(folder, settings):
        for question in questions:
            if question.part != "tuning":
                continue
            found += _both(question.shelf, question.question, question.match, question.grey, retriever)
    return found + _bundled(settings)


def _bundled(settings: Settings) -> list[Row]:
    """Weigh the candidates of the set questions of ``cases.yaml`` that are tuned on, each a conversation of its own."""
    known = load_cases(HERE / "cases.yaml", METRICS).resolved(bundled_papers())
    cases = [case for case in known.cases if case.kind == "set"]
    own = shelf_settings(bundled_papers(), settings, "bench")
    found: list[Row] = []
    with closing(Library(own, None, None)) as library:
        library.add(bundled_papers(), replace=True)
        with library.reading() as retriever:
            for case in cases:
                if "tune" not in case.tags or len(case.turns) > 1:
                    continue
                match, grey = frozenset(case.required), frozenset(case.allowed)
                found += _both(_BUNDLED, case.turns[0], match, grey, retriever)
    return found


def _both(
    shelf: int, question: str, match: frozenset[str], grey: frozenset[str], retriever: Retriever
) -> Iterator[Row]:
    yield _row(shelf, question, match, grey, retriever)
    if match:
        rest = without(match | grey, retriever)
        yield replace(_row(shelf, question, frozenset(), frozenset(), rest), made=True)


def _row(shelf: int, question: str, match: frozenset[str], grey: frozenset[str], retriever: Retriever) -> Row:
    asked = asked_of(set_plan(question))
    weighed = weigh_set(asked, retriever.search(asked.topic, MENTION_PAPERS), retriever)
    ids = [candidate.hit.paper.id for candidate in weighed.candidates]
    labels = [1 if key in match else -1 if key in grey else 0 for key in ids]
    opposed = [weighed.opposed(candidate) for candidate in weighed.candidates]
    features = features_of(weighed, retriever)
    return Row(shelf, features, np.array(opposed, bool), len(match), np.array(labels))


def regression(
    features: NDArray[Any],
    belongs: NDArray[np.bool_],
    strength: float,
    weights: NDArray[np.float64] | None = None,
) -> Logistic:
    """Fit how likely each row is one that belongs; each counts for its weight, 1 without any."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(features, sample_weight=weights)
    model = LogisticRegression(C=strength, max_iter=3000)
    model.fit(scaler.transform(features), belongs, sample_weight=weights)
    return Logistic(scaler.mean_, scaler.scale_, model.coef_[0], float(model.intercept_[0]))


def boosted(features: NDArray[Any], belongs: NDArray[np.bool_]) -> Trees:
    """Fit the same by scikit-learn's boosted trees, and take their nodes out of it; of several forests the mean."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    known = np.nan_to_num(features)
    forests = [
        HistGradientBoostingClassifier(**TREES, random_state=seed).fit(known, belongs)
        for seed in range(FORESTS)
    ]
    nodes = [tree.nodes for forest in forests for (tree,) in forest._predictors]
    roots = np.cumsum([0, *(len(tree) for tree in nodes[:-1])])
    leaf = np.concatenate([tree["is_leaf"].astype(bool) for tree in nodes])

    def child(side: str) -> NDArray[np.int64]:
        after = [tree[side].astype(np.int64) + root for tree, root in zip(nodes, roots, strict=True)]
        return np.where(leaf, np.arange(len(leaf)), np.concatenate(after))

    feature, limit, values = (
        np.concatenate([tree[name] for tree in nodes]) for name in ("feature_idx", "num_threshold", "value")
    )
    return Trees(
        roots=roots,
        feature=np.where(leaf, 0, feature).astype(np.int64),
        limit=np.where(leaf, 0.0, limit),
        left=child("left"),
        right=child("right"),
        values=np.where(leaf, values / FORESTS, 0.0),
        constant=float(np.mean([forest._baseline_prediction[0, 0] for forest in forests])),
    )


def paper_model(rows: Sequence[Row]) -> Both:
    """Fit how likely a paper belongs, grey ones left out, to the questions that were posed."""
    posed = [row for row in rows if not row.made]
    features = np.concatenate([row.features for row in posed])
    labels = np.concatenate([row.labels for row in posed])
    features, belongs = features[labels >= 0], labels[labels >= 0] == 1
    return Both(regression(features, belongs, BELONGS), boosted(features, belongs))


def fitted(rows: Sequence[Row], bonus: float = BONUS) -> SetCut:
    """Fit both models to ``rows``."""
    probabilities: dict[int, Floats] = {}
    for kept, left in folds(rows):
        model = paper_model(kept)
        probabilities |= {id(row): np.where(row.opposed, 0.0, model.likely(row.features)) for row in left}
    questions = np.stack([question_row(probabilities[id(row)], row.features) for row in rows])
    weights = np.array([MADE if row.made else 1.0 for row in rows])
    none = regression(questions, np.array([row.total == 0 for row in rows]), ANY, weights)
    return SetCut(paper_model(rows), none, bonus)


def folds(rows: Sequence[Row]) -> list[tuple[list[Row], list[Row]]]:
    """Split by shelf into (to fit, to check), so that no shelf stands on both sides."""
    shelves = sorted({row.shelf for row in rows})
    checked = [frozenset(shelves[first::FOLDS]) for first in range(FOLDS)]
    return [
        ([row for row in rows if row.shelf not in left_out], [row for row in rows if row.shelf in left_out])
        for left_out in checked
    ]


def answered(row: Row, model: SetCut) -> tuple[float, int]:
    """Return the F1 of the list that ``model`` makes, grey ones left out, and the length of the list."""
    likely = model.likely(row.features, row.opposed)
    listed = row.labels[np.argsort(-likely, kind="stable")][: model.length(likely, row.features)]
    right, shown = int((listed == 1).sum()), int((listed >= 0).sum())
    return (2 * right / (shown + row.total) if shown + row.total else 1.0), len(listed)


def checked(models: Sequence[tuple[SetCut, list[Row]]], bonus: float) -> str:
    """Say what lists are worth, each fold's by a model fitted to the others."""
    scored = [(row, *answered(row, replace(model, bonus=bonus))) for model, left in models for row in left]
    posed = [(row, score, count) for row, score, count in scored if not row.made]
    f1 = np.mean([score for _, score, _ in posed])
    empty = np.mean([count == 0 for row, _, count in posed if row.total == 0])
    made = np.mean([count == 0 for row, _, count in scored if row.made])
    emptied = np.mean([count == 0 for row, _, count in posed if row.total])
    return (
        f"F1 {f1:.3f}, empty left empty {empty:.2f}, made empty {made:.2f}, answerable emptied {emptied:.3f}"
    )


def written(model: SetCut) -> str:
    """Return ``model`` as the file that the product reads."""
    parts = {
        "belongs": _plain(model.belongs.regression),
        "trees": _plain(model.belongs.trees),
        "none": _plain(model.none),
    }
    return json.dumps({"names": list(NAMES), **parts, "bonus": model.bonus}, separators=(",", ":")) + "\n"


def _plain(model: Logistic | Trees) -> dict[str, Any]:
    found = {each.name: getattr(model, each.name) for each in fields(model)}
    return {
        name: np.round(value, 5).tolist() if isinstance(value, np.ndarray) else value
        for name, value in found.items()
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Write the model; with ``--check`` print what the folds say of it first."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.questions.train_sets", description=__doc__)
    arguments.add_argument("folder", type=Path, metavar="DIR", help="where the shelfNN.json are")
    arguments.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-sets", metavar="DIR"
    )
    arguments.add_argument(
        "--check", action="store_true", help="print F1 by cross-validation over the tuning shelves"
    )
    options = arguments.parse_args(argv)
    rows = read(options.folder, Settings(home=options.home, trace=False))
    models = [(fitted(kept), left) for kept, left in folds(rows)] if options.check else []
    for bonus in (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3) if options.check else ():
        print(f"bonus of an empty list {bonus:.2f}: {checked(models, bonus)}")
    TARGET.write_text(written(fitted(rows)), encoding="utf-8")
    print(f"{TARGET.name}: {len(rows)} questions, {TARGET.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
