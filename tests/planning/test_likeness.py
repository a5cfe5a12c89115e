"""Wordings that the grammar has no rule for are told by the words that frame them."""

from __future__ import annotations

from assistant.planning.likeness.odds import papers_odds
from tests.support.each_row import each_row


@each_row(
    ("papers", "fact"),
    [
        ("I need to cite someone on the limits of static embeddings.", "What learning rate was used?"),
        ("Put together a reading list on memory.", "How many GPUs were needed?"),
        ("Do these papers include one on Indian languages?", "What is tokenization?"),
    ],
)
def test_asking_for_papers_is_likelier_than_asking_for_a_fact(papers: str, fact: str) -> None:
    assert papers_odds(fact, 0) < 0 < papers_odds(papers, 0)


def test_what_a_request_is_about_does_not_matter() -> None:
    asked = "Put together a reading list on {}."
    assert papers_odds(asked.format("quasicrystal growth"), 0) == papers_odds(
        asked.format("enzyme kinetic"), 0
    )
