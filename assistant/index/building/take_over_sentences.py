"""An index whose chunks were read whole -> its sentences' vectors among those that are computed already.

The model is the same, so sentences need not be read again: titles alone are, and the chunks' vectors are made of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import numpy as np

from assistant.index.building.build_plan import BuildInputs, UpdatePlan
from assistant.index.building.checkpoint import Checkpoint
from assistant.index.building.embed import pooled
from assistant.index.manifest import Manifest
from assistant.index.passages import sentences
from assistant.index.snapshot import check_files
from assistant.index.vectors.bases import base_of
from assistant.index.vectors.sentence_file import FOLDER, SentenceFile, Sentences
from assistant.types import Paper

_AT_ONCE = 128


def take_over_sentences(inputs: BuildInputs, plan: UpdatePlan, saved: Checkpoint) -> None:
    """Write the vectors of papers that are as they were to ``saved``. Raises IndexUnavailable for damage."""
    folder = inputs.generations.current()
    if folder is None:
        return
    old = Manifest.open(folder)
    check_files(folder, old, words=False)
    without = set(old.pending)
    same = [
        key
        for key in plan.pending
        if old.papers.get(key) == plan.want[key] and key not in without and key not in saved
    ]
    with _opened(folder) as files:
        for start in range(0, len(same), _AT_ONCE):
            papers = list(inputs.truth.get(same[start : start + _AT_ONCE]).values())
            _write(inputs, papers, files, saved)
            inputs.progress("taking over", start + len(papers), len(same))


def _write(inputs: BuildInputs, papers: list[Paper], files: list[SentenceFile], saved: Checkpoint) -> None:
    known: dict[str, Sentences] = {}
    for file in files:  # what changed since the base comes last
        known |= file.get(paper.id for paper in papers)
    whole = [
        paper
        for paper in papers
        if paper.id in known and tuple(known[paper.id].ids) == tuple(span.id for span in sentences(paper))
    ]
    if whole:
        of_titles = inputs.embedder.encode([paper.title for paper in whole])
        of_sentences = [np.array(known[paper.id].vectors) for paper in whole]
        saved.write(pooled(whole, list(of_titles), of_sentences, inputs.chunking))


@contextmanager
def _opened(folder: Path) -> Iterator[list[SentenceFile]]:
    with ExitStack() as opened:
        places = [place for place in (base_of(folder), folder) if place is not None]
        yield [opened.enter_context(closing(SentenceFile(place / FOLDER))) for place in places]
