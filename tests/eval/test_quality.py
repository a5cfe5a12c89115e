"""The extractive answers to the questions of eval/cases.yaml, held to the thresholds in that file."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Hit
from eval import main
from eval.cli import HERE
from eval.dataset.cases import load_cases
from eval.report.tables import METRICS


@pytest.mark.timeout(600)
def test_the_bundled_cases_reach_their_thresholds(
    seed_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.json"
    code = main(["--home", str(seed_copy), "--json", str(out)])
    shown = capsys.readouterr().out
    report: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    assert [case["id"] for case in report["cases"] if case["error"]] == []
    assert report["groups"]["all"]["citation_validity"]["value"] == 1.0
    assert code == 0, shown


@pytest.mark.timeout(600)
def test_retrieval_in_random_order_is_noticed(
    seed_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--home", str(seed_copy), "--kind", "lookup", "--limit", "12"]
    assert main([*words, "--json", str(tmp_path / "old.json")]) in (0, 1)
    search = Assistant.search

    def shuffled(self: Assistant, query: str, k: int = 10) -> list[Hit]:
        hits = search(self, query, k)
        random.Random(query).shuffle(hits)
        return hits

    monkeypatch.setattr(Assistant, "search", shuffled)
    assert main([*words, "--baseline", str(tmp_path / "old.json")]) == 1
    assert "ndcg_at_10" in capsys.readouterr().out.rpartition("worse than the baseline")[2]


def test_both_files_of_cases_are_sound() -> None:
    cases = load_cases(HERE / "cases.yaml", METRICS).cases
    assert len(cases) >= 60
    assert {case.kind for case in cases} == {"set", "lookup", "comparison", "chat"}
    assert all(sum(tag in ("tune", "held") for tag in case.tags) == 1 for case in cases)
    assert load_cases(HERE / "cases_hf_daily.yaml", METRICS).shelf.sample == 300
