"""The bound on what was missed: exact, on the safe side, and the same for the same question."""

from __future__ import annotations

from assistant.judging.recall_bound import Sample, drawn
from tests.support.each_row import each_row


@each_row(
    ("papers", "below", "matched", "missed"),
    [
        (30, 100, 0, 9),  # 1 - 0.05 ** (1 / 30) = 0.095 of 100
        (30, 64_000, 0, 6082),
        (30, 100, 1, 13),  # 0.149 of 100, less the one that is listed now
        (30, 100, 30, 70),
        (100, 100, 3, 0),  # all were judged
    ],
)
def test_at_most_so_many_matches_are_missed(papers: int, below: int, matched: int, missed: int) -> None:
    assert Sample(papers, below, matched).missed == missed


def test_the_share_listed_follows_from_what_may_be_missed() -> None:
    assert Sample(30, 100, 0).recall(12) == 12 / 21
    assert Sample(30, 100, 0).recall(0) == 0.0
    assert Sample(100, 100, 0).recall(5) == 1.0


def test_a_question_draws_the_same_papers_each_time_and_another_one_others() -> None:
    ids = [f"p{number}" for number in range(200)]
    assert drawn("One?", ids, 30) == drawn("One?", ids[::-1], 30)
    assert set(drawn("One?", ids, 30)) != set(drawn("Two?", ids, 30))
    assert sorted(drawn("One?", ids[:5], 30)) == sorted(ids[:5])
