"""Two ways of judging papers behind one face: by yes/no log-probabilities, or by JSON verdicts in batches."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from assistant.errors import BadReply, ModelUnavailable
from assistant.judging.judge import PaperVerdict, PaperVerdicts, judge_batch, reply_tokens, yes_no_gap
from assistant.judging.log_odds import verdicts_by_gap
from assistant.judging.rubric import Rubric
from assistant.llm.chat import ChatModel
from assistant.llm.model_size import is_small
from assistant.llm.prompting.prompts import OTHER_TOKENIZER
from assistant.types import Paper

Unit = Sequence[Paper]  # papers put to the model together
# Tells how likely each paper belongs by its words, by paper id; worked out when it is asked for.
ByWords = Callable[[], Mapping[str, float]]

_INSTRUCTIONS = 650  # tokens of the prompt file, by any model's tokenizer
# Papers in one request: a small model loses its thread in more, and no model is asked for longer replies.
_SMALL_BATCH, _LARGEST_BATCH = 8, 50
# A small model may be given so many times its batch where that spares a second round of requests.
_STRETCH = 1.5
# A "no" whose "yes" was at least this likely beside it (natural logarithm) came close, and carries a reason.
_CLOSE = -2.3
_EACH_PAPER = 60  # tokens of the tags and sentence numbers around a paper


class JudgingStrategy(Protocol):
    """Judges units of papers, and tells what it thinks of all papers so far.

    ``problems`` says why papers could not be judged, by id; ``failure`` is the first error behind them.
    """

    problems: dict[str, str]
    failure: Exception | None

    def units(self, papers: Sequence[Paper]) -> list[Unit]:
        """Cut ``papers`` into units, in order."""
        ...

    def ask(self, unit: Unit) -> object:
        """Put one unit to the model; called from several threads, changes nothing."""
        ...

    def take(self, unit: Unit, reply: object) -> None:
        """Take in what ``ask`` returned, or the error that it raised; called from one thread."""
        ...

    def verdicts(self) -> Mapping[str, PaperVerdict]:
        """Return the verdicts so far, by paper id."""
        ...


class LogOddsJudge:
    """Judges each paper by how much likelier "yes" is than "no", and by its words; relative to all papers judged."""

    def __init__(self, rubric: Rubric, model: ChatModel, by_words: ByWords) -> None:
        self.problems: dict[str, str] = {}
        self.failure: Exception | None = None
        self.gaps: dict[str, float] = {}
        self._papers: dict[str, Paper] = {}
        self._rubric, self._model = rubric, model
        self._by_words = by_words
        self._words: Mapping[str, float] | None = None

    def units(self, papers: Sequence[Paper]) -> list[Unit]:
        return [[paper] for paper in papers]

    def ask(self, unit: Unit) -> object:
        return yes_no_gap(unit[0], self._rubric, self._model)

    def take(self, unit: Unit, reply: object) -> None:
        paper = unit[0]
        self._papers[paper.id] = paper
        if isinstance(reply, Exception):
            self.problems[paper.id] = str(reply)
            self.failure = self.failure or reply
            return
        assert isinstance(reply, float)
        self.gaps[paper.id] = reply

    def verdicts(self) -> Mapping[str, PaperVerdict]:
        if self._words is None:
            self._words = self._by_words()
        found = {
            key: PaperVerdict(
                self._papers[key], verdict, _near_miss(self.gaps[key]) if verdict == "no" else ""
            )
            for key, verdict in verdicts_by_gap(self.gaps, self._words).items()
        }
        return found | {key: PaperVerdict(self._papers[key], "unjudged", "") for key in self.problems}


def _near_miss(gap: float) -> str:
    """Say how close a paper came that is no match; nothing of one that is far off."""
    if gap < _CLOSE:
        return ""
    odds = math.exp(-gap)
    if odds <= 1:
        return "Near the cut: others stand out more for this question."
    return f"Near the cut: the model's “no” was {odds:.1f} times as likely as its “yes”."


class BatchJudge:
    """Judges several papers a request by JSON verdicts with a reason.

    A capable model gets as many as the context window takes, a small one a few. Grouping and order depend on the
    papers alone, not on their ranks, so that a server that caches prompts reads the same papers once for all questions.
    ``most`` is the largest batch, None to go by the model; ``workers`` requests run side by side.
    """

    def __init__(self, rubric: Rubric, model: ChatModel, most: int | None, workers: int = 1) -> None:
        self._most, self._workers = most, workers
        self.problems: dict[str, str] = {}
        self.failure: Exception | None = None
        self._verdicts: dict[str, PaperVerdict] = {}
        self._rubric, self._model = rubric, model

    def units(self, papers: Sequence[Paper]) -> list[Unit]:
        room = (
            self._model.context_window
            - _INSTRUCTIONS
            - self._model.count(str(self._rubric))
            - reply_tokens(0)
        )
        ordered = sorted(papers, key=lambda paper: paper.id)
        costs = [self._cost(paper) for paper in ordered]
        units = _cut(ordered, costs, room, self._largest(len(ordered)))
        # As many requests, of papers alike in number where they fit so.
        even = _cut(ordered, costs, room, math.ceil(len(ordered) / max(len(units), 1)))
        return even if len(even) == len(units) else units

    def _largest(self, papers: int) -> int:
        """Return how many papers a batch may have."""
        if self._most is not None:
            return self._most
        if not is_small(self._model.name, self._model.context_window):
            return _LARGEST_BATCH
        at_once = math.ceil(papers / self._workers)  # then no batch waits for another
        return at_once if _SMALL_BATCH < at_once <= _STRETCH * _SMALL_BATCH else _SMALL_BATCH

    def _cost(self, paper: Paper) -> int:
        """Return the tokens that a paper takes of the window, its part of the reply included."""
        tokens = self._model.count(f"{paper.title} {paper.abstract}") + _EACH_PAPER
        return int(tokens * OTHER_TOKENIZER) + reply_tokens(1) - reply_tokens(0)

    def ask(self, unit: Unit) -> object:
        return judge_batch(unit, self._rubric, self._model)

    def take(self, unit: Unit, reply: object) -> None:
        if isinstance(reply, PaperVerdicts):
            self._verdicts |= {verdict.paper.id: verdict for verdict in reply.given}
        elif isinstance(reply, Exception):
            self.failure = self.failure or reply
        for paper in unit:
            if paper.id not in self._verdicts:
                problem = reply.problems.get(paper.id) if isinstance(reply, PaperVerdicts) else str(reply)
                self.problems[paper.id] = problem or "the reply left it out"
                self._verdicts[paper.id] = PaperVerdict(paper, "unjudged", "")

    def verdicts(self) -> Mapping[str, PaperVerdict]:
        return self._verdicts


def _cut(papers: Sequence[Paper], costs: Sequence[int], room: int, most: int) -> list[Unit]:
    """Cut ``papers`` into batches of at most ``most`` that cost at most ``room`` tokens; at least one paper each."""
    units: list[list[Paper]] = []
    spent = 0
    for paper, cost in zip(papers, costs, strict=True):
        if not units or len(units[-1]) >= most or spent + cost > room:
            units.append([])
            spent = 0
        units[-1].append(paper)
        spent += cost
    return list(units)


def choose_strategy(
    papers: Sequence[Paper],
    rubric: Rubric,
    model: ChatModel,
    by_words: ByWords,
    most: int | None = None,
    workers: int = 1,
) -> JudgingStrategy:
    """Return the way of judging that fits the model; of a small one the first of ``papers`` is judged to find out.

    A capable model judges in batches, which cost a few requests. A small one is asked paper by paper where the
    endpoint tells log-probabilities: with them even 1.5 billion parameters judge well. The second paper is tried
    where the endpoint refuses the first for what it holds. Raises ModelUnavailable when the model does not answer.
    """
    by_gap = LogOddsJudge(rubric, model, by_words)
    small = is_small(model.name, model.context_window)
    for paper in papers[:2]:
        if not (small and model.gives_logprobs):
            break
        try:
            by_gap.take([paper], by_gap.ask([paper]))
        except BadReply:
            break
        except ModelUnavailable as error:
            if error.retryable or paper is not papers[0] or len(papers) == 1:
                raise
            by_gap.take([paper], error)
            continue
        return by_gap
    return BatchJudge(rubric, model, most, workers)
