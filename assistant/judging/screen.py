"""Plan + papers in rank order -> a verdict for every one of them, as each is judged."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.errors import ModelUnavailable
from assistant.events import Stage
from assistant.judging.judge import PaperVerdict
from assistant.judging.reasons import Closest, ReasonedVerdicts, listed, sum_up, write_reasons
from assistant.judging.recall_bound import Sample, drawn
from assistant.judging.rubric import rubric_of
from assistant.judging.strategies import ByWords, JudgingStrategy, LogOddsJudge, choose_strategy
from assistant.judging.waves import DRY, WAVE, Yields, next_wave
from assistant.llm.chat import ChatModel
from assistant.llm.parallel import in_parallel
from assistant.settings import Settings
from assistant.text.numbers import unsupported_numbers
from assistant.text.wording import papers_count
from assistant.types import Judged, Paper, Verdict


class Below(Protocol):
    """The papers of a large shelf beyond those that the question ranks first; those of ``first`` are judged first."""

    first: frozenset[str]

    def deeper(
        self, matches: Sequence[Paper], others: Sequence[Paper], seen: Collection[str]
    ) -> Sequence[Paper]:
        """Return the papers most like ``matches`` and unlike ``others``, best first, none of ``seen``."""
        ...

    def left(self, seen: Collection[str]) -> Sequence[str]:
        """Return the ids of all papers that are asked and not ``seen``."""
        ...

    def papers(self, ids: Sequence[str]) -> Sequence[Paper]:
        """Return papers by id."""
        ...


@dataclass(frozen=True, slots=True)
class Screening:
    """Verdicts in the order of judging; ``summary`` may cite the matches by their place, ``[1]`` the first.

    ``sample`` tells of the last of them, which were drawn at random, where they were.
    """

    verdicts: tuple[PaperVerdict, ...]
    judged: Judged
    warnings: tuple[str, ...] = ()
    summary: str = ""
    sample: Sample | None = None

    def having(self, label: str) -> tuple[PaperVerdict, ...]:
        """Return the verdicts with ``label``."""
        return tuple(verdict for verdict in self.verdicts if verdict.verdict == label)


def screen(
    question: str,
    papers: Sequence[Paper],
    shelf: int,
    model: ChatModel,
    settings: Settings,
    closest: Closest,
    below: Below | None = None,
    by_words: ByWords = dict,
) -> Generator[Stage, None, Screening]:
    """Judge ``papers`` (best rank first) by ``question``; yield progress, return the Screening.

    ``by_words`` is heard beside a small model; ``shelf`` is the number of papers that the question is about. On a
    large shelf what matches decides what is judged next, until nothing new comes or the budget ends, and a sample of
    what is left is judged as well; both ask ``below``. Raises ModelUnavailable when not one paper could be judged.
    """
    total = len(papers)
    yield Stage("screen", 0, total)
    strategy = choose_strategy(
        papers, rubric_of(question, model), model, by_words, settings.judge_batch, settings.parallel
    )
    if total <= settings.judge_all:
        seen = list(papers)
        yield from _judge(seen, strategy, settings.parallel, 0, total)
    else:
        seen = yield from _in_waves(papers, strategy, settings, below)
    drawn_from, chosen = yield from _of_the_rest(question, seen, strategy, settings, below)
    ranked, judged = _ranked([*seen, *chosen], strategy, total)
    explained = yield from _explained(question, ranked, strategy, model, closest)
    sample = _sample(explained.verdicts, len(chosen), drawn_from) if chosen else None
    return Screening(
        verdicts=explained.verdicts,
        judged=_counted(explained.verdicts, judged, shelf, sample),
        warnings=(*_unjudged(ranked, strategy), *explained.warnings, *_unborne(question, explained)),
        summary=explained.summary,
        sample=sample,
    )


def _of_the_rest(
    question: str, seen: Sequence[Paper], strategy: JudgingStrategy, settings: Settings, below: Below | None
) -> Generator[Stage, None, tuple[int, Sequence[Paper]]]:
    """Judge a sample of what would be left out; return how many papers that is, and those drawn of them."""
    left = below.left({paper.id for paper in seen}) if below else ()
    if not below or not left or not settings.judge_sample:
        return len(left), ()
    chosen = below.papers(drawn(question, left, settings.judge_sample))
    yield from _judge(chosen, strategy, settings.parallel, len(seen), len(seen) + len(chosen))
    return len(left), chosen


def _ranked(seen: Sequence[Paper], strategy: JudgingStrategy, total: int) -> tuple[list[PaperVerdict], int]:
    """Return the verdicts in the order of judging, and how many were judged; raises ModelUnavailable for none."""
    verdicts = strategy.verdicts()
    ranked = [verdicts[paper.id] for paper in seen]
    judged = sum(verdict.verdict != "unjudged" for verdict in ranked)
    if not judged:
        why = next(iter(strategy.problems.values()), "no reply came")
        raise ModelUnavailable(
            f"Not one of {papers_count(total)} could be judged. {why}", retryable=True
        ) from strategy.failure
    return ranked, judged


def _explained(
    question: str,
    ranked: Sequence[PaperVerdict],
    strategy: JudgingStrategy,
    model: ChatModel,
    closest: Closest,
) -> Generator[Stage, None, ReasonedVerdicts]:
    by_log_odds = isinstance(strategy, LogOddsJudge)
    if listed(ranked):
        # Those of log-probabilities depend on each other: final only now, and long before their reasons.
        late = ranked if by_log_odds else ()
        yield Stage("explain", verdicts=tuple(verdict_of(verdict) for verdict in late))
    if by_log_odds:
        return write_reasons(question, ranked, model, closest)
    return sum_up(question, ranked, model)


def _in_waves(
    papers: Sequence[Paper], strategy: JudgingStrategy, settings: Settings, below: Below | None
) -> Generator[Stage, None, list[Paper]]:
    """Judge a wave at a time; what matched so far decides which papers come next."""
    budget = len(papers)
    seen: list[Paper] = []
    done: set[str] = set()
    asked, like, yields = list(papers), list[Paper](), Yields()
    while asked and len(seen) < budget:
        by_question, by_matches = next_wave(asked, like, min(WAVE, budget - len(seen)), yields)
        wave = [*by_matches, *by_question]
        yield from _judge(wave, strategy, settings.parallel, len(seen), budget)
        seen.extend(wave)
        done.update(paper.id for paper in wave)
        if _dry(seen, strategy):
            break
        verdicts = strategy.verdicts()
        matching = {paper.id for paper in seen if verdicts[paper.id].verdict == "match"}
        yields = yields.after(
            [paper.id in matching for paper in by_question], [paper.id in matching for paper in by_matches]
        )
        asked = [paper for paper in asked if paper.id not in done]
        if below and matching and not (asked and asked[0].id in below.first):
            matches = [paper for paper in seen if paper.id in matching]
            others = [paper for paper in seen if verdicts[paper.id].verdict == "no"]
            like = list(below.deeper(matches, others, done))
    return seen


def _sample(verdicts: Sequence[PaperVerdict], papers: int, below: int) -> Sample:
    """Read off what the last ``papers`` were judged; one that could not be judged counts as a match missed."""
    labels = [verdict.verdict for verdict in verdicts[-papers:]]
    return Sample(papers, below, sum(label in ("match", "unjudged") for label in labels))


def _counted(verdicts: Sequence[PaperVerdict], judged: int, shelf: int, sample: Sample | None) -> Judged:
    if sample is None:
        return Judged(papers=judged, of=shelf)
    matches = sum(verdict.verdict == "match" for verdict in verdicts)
    bound = round(sample.recall(matches), 4)
    return Judged(papers=judged, of=shelf, sampled=sample.papers, recall_bound=bound)


def verdict_of(verdict: PaperVerdict) -> Verdict:
    """Return a verdict as it goes out."""
    return Verdict(
        paper_id=verdict.paper.id,
        title=verdict.paper.title,
        verdict=verdict.verdict,
        reason=verdict.reason,
        quote=verdict.passage.text if verdict.passage else None,
    )


def _judge(
    wave: Sequence[Paper], strategy: JudgingStrategy, workers: int, done: int, total: int
) -> Generator[Stage, None, None]:
    known = strategy.verdicts()
    todo = [paper for paper in wave if paper.id not in known]
    done += len(wave) - len(todo)
    for unit, reply in in_parallel(strategy.ask, strategy.units(todo), workers):
        strategy.take(unit, reply)
        done += len(unit)
        so_far = strategy.verdicts() if not isinstance(strategy, LogOddsJudge) else {}
        rows = [verdict_of(so_far[paper.id]) for paper in unit if paper.id in so_far]
        yield Stage("screen", done, total, tuple(rows))


def _dry(seen: Sequence[Paper], strategy: JudgingStrategy) -> bool:
    verdicts = strategy.verdicts()
    since = 0
    for paper in seen:
        since = 0 if verdicts[paper.id].verdict in ("match", "partial") else since + 1
    return since >= DRY


def _unjudged(ranked: Sequence[PaperVerdict], strategy: JudgingStrategy) -> tuple[str, ...]:
    left = [verdict.paper for verdict in ranked if verdict.verdict == "unjudged"]
    if not left:
        return ()
    names = "; ".join(f"“{paper.title}”" for paper in left[:5])
    more = f" and {len(left) - 5} more" if len(left) > 5 else ""
    why = strategy.problems.get(left[0].id, "")
    return (f"{papers_count(len(left))} could not be judged: {names}{more}. {why}".strip(),)


def _unborne(question: str, explained: ReasonedVerdicts) -> list[str]:
    """Warn of figures in the model's reasons and summary that no paper they speak of holds."""
    hits = listed(explained.verdicts)
    warnings = []
    for verdict in hits:
        if wrong := _figures(verdict.reason, question, [verdict.paper]):
            warnings.append(
                f"The reason for “{verdict.paper.title}” holds {wrong}, which its abstract does not."
            )
    if wrong := _figures(explained.summary, question, [verdict.paper for verdict in hits]):
        warnings.append(f"The summary holds {wrong}, which none of the papers listed does.")
    return warnings


def _figures(text: str, question: str, papers: Sequence[Paper]) -> str:
    counts = " ".join(str(number) for number in range(len(papers) + 1))
    texts = [f"{paper.title} {paper.abstract} {paper.year or ''}" for paper in papers]
    missing = unsupported_numbers(text, [question, counts, *texts])
    return " and ".join(number for number in missing if any(map(str.isdigit, number)))
