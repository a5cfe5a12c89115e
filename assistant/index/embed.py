"""Papers -> the vectors of their passages, and what embedding them will ask of an endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from assistant.embedding.embedder import Embedder
from assistant.index.checkpoint import Embedded
from assistant.index.passages import Chunking, chunks, embedded_text, sentences
from assistant.text.tokens import count_tokens
from assistant.types import Paper


def embed_papers(
    papers: Sequence[Paper],
    embedder: Embedder,
    chunking: Chunking,
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[Embedded]:
    """Embed all passages of ``papers``; ``on_progress`` hears how many papers that makes so far.

    The texts go in one call, so that those of like length meet. Raises ModelUnavailable as ``encode`` does.
    """
    of_papers = [passage_texts(paper, chunking) for paper in papers]
    of_chunks = [len(titled) for titled, _ in of_papers]
    of_sentences = [len(spans) for _, spans in of_papers]
    texts = [text for titled, _ in of_papers for text in titled] + [
        text for _, spans in of_papers for text in spans
    ]
    encoded = embedder.encode(
        texts, progress=lambda done, total: on_progress(len(papers) * done // max(total, 1))
    )
    first = sum(of_chunks)
    return [
        Embedded(paper.id, paper.content_hash(), mine, spans)
        for paper, mine, spans in zip(
            papers,
            np.split(encoded[:first], np.cumsum(of_chunks)[:-1]),
            np.split(encoded[first:], np.cumsum(of_sentences)[:-1]),
            strict=True,
        )
    ]


def passage_texts(paper: Paper, chunking: Chunking) -> tuple[list[str], list[str]]:
    """Return the texts that are embedded of a paper: its chunks, titled, and its sentences."""
    nodes = chunks([paper], chunking)
    return (
        [embedded_text(paper.title, node.get_content()) for node in nodes],
        [sentence.text for sentence in sentences(paper)],
    )


def count_embedded_tokens(papers: Iterable[Paper], chunking: Chunking) -> int:
    """Count the tokens of all that would be embedded, as OpenAI's models count (a minute for 64,000 papers)."""
    return sum(
        count_tokens(text) for paper in papers for texts in passage_texts(paper, chunking) for text in texts
    )
