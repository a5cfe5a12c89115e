"""Replay the lookups of a kept report: what becomes of the model's answers by the rules for small models.

``python -m eval.bench.questions.replay docs/report-small-model.html`` needs no model: the page holds its answers.
Told are the questions that it declined or answered then, and those that would be declined
now; each with its denominator.
"""

from __future__ import annotations

import argparse
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.answering.composing.extractive import holds_kind
from assistant.answering.composing.looking_up.introducing import introducing_first
from assistant.answering.composing.looking_up.own_sentence import overlooked
from assistant.citing.borne_claims import BorneClaims
from assistant.library.library import Library
from assistant.planning.likeness.odds import meaning_by
from assistant.planning.plan_question import Shelf, plan_question
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import ScoredSentence, weigh
from assistant.settings import Settings
from assistant.types import Plan, Source

_CASE = re.compile(r'<details class="case lookup[^"]*" id="([^"]+)">(.*?)<h4>Gold', re.DOTALL)
_HEAD = re.compile(
    r'<div class="answer"><small>lookup · (\w+) · ([^<]*)</small>(.*?)(?:<ol|</div>)', re.DOTALL
)
_CITED = re.compile(r"<b>\[(\d+)\]</b>\s*(.*?)\s*<mark>", re.DOTALL)
_HITS = 10
_YEAR = 2026  # no question of these speaks of one


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as the page shows it; ``text`` with the numbers of all papers of the shelf in its markers."""

    case: dict[str, Any]
    status: str
    text: str


def kept_answers(page: str, cases: dict[str, Any], numbers: dict[str, int]) -> Iterator[Kept]:
    """Yield the single-turn lookups of ``page`` that the model answered or declined."""
    for found in _CASE.finditer(page):
        case, heads = cases.get(found[1]), _HEAD.findall(found[2])
        if not case or len(case["turns"]) > 1 or not heads or heads[-1][1].strip() == "extractive":
            continue
        cited = {number: html.unescape(title) for number, title in _CITED.findall(found[2])}

        def marker(each: re.Match[str], cited: dict[str, str] = cited) -> str:
            return f"[{numbers.get(cited.get(each[1], ''), 0)}]"

        marked = re.sub(
            r'<a class="marker"[^>]*>\[(\d+)\]</a>', marker, heads[-1][2].split('<p class="warning">')[0]
        )
        yield Kept(case, heads[-1][0], html.unescape(re.sub(r"<[^>]+>", "", marked)).strip())


def _weighed(question: str, retriever: Retriever) -> tuple[Plan, tuple[ScoredSentence, ...]]:
    plan = plan_question(
        question, (), Shelf(retriever.find, retriever.records, _YEAR, meaning_by(retriever.phrase_vectors))
    ).plan
    hits = retriever.search(plan.topic, _HITS)
    return plan, introducing_first(question, weigh(plan.standalone, hits, retriever))


def replayed(page: str, cases: dict[str, Any], retriever: Retriever) -> Counter[str]:
    """Count what was, and what would be now."""
    papers = list(retriever.index.papers.get(list(retriever.index.papers.ids())).values())
    sources = [Source(number, paper) for number, paper in enumerate(papers, 1)]
    counts: Counter[str] = Counter()
    for kept in kept_answers(page, cases, {paper.title: at for at, paper in enumerate(papers, 1)}):
        plan, evidence = _weighed(kept.case["turns"][-1], retriever)
        group = "with an answer" if kept.case["expect"] in ("answered", "partial") else "without one"
        declined = kept.status in ("no_evidence", "off_topic")
        shown = overlooked(plan, evidence, len(papers)) if declined else []
        now = (
            kept.status == "off_topic"
            or not holds_kind(plan.standalone, evidence)
            or (declined and not shown)
        )
        counts.update([group, f"{group}: declined then"] if declined else [group])
        counts.update([f"{group}: declined now"] if now else ())
        if shown and shown[0].paper.title in kept.case["required"]:
            counts.update(["declined then, now the right paper's sentences"])
        if not declined:
            claims = BorneClaims(sources, plan.standalone)
            changed = (claims.feed(kept.text) + claims.close()) != kept.text
            counts.update(["answers", "answers changed by what papers bear"] if changed else ["answers"])
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("page", type=Path)
    parser.add_argument("--cases", type=Path, default=Path("eval/cases.yaml"))
    args = parser.parse_args()
    cases = {case["id"]: case for case in yaml.safe_load(args.cases.read_text(encoding="utf-8"))["cases"]}
    library = Library(Settings())
    with library.reading() as retriever:
        counts = replayed(args.page.read_text(encoding="utf-8"), cases, retriever)
    library.close()
    for name, count in sorted(counts.items()):
        print(f"{count:4} {name}")


if __name__ == "__main__":
    main()
