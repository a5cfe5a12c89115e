"""Recall of sets at a fixed number of judgements: ``python -m eval.bench.search.budget --corpora DIR``.

5,000 papers of the ACL Anthology make the shelf (``acl_anthology.jsonl.gz`` of DIR; indexed once, in ``--home``). The
questions of ``budget_queries.yaml`` ask for papers of one or two conditions; a paper is right when its text meets the
regular expressions there. A scripted judge that knows them stands in for the language model. "Ranking" is what was
judged before rounds of feedback: the first papers of the question's own ranking. Every third question is held back.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant import Assistant, Paper, Settings

from ...dataset.cases import Shelf
from ...dataset.shelves import sampled, shelf_settings
from ...progress import steps
from .planted import KnowingJudge

QUERIES = Path(__file__).with_name("budget_queries.yaml")
BUDGETS = (100, 200, 400)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the ids of the papers that are right, and whether it took no part in tuning."""

    question: str
    right: frozenset[str]
    held: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The shares of the right papers among those judged: by the question's ranking, and in rounds."""

    query: Query
    ranking: float
    rounds: float


def queries(papers: Sequence[Paper]) -> list[Query]:
    """Return the questions with the papers of the shelf that are right for each."""
    written = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    return [
        Query(question, frozenset(paper.id for paper in papers if _meets(paper, patterns)), number % 3 == 2)
        for number, (question, *patterns) in enumerate(written)
    ]


def acl_shelf(options: argparse.Namespace, judge: KnowingJudge, **changes: int) -> Assistant:
    """Open the shelf of 5,000 papers, indexed when it is not yet; or the one that ``--shelf`` names."""
    corpora, home = options.corpora, options.home
    if options.shelf:
        return Assistant(Settings(home=home, trace=False, shelf=options.shelf).replace(**changes), llm=judge)
    papers = sampled(Shelf(source="acl_anthology", sample=5000, seed=7), corpora, None)
    settings = shelf_settings(papers, Settings(home=home, trace=False), "budget").replace(**changes)
    with steps("paper") as progress:
        assistant = Assistant(settings, llm=judge, progress=progress)
        assistant.add(papers, replace=True)
    return assistant


def _meets(paper: Paper, patterns: Sequence[str]) -> bool:
    text = f"{paper.title}. {paper.abstract}"
    return all(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def _asked(assistant: Assistant, judge: KnowingJudge, query: Query, budget: int) -> Found:
    titles = [paper.title for paper in assistant.papers(sorted(query.right))]
    judge.plant(titles)
    answer = assistant.ask(query.question)
    matched = {verdict.paper_id for verdict in answer.verdicts if verdict.verdict == "match"}
    topic = query.question.removeprefix("Which papers ").rstrip("?")
    ranked = {hit.paper.id for hit in assistant.search(topic, budget)}
    of = len(query.right)
    return Found(query, len(ranked & query.right) / of, len(matched & query.right) / of)


def rows(found: Sequence[Found], budget: int) -> Iterator[str]:
    """Yield a row for each part."""
    for part, held in (("tuning", False), ("held back", True)):
        of_part = [outcome for outcome in found if outcome.query.held == held]
        ranking, rounds = (
            sum(getattr(outcome, name) for outcome in of_part) / len(of_part)
            for name in ("ranking", "rounds")
        )
        worse = sum(outcome.rounds < outcome.ranking for outcome in of_part)
        yield (
            f"{part:10} {len(of_part):3} questions, {budget:3} judged: ranking {ranking:.3f}, rounds {rounds:.3f}; "
            f"worse in {worse}"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Print recall before and with rounds, for each budget and part."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.budget", description=__doc__)
    arguments.add_argument("--shelf", metavar="NAME", help="these papers, indexed already in --home")
    arguments.add_argument("--corpora", type=Path, required=True, metavar="DIR")
    arguments.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-budget", metavar="DIR"
    )
    arguments.add_argument("--budgets", type=int, nargs="+", default=list(BUDGETS), metavar="N")
    options = arguments.parse_args(argv)
    for budget in options.budgets:
        judge = KnowingJudge()
        changes = {"judge_all": 50, "judge_budget": budget, "judge_sample": 0, "judge_batch": 50}
        with closing(acl_shelf(options, judge, **changes)) as assistant:
            asked = queries(assistant.papers())
            found = [_asked(assistant, judge, query, budget) for query in asked]
        print("\n".join(rows(found, budget)), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
