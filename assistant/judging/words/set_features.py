"""A set question and its candidates -> what can be told of each without a language model, as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.bm25 import stems_of
from assistant.index.passages import sentences
from assistant.judging.words.asked import Asked
from assistant.judging.words.cues import FAMILIES, STRICT
from assistant.judging.words.negation import asserts, says_without, states_without
from assistant.judging.words.roles import Role, roles
from assistant.judging.words.synonyms import related
from assistant.retrieval.hybrid import Retriever
from assistant.types import Hit, Passage

Column = NDArray[np.float32]
# What a word of the question counts for when only a word for the same, or of the same beginning, is there.
_SYNONYM, _BEGINNING = 0.6, 0.7
_LEAST_BEGINNING = 5
# Shares of what is ruled out: said to be done without, or asserted. Set by reading tuning questions.
_SAID, _ASSERTED = 0.5, 0.95
# What a sentence gains by speaking of the paper itself, and by stating the predicate asked for.
_OF_ITS_OWN, _CUE = 0.2, 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper's sentences with what is known of each: cosine and coverage (0 to 1), role, cues, doing without."""

    hit: Hit
    passages: tuple[Passage, ...]
    roles: tuple[Role, ...]
    cosine: Column
    coverage: Column
    cues: NDArray[np.bool_]
    without: Column
    ruled_out: Column
    plainly: NDArray[np.bool_]
    own: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates in rank order and their features, one row each, in the order of ``NAMES``."""

    asked: Asked
    candidates: tuple[Candidate, ...]
    features: NDArray[np.float32]

    def opposed(self, candidate: Candidate) -> bool:
        """Tell whether a paper asserts what the question rules out more clearly than that it does without.

        Where a paper has to say that it does without, one that nowhere does is opposed, too.
        """
        if self.asked.negation is None:
            return False
        said = float((candidate.without * candidate.own).max())
        if self.asked.negation.kind == "avoids" and said < _SAID:
            return True
        return float((candidate.ruled_out * candidate.own).max()) >= _ASSERTED and not self.states(candidate)

    def states(self, candidate: Candidate) -> bool:
        """Tell whether a paper says in so many words that it does without what has to be done without."""
        avoids = self.asked.negation is not None and self.asked.negation.kind == "avoids"
        return avoids and bool((candidate.plainly & candidate.own).any())

    def best_sentence(self, candidate: Candidate) -> int:
        """Return the place of the sentence that shows best why a paper belongs: what it does before what others do."""
        fit = candidate.cosine + candidate.coverage + _OF_ITS_OWN * candidate.own
        if candidate.cues.shape[1]:
            fit = fit + _CUE * candidate.cues.mean(axis=1)
        if self.asked.negation and self.asked.negation.kind == "avoids":
            fit = fit + 2 * candidate.without * candidate.own + candidate.plainly * candidate.own
        return int(np.argmax(fit))

    def off_topic(self) -> bool:
        """Tell whether the question is about nothing that the candidates are about."""
        cosine, covered = NAMES.index("cosine"), NAMES.index("covered")
        return bool(((self.features[:, cosine] < 0.25) & (self.features[:, covered] < 0.3)).all())


def weigh_set(asked: Asked, hits: Sequence[Hit], retriever: Retriever) -> Weighed:
    """Work out the features of each of ``hits``, best rank first."""
    if not hits:
        return Weighed(asked, (), np.zeros((0, len(NAMES)), np.float32))
    passages = [sentences(hit.paper) for hit in hits]
    flat = [passage for some in passages for passage in some]
    vectors = retriever.sentence_vectors(flat)
    queries = np.stack([retriever.encode(text) for text in (asked.topic, asked.whole, *asked.parts)])
    zero = np.zeros(queries.shape[1], np.float32)
    near = np.stack([vectors.get(passage.id, zero) for passage in flat]) @ queries.T
    texts = [passage.text for passage in flat]
    held = [frozenset(words) for words in stems_of(texts)]
    titles = [frozenset(words) for words in stems_of([hit.paper.title for hit in hits])]
    vocabulary = frozenset().union(*held, *titles)
    weights, alike = _words(asked.words, vocabulary, retriever)
    ruled = asked.negation.what if asked.negation else ""
    out = _stems(ruled)
    out_weights, out_alike = _words(out, vocabulary, retriever)
    chunk = _chunk_cosines(hits, queries[0], retriever)
    candidates, rows, start = [], [], 0
    for place, (hit, some) in enumerate(zip(hits, passages, strict=True)):
        span = slice(start, start + len(some))
        start = span.stop
        told = [passage.text for passage in some]
        role = roles(told)
        candidate = Candidate(
            hit=hit,
            passages=some,
            roles=role,
            cosine=near[span, 0],
            coverage=_covered(held[span], weights, alike),
            cues=np.array([[bool(f.states.search(text)) for f in asked.families] for text in told], bool),
            without=np.array([says_without(text, out) for text in told], np.float32),
            ruled_out=_covered(held[span], out_weights, out_alike)
            * np.array([asserts(text) for text in told], np.float32),
            plainly=np.array([bool(out) and states_without(text, ruled) for text in told], bool),
            own=np.array([each != "background" for each in role], bool),
        )
        candidates.append(candidate)
        rows.append(
            _row(asked, candidate, near[span], held[span], titles[place], weights, alike, place, chunk[place])
        )
    return Weighed(asked, tuple(candidates), _with_shape(rows, asked))


def _row(
    asked: Asked,
    of: Candidate,
    near: NDArray[np.float32],
    held: Sequence[frozenset[str]],
    title: frozenset[str],
    weights: Mapping[str, float],
    alike: Mapping[str, Mapping[str, float]],
    place: int,
    chunk: float,
) -> dict[str, float]:
    own = of.own if of.own.any() else np.ones_like(of.own)
    said = title.union(*(words for words, is_own in zip(held, own, strict=True) if is_own))
    best = np.sort(of.cosine)[::-1]
    parts = near[:, 2:].max(axis=0) if near.shape[1] > 2 else near[:, :1].max(axis=0)
    exact = {word: {word: 1.0} for word in weights}
    whole = title.union(*held)
    missing = [weight for word, weight in weights.items() if not _held(word, whole, alike)]
    total = sum(weights.values()) or 1.0
    row = {
        "cosine": float(best[0]),
        "second": float(best[:2].mean()),
        "chunk": chunk,
        "own_cosine": float(of.cosine[own].max()),
        "full": float(near[:, 1].max()),
        "part_least": float(parts.min()),
        "part_mean": float(parts.mean()),
        "covered": _share(whole, weights, alike),
        "covered_exactly": _share(whole, weights, exact),
        "sentence_covered": float(of.coverage.max()),
        "own_covered": float(of.coverage[own].max()),
        "title_covered": _share(title, weights, alike),
        "missing": max(missing, default=0.0) / total,
        "names": _share(whole, dict.fromkeys(asked.names, 1.0), alike) if asked.names else 1.0,
        "rank": 1 / (1 + place),
        "fused": of.hit.score,
        "bm25": of.hit.scores.get("bm25", 0.0),
        "both": float((of.coverage + of.cosine).max()),
        "own_whole": _share(said, weights, alike),
        "part_covered": _least_part(asked, whole, alike),
        "own_part_covered": _least_part(asked, said, alike),
        "title_part": max((_part(part, title, alike) for part in asked.parts), default=0.0),
    }
    row |= _predicates(asked, of, own)
    return row


def _predicates(asked: Asked, of: Candidate, own: NDArray[np.bool_]) -> dict[str, float]:
    fit = of.coverage + of.cosine
    near = [float((of.cues[:, place] * fit).max()) for place in range(len(asked.families))]
    any_ = [float(of.cues[own, place].any()) for place in range(len(asked.families))]
    row = {
        "cue_near": float(np.mean(near)) if near else float(fit.max()),
        "cue_least": min(any_) if any_ else 1.0,
        "cue_mean": float(np.mean(any_)) if any_ else 1.0,
    }
    titled = [bool(f.states.search(of.hit.paper.title)) for f in asked.families]
    strict = [
        not (stated or in_title)
        for f, stated, in_title in zip(asked.families, any_, titled, strict=True)
        if f.name in STRICT
    ]
    row["cue_wanting"] = float(any(strict))
    row["cue_in_title"] = float(any(titled))
    stated = {family.name: value - 0.5 for family, value in zip(asked.families, any_, strict=True)}
    row |= {f"states: {family.name}": stated.get(family.name, 0.0) for family in FAMILIES}
    kind = asked.negation.kind if asked.negation else ""
    avoided = float(of.without.max())
    asserted = float((of.ruled_out * own).max())
    row["avoids"] = avoided if kind == "avoids" else 0.5
    row["avoids_plainly"] = float((of.plainly & own).any()) if kind == "avoids" else 0.5
    row["asserts_avoided"] = asserted if kind == "avoids" else 0.5
    row["asserts_ruled_out"] = asserted if kind == "lacks" else 0.5
    return row


_SHAPED = (
    "cosine",
    "chunk",
    "part_least",
    "part_mean",
    "full",
    "covered",
    "own_covered",
    "own_whole",
    "both",
    "bm25",
    "fused",
    "cue_near",
)
_RELATIVE = ("bm25", "fused")


def _with_shape(rows: Sequence[Mapping[str, float]], asked: Asked) -> NDArray[np.float32]:
    """Add how each value stands among those of the other candidates, and what the question itself is like."""
    columns = {name: np.array([row[name] for row in rows], np.float32) for name in rows[0]}
    whole: dict[str, NDArray[np.float32]] = {}
    for name in _SHAPED:
        values = columns[name]
        top = float(values.max())
        # The spread of the 24 best, so that a long tail on a large shelf says nothing.
        best = np.sort(values)[::-1][:24]
        spread = float(best.std()) + (0.02 if name not in _RELATIVE else 0.05 * top + 1e-6)
        whole[f"{name}: above the mean"] = (values - best.mean()) / spread
        whole[f"{name}: below the best"] = (
            values / top if name in _RELATIVE and top else values - top
        ).astype(np.float32)
    for name in _RELATIVE:
        del columns[name]
    of_question = {
        "best cosine": float(columns["cosine"].max()),
        "best coverage": float(columns["covered"].max()),
        "best in a sentence": float(columns["own_covered"].max()),
        "best of the least part": float(columns["part_least"].max()),
        "spread of cosines": float(columns["cosine"].std()),
        "words": float(len(asked.words)),
        "parts": float(len(asked.parts)),
        "families": float(len(asked.families)),
        "rules out": float(asked.negation is not None),
    }
    table = {**columns, **whole, **{k: np.full(len(rows), v, np.float32) for k, v in of_question.items()}}
    return np.stack([table[name] for name in NAMES], axis=1).astype(np.float32)


def _least_part(asked: Asked, held: frozenset[str], alike: Mapping[str, Mapping[str, float]]) -> float:
    return min((_part(part, held, alike) for part in asked.parts), default=0.0)


def _part(part: str, held: frozenset[str], alike: Mapping[str, Mapping[str, float]]) -> float:
    words = [word for word in _stems(part) if word in alike]
    return sum(_held(word, held, alike) for word in words) / len(words) if words else 1.0


def _stems(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stems_of([text])[0]))


def _words(
    words: Sequence[str], vocabulary: frozenset[str], retriever: Retriever
) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Return the information of each word (nats), and the words of ``vocabulary`` that stand for it, with a weight."""
    weights: dict[str, float] = {}
    alike: dict[str, dict[str, float]] = {}
    for word in words:
        other = {each: _SYNONYM for each in related().get(word, ()) if each in vocabulary}
        if len(word) >= _LEAST_BEGINNING:
            begins = word[: max(_LEAST_BEGINNING, len(word) - 3)]
            other |= {each: _BEGINNING for each in vocabulary if each.startswith(begins)}
        other[word] = 1.0
        alike[word] = other
        rarities = [retriever.index.by_paper.rarity(each) for each in other if each in vocabulary]
        weights[word] = min(rarities) if rarities else retriever.index.by_paper.rarity(word)
    return weights, alike


def _held(word: str, held: frozenset[str], alike: Mapping[str, Mapping[str, float]]) -> float:
    if word in held:
        return 1.0
    return max((weight for each, weight in alike.get(word, {}).items() if each in held), default=0.0)


def _share(
    held: frozenset[str], weights: Mapping[str, float], alike: Mapping[str, Mapping[str, float]]
) -> float:
    total = sum(weights.values())
    return (
        sum(weight * _held(word, held, alike) for word, weight in weights.items()) / total if total else 0.0
    )


def _covered(
    held: Sequence[frozenset[str]], weights: Mapping[str, float], alike: Mapping[str, Mapping[str, float]]
) -> Column:
    return np.array([_share(words, weights, alike) for words in held], np.float32)


def _chunk_cosines(hits: Sequence[Hit], query: NDArray[np.float32], retriever: Retriever) -> list[float]:
    from assistant.index.passages import paper_id_of

    best: dict[str, float] = {}
    for identifier, vector in retriever.index.vectors.chunk_vectors([hit.paper.id for hit in hits]).items():
        key = paper_id_of(identifier)
        best[key] = max(best.get(key, -1.0), float(vector @ query))
    return [best.get(hit.paper.id, 0.0) for hit in hits]


_PLAIN = (
    "cosine second chunk own_cosine full part_least part_mean covered covered_exactly "
    "sentence_covered own_covered title_covered missing own_whole part_covered own_part_covered "
    "title_part cue_wanting cue_in_title names rank both cue_near cue_least cue_mean avoids "
    "avoids_plainly asserts_avoided asserts_ruled_out"
).split()
NAMES: tuple[str, ...] = (
    *_PLAIN,
    *(f"states: {family.name}" for family in FAMILIES),
    *(f"{name}: {how}" for name in _SHAPED for how in ("above the mean", "below the best")),
    "best cosine",
    "best coverage",
    "best in a sentence",
    "best of the least part",
    "spread of cosines",
    "words",
    "parts",
    "families",
    "rules out",
)
