"""A question -> how likely it asks for papers, by the words that frame it.

``python -m eval.bench.questions.train_requests`` fits the logistic regression and writes ``data/request_kind.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from assistant.planning.likeness.traits import traits


def papers_odds(question: str, named: int) -> float:
    """Return the log-odds that ``question``, which names so many papers of the shelf, asks for a set of papers."""
    model = _model()
    weights: Mapping[str, float] = model["weights"]
    found = traits(question, model["common"], named)
    return float(sum(weights.get(trait, 0.0) for trait in found) + model["constant"])


@lru_cache(maxsize=1)
def _model() -> Mapping[str, Any]:
    fitted: dict[str, Any] = json.loads(
        (files("assistant") / "data" / "request_kind.json").read_text("utf-8")
    )
    return {**fitted, "common": frozenset(fitted["words"])}
