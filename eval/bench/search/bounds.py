"""Do the bounds on what was missed hold? ``python -m eval.bench.search.bounds --corpora DIR``.

Over the shelf of ``eval.bench.search.budget``, 100 sets are planted: papers at random, a part of them among those
that the question ranks first. A scripted judge knows them; a second one errs on a known share of papers, always the
same. A bound holds when at least that share of all papers of the shelf that this judge takes for a match is listed.
What an erring judge overlooks in the papers it read is beyond any such bound; how often it holds of the planted
papers themselves is told beside.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from assistant import Assistant, Paper

from .budget import acl_shelf, queries
from .planted import KnowingJudge

SETS = 100
BUDGET = 100
# Of a judge that errs: the share of right papers that it overlooks, and of others that it takes for right.
OVERLOOKS, MISTAKES = 0.1, 0.005


def planted(number: int, ranked: Sequence[Paper], papers: Sequence[Paper]) -> list[Paper]:
    """Return set ``number``: 5 to 60 papers, a tenth to nine tenths of them of ``ranked``, the rest anywhere."""
    chance = random.Random(number)
    size = chance.randint(5, 60)
    near = min(round(size * chance.uniform(0.1, 0.9)), len(ranked))
    chosen = {paper.id: paper for paper in chance.sample(list(ranked), near)}
    chosen.update((paper.id, paper) for paper in chance.sample(list(papers), size - near))
    return list(chosen.values())


def seen_by(right: Sequence[Paper], papers: Sequence[Paper], number: int, *, errs: bool) -> set[str]:
    """Return the titles that the judge of set ``number`` takes for a match."""
    known = {paper.id for paper in right}
    return {
        paper.title
        for paper in papers
        if (paper.id in known)
        != (errs and _chance(paper.id, number) < (OVERLOOKS if paper.id in known else MISTAKES))
    }


def _chance(paper_id: str, number: int) -> float:
    digest = hashlib.sha256(f"{number} {paper_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 256**6


def measured(assistant: Assistant, judge: KnowingJudge, *, errs: bool) -> list[tuple[float, float, float]]:
    """Return (bound, recall of what the judge takes for a match, recall of the planted) of each set."""
    papers = assistant.papers()
    outcomes = []
    asked = queries(papers)
    rankings = {
        verdict.question: [hit.paper for hit in assistant.search(verdict.question, 2 * BUDGET)]
        for verdict in asked
    }
    for number in range(SETS):
        question = asked[number % len(asked)].question
        right = planted(number, rankings[question], papers)
        accepted = seen_by(right, papers, number, errs=errs)
        judge.plant(sorted(accepted))
        answer = assistant.ask(question)
        listed = {verdict.title for verdict in answer.verdicts if verdict.verdict == "match"}
        titles = {paper.title for paper in right}
        assert answer.judged.recall_bound is not None
        outcomes.append(
            (
                answer.judged.recall_bound,
                len(listed & accepted) / len(accepted),
                len(listed & titles) / len(titles),
            )
        )
    return outcomes


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each judge; return 1 when fewer than 95 of 100 bounds held."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.bounds", description=__doc__)
    arguments.add_argument("--shelf", metavar="NAME", help="these papers, indexed already in --home")
    arguments.add_argument("--corpora", type=Path, required=True, metavar="DIR")
    arguments.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-budget", metavar="DIR"
    )
    arguments.add_argument("--samples", type=int, nargs="+", default=[30, 300], metavar="N")
    options = arguments.parse_args(argv)
    failed = False
    for sample in options.samples:
        judge = KnowingJudge()
        changes = {"judge_all": 50, "judge_budget": BUDGET, "judge_sample": sample, "judge_batch": 50}
        with closing(acl_shelf(options, judge, **changes)) as assistant:
            for errs in (True, False):
                rows = measured(assistant, judge, errs=errs)
                held = sum(bound <= recall + 1e-4 for bound, recall, _ in rows)
                of_planted = sum(bound <= recall + 1e-4 for bound, _, recall in rows)
                mean, real = (sum(row[at] for row in rows) / len(rows) for at in (0, 1))
                print(
                    f"sample of {sample:3}, {'erring' if errs else 'right'} judge: held {held} of {len(rows)} "
                    f"(of the planted papers {of_planted}); mean bound {mean:.3f}, mean recall {real:.3f}",
                    flush=True,
                )
                failed |= held < 95
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
