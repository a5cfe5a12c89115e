"""Fit which of a large shelf's closest papers are listed: ``python -m eval.bench.search.train_large --corpora DIR``.

The questions and the shelf of 5,000 papers are those of ``budget``; beside them stand questions that the shelf does not
meet (``unmatched_queries.yaml``). Writes ``assistant/data/large_cut.json`` from the tuning parts, and prints what is
listed of both parts. What is right is told by regular expressions over the texts, so it is rough and favours words.
Needs scikit-learn (a dependency of development only).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant import Settings
from assistant.answering.candidates import MENTION_PAPERS
from assistant.judging.words.asked import asked_of
from assistant.judging.words.candidates import weigh_set
from assistant.judging.words.fitted import Logistic
from assistant.judging.words.set_cut import ALONE, LISTED, alone
from assistant.judging.words.set_features import features_of
from assistant.library.library import Library
from assistant.retrieval.hybrid import Retriever

from ...dataset.cases import Shelf
from ...dataset.shelves import sampled, shelf_settings
from ..questions.sets import set_plan
from .budget import Query, queries

UNMATCHED = Path(__file__).with_name("unmatched_queries.yaml")
TARGET = Path(__file__).parents[3] / "assistant" / "data" / "large_cut.json"
_CONSTANT = 1e-4  # a feature that varies less says nothing here
STRENGTH = 0.01  # inverse, of the regularisation; 0.003 gives the same within a hundredth


@dataclass(frozen=True, slots=True)
class Weighted:
    """A question with the features of its closest papers, which of them are right, and which oppose what is asked."""

    query: Query
    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    opposed: NDArray[np.bool_]


def unmatched() -> list[Query]:
    """Return the questions that no paper meets."""
    written = yaml.safe_load(UNMATCHED.read_text(encoding="utf-8"))
    return [
        Query(question, frozenset(), part == "held")
        for part in ("tuning", "held")
        for question in written[part]
    ]


def weighted(query: Query, retriever: Retriever) -> Weighted:
    """Weigh the closest papers of a question."""
    asked = asked_of(set_plan(query.question))
    found = weigh_set(asked, retriever.search(asked.topic, MENTION_PAPERS), retriever)
    return Weighted(
        query,
        alone(features_of(found, retriever)),
        np.array([each.hit.paper.id in query.right for each in found.candidates]),
        np.array([found.opposed(each) for each in found.candidates]),
    )


def fitted(rows: Sequence[Weighted]) -> Logistic:
    """Fit a regression to ``rows``."""
    from sklearn.linear_model import LogisticRegression

    features = np.concatenate([row.features for row in rows])
    mean, scale = np.nanmean(features, axis=0), np.nanstd(features, axis=0)
    scale[scale < _CONSTANT] = 1.0
    standard = np.nan_to_num((features - mean) / scale)
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(
        standard, np.concatenate([row.right for row in rows])
    )
    return Logistic(mean, scale, model.coef_[0], float(model.intercept_[0]))


def table(rows: Sequence[Weighted], model: Logistic) -> Iterator[str]:
    """Yield, by part, precision and recall of what is listed, and how many unmatched questions are left empty."""
    for part, held in (("tuning", False), ("held back", True)):
        precision, recall, wrong = [], [], []
        for row in rows:
            if row.query.held == held:
                listed = (model.likely(row.features) >= LISTED) & ~row.opposed
                right = int((listed & row.right).sum())
                if not row.query.right:
                    wrong.append(int(listed.sum()))
                    continue
                precision.append(right / max(int(listed.sum()), 1))
                recall.append(right / len(row.query.right))
        yield (
            f"{part:10} {len(recall):3} questions: precision {np.mean(precision):.3f}, recall {np.mean(recall):.3f}; "
            f"{len(wrong)} unmatched: {wrong.count(0)} left empty, {np.mean(wrong):.2f} papers listed for each"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, print the table and write the regression."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.train_large", description=__doc__)
    arguments.add_argument("--corpora", type=Path, required=True, metavar="DIR")
    arguments.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-budget", metavar="DIR"
    )
    options = arguments.parse_args(argv)
    papers = sampled(Shelf(source="acl_anthology", sample=5000, seed=7), options.corpora, None)
    settings = shelf_settings(papers, Settings(home=options.home, trace=False), "budget")
    with closing(Library(settings, None, None)) as library:
        library.add(papers, replace=True)
        with library.reading() as retriever:
            rows = [weighted(query, retriever) for query in (*queries(papers), *unmatched())]
    model = fitted([row for row in rows if not row.query.held])
    print("\n".join(table(rows, model)))
    TARGET.write_text(_json(model), encoding="utf-8")
    return 0


def _json(model: Logistic) -> str:
    found: dict[str, Any] = {each.name: getattr(model, each.name) for each in fields(model)}
    plain = {
        name: np.round(value, 5).tolist() if isinstance(value, np.ndarray) else round(value, 5)
        for name, value in found.items()
    }
    return json.dumps({"names": list(ALONE), "belongs": plain}, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
