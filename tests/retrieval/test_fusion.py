"""Reciprocal rank fusion gives the sums that one gets by hand, in an order that chance has no part in."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.retrieval.fusion import reciprocal_rank_fusion as fuse

RANKINGS = st.dictionaries(
    st.sampled_from(["dense", "bm25", "other"]), st.lists(st.sampled_from("abcdefgh"), max_size=10)
)


def test_scores_are_those_computed_by_hand() -> None:
    fused = fuse({"dense": ["a", "b"], "bm25": ["b", "c"]}, {"dense": 1.0, "bm25": 2.0}, k=10)
    expected = {
        "b": Fraction(1, 12) + Fraction(2, 11),
        "c": Fraction(2, 12),
        "a": Fraction(1, 11),
    }
    assert [item for item, _, _ in fused] == ["b", "c", "a"]
    assert {item: score for item, score, _ in fused} == pytest.approx(
        {item: float(score) for item, score in expected.items()}
    )
    assert fused[0][2] == {"dense": 2, "bm25": 1}


def test_a_ranking_without_a_weight_counts_once() -> None:
    assert fuse({"x": ["a"]}, {}, k=0) == [("a", 1.0, {"x": 1})]


def test_an_item_named_twice_counts_where_it_stands_first() -> None:
    [(_, score, ranks), second] = fuse({"x": ["a", "a", "b"]}, {}, k=0)
    assert (score, ranks) == (1.0, {"x": 1})
    assert second == ("b", 0.5, {"x": 2})


def test_ties_go_to_the_better_single_rank_and_then_to_the_id() -> None:
    assert [item for item, _, _ in fuse({"x": ["b"], "y": ["a"]}, {}, k=5)] == ["a", "b"]
    # At k = 0, ranks 1 and 4 of weight 4 and 4/5 ... add up as two ranks of 2 do: the better rank wins.
    fused = fuse({"x": ["z", "a"], "y": ["_", "a", "z"]}, {"x": 3.0, "y": 9.0}, k=0)
    assert {item: score for item, score, _ in fused} == {"_": 9.0, "z": 6.0, "a": 6.0}
    assert [item for item, _, _ in fused] == ["_", "z", "a"]


def test_nothing_fused_is_nothing() -> None:
    assert fuse({}, {}, k=10) == fuse({"x": []}, {}, k=10) == []


@settings(deadline=None)
@given(RANKINGS, st.permutations(["dense", "bm25", "other"]))
def test_the_order_does_not_hang_on_the_order_of_the_rankings(
    rankings: dict[str, list[str]], names: list[str]
) -> None:
    shuffled = fuse({name: rankings[name] for name in names if name in rankings}, {}, k=10)
    fused = fuse(rankings, {}, k=10)
    assert [item for item, _, _ in shuffled] == [item for item, _, _ in fused]
    assert {item for item, _, _ in fused} == {item for ranking in rankings.values() for item in ranking}
    scores = [score for _, score, _ in fused]
    assert scores == sorted(scores, reverse=True)
