"""Which papers stand out; what must hold whatever the constants are."""

from __future__ import annotations

from assistant.judging.log_odds import verdicts_by_gap
from tests.support.each_row import each_row


def matches(gaps: list[float], by_words: float = 0.05) -> set[int]:
    told = verdicts_by_gap(
        {str(place): gap for place, gap in enumerate(gaps)},
        {str(place): by_words for place in range(len(gaps))},
    )
    assert len(told) == len(gaps)
    return {int(key) for key, verdict in told.items() if verdict == "match"}


@each_row("of", [1, 2, 5, 38, 200])
@each_row("right", [0, 1, 2, 5, 12])
def test_a_judge_that_is_sure_is_believed(right: int, of: int) -> None:
    right = min(right, of)
    assert matches([10.0] * right + [-10.0] * (of - right)) == set(range(right))


def test_no_paper_matches_when_no_is_far_likelier_for_all() -> None:
    assert matches([-5 - place / 10 for place in range(38)]) == set()


def test_papers_that_stand_out_match_also_when_the_model_leans_to_yes() -> None:
    assert {0, 1} <= matches([6.0, 5.5] + [0.5 + place / 100 for place in range(36)])


@each_row(
    ("gaps", "right"),
    [([-0.7, -1.7, -2.4, -2.6], {0}), ([1.0, 1.1, 0.9], {0, 1, 2}), ([-1.7, -2.4, -2.6], set())],
)
def test_of_the_few_papers_of_a_follow_up_all_one_or_none_may_match(
    gaps: list[float], right: set[int]
) -> None:
    assert matches(gaps, by_words=0.9) == right


def test_words_decide_between_papers_that_the_model_does_not_tell_apart() -> None:
    gaps = {str(place): -0.9 for place in range(38)} | {"3": -0.6, "4": -0.6, "5": -2.0}
    told = verdicts_by_gap(gaps, {"3": 0.9, "5": 0.9})
    assert [key for key, verdict in told.items() if verdict == "match"] == ["3"]


def test_a_likelier_paper_is_never_judged_worse() -> None:
    order = {"no": 0, "partial": 1, "match": 2}
    gaps = {str(place): place / 3 - 5 for place in range(38)}
    told = verdicts_by_gap(gaps, {})
    ranked = [order[told[key]] for key in sorted(gaps, key=gaps.__getitem__)]
    assert ranked == sorted(ranked)


def test_nothing_judged_gives_no_verdicts() -> None:
    assert verdicts_by_gap({}, {}) == {}
