"""Recall, precision and time of the scan for named things, against a plain regular expression over every text.

``python -m eval.bench.search.named papers.jsonl.gz`` builds the word index alone (nothing is embedded) and prints a
table; with ``--shelf NAME``, and ``--home DIR``, the words of a shelf that is indexed already are scanned.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import Paper, Settings
from assistant.index.words.bm25 import KeywordIndex
from assistant.library.library import Library
from assistant.papers.store import PaperStore
from assistant.retrieval.named_scan import scan_texts

from ...dataset.cases import Shelf
from ...dataset.shelves import sampled

# How each name is asked for, and what a reader would count as that name; written apart from the product's spellings.
NAMES: tuple[tuple[str, str], ...] = (
    ("GSM8K", r"\bgsm[-‐‑–— ]?8k"),
    ("Llama 3", r"\bllama[-‐‑–— ]?3(?!\d|[a-z])"),
    ("LLaVA", r"\bllava(?![a-z])"),
    ("GPT-4", r"\bgpt[-‐‑–— ]?4(?!\d|[a-z])"),
    ("SWE-bench", r"\bswe[-‐‑–— ]?bench(?![a-z])"),
    ("ImageNet", r"\bimage-?nets?(?![a-z])"),
    ("MMLU", r"\bmmlu(?![a-z])"),
    ("HumanEval", r"\bhuman-?evals?(?![a-z])"),
    ("Stable Diffusion", r"\bstable[-‐‑–— ]?diffusions?(?![a-z])"),
    ("Qwen2.5", r"\bqwen[-‐‑–— ]?2\.5(?!\d|[a-z])"),
    ("LoRA", r"\bloras?(?![a-z])"),
    ("Mixture-of-Experts", r"\bmixture[-‐‑–— ]of[-‐‑–— ]experts?(?![a-z])"),
    ("CLIP", r"\b(?-i:CLIPs?|CLiPs?|Clips?)(?![a-z])"),
    ("Mamba", r"\bmambas?(?![a-z])"),
    ("DPO", r"\b(?-i:DPOs?|Dpos?)(?![a-z])"),
    ("chain-of-thought", r"\bchain[-‐‑–— ]of[-‐‑–— ]thoughts?(?![a-z])"),
    ("DeepSeek-R1", r"\bdeepseek[-‐‑–— ]?r1(?!\d|[a-z])"),
    ("COCO", r"\b(?-i:COCOs?|Cocos?|CoCos?)(?![a-z])"),
    ("AIME", r"\b(?-i:AIMEs?|AiMEs?|Aimes?)(?![a-z])"),
    ("summarization", r"\bsummari[sz]ations?(?![a-z])"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One name: papers of the gold, recall and precision of the scan, and its processor time in milliseconds."""

    name: str
    gold: int
    recall: float
    precision: float
    milliseconds: float


def measure(
    papers: Sequence[Paper],
    scan: Callable[[str], list[str]],
    names: Sequence[tuple[str, str]] = NAMES,
) -> list[Found]:
    """Scan for each name five times and compare with its regular expression; the median of the times counts."""
    texts = {paper.id: f"{paper.title}\n{paper.abstract}" for paper in papers}
    found = []
    scan("warm up the sorted vocabulary")
    for name, pattern in names:
        gold = {key for key, text in texts.items() if re.search(pattern, text, re.IGNORECASE)}
        times = []
        for _ in range(5):
            begun = time.thread_time()
            ours = set(scan(name))
            times.append(time.thread_time() - begun)
        right = len(gold & ours)
        found.append(
            Found(
                name,
                len(gold),
                right / len(gold) if gold else 1.0,
                right / len(ours) if ours else 1.0,
                sorted(times)[2] * 1000,
            )
        )
    return found


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table for the corpus, or the shelf, that is given."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.named", description=__doc__)
    given = arguments.add_mutually_exclusive_group(required=True)
    given.add_argument("papers", nargs="?", type=Path, metavar="FILE", help="JSON lines of papers")
    given.add_argument("--shelf", metavar="NAME", help="a shelf that is indexed already")
    arguments.add_argument("--home", type=Path, metavar="DIR", help="where the shelf is kept")
    options = arguments.parse_args(argv)
    if options.shelf:
        settings = Settings(**({"home": options.home} if options.home else {})).replace(shelf=options.shelf)
        with closing(Library(settings)) as library, library.reading() as retriever:
            index = retriever.index
            held = list(index.papers)
            _print(held, measure(held, lambda name: scan_texts(name, index.by_paper, index.papers)))
        return
    papers = sampled(Shelf(options.papers.name), options.papers.parent, None)
    with TemporaryDirectory() as folder, scan_words(papers, Path(folder)) as scan:
        _print(papers, measure(papers, scan))


def _print(papers: Sequence[Paper], rows: Sequence[Found]) -> None:
    print(f"{len(papers):,} papers\n{'name':22}{'gold':>8}{'recall':>8}{'precision':>11}{'ms':>8}")
    for row in rows:
        print(f"{row.name:22}{row.gold:8,}{row.recall:8.3f}{row.precision:11.3f}{row.milliseconds:8.1f}")
    print(
        f"{'worst':22}{'':8}{min(row.recall for row in rows):8.3f}{min(row.precision for row in rows):11.3f}"
        f"{max(row.milliseconds for row in rows):8.1f}"
    )


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


if __name__ == "__main__":
    main()
