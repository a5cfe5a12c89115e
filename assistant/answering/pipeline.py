"""The flow: plan -> retrieve -> screen -> compose -> cite -> Answer, as a stream of events."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.composing.draft import Draft
from assistant.answering.context import AnswerContext
from assistant.answering.records.headed import headed
from assistant.answering.routes.respond import respond
from assistant.answering.tracing.spans import span
from assistant.answering.tracing.timing import Clock
from assistant.answering.tracing.trace import Trace
from assistant.errors import SettingsError
from assistant.events import Done, Event, Stage
from assistant.llm.chat import ChatModel
from assistant.llm.wrapping.metering import MeteredModel
from assistant.planning.conditions.given import (
    NO_CONDITIONS,
    Conditions,
    told_filters,
    under,
    unnamed_note,
)
from assistant.planning.conditions.languages import told_from_text
from assistant.planning.likeness.odds import meaning_by
from assistant.planning.plan_question import Shelf, plan_question
from assistant.planning.rewrite import replanned
from assistant.planning.scope import limit_note, limited
from assistant.planning.setting_right.spelling import Spelt, spelt
from assistant.planning.setting_right.translate import in_english
from assistant.retrieval.metadata.near_people import meant_family
from assistant.settings import Settings
from assistant.text.languages import language_of
from assistant.text.wording import escaped, taken_as
from assistant.types import Answer, Filter, Plan, Timings, Turn, Usage


def run_pipeline(
    question: str,
    history: Sequence[Turn],
    context: AnswerContext,
    within: Sequence[str] | None = None,
    conditions: Conditions = NO_CONDITIONS,
) -> Generator[Event, None, None]:
    """Yield the events of answering ``question``; the last one is Done.

    A ``Stage("compose")`` after tokens have come means that the text begins anew. ``within`` limits it to
    papers on the shelf, by id, ``conditions`` to those whose records meet them. A trace of the finished answer
    goes to the home folder unless the settings say otherwise.
    Raises SettingsError for a question that cannot be asked, IndexUnavailable, and ModelUnavailable when
    the embedding endpoint fails; when the language model fails the papers' own sentences step in.
    """
    typed = checked_question(question, context.settings)
    clock = Clock()
    metered = MeteredModel(context.model) if context.model else None
    yield Stage("plan")
    with span("plan", question=typed):
        asked = _understood(typed, history, context, metered, within, conditions)
    clock.lap("plan")
    trace = Trace(context.settings.home / "traces" if context.settings.trace else None)
    responding = respond(asked.plan, replace(context, model=metered, found=trace.found), clock)
    draft = yield from headed(asked.line, responding)
    clock.lap("compose")
    notes = (
        *context.notes,
        *asked.notes,
        *limit_note(asked.plan, within),
        *unnamed_note(conditions.waived, asked.waived),
        *told_from_text(asked.plan.filters),
    )
    usage = metered.usage if metered else Usage()
    finished = _answer(typed, asked, draft, notes, usage, clock.timings(), context.fingerprint())
    if unwritten := trace.write(asked.plan, finished):
        finished = finished.model_copy(update={"warnings": (*finished.warnings, unwritten)})
    yield Done(finished)


@dataclass(frozen=True, slots=True)
class _Understood:
    """A plan, the conditions left out of it, and what a reader is told of how the question was taken."""

    plan: Plan
    waived: tuple[Filter, ...]
    line: str
    notes: tuple[str, ...]


def _understood(
    typed: str,
    history: Sequence[Turn],
    context: AnswerContext,
    model: ChatModel | None,
    within: Sequence[str] | None,
    conditions: Conditions,
) -> _Understood:
    retriever = context.retriever
    language = language_of(typed)
    english = in_english(typed, language, model) if language and model else ""
    known = Spelt(typed)
    if english or not language:
        known = spelt(
            english or typed,
            retriever.index.by_paper.frequency,
            retriever.find,
            lambda word: meant_family(word, retriever.records()),
        )
    question = known.question
    meaning = meaning_by(retriever.phrase_vectors)
    shelf = Shelf(retriever.find, retriever.records, date.today().year, meaning)
    planned = plan_question(question, history, shelf)
    plan = planned.plan
    if model and not planned.sure:
        plan = replanned(plan, question, history, model, retriever.find)
    plan, waived = under(plan, conditions.given, conditions.waived)
    line = taken_as(language, english)
    if known.taken and not line:
        line = f"_{escaped(known.note)}._\n\n"
    return _Understood(
        plan=replace(limited(plan, within), language=language),
        waived=waived,
        line=line,
        notes=(f"{known.note}.",) if known.taken else (),
    )


def _answer(
    typed: str,
    asked: _Understood,
    draft: Draft,
    notes: Sequence[str],
    usage: Usage,
    timings: Timings,
    fingerprint: str,
) -> Answer:
    plan = asked.plan
    return Answer(
        question=typed,
        standalone=plan.standalone,
        kind=plan.kind,
        status=draft.status,
        text=draft.text,
        citations=draft.citations,
        verdicts=draft.verdicts,
        judged=draft.judged,
        filters=told_filters(plan),
        waived=asked.waived,
        nearest=draft.nearest,
        composer=draft.composer,
        usage=usage,
        timings=timings,
        warnings=(*notes, *draft.warnings),
        fingerprint=fingerprint,
    )


def checked_question(question: str, settings: Settings) -> str:
    """Return the question without control characters and outer white space; raise SettingsError if unusable."""
    kept = "".join(char if char.isprintable() else " " for char in question)
    kept = " ".join(kept.split())
    if not kept:
        raise SettingsError("The question is empty. Ask something about the papers.")
    if len(kept) > settings.max_question:
        raise SettingsError(
            f"The question has {len(kept):,} characters; at most {settings.max_question:,} are taken. Shorten it."
        )
    return kept
