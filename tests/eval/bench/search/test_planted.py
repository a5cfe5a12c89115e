"""The benchmark of planted matches: its judge knows only what was planted."""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant, Settings
from eval.bench.search.planted import KnowingJudge


def test_papers_planted_deep_in_the_ranking_are_found_and_no_other(seed_copy: Path) -> None:
    judge = KnowingJudge()
    settings = Settings(home=seed_copy, judge_all=10, judge_budget=30, judge_sample=0)
    with Assistant(settings, llm=judge) as assistant:
        ranked = [hit.paper for hit in assistant.search("papers that use tokens", 30)]
        planted = ranked[3::9]
        judge.plant([paper.title for paper in planted])
        answer = assistant.ask("Which papers use tokens?")
    assert {each.paper_id for each in answer.verdicts if each.verdict == "match"} == {
        paper.id for paper in planted
    }
    assert (answer.judged.papers, answer.judged.of) == (30, 38)
