from __future__ import annotations

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import SetF, SetP, SetR

from eval.scoring.metrics import (
    RANKING_METRICS,
    agreement,
    interval,
    paired_p,
    percentile,
    ranking_scores,
    ratio_interval,
    set_scores,
)


def test_set_scores_by_hand() -> None:
    scores = set_scores(["a", "b", "x"], ["a", "b", "c", "d"])
    assert (scores.precision, scores.recall) == (2 / 3, 0.5)
    assert scores.f1 == pytest.approx(4 / 7)
    assert not scores.exact
    assert (scores.missing, scores.wrong) == (("c", "d"), ("x",))


def test_allowed_papers_count_neither_way() -> None:
    assert set_scores(["a", "grey"], ["a"], ["grey"]) == set_scores(["a"], ["a"], ["grey"])
    assert set_scores(["a", "grey"], ["a"], ["grey"]).exact
    assert set_scores(["grey"], ["a"], ["grey"]).f1 == 0
    assert set_scores(["grey"], [], ["grey"]).exact


def test_no_right_paper_and_no_answer() -> None:
    assert (set_scores([], []).f1, set_scores([], []).exact) == (1.0, True)
    assert (set_scores(["a"], []).f1, set_scores(["a"], []).exact) == (0.0, False)
    assert (set_scores([], ["a"]).f1, set_scores([], ["a"]).precision) == (0.0, 0.0)


def test_everything_found_is_full_recall_and_poor_precision() -> None:
    scores = set_scores(list("abcdefghij"), ["a"])
    assert (scores.recall, scores.precision) == (1.0, 0.1)


@given(st.sets(st.sampled_from("abcdefgh"), min_size=1), st.sets(st.sampled_from("abcdefgh"), min_size=1))
def test_set_scores_agree_with_ir_measures(found: set[str], required: set[str]) -> None:
    qrels = [ir_measures.Qrel("q", each, 1) for each in required]
    run = [ir_measures.ScoredDoc("q", each, 1.0) for each in found]
    theirs = ir_measures.calc_aggregate([SetP, SetR, SetF], qrels, run)
    ours = set_scores(sorted(found), sorted(required))
    assert ours.precision == pytest.approx(theirs[SetP])
    assert ours.recall == pytest.approx(theirs[SetR])
    assert ours.f1 == pytest.approx(theirs[SetF])


def test_ranking_scores_by_hand() -> None:
    scores = ranking_scores({"q": ["x", "a", "y", "b"]}, {"q": {"a": 1, "b": 1, "c": 1}})["q"]
    assert scores["map"] == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert scores["recall_at_5"] == pytest.approx(2 / 3)
    ideal = 1 + 1 / 1.5849625007211562 + 1 / 2  # 1/log2(2) + 1/log2(3) + 1/log2(4)
    assert scores["ndcg_at_10"] == pytest.approx((1 / 1.5849625007211562 + 1 / 2.321928094887362) / ideal)


def test_neutral_documents_leave_the_ranking_but_gold_never_does() -> None:
    gold = {"q": {"a": 1}}
    assert ranking_scores({"q": ["grey", "a"]}, gold, {"q": ["grey", "a"]})["q"]["map"] == 1.0


def test_a_query_without_a_ranking_scores_zero() -> None:
    scores = ranking_scores({"one": ["a"]}, {"one": {"a": 1}, "two": {"b": 1}})
    assert scores["two"] == dict.fromkeys(RANKING_METRICS, 0.0)
    assert ranking_scores({}, {"q": {"a": 1}})["q"]["map"] == 0.0
    assert ranking_scores({}, {}) == {}


def test_ties_and_repetitions_keep_the_order_of_the_ranking() -> None:
    assert ranking_scores({"q": ["b", "b", "a"]}, {"q": {"a": 1}})["q"]["map"] == 0.5
    assert ranking_scores({"q": ["z", "a"]}, {"q": {"z": 1}})["q"]["map"] == 1.0


def test_the_interval_is_the_same_each_time_and_holds_the_mean() -> None:
    values = [0.0, 1.0, 1.0, 0.5, 0.25, 1.0, 0.0, 1.0]
    low, high = interval(values)
    assert (low, high) == interval(values)
    assert 0 < low < sum(values) / len(values) < high < 1
    assert interval([1.0, 1.0]) == (1.0, 1.0)
    assert interval([]) == (0.0, 0.0)
    narrow = interval(values * 20)
    assert narrow[1] - narrow[0] < high - low


def test_a_ratio_with_nothing_to_count_is_zero() -> None:
    assert ratio_interval([], []) == (0.0, 0.0)
    assert ratio_interval([0.0, 0.0], [0.0, 0.0]) == (0.0, 0.0)
    low, high = ratio_interval([1, 0, 1, 1], [1, 1, 1, 1])
    assert 0 <= low < 0.75 < high <= 1


def test_the_paired_test_by_hand() -> None:
    assert paired_p([]) == 1.0
    assert paired_p([0.0, 0.0]) == 1.0
    assert paired_p([0.5]) == 1.0  # with one difference, either sign is as extreme
    assert paired_p([1, 1, 1, 1]) == pytest.approx(2 / 16)
    assert paired_p([1, 1, 1, -1]) == pytest.approx(10 / 16)
    assert paired_p([1.0] * 40) < 0.001
    assert paired_p([1.0, -1.0] * 20) > 0.5


def test_agreement_by_hand() -> None:
    assert agreement([True, False], [True, False]) == (1.0, 1.0)
    same, kappa = agreement([True, True, False, False], [True, False, True, False])
    assert (same, kappa) == (0.5, 0.0)
    assert agreement([], []) == (0.0, 0.0)


def test_percentiles() -> None:
    assert percentile([1, 2, 3], 50) == 2
    assert percentile([], 95) == 0
