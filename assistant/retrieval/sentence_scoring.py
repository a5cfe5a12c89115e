"""Question + hits -> the sentences that may answer it, each with a score; how sure they make us.

This is what decides without a language model: which sentence comes first, and whether to answer at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.index.passages import sentences
from assistant.index.words.bm25 import stems, stems_of
from assistant.retrieval.echo import echoes
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.word_groups import in_shelf_words, related
from assistant.text.content_words import share
from assistant.types import Hit, Paper, Passage

# Words that say what kind of answer is wanted, not what it is about (as stems).
ASKING = frozenset(
    "paper studi work articl abstract author how mani much what which who whom whose when where why do doe did "
    "done has have had can could would should is was were been be use give given tell me us show find list name "
    "about there ani all some each ever mention say state report describ accord propos present introduc import "
    "i you we my your our than from also two one work kind sort type main".split()
)
# How these were found: docs/quality.md.
OFF_TOPIC_COSINE, OFF_TOPIC_COVERAGE = 0.25, 0.3
_WANTS_NUMBER = re.compile(
    r"(?i)\b(?:how (?:many|much|large|big|long|often|fast)|number of|by how"
    r"|what (?:percentage|percent|fraction|share|number|size|score|accuracy))\b"
)
# What only says that a number is wanted: "How large is it?" asks for no sentence with "large".
_HOW = re.compile(r"(?i)\bhow\s+(?:many|much|large|big|long|often|fast|well|good|high|small)\b")
_NUMBER = re.compile(r"\d")
_RELATED = 0.6  # what a word counts for that stands for the one asked
_WORD = re.compile(r"\w+(?:[-’']\w+)*")


@dataclass(frozen=True, slots=True)
class _Fit:
    """What makes a sentence fit a question, each 0 to 1; or what each of these counts for."""

    cosine: float
    coverage: float
    paper_coverage: float
    rank: float
    number: float

    def score(self, counts: _Fit) -> float:
        return (
            counts.cosine * self.cosine
            + counts.coverage * self.coverage
            + counts.paper_coverage * self.paper_coverage
            + counts.rank * self.rank
            + counts.number * self.number
        )


_COUNTS = _Fit(cosine=1.0, coverage=1.0, paper_coverage=0.6, rank=0.4, number=0.3)


@dataclass(frozen=True, slots=True)
class _Confidence:
    """A logistic regression on whether a question is answered: what each sign of it counts for."""

    best_cosine: float
    best_coverage: float  # by one sentence
    paper_coverage: float  # by the paper of the fittest sentence
    papers: float  # for each power of ten of the papers asked
    constant: float

    def of(self, evidence: Sequence[ScoredSentence], papers: int) -> float:
        fittest = evidence[0]
        covered = any(each.coverage for each in evidence if each.paper.id == fittest.paper.id)
        logit = (
            self.best_cosine * max(scored.cosine for scored in evidence)
            + self.best_coverage * max(scored.coverage for scored in evidence)
            # A paper that is only named ("Who wrote MonoByte?") covers the question but has nothing to say on it.
            + self.paper_coverage * (fittest.paper_coverage if covered else 0.0)
            + self.papers * math.log10(max(papers, 1))
            + self.constant
        )
        return 1 / (1 + math.exp(-logit))


# Fitted on the tuning questions, asked of 38 and 300 papers and of the 38 among 64,250 others.
_ANSWERED = _Confidence(best_cosine=5.6, best_coverage=-4.1, paper_coverage=10.4, papers=-0.47, constant=-4.9)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a retrieved paper and how well it fits the question.

    ``cosine`` compares meaning, ``coverage`` is the share of the question's information (idf) that the
    sentence has, ``paper_coverage`` the share that its paper has. ``score`` orders sentences.
    """

    paper: Paper
    passage: Passage
    score: float
    cosine: float
    coverage: float
    paper_coverage: float


def weigh(question: str, hits: Sequence[Hit], retriever: Retriever) -> tuple[ScoredSentence, ...]:
    """Return the sentences of the papers of ``hits``, the fittest first; repeated questions are worth nothing.

    A word that no paper of the shelf holds is asked for by one of its group that one does.
    """
    question = in_shelf_words(question, retriever)
    asked = _information(question, retriever)
    passages = [(hit, passage) for hit in hits for passage in sentences(hit.paper)]
    known = retriever.sentence_vectors([passage for _, passage in passages])
    query = retriever.encode(question)
    top = max((hit.score for hit in hits), default=1.0) or 1.0
    wants_number = bool(_WANTS_NUMBER.search(question))
    coverages = _coverages(asked, [passage.text for _, passage in passages])
    empty = [
        echoes(question, passage.text, coverage, ASKING)
        for (_, passage), coverage in zip(passages, coverages, strict=True)
    ]
    left_out = [passage for (_, passage), says_nothing in zip(passages, empty, strict=True) if says_nothing]
    whole_texts = [_own_text(question, hit.paper, left_out, asked) for hit in hits]
    covered = dict(zip((hit.paper.id for hit in hits), _coverages(asked, whole_texts), strict=True))
    found = []
    for (hit, passage), coverage, says_nothing in zip(passages, coverages, empty, strict=True):
        if says_nothing:
            found.append(ScoredSentence(hit.paper, passage, 0.0, 0.0, 0.0, 0.0))
            continue
        cosine = float(known[passage.id] @ query) if passage.id in known else 0.0
        number = 1.0 if wants_number and _NUMBER.search(passage.text) else 0.0
        fit = _Fit(cosine, coverage, covered[hit.paper.id], hit.score / top, number)
        found.append(
            ScoredSentence(hit.paper, passage, fit.score(_COUNTS), cosine, coverage, fit.paper_coverage)
        )
    return tuple(sorted(found, key=lambda evidence: -evidence.score))


def telling_first(
    question: str,
    evidence: Sequence[ScoredSentence],
    retriever: Retriever,
    names: Mapping[str, Sequence[str]],
) -> tuple[ScoredSentence, ...]:
    """Return ``evidence`` with the sentences of each paper in the order in which they tell what is asked.

    Words of its title, or of the ``names`` that it gives its own work (by paper id), tell the sentences of a paper
    not apart: "How many languages does MMTEB cover?" asks for languages. Papers keep their places, and places their
    scores. How this was found: docs/quality.md.
    """
    asked = _information(_HOW.sub(" ", question), retriever)
    wants_number = bool(_WANTS_NUMBER.search(question))
    places: dict[str, list[int]] = {}
    for place, each in enumerate(evidence):
        places.setdefault(each.paper.id, []).append(place)
    ordered = list(evidence)
    for own in places.values():
        of_paper = [evidence[place] for place in own]
        paper = of_paper[0].paper
        known = set(stems(" ".join((paper.title, *names.get(paper.id, ())))))
        telling = {word: weight for word, weight in asked.items() if word not in known}
        covered = _covered_within(telling, [each.passage.text for each in of_paper])
        fit = [
            each.cosine
            + coverage
            + _COUNTS.number * (wants_number and bool(_NUMBER.search(each.passage.text)))
            if each.score
            else -1.0
            for each, coverage in zip(of_paper, covered, strict=True)
        ]
        best_first = sorted(range(len(own)), key=lambda at: -fit[at])
        for place, at in zip(own, best_first, strict=True):
            ordered[place] = replace(of_paper[at], score=evidence[place].score)
    return tuple(ordered)


def closest_sentences(
    question: str, papers: Sequence[Paper], count: int, retriever: Retriever
) -> dict[str, list[Passage]]:
    """Return, for each paper by id, at most ``count`` sentences in reading order, the closest ones."""
    hits = [Hit(paper, sentences(paper)[0], 0.0) for paper in papers]
    found: dict[str, list[Passage]] = {}
    for scored in weigh(question, hits, retriever):
        passages = found.setdefault(scored.paper.id, [])
        if len(passages) < count:
            passages.append(scored.passage)
    return found


def topic_coverage(words: str, paper: Paper, retriever: Retriever) -> float:
    """Return the share (0 to 1) of the information in ``words`` that ``paper`` holds."""
    return _coverages(_information(words, retriever), [f"{paper.title} {paper.abstract}"])[0]


def unsaid(question: str, text: str) -> tuple[str, ...]:
    """Return the words of ``question`` that ``text`` does not hold in any form; neighbours make one phrase.

    Words that only say what kind of answer is wanted ("how many papers ...") do not count.
    """
    held = set(stems(text))
    phrases: list[list[str]] = [[]]
    for word in _WORD.findall(question):
        wanted = [stem for stem in stems(word) if stem not in ASKING]
        if wanted and held.isdisjoint(wanted):
            phrases[-1].append(word)
        elif phrases[-1]:
            phrases.append([])
    return tuple(dict.fromkeys(" ".join(words) for words in phrases if words))


def confidence(evidence: Sequence[ScoredSentence], papers: int) -> float:
    """Return how likely (0 to 1) it is that these sentences, the fittest first, answer the question.

    Among many ``papers`` some sentence is always close, so the same evidence says less.
    """
    return _ANSWERED.of(evidence, papers) if evidence else 0.0


def off_topic(evidence: Sequence[ScoredSentence]) -> bool:
    """Tell whether the question is about nothing that the papers are about."""
    return all(
        scored.cosine < OFF_TOPIC_COSINE and scored.paper_coverage < OFF_TOPIC_COVERAGE for scored in evidence
    )


def _own_text(question: str, paper: Paper, left_out: Sequence[Passage], asked: dict[str, float]) -> str:
    """Return what a paper tells, but for what only repeats the question."""
    own = [passage for passage in left_out if passage.paper_id == paper.id and passage.field == "abstract"]
    abstract = paper.abstract
    for passage in sorted(own, key=lambda passage: -passage.start):
        abstract = abstract[: passage.start] + abstract[passage.end :]
    coverage = _coverages(asked, [paper.title])[0] if own else 0.0
    return (
        abstract if own and echoes(question, paper.title, coverage, ASKING) else f"{paper.title} {abstract}"
    )


def _information(question: str, retriever: Retriever) -> dict[str, float]:
    words = [word for word in stems(question) if word not in ASKING] or stems(question)
    return {word: retriever.index.by_paper.rarity(word) for word in dict.fromkeys(words)}


def _covered_within(asked: Mapping[str, float], texts: Sequence[str]) -> list[float]:
    """Return the same for the sentences of one paper; of a word that none of them holds, others may stand for it."""
    held = [set(words) for words in stems_of(texts)]
    alike = {
        word: related().get(word, frozenset()) for word in asked if not any(word in words for words in held)
    }

    def covered(words: set[str]) -> float:
        return share(
            asked,
            lambda word: 1.0 if word in words else _RELATED * (not words.isdisjoint(alike.get(word, ()))),
        )

    return [covered(words) for words in held]


def _coverages(asked: dict[str, float], texts: Sequence[str]) -> list[float]:
    """Return the share of the information asked for that each text holds."""
    return [share(asked, set(words)) for words in stems_of(texts)]
