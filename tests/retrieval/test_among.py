"""Many papers of a larger shelf are ranked without reading each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.retrieval import hybrid
from tests.support.tiny import library, papers


def test_many_chosen_papers_are_ranked_as_few_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = library(tmp_path)
    shelf.add(papers(*range(60)))
    chosen = [f"p{number}" for number in range(0, 60, 2)]
    with shelf.reading() as retriever:
        exact = retriever.search("plot26", 5, within=chosen)
        monkeypatch.setattr(hybrid, "EXACT", 10)
        monkeypatch.setattr(retriever, "_rankings_within", None)  # would read each
        many = retriever.search("plot26", 5, within=chosen)
    shelf.close()
    assert {hit.paper.id for hit in many} <= set(chosen)
    assert many[0].paper.id == exact[0].paper.id == "p26"
