"""What is exported cannot act on the program that opens it."""

from __future__ import annotations

import pytest

from assistant import Answer, Citation, Paper, Turn, Verdict, read_bytes
from ui.render.export import _entry, cited_bibtex, conversation_markdown, verdicts_csv


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


def test_no_export_holds_what_a_terminal_acts_on() -> None:
    hostile = "a\x1b]0;x\x07b\x9bc\u202ed\u200f"
    cited = Citation(number=1, paper_id="x", title=hostile, field="title", quote=hostile, start=0, end=9)
    verdict = Verdict(paper_id="x", title=hostile, verdict="match", reason=hostile, quote=hostile)
    answer = Answer(
        question=hostile,
        standalone=hostile,
        kind="lookup",
        status="answered",
        text=f"{hostile} [1]",
        citations=(cited,),
        verdicts=(verdict,),
        composer="extractive",
        fingerprint="f",
        warnings=(hostile,),
    )
    turn = Turn(question=hostile, answer=answer)
    told = conversation_markdown([turn]) + cited_bibtex([turn], {}) + verdicts_csv(answer.verdicts)
    assert told.count("bcd") >= 6
    assert not set("\x1b\x07\x9b\u202e\u200f") & set(told)
