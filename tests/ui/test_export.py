"""What is exported cannot act on the program that opens it."""

from __future__ import annotations

import pytest

from assistant import Paper, Verdict, read_bytes
from ui.render.export import _entry, verdicts_csv


@pytest.mark.parametrize(
    "start", ["=", "\uff1d", "\uff0b", "\uff20", "\u200b=", "\ufeff@", "\u00a0=", "\u2060\uff1d"]
)
def test_no_cell_is_a_formula_however_it_is_disguised(start: str) -> None:
    verdict = Verdict(paper_id="x", title=f"{start}1+1", verdict="match", reason="r", quote=None)
    assert f"'{start}1+1" in verdicts_csv([verdict])


@pytest.mark.parametrize("title", ["a } b", "a { b", r"a \} b", "}{"])
def test_exported_bibtex_is_balanced_and_reads_back(title: str) -> None:
    entry = _entry(Paper(id="x", title=title, year=2020))
    assert entry.count("{") == entry.count("}")
    (paper,) = read_bytes(entry.encode(), "cited.bib").papers
    assert paper.title == title
