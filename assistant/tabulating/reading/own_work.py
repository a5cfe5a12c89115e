"""A sentence -> whether it speaks of the paper's own work, or of what others did before."""

from __future__ import annotations

import re

# How papers speak of their own work, and of what others did before.
_OWN = re.compile(
    r"\b(?:we|our|ours|us|experiments?|experimental|results?|evaluat\w+"
    r"|this (?:paper|work|study|survey|review|article))\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\W*(?:however|recent\w*|existing|previous\w*|prior|most|many|despite|although|while|common|current\w*)\b",
    re.IGNORECASE,
)


def own_work(sentence: str) -> int:
    """Return 1 for a sentence on the paper's own work, -1 for one on the work of others, else 0."""
    own = bool(_OWN.search(sentence))
    return own - bool(_OTHERS.match(sentence) and not own)


def of_others(sentence: str) -> bool:
    """Tell whether a sentence speaks of the work of others: "However, existing data sets ..."."""
    return own_work(sentence) < 0
