"""Papers -> the index in force: their words at once, their vectors behind, none computed twice.

A new generation is made of what is known by then. When many papers wait to be embedded, the first one holds
their words and what the old index knew; further ones follow as vectors come in. Between them the vectors
are kept in a checkpoint, so that a build that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from assistant.errors import AssistantError, IndexUnavailable
from assistant.index.build_plan import BuildInputs, Pace, UpdatePlan, plan_update
from assistant.index.checkpoint import Checkpoint
from assistant.index.embed import count_embedded_tokens, embed_papers
from assistant.index.generations import Busy
from assistant.index.publish import publish
from assistant.index.snapshot import CHECKPOINT

# Papers read at once to count their tokens.
_COUNTED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Update:
    """What bringing an index up to date did, in papers; ``rebuilt`` says why all was made anew, when it was.

    ``pending`` papers have no vectors yet: they are found by their words only.
    """

    embedded: int = 0
    removed: int = 0
    rebuilt: str | None = None
    pending: int = 0


def update_index(
    work: BuildInputs,
    *,
    rebuild: bool = False,
    most: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    announce: bool = True,
) -> Update:
    """Make the index equal what ``work.truth`` holds, embedding only papers that are new or changed.

    Call it with the writer's lock held. At every moment the index in force is whole. When more than
    ``most`` papers are to be embedded none is, and they stay pending; ``stop`` is asked between batches.
    With ``announce`` the tokens of a long run of a remote model are counted and told beforehand.
    Raises IndexUnavailable when files cannot be written, ModelUnavailable when a remote embedder fails;
    what was embedded until then is kept.
    """
    plan, reason = plan_update(work, rebuild)
    if not plan.news and not plan.pending:
        return Update()
    if plan.old and plan.old.papers and not plan.want and not work.truth.emptied:
        raise IndexUnavailable(
            f"{work.truth.path} holds no papers although nobody took them away, and the index holds "
            f"{len(plan.old.papers)}. They come back from it with: paper-assistant index --rebuild"
        )
    removed = len(plan.stale)
    work.generations.sweep(old=False)  # the one to start from stays until the next one is whole
    try:
        with closing(
            Checkpoint(work.generations.folder / CHECKPOINT, work.embedding(), work.chunking)
        ) as saved:
            saved.keep_only({} if rebuild else {key: plan.want[key] for key in plan.pending})
            embedded, pending = _work_off(work, plan, saved, most, stop, announce)
    except OSError as error:
        raise IndexUnavailable(
            f"The index could not be written in {work.generations.folder} ({error}). The old index, if any, is "
            "untouched; make room or set ASSISTANT_HOME to another folder, then run: paper-assistant index --finish"
        ) from error
    return Update(embedded, removed, reason, pending)


def _work_off(
    work: BuildInputs,
    plan: UpdatePlan,
    saved: Checkpoint,
    most: int | None,
    stop: Callable[[], bool],
    announce: bool,
) -> tuple[int, int]:
    """Embed what is pending and put it in force; return how many papers were embedded and how many were not."""
    todo = [key for key in plan.pending if key not in saved]
    if plan.words and len(todo) > work.pace.soon:
        plan = publish(work, plan, saved)
    if most is not None and len(todo) > most:
        plan = publish(work, plan, saved) if plan.news else plan
        return 0, len(plan.pending)
    if announce:
        _announce(work, todo)
    done = 0
    try:
        while done < len(todo) and not stop():
            papers = list(work.truth.get(todo[done : done + work.pace.batch]).values())
            saved.write(embed_papers(papers, work.embedder, work.chunking, _told(work, done, len(todo))))
            done = min(done + work.pace.batch, len(todo))
            work.progress("embedding", done, len(todo))
            if work.server:
                work.server.beat()
            if done < len(todo) and _worth_publishing(work.pace, plan, saved):
                plan = publish(work, plan, saved)
    except Busy:  # another app has taken the lock of the server: what is there is its own now
        raise
    except AssistantError:
        if plan.words:  # the papers can be found by their words all the same
            publish(work, plan, saved)
        raise
    if plan.news or done == len(todo):
        plan = publish(work, plan, saved)
    return done, len(plan.pending)


def _told(work: BuildInputs, start: int, total: int) -> Callable[[int], None]:
    """Turn progress over the papers of a batch into progress over all papers."""
    return lambda done: work.progress("embedding", start + done, total)


def _announce(work: BuildInputs, todo: Sequence[str]) -> None:
    """Say how many tokens a remote model is about to be asked to embed, as progress ("tokens", tokens, papers)."""
    if getattr(work.embedder, "remote", False) and len(todo) > work.pace.announced:
        papers = (
            paper
            for start in range(0, len(todo), _COUNTED_AT_ONCE)
            for paper in work.truth.get(todo[start : start + _COUNTED_AT_ONCE]).values()
        )
        work.progress("tokens", count_embedded_tokens(papers, work.chunking), len(todo))


def _worth_publishing(pace: Pace, plan: UpdatePlan, saved: Checkpoint) -> bool:
    inside = len(plan.want) - len(plan.pending)
    return len(saved) >= max(pace.worth_publishing, inside // 4)
