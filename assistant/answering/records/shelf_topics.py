"""What the shelf is about: clusters of its papers by meaning, each named and shown by three examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.draft import Numbering
from assistant.index.snapshot import paper_vectors
from assistant.retrieval.clusters import cluster_papers
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.records import Record
from assistant.text.wording import escaped, papers_count

_SAMPLE = 1500  # papers whose vectors are read; a large shelf is told from so many, spread evenly
_EXAMPLES = 3


def topics(rows: Sequence[Record], count: str, retriever: Retriever, numbering: Numbering) -> Iterator[str]:
    """Yield the topics of the papers of ``rows``, the largest first; ``count`` says how many papers these are."""
    step = max(1, -(-len(rows) // _SAMPLE))
    ids = [row.id for row in rows[::step]]
    papers = list(retriever.index.papers.get(ids).values())
    clusters = cluster_papers(papers, paper_vectors(retriever.index, ids))
    if clusters is None:
        yield ""
        yield f"The meaning of {count} is not indexed yet, so no topics can be told. Ask again when it is."
        return
    sample = (
        f" (told from {papers_count(len(clusters.papers))} of them)"
        if len(clusters.papers) < len(rows)
        else ""
    )
    number = len(clusters.labels)
    yield f"**{count}**{sample} fall into {number} {'topic' if number == 1 else 'topics'}:\n"
    for cluster, label in enumerate(clusters.labels):
        size = int((clusters.numbers == cluster).sum())
        share = f"{size / len(clusters.papers):.0%} of the papers" if sample else papers_count(size)
        yield f"\n- **{escaped(label)}** ({share}):"
        for paper in clusters.central(cluster, _EXAMPLES):
            yield f"\n    - {escaped(paper.title)} {numbering.record(paper, 'title')}"
