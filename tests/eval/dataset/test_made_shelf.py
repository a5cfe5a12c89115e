"""The made-up shelf and its cases are what their script makes, and the cases can be asked."""

from __future__ import annotations

from eval.dataset.cases import load_cases
from eval.dataset.made_cases import cases_file
from eval.dataset.made_shelf import HERE, made_papers, ris
from eval.report.tables import METRICS


def test_the_files_are_those_that_the_script_writes() -> None:
    papers = made_papers()
    assert (HERE / "records.ris").read_text(encoding="utf-8") == ris(papers)
    assert (HERE / "cases_records.yaml").read_text(encoding="utf-8") == cases_file(papers)


def test_a_third_of_the_cases_is_held_out() -> None:
    cases = load_cases(HERE / "cases_records.yaml", METRICS).cases
    held = [case for case in cases if "held" in case.tags]
    assert len(cases) >= 60
    assert abs(3 * len(held) - len(cases)) <= 3
