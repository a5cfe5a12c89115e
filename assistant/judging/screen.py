"""Plan + papers in rank order -> a verdict for every one of them, as each is judged."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from assistant.errors import ModelUnavailable
from assistant.events import Stage
from assistant.judging.judge import PaperVerdict
from assistant.judging.reasons import Closest, ReasonedVerdicts, listed, sum_up, write_reasons
from assistant.judging.strategies import JudgingStrategy, LogOddsJudge, choose_strategy
from assistant.llm.chat import ChatModel
from assistant.llm.parallel import in_parallel
from assistant.settings import Settings
from assistant.text.numbers import unsupported_numbers
from assistant.text.wording import papers_count
from assistant.types import Judged, Paper, Verdict

# On a large shelf papers are judged in waves of this many; after DRY papers in a row without a match
# the rest of the ranking is left.
WAVE = 50
DRY = 150


@dataclass(frozen=True, slots=True)
class Screening:
    """Verdicts in rank order; ``summary`` may cite the matches by their place, ``[1]`` the first."""

    verdicts: tuple[PaperVerdict, ...]
    judged: Judged
    warnings: tuple[str, ...] = ()
    summary: str = ""

    def having(self, label: str) -> tuple[PaperVerdict, ...]:
        """Return the verdicts with ``label``."""
        return tuple(verdict for verdict in self.verdicts if verdict.verdict == label)


def screen(
    question: str, papers: Sequence[Paper], shelf: int, model: ChatModel, settings: Settings, closest: Closest
) -> Generator[Stage, None, Screening]:
    """Judge ``papers`` (best rank first) by ``question``; yield progress, return the Screening.

    ``shelf`` is the number of papers that the question is about. Raises ModelUnavailable when not one
    paper could be judged.
    """
    total = len(papers)
    yield Stage("screen", 0, total)
    strategy = choose_strategy(papers, question, model, settings.judge_batch)
    seen: list[Paper] = []
    waves = (
        [papers] if total <= settings.judge_all else [papers[at : at + WAVE] for at in range(0, total, WAVE)]
    )
    for wave in waves:
        yield from _judge(wave, strategy, settings.parallel, len(seen), total)
        seen.extend(wave)
        if len(waves) > 1 and _dry(seen, strategy):
            break
    verdicts = strategy.verdicts()
    ranked = [verdicts[paper.id] for paper in seen]
    judged = sum(verdict.verdict != "unjudged" for verdict in ranked)
    if not judged:
        why = next(iter(strategy.problems.values()), "no reply came")
        raise ModelUnavailable(f"Not one of {papers_count(total)} could be judged. {why}", retryable=True)
    by_gap = isinstance(strategy, LogOddsJudge)
    if listed(ranked):
        yield Stage("explain")
    explained = write_reasons(question, ranked, model, closest) if by_gap else sum_up(question, ranked, model)
    return Screening(
        verdicts=explained.verdicts,
        judged=Judged(papers=judged, of=shelf),
        warnings=(*_unjudged(ranked, strategy), *explained.warnings, *_unborne(question, explained)),
        summary=explained.summary,
    )


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
