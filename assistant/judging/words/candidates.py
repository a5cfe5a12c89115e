"""A set question and the closest papers -> each paper's sentences with what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.index.passages import paper_id_of, sentences
from assistant.index.words.bm25 import stems_of
from assistant.judging.words.asked import Asked, read
from assistant.judging.words.idioms import idioms_left_out, is_note
from assistant.judging.words.negation import asserts, complaints, says_without, states_without
from assistant.judging.words.roles import Role, roles
from assistant.judging.words.word_match import Column, Words, distinct_stems, words_of
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import OFF_TOPIC_COSINE, OFF_TOPIC_COVERAGE
from assistant.retrieval.word_groups import in_shelf_words
from assistant.types import Hit, Passage

# Shares of what is ruled out: said to be done without, or asserted. Set by reading tuning questions.
_SAID, _ASSERTED = 0.5, 0.95
# What a sentence gains by speaking of the paper itself, and by stating the predicate asked for.
_OF_ITS_OWN, _CUE = 0.2, 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper's sentences with what is known of each: cosine and coverage (0 to 1), role, cues, doing without.

    ``near`` holds the cosines with topic, whole question and parts, of shape (sentences, 2 + parts); ``held`` and
    ``title`` the stems; ``chunk`` the best cosine of a longer passage with the topic.
    """

    hit: Hit
    passages: tuple[Passage, ...]
    roles: tuple[Role, ...]
    near: NDArray[np.float32]
    held: tuple[frozenset[str], ...]
    title: frozenset[str]
    chunk: float
    coverage: Column
    cues: NDArray[np.bool_]
    without: Column
    ruled_out: Column
    plainly: NDArray[np.bool_]
    complains: NDArray[np.bool_]
    own: NDArray[np.bool_]
    denied: NDArray[np.bool_]
    also_out: Column  # of each sentence, and of the title

    @property
    def cosine(self) -> Column:
        """Return the cosine of each sentence with the topic."""
        return self.near[:, 0]

    @property
    def whole(self) -> frozenset[str]:
        """Return the stems of title and abstract."""
        return self.title.union(*self.held)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is asked, the words of it, and the candidates in rank order."""

    asked: Asked
    words: Words
    candidates: tuple[Candidate, ...]

    def opposed(self, candidate: Candidate) -> bool:
        """Tell whether a paper asserts what the question rules out, and does not plainly do without it.

        The second thing that a question rules out ("but not by using bytes") need only be named and not done without.
        """
        if self.asked.also_out and float(candidate.also_out.max()) >= _ASSERTED:
            return True
        if self.asked.negation is None or self.states(candidate):
            return False
        if self.asked.denied is not None:
            return self.affirms(candidate)
        return float((candidate.ruled_out * candidate.own).max()) >= _ASSERTED

    def affirms(self, candidate: Candidate) -> bool:
        """Tell whether a paper does of itself what the question denies: "propose a method of their own"."""
        return bool((candidate.denied & candidate.own).any())

    def states(self, candidate: Candidate) -> bool:
        """Tell whether a paper says in so many words that it does without what has to be done without."""
        return self.avoids and bool((candidate.plainly & candidate.own).any())

    def complains(self, candidate: Candidate) -> bool:
        """Tell whether a paper names what has to be done without as the trouble that it starts from."""
        return self.avoids and bool(candidate.complains.any())

    def best_sentence(self, candidate: Candidate) -> int:
        """Return the place of the sentence that shows best why a paper belongs: what it does before what others do."""
        return self.by_fit(candidate)[0]

    def by_fit(self, candidate: Candidate) -> list[int]:
        """Return the places of a paper's sentences, the one that shows best why it belongs first."""
        fit = candidate.cosine + candidate.coverage + _OF_ITS_OWN * candidate.own
        if candidate.cues.shape[1]:
            fit = fit + _CUE * candidate.cues.mean(axis=1)
        if self.avoids:
            plainly_without = candidate.without * candidate.own
            fit = fit + 2 * plainly_without + candidate.plainly * candidate.own
            if float(plainly_without.max()) < _SAID:
                fit = fit + 2 * candidate.complains
        order: list[int] = np.argsort(-fit, kind="stable").tolist()
        return order

    def off_topic(self) -> bool:
        """Tell whether the question is about nothing that the candidates are about."""
        return all(
            float(candidate.cosine.max()) < OFF_TOPIC_COSINE
            and self.words.share(candidate.whole) < OFF_TOPIC_COVERAGE
            for candidate in self.candidates
        )

    @property
    def avoids(self) -> bool:
        """Tell whether a paper has to say that it does without something."""
        return self.asked.negation is not None and self.asked.negation.kind == "avoids"


def weigh_set(asked: Asked, hits: Sequence[Hit], retriever: Retriever) -> Weighed:
    """Find out what there is to know of the sentences of each of ``hits``, best rank first."""
    if not hits:
        return Weighed(asked, Words({}, {}), ())
    if (said := in_shelf_words(asked.whole, retriever)) != asked.whole:
        asked = replace(read(said), also_out=asked.also_out)
    passages = [sentences(hit.paper) for hit in hits]
    notes = _notes(asked, passages)
    near = [
        np.where(note[:, None], np.float32(0), cosines)
        for note, cosines in zip(notes, _cosines(asked, passages, retriever), strict=True)
    ]
    telling = idioms_left_out(asked.whole)
    held = [
        tuple(
            frozenset(() if idle else words)
            for idle, words in zip(
                note, stems_of([telling(passage.text) for passage in of_paper]), strict=True
            )
        )
        for note, of_paper in zip(notes, passages, strict=True)
    ]
    titles = [frozenset(words) for words in stems_of([telling(hit.paper.title) for hit in hits])]
    vocabulary = frozenset().union(*titles, *(words for of_paper in held for words in of_paper))
    words = words_of(asked.words, vocabulary, retriever)
    ruled = asked.negation.what if asked.negation else ""
    ruled_out = words_of(distinct_stems(ruled), vocabulary, retriever)
    also_out = words_of(distinct_stems(asked.also_out), vocabulary, retriever)
    chunk = _chunk_cosines(asked, hits, retriever)
    candidates = tuple(
        _candidate(
            asked,
            hit,
            passages[place],
            near[place],
            held[place],
            titles[place],
            chunk[place],
            words,
            ruled_out,
            also_out,
        )
        for place, hit in enumerate(hits)
    )
    return Weighed(asked, words, candidates)


def _candidate(
    asked: Asked,
    hit: Hit,
    passages: tuple[Passage, ...],
    near: NDArray[np.float32],
    held: tuple[frozenset[str], ...],
    title: frozenset[str],
    chunk: float,
    words: Words,
    ruled_out: Words,
    also_out: Words,
) -> Candidate:
    texts = [passage.text for passage in passages]
    role = roles(texts)
    what = asked.negation.what if asked.negation else ""
    out = tuple(ruled_out.weights)
    return Candidate(
        hit=hit,
        passages=passages,
        roles=role,
        near=near,
        held=held,
        title=title,
        chunk=chunk,
        coverage=words.shares(held),
        cues=np.array([[bool(f.states.search(text)) for f in asked.families] for text in texts], bool),
        without=np.array([says_without(text, out) for text in texts], np.float32),
        ruled_out=ruled_out.shares(held) * np.array([asserts(text) for text in texts], np.float32),
        plainly=np.array([bool(out) and states_without(text, what) for text in texts], bool),
        complains=np.array(complaints(texts, out), bool),
        own=np.array([sentence_role != "background" for sentence_role in role], bool),
        also_out=_named(also_out, (*held, title), (*texts, hit.paper.title)),
        denied=np.array([bool(asked.denied and asked.denied.states.search(text)) for text in texts], bool),
    )


def _notes(asked: Asked, passages: Sequence[Sequence[Passage]]) -> list[NDArray[np.bool_]]:
    """Tell which sentences of each paper only say where its code is: of no account unless that is asked for."""
    asks_for_it = any(family.name == "shares" for family in asked.families)
    return [
        np.array([not asks_for_it and is_note(passage.text) for passage in of_paper], bool)
        for of_paper in passages
    ]


def _named(wanted: Words, held: Sequence[frozenset[str]], texts: Sequence[str]) -> Column:
    """Return the share of ``wanted`` that each text holds, 0 where it says that it does without."""
    words = tuple(wanted.weights)
    without = np.array([says_without(text, words) >= _SAID for text in texts], bool)
    return np.where(without, np.float32(0), wanted.shares(held))


def _cosines(
    asked: Asked, passages: Sequence[Sequence[Passage]], retriever: Retriever
) -> list[NDArray[np.float32]]:
    """Return, for each paper, the cosines of its sentences with topic, whole question and parts."""
    vectors = retriever.sentence_vectors([passage for of_paper in passages for passage in of_paper])
    queries = np.stack([retriever.encode(text) for text in (asked.topic, asked.whole, *asked.parts)])
    zero = np.zeros(queries.shape[1], np.float32)
    return [
        np.stack([vectors.get(passage.id, zero) for passage in of_paper]) @ queries.T for of_paper in passages
    ]


def _chunk_cosines(asked: Asked, hits: Sequence[Hit], retriever: Retriever) -> list[float]:
    query = retriever.encode(asked.topic)
    best: dict[str, float] = {}
    for identifier, vector in retriever.index.vectors.chunk_vectors([hit.paper.id for hit in hits]).items():
        key = paper_id_of(identifier)
        best[key] = max(best.get(key, -1.0), retriever.chunk_cosine(float(vector @ query)))
    return [best.get(hit.paper.id, 0.0) for hit in hits]
