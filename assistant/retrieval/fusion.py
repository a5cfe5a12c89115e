"""Several rankings -> one, by weighted reciprocal rank.

Reciprocal rank fusion is Cormack, Clarke and Büttcher's (SIGIR 2009): each ranking gives an item
``weight / (k + rank)``, and the sums order the items. It needs no common scale of scores.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float], k: float
) -> list[tuple[str, float, dict[str, int]]]:
    """Fuse named rankings of ids, best first, into (id, score, rank in each ranking from 1), best first.

    An id that stands in a ranking twice counts where it stands first. Ties are broken by the best
    single rank, then by id, so the order never depends on chance; nor on that of
    the rankings, as the sums are exact.
    """
    ranks: dict[str, dict[str, int]] = {}
    for name, ranking in rankings.items():
        for rank, item in enumerate(dict.fromkeys(ranking), 1):
            ranks.setdefault(item, {})[name] = rank
    scored = [
        (item, math.fsum(weights.get(name, 1.0) / (k + rank) for name, rank in by_name.items()), by_name)
        for item, by_name in ranks.items()
    ]
    return sorted(scored, key=lambda entry: (-entry[1], min(entry[2].values()), entry[0]))
