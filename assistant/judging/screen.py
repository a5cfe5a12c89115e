"""Plan + papers in rank order -> a verdict for every one of them, as each is judged."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from assistant.errors import ModelUnavailable
from assistant.events import Stage
from assistant.judging.judge import Opinion
from assistant.judging.jury import ByGap, Jury, choose_jury
from assistant.judging.reasons import Closest, Explained, explain, listed, sum_up
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
    """Opinions in rank order; ``summary`` may cite the matches by their place, ``[1]`` the first."""

    opinions: tuple[Opinion, ...]
    judged: Judged
    warnings: tuple[str, ...] = ()
    summary: str = ""

    def having(self, verdict: str) -> tuple[Opinion, ...]:
        """Return the opinions with ``verdict``."""
        return tuple(opinion for opinion in self.opinions if opinion.verdict == verdict)


def screen(
    question: str, papers: Sequence[Paper], shelf: int, model: ChatModel, settings: Settings, closest: Closest
) -> Generator[Stage, None, Screening]:
    """Judge ``papers`` (best rank first) by ``question``; yield progress, return the Screening.

    ``shelf`` is the number of papers that the question is about. Raises ModelUnavailable when not one
    paper could be judged.
    """
    total = len(papers)
    yield Stage("screen", 0, total)
    jury = choose_jury(papers, question, model, settings.judge_batch)
    seen: list[Paper] = []
    waves = (
        [papers] if total <= settings.judge_all else [papers[at : at + WAVE] for at in range(0, total, WAVE)]
    )
    for wave in waves:
        yield from _judge(wave, jury, settings.parallel, len(seen), total)
        seen.extend(wave)
        if len(waves) > 1 and _dry(seen, jury):
            break
    opinions = jury.opinions()
    ranked = [opinions[paper.id] for paper in seen]
    judged = sum(opinion.verdict != "unjudged" for opinion in ranked)
    if not judged:
        why = next(iter(jury.problems.values()), "no reply came")
        raise ModelUnavailable(f"Not one of {papers_count(total)} could be judged. {why}", retryable=True)
    by_gap = isinstance(jury, ByGap)
    if listed(ranked):
        yield Stage("explain")
    told = explain(question, ranked, model, closest) if by_gap else sum_up(question, ranked, model)
    return Screening(
        opinions=told.opinions,
        judged=Judged(papers=judged, of=shelf),
        warnings=(*_unjudged(ranked, jury), *told.warnings, *_unborne(question, told)),
        summary=told.summary,
    )


def verdict_of(opinion: Opinion) -> Verdict:
    """Return an opinion as it goes out."""
    return Verdict(
        paper_id=opinion.paper.id,
        title=opinion.paper.title,
        verdict=opinion.verdict,
        reason=opinion.reason,
        quote=opinion.passage.text if opinion.passage else None,
    )


def _judge(
    wave: Sequence[Paper], jury: Jury, workers: int, done: int, total: int
) -> Generator[Stage, None, None]:
    known = jury.opinions()
    todo = [paper for paper in wave if paper.id not in known]
    done += len(wave) - len(todo)
    for unit, reply in in_parallel(jury.ask, jury.units(todo), workers):
        jury.take(unit, reply)
        done += len(unit)
        told = jury.opinions() if not isinstance(jury, ByGap) else {}
        rows = [verdict_of(told[paper.id]) for paper in unit if paper.id in told]
        yield Stage("screen", done, total, tuple(rows))


def _dry(seen: Sequence[Paper], jury: Jury) -> bool:
    opinions = jury.opinions()
    since = 0
    for paper in seen:
        since = 0 if opinions[paper.id].verdict in ("match", "partial") else since + 1
    return since >= DRY


def _unjudged(ranked: Sequence[Opinion], jury: Jury) -> tuple[str, ...]:
    left = [opinion.paper for opinion in ranked if opinion.verdict == "unjudged"]
    if not left:
        return ()
    names = "; ".join(f"“{paper.title}”" for paper in left[:5])
    more = f" and {len(left) - 5} more" if len(left) > 5 else ""
    why = jury.problems.get(left[0].id, "")
    return (f"{papers_count(len(left))} could not be judged: {names}{more}. {why}".strip(),)


def _unborne(question: str, told: Explained) -> list[str]:
    """Warn of figures in the model's reasons and summary that no paper they speak of holds."""
    hits = listed(told.opinions)
    warnings = []
    for opinion in hits:
        if wrong := _figures(opinion.reason, question, [opinion.paper]):
            warnings.append(
                f"The reason for “{opinion.paper.title}” holds {wrong}, which its abstract does not."
            )
    if wrong := _figures(told.summary, question, [opinion.paper for opinion in hits]):
        warnings.append(f"The summary holds {wrong}, which none of the papers listed does.")
    return warnings


def _figures(told: str, question: str, papers: Sequence[Paper]) -> str:
    counts = " ".join(str(number) for number in range(len(papers) + 1))
    texts = [f"{paper.title} {paper.abstract} {paper.year or ''}" for paper in papers]
    missing = unsupported_numbers(told, [question, counts, *texts])
    return " and ".join(number for number in missing if any(map(str.isdigit, number)))
