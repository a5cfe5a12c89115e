"""The scan for named things over papers of which only the words are indexed: nothing is embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.index.bm25 import KeywordIndex
from assistant.papers.store import PaperStore
from assistant.retrieval.named_scan import scan_texts
from assistant.types import Paper


@contextmanager
def scan_words(papers: Sequence[Paper], folder: Path) -> Iterator[Callable[[str], list[str]]]:
    """Index the words of ``papers`` in ``folder``, which must be empty; yield what maps a name to paper ids."""
    words = KeywordIndex.build(
        [paper.id for paper in papers], [f"{paper.title}. {paper.abstract}" for paper in papers]
    )
    words.save(folder / "words")
    PaperStore.create(folder / "papers.db", papers)
    index = KeywordIndex.open(folder / "words")
    with closing(PaperStore(folder / "papers.db", read_only=True)) as store:
        yield lambda name: scan_texts(name, index, store)
