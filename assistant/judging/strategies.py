"""Two ways of judging papers behind one face: by yes/no log-probabilities, or by JSON verdicts in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from assistant.errors import BadReply, ModelUnavailable
from assistant.judging.judge import PaperVerdict, PaperVerdicts, judge_batch, reply_tokens, yes_no_gap
from assistant.judging.log_odds import verdicts_by_gap
from assistant.llm.chat import ChatModel
from assistant.llm.prompts import OTHER_TOKENIZER
from assistant.types import Paper

Unit = Sequence[Paper]  # papers put to the model together

_INSTRUCTIONS = 450  # tokens of the prompt file, by any model's tokenizer
_EACH_PAPER = 60  # tokens of the tags and sentence numbers around a paper


class JudgingStrategy(Protocol):
    """Judges units of papers, and tells what it thinks of all papers so far.

    ``problems`` says why papers could not be judged, by id.
    """

    problems: dict[str, str]

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
    """Judges each paper by how much likelier "yes" is than "no"; the cut is relative to all papers judged."""

    def __init__(self, question: str, model: ChatModel) -> None:
        self.problems: dict[str, str] = {}
        self.gaps: dict[str, float] = {}
        self._papers: dict[str, Paper] = {}
        self._question, self._model = question, model

    def units(self, papers: Sequence[Paper]) -> list[Unit]:
        return [[paper] for paper in papers]

    def ask(self, unit: Unit) -> object:
        return yes_no_gap(unit[0], self._question, self._model)

    def take(self, unit: Unit, reply: object) -> None:
        paper = unit[0]
        self._papers[paper.id] = paper
        if isinstance(reply, Exception):
            self.problems[paper.id] = str(reply)
            return
        assert isinstance(reply, float)
        self.gaps[paper.id] = reply

    def verdicts(self) -> Mapping[str, PaperVerdict]:
        found = {
            key: PaperVerdict(self._papers[key], verdict, "")
            for key, verdict in verdicts_by_gap(self.gaps).items()
        }
        return found | {key: PaperVerdict(self._papers[key], "unjudged", "") for key in self.problems}


class BatchJudge:
    """Judges several papers a request, as many as the context window takes, by JSON verdicts with a reason."""

    def __init__(self, question: str, model: ChatModel, papers_at_once: int) -> None:
        self._papers_at_once = papers_at_once
        self.problems: dict[str, str] = {}
        self._verdicts: dict[str, PaperVerdict] = {}
        self._question, self._model = question, model

    def units(self, papers: Sequence[Paper]) -> list[Unit]:
        room = self._model.context_window - _INSTRUCTIONS - self._model.count(self._question)
        units: list[list[Paper]] = []
        spent = 0
        for paper in papers:
            cost = self._cost(paper)
            if not units or len(units[-1]) >= self._papers_at_once or spent + cost > room:
                units.append([])
                spent = reply_tokens(0)
            units[-1].append(paper)
            spent += cost
        return list(units)

    def _cost(self, paper: Paper) -> int:
        """Return the tokens that a paper takes of the window, its part of the reply included."""
        tokens = self._model.count(f"{paper.title} {paper.abstract}") + _EACH_PAPER
        return int(tokens * OTHER_TOKENIZER) + reply_tokens(1) - reply_tokens(0)

    def ask(self, unit: Unit) -> object:
        return judge_batch(unit, self._question, self._model)

    def take(self, unit: Unit, reply: object) -> None:
        if isinstance(reply, PaperVerdicts):
            self._verdicts |= {verdict.paper.id: verdict for verdict in reply.given}
        for paper in unit:
            if paper.id not in self._verdicts:
                problem = reply.problems.get(paper.id) if isinstance(reply, PaperVerdicts) else str(reply)
                self.problems[paper.id] = problem or "the reply left it out"
                self._verdicts[paper.id] = PaperVerdict(paper, "unjudged", "")

    def verdicts(self) -> Mapping[str, PaperVerdict]:
        return self._verdicts


def choose_strategy(
    papers: Sequence[Paper], question: str, model: ChatModel, papers_at_once: int
) -> JudgingStrategy:
    """Return the way of judging that the endpoint allows; the first of ``papers`` is judged to find out.

    Log-probabilities where they are told: with them even a model of 1.5 billion parameters judges well.
    The second paper is tried where the endpoint refuses the first for what it holds.
    Raises ModelUnavailable when the model does not answer.
    """
    by_gap = LogOddsJudge(question, model)
    for paper in papers[:2]:
        if not model.gives_logprobs:
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
    return BatchJudge(question, model, papers_at_once)
