"""Answer -> the HTML of one exchange: question, progress, text, warnings, verdicts, how it was made.

Pure functions; whatever comes from papers, models or users is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

from assistant import Answer, Paper, Stage, Turn

from ..guide.chips import chips_html
from ..guide.declined import is_declined, nearest_html, said_of
from .export import answer_markdown, without_setup
from .markup import answer_html
from .verdicts import verdicts_html

_LISTED = re.compile(r"[-*] |\d+\. ")
_STATUS_LABELS = {
    "answered": "Answered",
    "partial": "Answered in part",
    "no_evidence": "The abstracts do not say",
    "off_topic": "Outside this shelf",
}
_KIND_LABELS = {
    "lookup": "a fact",
    "set": "a set of papers",
    "comparison": "a comparison",
    "chat": "small talk",
    "shelf": "the shelf itself",
}
_STAGE_LABELS = {
    "plan": "Reading the question",
    "retrieve": "Searching the shelf",
    "screen": "Judging the papers",
    "explain": "Writing the reasons",
    "think": "Thinking",
    "write": "Writing the answer",
    "compose": "Writing the answer",
    "embedding": "Indexing",
    "keywords": "Indexing words",
    "index": "Opening the index",
    "load the model": "Waiting for the model",
}


def log_html(
    turns: Sequence[Turn],
    ratings: Sequence[int] = (),
    papers: Mapping[str, Paper] = MappingProxyType({}),
    *,
    last_acts: bool = True,
    more: Sequence[str] = (),
) -> str:
    """Render all finished exchanges; ``ratings`` holds 1, -1 or 0 for each, as far as it goes.

    ``papers``, by id, tell what is known of those in tables.
    ``more`` are questions to follow the last one with. ``last_acts`` is false while the next question is being
    answered: then nothing can be retried or undone.
    """
    return "".join(
        exchange_html(
            turn,
            number,
            last=last_acts and number == len(turns),
            rating=ratings[number - 1] if number <= len(ratings) else 0,
            papers=papers,
            more=more if last_acts and number == len(turns) else (),
        )
        for number, turn in enumerate(turns, 1)
    )


def exchange_html(
    turn: Turn,
    number: int,
    *,
    last: bool = False,
    rating: int = 0,
    papers: Mapping[str, Paper] = MappingProxyType({}),
    more: Sequence[str] = (),
) -> str:
    """Render exchange ``number`` (from 1); the last one can be retried and undone."""
    answer = turn.answer
    return (
        f'<article class="pa-exchange" data-turn="{number}" aria-label="Exchange {number}">'
        f"{question_html(turn.question, number)}{_body_html(answer, number, papers)}"
        f"{_actions_html(answer, number, last=last, rating=rating, more=more)}</article>"
    )


def _body_html(answer: Answer, number: int, papers: Mapping[str, Paper]) -> str:
    """Render what was answered; of a set the table is the answer, and the list of it is folded away."""
    numbers = {each.number for each in answer.citations}
    text, warnings = without_setup(answer), warnings_html(answer.warnings)
    chips = chips_html(answer)
    if is_declined(answer) and not answer.verdicts:
        shown = answer_html(said_of(answer, text), turn=number, numbers=numbers)
        return f'{chips}<div class="pa-answer">{shown}</div>{warnings}{nearest_html(answer, papers)}'
    if not answer.verdicts:
        return (
            f'{chips}<div class="pa-answer">{answer_html(text, turn=number, numbers=numbers)}</div>{warnings}'
        )
    said, listed = before_list(text)
    table = verdicts_html(answer.verdicts, answer.judged, number, answer.citations, papers)
    folded = (
        '<details class="pa-as-text"><summary>The same as text</summary><div class="pa-answer">'
        f"{answer_html(listed, turn=number, numbers=numbers)}</div></details>"
        if listed
        else ""
    )
    lead = f'<div class="pa-answer">{answer_html(said, turn=number, numbers=numbers)}</div>' if said else ""
    return f"{chips}{lead}{warnings}{table}{folded}"


def before_list(text: str) -> tuple[str, str]:
    """Part an answer's text before its first list of papers, with the heading of that list, and what follows."""
    lines = text.split("\n")
    first = next((row for row, line in enumerate(lines) if _LISTED.match(line)), len(lines))
    while first and (not lines[first - 1].strip() or lines[first - 1].startswith("#")):
        first -= 1
    return "\n".join(lines[:first]).strip(), "\n".join(lines[first:]).strip()


def question_html(question: str, number: int = 0) -> str:
    """Render a question; one with a number can be edited."""
    edit = _button("edit", "Edit", "Edit this question and ask again from here", number) if number else ""
    return f'<div class="pa-question"><h2>{escape(question)}</h2>{edit}</div>'


def live_html(
    question: str, stage: Stage | None, text: str, seconds: float, found: Sequence[str] = ()
) -> str:
    """Render an exchange that is being answered: what is happening, then the text as it comes."""
    written = answer_html(text, turn=0, numbers=None) if text else ""
    matches = "".join(f"<li>{escape(title)}</li>" for title in found)
    listed = (
        f'<ul class="pa-found" aria-label="Matches so far">{matches}</ul>' if matches and not text else ""
    )
    waited = f" · {seconds:.0f} s" if seconds >= 2 else ""
    return (
        f'<article class="pa-exchange pa-live" aria-busy="true">{question_html(question)}'
        f'<p class="pa-progress" role="status">{escape(progress_text(stage))}{waited}</p>'
        f'{listed}<div class="pa-answer">{written}</div></article>'
    )


def progress_text(stage: Stage | None) -> str:
    """Say what is happening in a few words; ``judged 24 of 38 papers`` where it can be counted."""
    if stage is None:
        return "Waiting for a free place"
    if stage.name == "line":
        return f"In line: {stage.done:,} question{'s' if stage.done != 1 else ''} before yours"
    if stage.name == "screen" and stage.total:
        return f"Judged {stage.done} of {stage.total} papers" + (f", {stage.left}" if stage.left else "")
    label = _STAGE_LABELS.get(stage.name, stage.name.capitalize())
    return f"{label}: {stage.done:,} of {stage.total:,}" if stage.total else label


def error_html(question: str, message: str) -> str:
    """Render a question that could not be answered, with the reason and a way to try again."""
    again = (
        f'<button type="button" class="pa-act" data-act="ask" data-question="{escape(question, quote=True)}">'
        "Try again</button>"
    )
    return (
        f'<article class="pa-exchange pa-failed">{question_html(question)}'
        f'<p class="pa-error" role="alert">{escape(message)}</p>'
        f'<div class="pa-actions">{again if question else ""}</div></article>'
    )


def warnings_html(warnings: Sequence[str]) -> str:
    """Render what a careful user must know about an answer."""
    if not warnings:
        return ""
    items = "".join(f"<li>{escape(warning)}</li>" for warning in warnings)
    return f'<div class="pa-warnings" role="note" aria-label="Warnings"><ul>{items}</ul></div>'


def _actions_html(answer: Answer, number: int, *, last: bool, rating: int, more: Sequence[str]) -> str:
    buttons = [
        _button("copy", "Copy", "Copy this answer with its sources", number, copy=answer_markdown(answer)),
        *([_button("retry", "Retry", "Ask this question again", number)] if last else []),
        *(
            [_button("judge", "Judge this", "Have the model judge every paper", number)]
            if _unjudged(answer)
            else []
        ),
        *([_button("undo", "Undo", "Take this question back", number)] if last else []),
        _button("rate", _thumb(""), "Good answer", number, value=1, pressed=rating == 1),
        _button(
            "rate",
            _thumb(' transform="rotate(180 12 12)"'),
            "Bad answer",
            number,
            value=-1,
            pressed=rating == -1,
        ),
    ]
    foot = f'<div class="pa-foot"><div class="pa-actions">{"".join(buttons)}</div>{how_html(answer)}</div>'
    return foot + (_note_form(number) if rating else "") + _followups_html(more)


def _unjudged(answer: Answer) -> bool:
    """Whether a model could still judge; the page shows that only where there is one (see page.css)."""
    return answer.kind == "set" and answer.composer == "extractive" and not answer.judged.papers


def _note_form(number: int) -> str:
    return (
        f'<form class="pa-say" data-act="note" data-turn="{number}"><input type="text" maxlength="2000"'
        ' placeholder="What was good or wrong? (optional)" aria-label="A note on this answer">'
        '<button type="submit" class="pa-act">Send</button></form>'
    )


def _followups_html(more: Sequence[str]) -> str:
    buttons = "".join(
        f'<button type="button" class="pa-act" data-act="ask" data-question="{escape(followup, quote=True)}">'
        f"{escape(followup)}</button>"
        for followup in more
    )
    return (
        f'<div class="pa-more" role="group" aria-label="Suggested follow-ups">{buttons}</div>'
        if buttons
        else ""
    )


def _thumb(turned: str) -> str:
    """Return a drawn thumb: many systems have no font with the emoji."""
    return (
        '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"'
        f' aria-hidden="true"><path{turned}'
        ' d="M7 11v9H3v-9h4l5-8c1.5 0 2.5 1 2.5 2.5L14 10h6l-1.5 10H7"/></svg>'
    )


def _button(
    act: str,
    label: str,
    title: str,
    number: int,
    *,
    value: int = 0,
    pressed: bool | None = None,
    copy: str = "",
) -> str:
    held = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    given = f' data-value="{value}"' if value else ""
    given += f' data-copy="{escape(copy, quote=True)}"' if copy else ""
    return (
        f'<button type="button" class="pa-act" data-act="{act}" data-turn="{number}"{given}{held}'
        f' title="{title}" aria-label="{title}">{label}</button>'
    )


def _outcome(answer: Answer) -> str:
    """Say how it ended and after how long; an answer that was stopped has no time of its own."""
    label, seconds = _STATUS_LABELS[answer.status], answer.timings.total_s
    if not seconds:
        return "Stopped before its end"
    return f"{label} in {seconds:.1f} s" if seconds >= 0.05 else f"{label} at once"


def how_html(answer: Answer) -> str:
    """Render the fold-out that says how an answer was made, with one line of it always in sight."""
    used, times = answer.usage, answer.timings
    spent = [
        f"{label} {seconds:.2f} s"
        for label, seconds in (
            ("plan", times.plan_s),
            ("retrieve", times.retrieve_s),
            ("judge", times.screen_s),
            ("compose", times.compose_s),
        )
        if seconds >= 0.005
    ]
    rows = {
        "Outcome": _STATUS_LABELS[answer.status],
        "Taken as": f"{_KIND_LABELS[answer.kind]}: {answer.standalone}",
        "Papers judged": f"{answer.judged.papers} of {answer.judged.of}" if answer.judged.of else "",
        "Papers cited": str(len({citation.paper_id for citation in answer.citations})),
        "Composer": "the papers’ own sentences, no language model"
        if answer.composer == "extractive"
        else answer.composer,
        "Model requests": f"{used.requests:,}, and {used.cached_requests:,} answered from the cache"
        if used.requests or used.cached_requests
        else "",
        "Tokens": f"{used.prompt_tokens:,} read, {used.completion_tokens:,} written"
        if used.prompt_tokens
        else "",
        "Time": f"{times.total_s:.2f} s" + (f" ({', '.join(spent)})" if spent else ""),
        "Fingerprint": answer.fingerprint,
    }
    shown = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items() if value)
    return (
        f'<details class="pa-how"><summary>{_outcome(answer)} · how this was answered</summary>'
        f"<dl>{shown}</dl></details>"
    )
