"""Yes/no gaps of many papers, and how likely each belongs by its words -> which of them match.

A small model's yes and no are badly calibrated: on some questions it leans to yes for half the shelf, on others
to no even for the right papers. Its ranking is good, and errs in other places than a ranking by words. So three
things are added up to the log-odds of a match: the gap, how far it stands out from those of the other papers that were
judged for the same question, and what the words say. What is listed is what is worth most by these odds. The constants
were fitted to tuning questions and a model of 1.5 billion parameters by ``eval.bench.questions.train_gap_cut``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from assistant.judging.words.expected_f1 import Floats, best_length, expected_f1
from assistant.types import VerdictLabel

# A gap is log p(yes) - log p(no), natural logarithms. Weights of a logistic regression.
GAP, STANDS_OUT, WORDS, CONSTANT = 0.2, 1.51, 0.61, -1.74
# A "yes" this much likelier than "no" needs no comparison: what lies above counts in full, whatever else is known.
CLEAR = 2.0
# Of few papers, as a follow-up leaves them, mean and deviation tell little: these are known beforehand, and count for
# so many papers.
USUAL_MEAN, USUAL_DEVIATION, USUAL_PAPERS = -0.87, 0.59, 8
# How likely a paper belongs that no ranking by words found, and the least and most that words are taken for.
UNKNOWN, _LEAST = 0.05, 1e-3
_LONGEST = 20  # papers; a longer list goes on while papers are likely
_PARTIAL = 0.3  # a paper that is not listed, but whose "yes" is likelier, is a partial match from here on


def likely_by_gap(gaps: Mapping[str, float], words: Mapping[str, float]) -> dict[str, float]:
    """Return how likely each paper belongs (0 to 1) from its gap, and from how likely it is by ``words``."""
    if not gaps:
        return {}
    gap = np.array(list(gaps.values()))
    by_words = np.clip([words.get(key, UNKNOWN) for key in gaps], _LEAST, 1 - _LEAST)
    odds = GAP * gap + STANDS_OUT * standing_out(gap) + WORDS * np.log(by_words / (1 - by_words)) + CONSTANT
    odds += np.maximum(gap - CLEAR, 0)
    return dict(zip(gaps, (1 / (1 + np.exp(-np.clip(odds, -30, 30)))).tolist(), strict=True))


def verdicts_by_gap(gaps: Mapping[str, float], words: Mapping[str, float]) -> dict[str, VerdictLabel]:
    """Return a verdict for each paper id from its gap and its words."""
    likely = likely_by_gap(gaps, words)
    values = np.array(list(likely.values()))
    length = best_length(expected_f1(values, _LONGEST), values, _LONGEST) if likely else 0
    listed = set(sorted(likely, key=lambda key: -likely[key])[:length])
    return {key: _verdict(key in listed, likely[key], gaps[key]) for key in gaps}


def standing_out(gap: Floats) -> Floats:
    """Return how many deviations each gap lies above the mean, both drawn to what is usual."""
    papers = len(gap) + USUAL_PAPERS
    mean = (gap.sum() + USUAL_PAPERS * USUAL_MEAN) / papers
    variance = (((gap - mean) ** 2).sum() + USUAL_PAPERS * USUAL_DEVIATION**2) / papers
    return np.asarray((gap - mean) / np.sqrt(variance))


def _verdict(listed: bool, likely: float, gap: float) -> VerdictLabel:
    if listed:
        return "match"
    return "partial" if gap > 0 and likely >= _PARTIAL else "no"
