from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import PapersError
from eval.dataset.cases import Shelf
from eval.dataset.shelves import sampled


def corpus(path: Path, count: int) -> None:
    rows = [
        {"id": f"p{number}", "title": f"Title {number}", "abstract": "x", "listed": "2024"}
        for number in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_a_sample_depends_on_the_seed_not_on_the_order_of_the_file(tmp_path: Path) -> None:
    corpus(tmp_path / "papers.jsonl", 50)
    drawn = [paper.id for paper in sampled(Shelf("papers", 10, 7), tmp_path, None)]
    lines = (tmp_path / "papers.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "papers.jsonl").write_text("".join(reversed(lines)), encoding="utf-8")
    assert [paper.id for paper in sampled(Shelf("papers", 10, 7), tmp_path, None)] == drawn
    assert [paper.id for paper in sampled(Shelf("papers", 10, 8), tmp_path, None)] != drawn
    assert len(sampled(Shelf("papers"), tmp_path, None)) == 50


def test_a_source_is_looked_for_beside_the_cases_and_in_corpora(tmp_path: Path) -> None:
    (tmp_path / "corpora").mkdir()
    corpus(tmp_path / "corpora" / "far.jsonl", 3)
    assert len(sampled(Shelf("far"), tmp_path, tmp_path / "corpora")) == 3
    with pytest.raises(PapersError, match="--corpora"):
        sampled(Shelf("far"), tmp_path, None)


def test_faulty_sources_are_told_by_line(tmp_path: Path) -> None:
    corpus(tmp_path / "papers.jsonl", 3)
    with pytest.raises(PapersError, match="holds 3 papers; 4 cannot be drawn"):
        sampled(Shelf("papers", 4), tmp_path, None)
    (tmp_path / "bad.jsonl").write_text(
        '{"id": "a", "title": "T"}\n{"id": "b", "title": ""}\n', encoding="utf-8"
    )
    with pytest.raises(PapersError, match=r"bad\.jsonl:2: title"):
        sampled(Shelf("bad"), tmp_path, None)
