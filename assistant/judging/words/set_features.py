"""Weighed candidates of a set question -> what can be told of each without a language model, as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.judging.words.asked import Asked
from assistant.judging.words.candidates import Candidate, Weighed
from assistant.judging.words.cues import FAMILIES, STRICT
from assistant.judging.words.phrases import PHRASE_NAMES, phrase_fit
from assistant.judging.words.word_match import Words
from assistant.retrieval.hybrid import Retriever


def features_of(weighed: Weighed, retriever: Retriever) -> NDArray[np.float32]:
    """Return one row for each candidate, in the order of ``NAMES``; NaN for what cannot be told here."""
    if not weighed.candidates:
        return np.zeros((0, len(NAMES)), np.float32)
    phrases = phrase_fit(weighed.asked, weighed.candidates, retriever)
    rows = [
        _row(weighed, candidate, place) | dict(zip(PHRASE_NAMES, map(float, phrases[place]), strict=True))
        for place, candidate in enumerate(weighed.candidates)
    ]
    return _with_shape(rows, weighed)


def _row(weighed: Weighed, of: Candidate, place: int) -> dict[str, float]:
    own = of.own if of.own.any() else np.ones_like(of.own)
    own_words = of.title.union(*(words for words, is_own in zip(of.held, own, strict=True) if is_own))
    return {
        **_closeness(of, own),
        **_coverage(weighed, of, own, own_words),
        "rank": 1 / (1 + place),
        "fused": of.hit.score,
        "bm25": of.hit.scores.get("bm25", 0.0),
        "both": float((of.coverage + of.cosine).max()),
        **_predicates(weighed.asked, of, own),
        "complains": float(weighed.complains(of)) if weighed.avoids else 0.5,
    }


def _closeness(of: Candidate, own: NDArray[np.bool_]) -> dict[str, float]:
    best = np.sort(of.cosine)[::-1]
    parts = of.near[:, 2:].max(axis=0) if of.near.shape[1] > 2 else of.near[:, :1].max(axis=0)
    return {
        "cosine": float(best[0]),
        "second": float(best[:2].mean()),
        "chunk": of.chunk,
        "own_cosine": float(of.cosine[own].max()),
        "full": float(of.near[:, 1].max()),
        "part_least": float(parts.min()),
        "part_mean": float(parts.mean()),
    }


def _coverage(
    weighed: Weighed, of: Candidate, own: NDArray[np.bool_], own_words: frozenset[str]
) -> dict[str, float]:
    asked, words, whole = weighed.asked, weighed.words, of.whole
    names = Words(dict.fromkeys(asked.names, 1.0), words.alike)
    beside = Words({word: words.weights[word] for word in asked.beside}, words.alike)
    held = [words.held(word, whole) for word in words.weights]
    lacking = [weight for word, weight in words.weights.items() if words.held(word, whole) < _HELD]
    return {
        "covered": words.share(whole),
        "covered_exactly": words.exactly().share(whole),
        "sentence_covered": float(of.coverage.max()),
        "own_covered": float(of.coverage[own].max()),
        "title_covered": words.share(of.title),
        "missing": words.missing(whole),
        "least_word": min(held, default=1.0),
        "words_lacking": float(len(lacking)),
        "rarest_lacking": max(lacking, default=0.0),
        "beside": beside.share(whole) if asked.beside else 1.0,
        "own_beside": beside.share(own_words) if asked.beside else 1.0,
        "names": names.share(whole) if asked.names else 1.0,
        "own_whole": words.share(own_words),
        "part_covered": min((words.part(part, whole) for part in asked.parts), default=0.0),
        "own_part_covered": min((words.part(part, own_words) for part in asked.parts), default=0.0),
        "title_part": max((words.part(part, of.title) for part in asked.parts), default=0.0),
    }


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
    row["affirms_denied"] = float(of.denied[own].any()) if asked.denied else 0.5
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
    *PHRASE_NAMES,
)
_RELATIVE = ("bm25", "fused")
_HELD = 0.5  # a word held less than this is lacking


def _absent(weighed: Weighed) -> dict[str, float]:
    """Tell what no candidate holds: the share of the question's information, the weightiest word (nats)."""
    words = weighed.words
    best = {word: max(words.held(word, each.whole) for each in weighed.candidates) for word in words.weights}
    total = sum(words.weights.values()) or 1.0
    gone = [weight for word, weight in words.weights.items() if best[word] < _HELD]
    return {
        "absent": sum(weight * (1 - best[word]) for word, weight in words.weights.items()) / total,
        "rarest absent": max(gone, default=0.0),
        "absent words": float(len(gone)),
    }


def _with_shape(rows: Sequence[Mapping[str, float]], weighed: Weighed) -> NDArray[np.float32]:
    """Add how each value stands among those of the other candidates, and what the question itself is like."""
    asked = weighed.asked
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
        **_absent(weighed),
        "best cosine": float(columns["cosine"].max()),
        "best coverage": float(columns["covered"].max()),
        "best in a sentence": float(columns["own_covered"].max()),
        "best of the least part": float(columns["part_least"].max()),
        "spread of cosines": float(columns["cosine"].std()),
        "words": float(len(asked.words)),
        "parts": float(len(asked.parts)),
        "families": float(len(asked.families)),
        "rules out": float(asked.negation is not None),
        "has to avoid": float(asked.negation is not None and asked.negation.kind == "avoids"),
    }
    table = {**columns, **whole, **{k: np.full(len(rows), v, np.float32) for k, v in of_question.items()}}
    return np.stack([table[name] for name in NAMES], axis=1).astype(np.float32)


_PLAIN = (
    "cosine second chunk own_cosine full part_least part_mean covered covered_exactly "
    "sentence_covered own_covered title_covered missing own_whole part_covered own_part_covered "
    "title_part cue_wanting cue_in_title names rank both cue_near cue_least cue_mean avoids "
    "avoids_plainly asserts_avoided asserts_ruled_out complains "
    "least_word words_lacking rarest_lacking beside own_beside affirms_denied"
).split()
NAMES: tuple[str, ...] = (
    *_PLAIN,
    *PHRASE_NAMES,
    *(f"states: {family.name}" for family in FAMILIES),
    *(f"{name}: {how}" for name in _SHAPED for how in ("above the mean", "below the best")),
    "best cosine",
    "best coverage",
    "best in a sentence",
    "best of the least part",
    "spread of cosines",
    "absent",
    "rarest absent",
    "absent words",
    "words",
    "parts",
    "families",
    "rules out",
    "has to avoid",
)
