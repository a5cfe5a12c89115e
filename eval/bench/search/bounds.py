"""Do the bounds on what was missed hold? ``python -m eval.bench.search.bounds --corpora DIR``.

Over 5,000 papers of the ACL Anthology 100 sets are planted: papers at random, a part of them among the first of a
ranking, which is made up, for the bound must hold whatever the ranking is. A scripted judge knows them; a second one
errs on a known share of papers, always the same. A bound holds when at least that share of all papers of the shelf that
this judge takes for a match is listed. What an erring judge overlooks in the papers it read is beyond any such bound;
how often it holds of the planted papers themselves is told beside. Nothing is indexed. ``--shelf NAME`` takes the
papers of a shelf in ``--home DIR`` instead.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import random
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path

from assistant import Assistant, Paper, Settings
from assistant.judging.screen import Screening, screen
from assistant.llm.chat import wrap_model

from ...dataset.cases import Shelf
from ...dataset.shelves import sampled
from .planted import KnowingJudge

SETS = 100
BUDGET = 100
# Of a judge that errs: the share of right papers that it overlooks, and of others that it takes for right.
OVERLOOKS, MISTAKES = 0.1, 0.005


class Rest:
    """What lies below a ranking that no match changes."""

    first: frozenset[str] = frozenset()

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = {paper.id: paper for paper in papers}

    def deeper(
        self, matches: Sequence[Paper], others: Sequence[Paper], seen: Collection[str]
    ) -> Sequence[Paper]:
        """Return nothing: the ranking stays."""
        return ()

    def left(self, seen: Collection[str]) -> Sequence[str]:
        """Return the ids that were not ``seen``."""
        return [key for key in self._papers if key not in seen]

    def papers(self, ids: Sequence[str]) -> Sequence[Paper]:
        """Return papers by id."""
        return [self._papers[key] for key in ids]


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
    share = {True: OVERLOOKS, False: MISTAKES}
    return {
        paper.title
        for paper in papers
        if (paper.id in known) != (errs and _chance(paper.id, number) < share[paper.id in known])
    }


def _chance(paper_id: str, number: int) -> float:
    digest = hashlib.sha256(f"{number} {paper_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 256**6


def measured(papers: Sequence[Paper], sample: int, *, errs: bool) -> list[tuple[float, float, float]]:
    """Return (bound, recall of what the judge takes for a match, recall of the planted) of each set."""
    judge = KnowingJudge()
    model = wrap_model(judge)
    settings = Settings(judge_all=50, judge_budget=BUDGET, judge_sample=sample, judge_batch=50, trace=False)
    outcomes = []
    for number in range(SETS):
        order = random.Random(-1 - number).sample(list(papers), len(papers))
        right = planted(number, order[: 2 * BUDGET], papers)
        accepted = seen_by(right, papers, number, errs=errs)
        judge.plant(sorted(accepted))
        steps = screen(
            f"Is this paper of set {number}?",
            order[:BUDGET],
            len(papers),
            model,
            settings,
            lambda shown, count: {},
            Rest(papers),
        )
        screening = _finished(steps)
        listed = {opinion.paper.title for opinion in screening.having("match")}
        titles = {paper.title for paper in right}
        bound = screening.judged.recall_bound or 0.0
        outcomes.append((bound, len(listed & accepted) / len(accepted), len(listed & titles) / len(titles)))
    return outcomes


def _papers(options: argparse.Namespace) -> list[Paper]:
    if not options.shelf:
        return sampled(Shelf(source="acl_anthology", sample=5000, seed=7), options.corpora, None)
    settings = Settings(**({"home": options.home} if options.home else {})).replace(shelf=options.shelf)
    with closing(Assistant(settings)) as assistant:
        return list(assistant.papers())


def _finished(steps: object) -> Screening:
    while True:
        try:
            next(steps)  # type: ignore[call-overload]
        except StopIteration as stop:
            result: Screening = stop.value
            return result


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each sample and judge; return 1 when fewer than 95 of 100 bounds held."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.bounds", description=__doc__)
    given = arguments.add_mutually_exclusive_group(required=True)
    given.add_argument("--corpora", type=Path, metavar="DIR")
    given.add_argument("--shelf", metavar="NAME", help="these papers, indexed already in --home")
    arguments.add_argument("--home", type=Path, metavar="DIR", help="where the shelf is kept")
    arguments.add_argument("--samples", type=int, nargs="+", default=[30, 300], metavar="N")
    options = arguments.parse_args(argv)
    logging.disable(logging.WARNING)  # the scripted judge writes no rubric, which is told each time
    papers = _papers(options)
    papers = list({paper.title: paper for paper in papers}.values())
    failed = False
    for sample in options.samples:
        for errs in (False, True):
            rows = measured(papers, sample, errs=errs)
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
