"""Fit and score what is made of a small model's gaps: ``python -m eval.bench.questions.train_gap_cut FILE [DIR]``.

FILE is what ``eval.bench.questions.gaps`` recorded, DIR where its ``shelfNN.json`` are. Prints the weights of a
logistic regression of the tuning questions, which are copied into ``assistant.judging.log_odds`` by hand, and the F1
of the lists by words alone and by words and gaps, tuning and test part apart; of the bundled papers the held-back
questions are the test part. Needs scikit-learn (a dependency of development only).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant import Settings
from assistant.answering.candidates import ByWords
from assistant.answering.context import AnswerContext
from assistant.judging.log_odds import UNKNOWN, standing_out, verdicts_by_gap
from assistant.judging.words.expected_f1 import Floats
from assistant.library.library import Library

from ...dataset.shelves import shelf_settings
from .gaps import BUNDLED, Posed, bundled, kept, sampled
from .sets import Asked, listed, scored, set_plan

_LEAST = 1e-3


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, the gaps of its papers and how likely these are by words; ``alone`` are listed by words alone."""

    asked: Asked
    tuned: bool
    gaps: Mapping[str, float]
    words: Mapping[str, float]
    alone: frozenset[str]

    @property
    def both(self) -> frozenset[str]:
        """The papers that the product lists by words and gaps."""
        verdicts = verdicts_by_gap(self.gaps, self.words)
        return frozenset(key for key, verdict in verdicts.items() if verdict == "match")

    def features(self) -> Floats:
        """Return gap, how far it stands out, and the log-odds by words, of shape (papers, 3)."""
        gap = np.array(list(self.gaps.values()))
        words = np.clip([self.words.get(key, UNKNOWN) for key in self.gaps], _LEAST, 1 - _LEAST)
        return np.stack([gap, standing_out(gap), np.log(words / (1 - words))], axis=1)


def judged(shelf: Posed, gaps: Mapping[tuple[int, str], Mapping[str, float]], home: Path) -> Iterator[Judged]:
    """Yield the questions of ``shelf`` of which every paper's gap is known."""
    own = shelf_settings(shelf.papers, Settings(home=home, trace=False), "bench")
    with closing(Library(own, None, None)) as library:
        library.add(shelf.papers, replace=True)
        with library.reading() as retriever:
            context = AnswerContext(own, retriever)
            for asked in shelf.asked:
                known = gaps.get((shelf.shelf, asked.question), {})
                if len(known) < len(shelf.papers):
                    continue
                plan = set_plan(asked.question)
                words = ByWords(plan, context, len(shelf.papers)).likely()
                yield Judged(asked, asked.question in shelf.tuned, known, words, listed(plan, context))


def weights(rows: Sequence[Judged]) -> tuple[Floats, float]:
    """Fit the weights of gap, standing out and words, and the constant; grey papers are left out."""
    from sklearn.linear_model import LogisticRegression

    features, belongs = [], []
    for row in rows:
        for key, values in zip(row.gaps, row.features(), strict=True):
            if key not in row.asked.grey:
                features.append(values)
                belongs.append(key in row.asked.match)
    model = LogisticRegression(max_iter=2000).fit(np.array(features), np.array(belongs))
    return model.coef_[0], float(model.intercept_[0])


def table(rows: Sequence[Judged]) -> Iterator[str]:
    """Yield F1 by shelves and part."""
    yield f"{'shelves':9} {'part':7} {'questions':>9} {'words alone':>12} {'with gaps':>10}"
    for name, of_bundled in (("bundled", True), ("others", False)):
        for part in ("tuning", "test"):
            chosen = [
                row
                for row in rows
                if (row.asked.shelf == BUNDLED) == of_bundled and row.tuned == (part == "tuning")
            ]
            if chosen:
                alone = np.mean([scored(row.asked, row.alone, 0.0).f1 for row in chosen])
                both = np.mean([scored(row.asked, row.both, 0.0).f1 for row in chosen])
                yield f"{name:9} {part:7} {len(chosen):9} {alone:12.3f} {both:10.3f}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the weights and the table."""
    arguments = argparse.ArgumentParser(
        prog="python -m eval.bench.questions.train_gap_cut", description=__doc__
    )
    arguments.add_argument("file", type=Path, metavar="FILE", help="the gaps recorded")
    arguments.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="where the shelfNN.json are")
    arguments.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-sets", metavar="DIR"
    )
    options = arguments.parse_args(argv)
    gaps: dict[tuple[int, str], dict[str, float]] = {}
    for gap in kept(options.file):
        gaps.setdefault((gap.shelf, gap.question), {})[gap.paper] = gap.gap
    recorded = {shelf for shelf, _ in gaps}
    shelves = [bundled()] if BUNDLED in recorded else []
    for number in sorted(recorded - {BUNDLED}) if options.folder else ():
        shelves.append(sampled(options.folder / f"shelf{number:02}.json", None))
    rows = [row for shelf in shelves for row in judged(shelf, gaps, options.home)]
    fitted, constant = weights([row for row in rows if row.tuned])
    print("gap {:.2f}, standing out {:.2f}, words {:.2f}, constant {:.2f}".format(*fitted, constant))
    print("\n".join(table(rows)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
