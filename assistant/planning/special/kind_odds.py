"""A question -> how likely it is one on the shelf as a whole, or small talk, by its meaning.

``python -m eval.bench.questions.train_shelf`` fits two logistic regressions over the vectors that the local embedding
model gives questions, and writes ``data/shelf_kind.json``. Without that model nothing is known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np

from assistant.planning.likeness.odds import Meaning, Vector

Special = Literal["shelf", "chat"]


def kind_odds(kind: Special, question: str, meaning: Meaning) -> float | None:
    """Return the log-odds that ``question`` is of that kind; None where no meaning is known."""
    vector = meaning(question)
    if vector is None:
        return None
    weights, constant = _model()[kind]
    return float(vector @ weights) + constant


@lru_cache(maxsize=1)
def _model() -> Mapping[str, tuple[Vector, float]]:
    fitted = json.loads((files("assistant") / "data" / "shelf_kind.json").read_text("utf-8"))
    return {
        kind: (np.array(one["weights"], np.float32), float(one["constant"])) for kind, one in fitted.items()
    }
