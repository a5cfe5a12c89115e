"""A small shelf whose papers record who wrote them, when and where, and one that records nothing."""

from __future__ import annotations

from assistant.types import Answer, Paper

EMNLP = "Conference on Empirical Methods in Natural Language Processing"
PAPERS = [
    Paper(
        id="a",
        title="Amber parsing",
        abstract="We parse amber with GSM-8K. It works.",
        authors=("Alisa Liu", "Yu Chen"),
        year=2019,
        venue=EMNLP,
        source="one.bib",
    ),
    Paper(
        id="b",
        title="Birch parsing",
        abstract="We parse birch by data from 2025.",
        authors=("Wei Liu",),
        year=2021,
        venue="Nature",
        source="two.ris",
    ),
    Paper(
        id="c",
        title="Cedar agents",
        abstract="Agents of cedar use GSM8K and [29] <b>tags</b>.",
        authors=("Jukka Savolainen",),
        year=2021,
        venue="Nature",
        source="two.ris",
    ),
    Paper(
        id="d",
        title="Dune agents",
        abstract="",
        authors=("Jukka Savolainen", "Alisa Liu"),
        year=2023,
        source="two.ris",
    ),
    Paper(
        id="e",
        title="Dune agents",
        abstract="Other agents on dunes and a longer abstract than all of these have.",
        source="two.ris",
    ),
]
BARE = [
    Paper(id="x", title="Kelp models", abstract="Models of kelp in 2025."),
    Paper(id="y", title="Lagoon models"),
]


def cited(answer: Answer) -> list[str]:
    return [each.paper_id for each in answer.citations]
