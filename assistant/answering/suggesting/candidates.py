"""Papers of a shelf -> questions that it may answer, made from the names, words, authors and years that it holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, zip_longest

from assistant.planning.named_things import is_name
from assistant.planning.paper_names import lead
from assistant.retrieval.clusters import Clusters
from assistant.retrieval.metadata.records import Records
from assistant.text.content_words import STOP_WORDS
from assistant.types import Paper

_NAMED_BY = 3  # papers that a name must stand in to be asked for
_MOST_SHARE = 0.25  # a name in more of the papers tells nothing (LLMs among papers on these)
_WROTE = 3  # papers of an author who is asked for
_EACH = 3  # candidates of a kind
_COINED = re.compile(
    r"(?<![\w-])(?=[\w-]*(?:[A-Z]{2}|[a-z][A-Z]|[A-Z][\w-]*\d))[A-Za-z][\w]*(?:-\w+)*(?![\w-])"
)
# Names of whole fields and common parts, which tell nothing of a shelf.
_COMMON = frozenset(
    "LLM LM VLM MLLM NLP NLU NLG AI ML DL GPU CPU CNN RNN GAN QA SOTA API URL HTTP PDF RL RAG GPT ICL "
    "SFT RGB USA UK EU".split()
)
_WORD = re.compile(r"[A-Za-z][\w-]*")
_NO_SUBJECT = STOP_WORDS | frozenset(
    "new novel approach approaches method methods toward towards via based using study case evaluation".split()
)
_ALONE = frozenset("model models data task tasks learning language large neural analysis".split())


def candidates(clusters: Clusters, records: Records) -> Iterator[str]:
    """Yield questions to try, of each kind in turn: what a thing is, all papers that name one or are on a subject,
    a comparison, an author's, a year's.
    """
    kinds = (
        (f"What is {name}?" for name in _coined_titles(clusters)),
        (f"Which papers mention {name}?" for name in _names(clusters.papers)),
        (f"Which papers are about {phrase}?" for phrase in _phrases(clusters)),
        (f"Compare {one} and {other}." for one, other in _pairs(clusters)),
        _of_records(records),
    )
    in_turn = chain.from_iterable(zip_longest(*(list(_first(kind)) for kind in kinds)))
    yield from (question for question in in_turn if question)
    # A small shelf gives few of these: then what its papers found is asked.
    for cluster in range(len(clusters.labels)):
        for paper in clusters.central(cluster, 2):
            yield f"What results does “{lead(paper.title)}” report?"
            yield f"What problem does “{lead(paper.title)}” address?"


def _first(kind: Iterator[str]) -> Iterator[str]:
    yield from (question for _, question in zip(range(_EACH), kind, strict=False))


def _of_records(records: Records) -> Iterator[str]:
    for author, papers in sorted(records.authors.items(), key=lambda entry: (-entry[1], entry[0]))[:1]:
        if papers >= _WROTE:
            yield f"Which papers did {author} write?"
    if len(records.years) > 1:
        yield "How many papers per year?"


def _coined_titles(clusters: Clusters) -> Iterator[str]:
    """Yield the names that papers in the middle of each cluster give their work."""
    rows = [clusters.central(cluster, 12) for cluster in range(len(clusters.labels))]
    for paper in (paper for row in zip_longest(*rows) for paper in row if paper):
        if name := _own_name(paper):
            yield name


def _own_name(paper: Paper) -> str:
    name = lead(paper.title)
    coined = name != paper.title and len(name.split()) <= 2 and is_name(name)
    return name if coined and _COINED.search(name) else ""


def _pairs(clusters: Clusters) -> Iterator[tuple[str, str]]:
    for cluster in range(len(clusters.labels)):
        own = [name for paper in clusters.central(cluster, 12) if (name := _own_name(paper))]
        if len(own) > 1:
            yield own[0], own[1]


def _names(papers: Sequence[Paper]) -> Iterator[str]:
    held: Counter[str] = Counter()
    for paper in papers:
        held.update(set(_COINED.findall(f"{paper.title}. {paper.abstract}")))
    most = max(_NAMED_BY, _MOST_SHARE * len(papers))
    fit = [
        (count, name)
        for name, count in held.items()
        if _NAMED_BY <= count <= most and len(name) > 2 and name not in _COMMON
    ]
    yield from (
        name for _, name in sorted(fit, key=lambda entry: (-entry[0], entry[1])) if not name.endswith("s")
    )


def _phrases(clusters: Clusters) -> Iterator[str]:
    """Yield of each cluster the two words that most of its titles hold side by side, the largest cluster first."""
    for cluster in range(len(clusters.labels)):
        pairs: Counter[str] = Counter()
        for paper, number in zip(clusters.papers, clusters.numbers, strict=True):
            if number == cluster:
                words = [word.lower() for word in _WORD.findall(paper.title)]
                pairs.update(
                    {f"{one} {other}" for one, other in pairwise(words) if _names_a_subject(one, other)}
                )
        if pairs and (best := min(pairs.items(), key=lambda entry: (-entry[1], entry[0])))[1] > 1:
            yield best[0]


def _names_a_subject(one: str, other: str) -> bool:
    words = {one, other}
    return not words & _NO_SUBJECT and bool(words - _ALONE) and min(map(len, words)) > 2
