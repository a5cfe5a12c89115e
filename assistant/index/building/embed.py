"""Papers -> the vectors of their passages, and what embedding them will ask of an endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.embedder import Embedder
from assistant.index.building.checkpoint import Embedded
from assistant.index.passages import Chunking, chunks, embedded_text, sentences
from assistant.index.pooled_chunks import pooled_chunks
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
    if getattr(embedder, "pools_chunks", False):
        texts = [[span.text for span in sentences(paper)] for paper in papers]
        of_sentences, of_titles = _encoded(
            [texts, [[paper.title] for paper in papers]], embedder, on_progress
        )
        return pooled(papers, [vectors[0] for vectors in of_titles], of_sentences, chunking)
    of_papers = [passage_texts(paper, chunking) for paper in papers]
    mine, spans = _encoded(
        [[titled for titled, _ in of_papers], [texts for _, texts in of_papers]], embedder, on_progress
    )
    return [
        Embedded(paper.id, paper.content_hash(), mine[place], spans[place])
        for place, paper in enumerate(papers)
    ]


def pooled(
    papers: Sequence[Paper],
    of_titles: Sequence[NDArray[np.float32]],
    of_sentences: Sequence[NDArray[np.float32]],
    chunking: Chunking,
) -> list[Embedded]:
    """Make the chunks' vectors of papers of those of titles, (dim,) each, and of sentences, (n, dim) each."""
    return [
        Embedded(
            paper.id,
            paper.content_hash(),
            pooled_chunks(
                [(node.metadata["start"], node.metadata["end"]) for node in chunks([paper], chunking)],
                paper.title,
                of_title,
                sentences(paper),
                vectors,
            ),
            vectors,
        )
        for paper, of_title, vectors in zip(papers, of_titles, of_sentences, strict=True)
    ]


def _encoded(
    kinds: Sequence[Sequence[Sequence[str]]], embedder: Embedder, on_progress: Callable[[int], None]
) -> list[list[NDArray[np.float32]]]:
    """Embed the texts of each kind, which come paper by paper, in one call; return the vectors in the same form."""
    of_papers = [texts for kind in kinds for texts in kind]
    count = len(kinds[0])
    encoded = embedder.encode(
        [text for texts in of_papers for text in texts],
        progress=lambda done, total: on_progress(count * done // max(total, 1)),
    )
    parts = np.split(encoded, np.cumsum([len(texts) for texts in of_papers])[:-1])
    return [parts[start : start + count] for start in range(0, len(parts), count)]


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
