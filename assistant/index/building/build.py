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
from assistant.index.building.build_plan import (
    OLDER_FORM,
    READ_WHOLE,
    BuildInputs,
    Pace,
    UpdatePlan,
    plan_update,
)
from assistant.index.building.checkpoint import Checkpoint
from assistant.index.building.embed import count_embedded_tokens, embed_papers
from assistant.index.building.publish import publish
from assistant.index.building.take_over import take_over
from assistant.index.building.take_over_sentences import take_over_sentences
from assistant.index.generations import Busy
from assistant.index.snapshot import CHECKPOINT

# Papers read at once to count their tokens.
_COUNTED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Update:
    """What bringing an index up to date did, in papers; ``rebuilt`` says why all was made anew, when it was.

    ``pending`` papers have no vectors yet: they are found by their words only. ``notes`` are for a user to know.
    """

    embedded: int = 0
    removed: int = 0
    rebuilt: str | None = None
    pending: int = 0
    notes: tuple[str, ...] = ()


def update_index(
    inputs: BuildInputs,
    *,
    rebuild: bool = False,
    most: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    announce: bool = True,
) -> Update:
    """Make the index equal what ``inputs.truth`` holds, embedding only papers that are new or changed.

    Call it with the writer's lock held. At every moment the index in force is whole. When more than
    ``most`` papers are to be embedded none is, and they stay pending; ``stop`` is asked between batches.
    With ``announce`` the tokens of a long run of a remote model are counted and told beforehand.
    Raises IndexUnavailable when files cannot be written, ModelUnavailable when a remote embedder fails;
    what was embedded until then is kept.
    """
    plan, reason = plan_update(inputs, rebuild)
    if not plan.news and not plan.pending:
        return Update()
    _refuse_lost_papers(inputs, plan)
    removed = len(plan.stale)
    inputs.generations.sweep(old=False)  # the one to start from stays until the next one is whole
    try:
        with closing(
            Checkpoint(inputs.generations.folder / CHECKPOINT, inputs.embedding(), inputs.chunking)
        ) as saved:
            saved.keep_only({} if rebuild else {key: plan.want[key] for key in plan.pending})
            if reason == OLDER_FORM:
                take_over(inputs, plan, saved)
            if reason == READ_WHOLE:
                take_over_sentences(inputs, plan, saved)
            embedded, plan = _work_off(inputs, plan, saved, most, stop, announce)
    except OSError as error:
        raise IndexUnavailable(
            f"The index could not be written in {inputs.generations.folder} ({error}). The old index, if any, is "
            "untouched; make room or set ASSISTANT_HOME to another folder, then run: paper-assistant index --finish"
        ) from error
    return Update(embedded, removed, reason, len(plan.pending), plan.notes)


def _refuse_lost_papers(inputs: BuildInputs, plan: UpdatePlan) -> None:
    if plan.old and plan.old.papers and not plan.want and not inputs.truth.emptied:
        raise IndexUnavailable(
            f"{inputs.truth.path} holds no papers although nobody took them away, and the index holds "
            f"{len(plan.old.papers)}. They come back from it with: paper-assistant index --rebuild"
        )


def _work_off(
    inputs: BuildInputs,
    plan: UpdatePlan,
    saved: Checkpoint,
    most: int | None,
    stop: Callable[[], bool],
    announce: bool,
) -> tuple[int, UpdatePlan]:
    """Embed what is pending and put it in force; return how many papers were embedded, and what is left to do."""
    todo = [key for key in plan.pending if key not in saved]
    if plan.words and len(todo) > inputs.pace.soon:
        plan = publish(inputs, plan, saved)
    if most is not None and len(todo) > most:
        plan = publish(inputs, plan, saved) if plan.news else plan
        return 0, plan
    if announce:
        _announce(inputs, todo)
    done = 0
    try:
        while done < len(todo) and not stop():
            papers = list(inputs.truth.get(todo[done : done + inputs.pace.batch]).values())
            saved.write(
                embed_papers(papers, inputs.embedder, inputs.chunking, _over_all(inputs, done, len(todo)))
            )
            done = min(done + inputs.pace.batch, len(todo))
            inputs.progress("embedding", done, len(todo))
            if inputs.server:
                inputs.server.beat()
            if done < len(todo) and _worth_publishing(inputs.pace, plan, saved):
                plan = publish(inputs, plan, saved)
    except Busy:  # another app has taken the lock of the server: what is there is its own now
        raise
    except AssistantError:
        if plan.words:  # the papers can be found by their words all the same
            publish(inputs, plan, saved)
        raise
    if plan.news or done == len(todo):
        plan = publish(inputs, plan, saved)
    return done, plan


def _over_all(inputs: BuildInputs, start: int, total: int) -> Callable[[int], None]:
    """Turn progress over the papers of a batch into progress over all papers."""
    return lambda done: inputs.progress("embedding", start + done, total)


def _announce(inputs: BuildInputs, todo: Sequence[str]) -> None:
    """Say how many tokens a remote model is about to be asked to embed, as progress ("tokens", tokens, papers)."""
    if getattr(inputs.embedder, "remote", False) and len(todo) > inputs.pace.announced:
        papers = (
            paper
            for start in range(0, len(todo), _COUNTED_AT_ONCE)
            for paper in inputs.truth.get(todo[start : start + _COUNTED_AT_ONCE]).values()
        )
        inputs.progress("tokens", count_embedded_tokens(papers, inputs.chunking), len(todo))


def _worth_publishing(pace: Pace, plan: UpdatePlan, saved: Checkpoint) -> bool:
    inside = len(plan.want) - len(plan.pending)
    return len(saved) >= max(pace.worth_publishing, inside // 4)
