"""A question -> how likely it asks for papers, by the words that frame it, and by its meaning where it is known.

``python -m eval.bench.questions.train_requests`` fits two logistic regressions and writes ``data/request_kind.json``:
one over the traits of a question, one over its vector by the local embedding model. Their log-odds are added.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.planning.likeness.traits import traits

Vector = NDArray[np.float32]
# A text -> its unit vector by the local embedding model, of shape (384,); None where that does not run here.
Meaning = Callable[[str], Vector | None]


def unknown(text: str) -> None:
    """Know no text's meaning."""


def meaning_by(vectors: Callable[[Sequence[str]], Mapping[str, Vector] | None]) -> Meaning:
    """Return what tells a text's meaning by ``vectors``, which gives unit vectors of texts, None where it cannot."""
    return lambda text: (vectors((text,)) or {}).get(text)


def papers_odds(question: str, named: int, meaning: Meaning = unknown) -> float:
    """Return the log-odds that ``question``, which names so many papers of the shelf, asks for a set of papers."""
    model = _model()
    weights: Mapping[str, float] = model["weights"]
    found = traits(question, model["common"], named)
    odds = float(sum(weights.get(trait, 0.0) for trait in found) + model["constant"])
    vector = meaning(question)
    if vector is None:
        return odds
    of_meaning = model["meaning"]
    return odds + float(vector @ of_meaning["weights"]) + float(of_meaning["constant"])


@lru_cache(maxsize=1)
def _model() -> Mapping[str, Any]:
    fitted: dict[str, Any] = json.loads(
        (files("assistant") / "data" / "request_kind.json").read_text("utf-8")
    )
    of_meaning = {**fitted["meaning"], "weights": np.array(fitted["meaning"]["weights"], np.float32)}
    return {**fitted, "common": frozenset(fitted["words"]), "meaning": of_meaning}
