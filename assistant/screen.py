"""Plan + papers in rank order -> a verdict for every one of them, as each is judged."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import BadReply, ModelUnavailable
from assistant.figures import unsupported_numbers
from assistant.judge import Opinion, explain_matches
from assistant.jury import ByGap, Jury, choose_jury
from assistant.models import ChatModel
from assistant.parallel import in_parallel
from assistant.settings import Settings
from assistant.types import Judged, Paper, Passage, Stage, Verdict
from assistant.wording import papers_count

# On a large shelf papers are judged in waves of this many; after DRY papers in a row without a match
# the rest of the ranking is left.
WAVE = 50
DRY = 150
# Papers whose match is explained in one request, and such requests at most: keeps a set question within
# 1.3 times the tokens of the abstracts that were judged.
_EXPLAINED_AT_ONCE = 10
_EXPLAIN_REQUESTS = 2

# Gives, for each paper by id, the sentences that come closest to the question, best first.
Closest = Callable[[Sequence[Paper], int], Mapping[str, Sequence[Passage]]]


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
    screening = Screening(
        opinions=tuple(ranked),
        judged=Judged(papers=judged, of=shelf),
        warnings=_unjudged(ranked, jury),
    )
    if isinstance(jury, ByGap):
        screening = _explained(question, screening, model, closest)
    return replace(screening, warnings=(*screening.warnings, *_unborne(question, screening)))


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
    size = jury.papers_at_once
    units = [todo[at : at + size] for at in range(0, len(todo), size)]
    for unit, reply in in_parallel(jury.ask, units, workers):
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


def _unborne(question: str, screening: Screening) -> list[str]:
    """Warn of figures in the model's reasons and summary that no paper they speak of holds."""
    listed = [*screening.having("match"), *screening.having("partial")]
    warnings = []
    for opinion in listed:
        if wrong := _figures(opinion.reason, question, [opinion.paper]):
            warnings.append(
                f"The reason for “{opinion.paper.title}” holds {wrong}, which its abstract does not."
            )
    if wrong := _figures(screening.summary, question, [opinion.paper for opinion in listed]):
        warnings.append(f"The summary holds {wrong}, which none of the papers listed does.")
    return warnings


def _figures(told: str, question: str, papers: Sequence[Paper]) -> str:
    counts = " ".join(str(number) for number in range(len(papers) + 1))
    texts = [f"{paper.title} {paper.abstract} {paper.year or ''}" for paper in papers]
    missing = unsupported_numbers(told, [question, counts, *texts])
    return " and ".join(number for number in missing if any(map(str.isdigit, number)))


def _explained(question: str, screening: Screening, model: ChatModel, closest: Closest) -> Screening:
    """Have the matches explained that log-probabilities found; what fails to be explained stays a match.

    A quote is the sentence that the model points to among the closest ones, else the closest one.
    """
    # In the order in which they are listed, so that the summary's numbers fit.
    hits = [opinion.paper for kind in ("match", "partial") for opinion in screening.having(kind)]
    if not hits:
        return screening
    near = closest(hits, 3)
    found: dict[str, Opinion] = {}
    warnings, summary = screening.warnings, ""
    for turn in range(_EXPLAIN_REQUESTS):
        some = hits[turn * _EXPLAINED_AT_ONCE : (turn + 1) * _EXPLAINED_AT_ONCE]
        if not some:
            break
        try:
            told = explain_matches([(paper, near[paper.id]) for paper in some], question, model)
        except (ModelUnavailable, BadReply) as error:
            warnings = (*warnings, f"The reasons for the matches could not be written. {error}")
            break
        summary = summary or (told.summary if len(hits) <= _EXPLAINED_AT_ONCE else "")
        found |= {opinion.paper.id: opinion for opinion in told.given}
    opinions = tuple(_with_reason(opinion, found, near) for opinion in screening.opinions)
    return replace(screening, opinions=opinions, warnings=warnings, summary=summary)


def _with_reason(
    opinion: Opinion, found: Mapping[str, Opinion], near: Mapping[str, Sequence[Passage]]
) -> Opinion:
    if opinion.paper.id not in near:
        return opinion
    told = found.get(opinion.paper.id)
    passage = told.passage if told and told.passage else near[opinion.paper.id][0]
    return replace(opinion, reason=told.reason if told else "", passage=passage)
