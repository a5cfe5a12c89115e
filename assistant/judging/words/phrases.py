"""Parts of a question and the likeliest papers' sentences -> how close in meaning the nearest phrases are.

A word for a word is not enough ("avatars of singers" for "talking heads"): each part of the question is compared
with the words and pairs of words of the closest sentences, by the embedding model that runs here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.judging.words.asked import Asked
from assistant.judging.words.candidates import Candidate
from assistant.retrieval.hybrid import Retriever

# Of each part with a paper: the least and the mean over the parts, by any sentence and by the paper's own ones,
# then the mean and the least within one sentence, and the mean in the title.
PHRASE_NAMES = (
    "phrase_least",
    "phrase_mean",
    "own_phrase_least",
    "own_phrase_mean",
    "phrases_in_a_sentence",
    "least_phrase_in_a_sentence",
    "title_phrase_mean",
)
# Papers and sentences of each that are compared: some 500 phrases, about half a second the first time. Twice as
# many gained nothing (docs/quality.md).
_PAPERS, _SENTENCES = 8, 3
_CLAUSES = re.compile(r"[.,;:()?!]")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'+]*")
_FUNCTION_WORDS = frozenset(
    "a an the of in on for to and or with from by is are was were be been as at that this these those we our it its "
    "their they which who whom what how when where while than then also can such into not no has have had do does more "
    "most other between through over under about if but both each all any some only very so".split()
)


def phrases_of(text: str) -> tuple[str, ...]:
    """Return the words and pairs of neighbouring words of ``text``, but none that begins or ends in a function word."""
    found: dict[str, None] = {}
    for clause in _CLAUSES.split(text):
        words = [word.lower() for word in _WORD.findall(clause)]
        for words_together in (*zip(words), *itertools.pairwise(words)):
            if words_together[0] not in _FUNCTION_WORDS and words_together[-1] not in _FUNCTION_WORDS:
                found[" ".join(words_together)] = None
    return tuple(found)


def phrase_fit(asked: Asked, candidates: Sequence[Candidate], retriever: Retriever) -> NDArray[np.float32]:
    """Return cosines of shape (candidates, len(PHRASE_NAMES)); all NaN where phrases cannot be embedded here.

    Papers beyond the likeliest few count as the least close of those.
    """
    parts = asked.parts or (asked.topic,)
    fits = np.full((len(candidates), len(PHRASE_NAMES)), np.nan, np.float32)
    likeliest = np.argsort(
        [-float((candidate.coverage + candidate.cosine).max()) for candidate in candidates], kind="stable"
    )
    texts = {place: _texts(candidates[place]) for place in likeliest[:_PAPERS].tolist()}
    phrases = {text: phrases_of(text) for sentences in texts.values() for text, _ in sentences}
    wanted = dict.fromkeys([*parts, *(phrase for sentences in phrases.values() for phrase in sentences)])
    vectors = retriever.phrase_vectors(tuple(wanted))
    if vectors is None:
        return fits
    query = np.stack([vectors[part] for part in parts])
    for place, sentences in texts.items():
        near = np.stack(
            [
                (query @ np.stack([vectors[phrase] for phrase in phrases[text]]).T).max(axis=1)
                if phrases[text]
                else np.zeros(len(parts), np.float32)
                for text, _ in sentences
            ]
        )
        fits[place] = _summary(near, np.array([own for _, own in sentences]))
    return np.where(np.isnan(fits), np.nanmin(fits, axis=0), fits)


def _texts(candidate: Candidate) -> list[tuple[str, bool]]:
    """Return title and closest sentences, each with whether the paper speaks of itself in it."""
    fit = candidate.near.max(axis=1) + candidate.coverage
    abstract = [place for place, passage in enumerate(candidate.passages) if passage.field == "abstract"]
    closest = sorted(sorted(abstract, key=lambda place: -fit[place])[:_SENTENCES])
    return [
        (candidate.hit.paper.title, True),
        *((candidate.passages[place].text, bool(candidate.own[place])) for place in closest),
    ]


def _summary(near: NDArray[np.float32], own: NDArray[np.bool_]) -> list[float]:
    """Sum up cosines of shape (texts, parts); the first text is the title."""
    whole, own_near = near.max(axis=0), near[own].max(axis=0)
    within = (near.mean(axis=1).max(), near.min(axis=1).max(), near[0].mean())
    return [float(value) for value in (whole.min(), whole.mean(), own_near.min(), own_near.mean(), *within)]
