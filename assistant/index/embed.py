"""Papers -> the vectors of their passages, and what embedding them will ask of an endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.embedder import Embedder
from assistant.index.checkpoint import Embedded
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
        return _pooled(papers, embedder, chunking, on_progress)
    of_papers = [passage_texts(paper, chunking) for paper in papers]
    of_chunks = [titled for titled, _ in of_papers]
    of_sentences = [spans for _, spans in of_papers]
    mine, spans = _encoded([of_chunks, of_sentences], embedder, on_progress)
    return [
        Embedded(paper.id, paper.content_hash(), mine[place], spans[place])
        for place, paper in enumerate(papers)
    ]


def _pooled(
    papers: Sequence[Paper], embedder: Embedder, chunking: Chunking, on_progress: Callable[[int], None]
) -> list[Embedded]:
    """Embed titles and sentences, and make the chunks' vectors of these."""
    spans = [sentences(paper) for paper in papers]
    of_sentences, of_titles = _encoded(
        [[[span.text for span in mine] for mine in spans], [[paper.title] for paper in papers]],
        embedder,
        on_progress,
    )
    return [
        Embedded(
            paper.id,
            paper.content_hash(),
            pooled_chunks(
                [(node.metadata["start"], node.metadata["end"]) for node in chunks([paper], chunking)],
                paper.title,
                of_titles[place][0],
                spans[place],
                of_sentences[place],
            ),
            of_sentences[place],
        )
        for place, paper in enumerate(papers)
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
