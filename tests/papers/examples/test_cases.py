"""Small exports of every kind, beside the checkout where they are at hand, give the values that they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import PapersError
from assistant.papers import read_papers
from tests.papers.examples.case_values import VALUES
from tests.support.each_row import each_row

CASES = Path(__file__).parents[3].parent / "shared" / "cases"


def read(name: str) -> Any:
    path = CASES / name
    if not path.exists():
        pytest.skip("the small exports are not at hand beside the checkout")
    return read_papers(path)


@each_row("name", VALUES)
def test_an_export_gives_the_values_that_it_holds(name: str) -> None:
    found = read(name)
    assert not found.rejected
    for paper, row in zip(found.papers, VALUES[name], strict=True):
        title, authors, year, venue, url, begins, ends = row
        assert (paper.title, paper.authors, paper.year) == (title, authors, year)
        assert (paper.venue, paper.url) == (venue, url)
        assert paper.abstract.startswith(begins)
        assert paper.abstract.endswith(ends)
        assert bool(paper.abstract) == bool(begins)


def test_a_pdf_that_is_none_is_called_damaged() -> None:
    with pytest.raises(PapersError, match=r"dropped\.pdf is a damaged PDF"):
        read("other/dropped.pdf")


def test_every_file_at_hand_is_looked_at() -> None:
    if not CASES.exists():
        pytest.skip("the small exports are not at hand beside the checkout")
    files = {path.relative_to(CASES).as_posix() for path in CASES.rglob("*") if path.is_file()}
    assert files - VALUES.keys() == {"other/dropped.pdf", "other/refs.xlsx"}  # the latter is no workbook
