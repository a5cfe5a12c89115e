"""Question -> the papers that may answer it: four rankings fused, grouped by paper, best passage kept."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.embedder import Embedder
from assistant.embedding.minilm import MiniLM
from assistant.index.passages import paper_id_of, passage_of, sentences, title_passage
from assistant.index.pooled_chunks import as_read_whole
from assistant.index.snapshot import Index
from assistant.retrieval.among import EXACT, PassagesOf, deep
from assistant.retrieval.fusion import reciprocal_rank_fusion
from assistant.retrieval.metadata.records import Records
from assistant.retrieval.quotes import whole_quoted
from assistant.retrieval.titles import titled
from assistant.types import Hit, Paper, Passage

Scored = list[tuple[str, float]]
Vector = NDArray[np.float32]
_ON_THE_SPOT = 256  # sentences of papers that wait to be embedded; those of some thirty papers
_PHRASES = 8192  # vectors of phrases that are remembered: 12 MB
_REMEMBERED = 32  # query vectors; one answer asks for the same few several times


@dataclass(frozen=True, slots=True)
class Fusion:
    """How rankings are fused: RRF's k, a weight each, and how many passages each ranking gives.

    k and the weights were chosen on the train split of SciFact (see docs/benchmarks.md).
    """

    k: float = 5.0
    weights: Mapping[str, float] = field(
        default_factory=lambda: {"dense": 1.0, "dense_sentence": 1.0, "bm25": 1.5, "bm25_sentence": 0.5}
    )
    depth: int = 100
    sentence_depth: int = 200


class Retriever:
    """Searches one open index with the embedding model that made it; safe for many threads."""

    def __init__(self, index: Index, embedder: Embedder, fusion: Fusion | None = None) -> None:
        self.index = index
        self._recent: dict[str, Vector] = {}
        self._phrases: dict[str, Vector] = {}
        self._lock = threading.Lock()
        self._records: Records | None = None
        self._embedder = embedder
        self._fusion = fusion or Fusion()

    def search(self, query: str, k: int = 10, *, within: Sequence[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits, best first; only papers whose ids are in ``within`` when it is given.

        Then ranks are those among these papers, exactly where they are not many.
        """
        if within is None:
            rankings = self._rankings(query, k)
        elif len(within) <= EXACT:
            rankings = self._rankings_within(query, within)
        else:
            rankings = self._rankings_among(query, k, frozenset(within))
        by_paper = {
            name: dict(ranking) if name == "bm25" else _best_by_paper(ranking)
            for name, ranking in rankings.items()
        }
        fused = reciprocal_rank_fusion(
            {name: list(ranking) for name, ranking in by_paper.items()},
            self._fusion.weights,
            self._fusion.k,
        )[:k]
        papers = self.index.papers.get([paper_id for paper_id, _, _ in fused])
        best = self._sentences(rankings, set(papers))
        hits: list[Hit] = []
        for paper_id, score, ranks in fused:
            paper = papers[paper_id]
            passages = tuple(passage_of(identifier, paper) for identifier in best.get(paper_id, ()))
            hits.append(
                Hit(
                    paper=paper,
                    passage=passages[0] if passages else self._chunk(rankings, paper),
                    score=score,
                    ranks=ranks,
                    scores={name: self._score(name, by_paper[name][paper_id]) for name in ranks},
                    passages=passages,
                )
            )
        return hits

    def records(self) -> Records:
        """Return what is recorded of the papers; read once, when it is first asked for."""
        with self._lock:
            if self._records is None:
                self._records = Records.of(self.index.papers)
            return self._records

    def find(self, words: str, k: int) -> list[Paper]:
        """Return at most ``k`` papers that share words with ``words``: those that bear a title in quotation marks, then
        by BM25 score."""
        bear = titled(title, self.index) if (title := whole_quoted(words)) else []
        ids = dict.fromkeys([*bear, *(paper_id for paper_id, _ in self.index.by_paper.search(words, k))])
        return list(self.index.papers.get(list(ids)[:k]).values())

    def near(self, vector: Vector, k: int, within: Sequence[str] | None = None) -> list[str]:
        """Return the ids of the ``k`` papers whose abstracts lie nearest to a unit ``vector`` (dim,), nearest first."""
        vectors = self.index.vectors
        known = None if within is None else vectors.chunk_vectors(list(within))
        found = vectors.near(vector, k) if known is None else _by_cosine(known, vector)
        return list(_best_by_paper(found))[:k]

    def chunk_cosine(self, cosine: float) -> float:
        """Return a cosine with a chunk on the scale of chunks that are read whole, to which thresholds were fitted."""
        return as_read_whole(cosine) if getattr(self._embedder, "pools_chunks", False) else cosine

    def encode(self, query: str) -> Vector:
        """Return the unit vector (dim,) of ``query``; the last few are remembered."""
        with self._lock:
            known = self._recent.get(query)
        if known is None:
            known = self._embedder.encode([query])[0]
            with self._lock:
                self._recent[query] = known
                while len(self._recent) > _REMEMBERED:
                    del self._recent[next(iter(self._recent))]
        return known

    def phrase_vectors(self, phrases: Sequence[str]) -> dict[str, Vector] | None:
        """Return phrase -> unit vector (dim,), some thousands of them remembered.

        None where embedding is not done on this machine: hundreds of phrases would be sent for a question.
        """
        if not isinstance(self._embedder, MiniLM):
            return None
        with self._lock:
            known = {phrase: self._phrases[phrase] for phrase in phrases if phrase in self._phrases}
        missing = [phrase for phrase in dict.fromkeys(phrases) if phrase not in known]
        if missing:
            known.update(zip(missing, self._embedder.encode(missing), strict=True))
            with self._lock:
                self._phrases.update((phrase, known[phrase]) for phrase in missing)
                for oldest in list(self._phrases)[: max(len(self._phrases) - _PHRASES, 0)]:
                    del self._phrases[oldest]
        return known

    def sentence_vectors(self, passages: Sequence[Passage]) -> dict[str, Vector]:
        """Return passage id -> unit vector (dim,) of sentences; those that wait for it are embedded on the spot.

        At most 256 are: more would keep a question waiting, and are left out.
        """
        known = self.index.vectors.sentence_vectors(passages)
        waiting = set(self.index.manifest.pending)
        missing = [
            sentence for sentence in passages if sentence.paper_id in waiting and sentence.id not in known
        ]
        missing = missing[:_ON_THE_SPOT]
        if missing:
            vectors = self._embedder.encode([sentence.text for sentence in missing])
            known.update((sentence.id, vector) for sentence, vector in zip(missing, vectors, strict=True))
        return known

    def _score(self, ranking: str, score: float) -> float:
        return self.chunk_cosine(score) if ranking == "dense" else score

    def _rankings(self, query: str, k: int) -> dict[str, Scored]:
        index = self.index
        depth, sentence_depth = max(self._fusion.depth, k), max(self._fusion.sentence_depth, k)
        vector = self.encode(query)
        found = {
            "dense": index.vectors.near(vector, depth),
            "bm25": index.by_paper.search(query, depth),
            "bm25_sentence": index.by_sentence.search(query, sentence_depth),
        }
        # On a large shelf only sentences of papers that chunks or words found are compared (docs/scale.md).
        near = index.vectors.near_sentences(vector, sentence_depth, _papers_in(found))
        return {**found, "dense_sentence": near}

    def _rankings_within(self, query: str, paper_ids: Sequence[str]) -> dict[str, Scored]:
        """Rank all passages of a few papers, exactly: in the rankings of a large shelf they may stand too deep."""
        index, vector = self.index, self.encode(query)
        papers = index.papers.get(paper_ids)
        passages = [passage for paper in papers.values() for passage in sentences(paper)]
        spans = {passage.id for passage in passages}
        return {
            "dense": _by_cosine(index.vectors.chunk_vectors(list(papers)), vector),
            "dense_sentence": _by_cosine(self.sentence_vectors(passages), vector),
            "bm25": index.by_paper.search(query, len(papers), among=papers),
            "bm25_sentence": index.by_sentence.search(query, len(spans), among=spans),
        }

    def _rankings_among(self, query: str, k: int, papers: frozenset[str]) -> dict[str, Scored]:
        """Rank many papers by the rankings of the whole shelf."""
        index, vector, total = self.index, self.encode(query), len(self.index.manifest.papers)
        vectors = index.vectors
        depth, sentence_depth = max(self._fusion.depth, k), max(self._fusion.sentence_depth, k)
        found = {
            "dense": deep(lambda depth: vectors.near(vector, depth), depth, papers, total),
            "bm25": index.by_paper.search(query, depth, among=papers),
            "bm25_sentence": index.by_sentence.search(query, sentence_depth, among=PassagesOf(papers)),
        }
        among = _papers_in(found)
        near = deep(lambda depth: vectors.near_sentences(vector, depth, among), sentence_depth, papers, total)
        return {**found, "dense_sentence": near}

    def _sentences(self, rankings: Mapping[str, Scored], paper_ids: set[str]) -> dict[str, list[str]]:
        """Return the sentences found in each of ``paper_ids``, best first, at most three a paper."""
        fused = reciprocal_rank_fusion(
            {name: [item for item, _ in rankings[name]] for name in ("dense_sentence", "bm25_sentence")},
            self._fusion.weights,
            self._fusion.k,
        )
        found: dict[str, list[str]] = {}
        for identifier, _, _ in fused:
            paper_id = paper_id_of(identifier)
            if paper_id in paper_ids and len(found.setdefault(paper_id, [])) < 3:
                found[paper_id].append(identifier)
        return found

    def _chunk(self, rankings: Mapping[str, Scored], paper: Paper) -> Passage:
        """Return the best chunk of a paper none of whose sentences was found; its title failing that."""
        for identifier, _ in rankings["dense"]:
            if paper_id_of(identifier) == paper.id:
                return passage_of(identifier, paper)
        return title_passage(paper)


def _by_cosine(vectors: Mapping[str, Vector], query: Vector) -> Scored:
    scored = [(identifier, float(vector @ query)) for identifier, vector in vectors.items()]
    return sorted(scored, key=lambda entry: (-entry[1], entry[0]))


def _papers_in(rankings: Mapping[str, Scored]) -> dict[str, float]:
    """Return the ids of all papers that are found in some rankings."""
    papers: dict[str, float] = {}
    for name, ranking in rankings.items():
        papers |= dict(ranking) if name == "bm25" else _best_by_paper(ranking)
    return papers


def _best_by_paper(ranking: Scored) -> dict[str, float]:
    """Keep each paper's best passage of a ranking; the order stays."""
    best: dict[str, float] = {}
    for identifier, score in ranking:
        best.setdefault(paper_id_of(identifier), score)
    return best
