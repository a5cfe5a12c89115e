"""Yes/no gaps of many papers -> which of them match.

A small model's yes and no are badly calibrated: on some questions it leans to yes for half the shelf, on others
to no even for the right papers. Its ranking is good. So a match has to stand out from the other papers that
were judged for the same question, above a floor for questions that no paper meets. The constants were found
on tuning questions with a model of 1.5 billion parameters; see docs/quality.md.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping

from assistant.types import VerdictLabel

# A gap is log p(yes) - log p(no), natural logarithms.
DEVIATIONS = 1.25  # a match lies this many standard deviations above the mean gap
FLOOR = -0.9  # and above this, however far it stands out
CLEAR = 2.5  # a "yes" this much likelier than "no" (12 to 1) needs no comparison
_PARTIAL = 0.75  # deviations from which a paper whose "yes" is likelier is shown as a partial match
# Of fewer papers than this, as a follow-up leaves them, all may well match: there a likelier "yes" is enough.
_FEWEST = 8


def verdicts_by_gap(gaps: Mapping[str, float]) -> dict[str, VerdictLabel]:
    """Return a verdict for each paper id from its gap."""
    if not gaps:
        return {}
    mean, deviation = statistics.fmean(gaps.values()), statistics.pstdev(gaps.values())
    few = len(gaps) < _FEWEST
    return {key: _verdict(gap, (gap - mean) / (deviation or 1.0), few) for key, gap in gaps.items()}


def _verdict(gap: float, deviations: float, few: bool) -> VerdictLabel:
    if gap >= (0 if few else CLEAR) or (gap > FLOOR and deviations >= DEVIATIONS):
        return "match"
    return "partial" if gap > 0 and deviations >= _PARTIAL else "no"
