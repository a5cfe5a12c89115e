from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Paper, read_bytes
from assistant.papers.json_formats.jsonl import write
from eval.bench.speed.importing import as_bibtex, main


def test_reading_is_measured_beside_the_bare_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = [Paper(id=f"kelp-{n}", title=f"Kelp forests {n}", abstract="It grows {fast.") for n in range(3)]
    file = tmp_path / "papers.jsonl"
    file.write_text("".join(write(papers)))
    assert main(["--papers", str(file), "--count", "2", "--rounds", "1"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2 papers")
    assert told.count("\n| ") == 5
    [read] = read_bytes(as_bibtex(papers[0]).encode(), "a.bib").papers
    assert (read.title, read.abstract) == ("Kelp forests 0", "It grows fast.")
