"""Answer -> the HTML of one exchange: question, progress, text, warnings, verdicts, how it was made.

Pure functions; whatever comes from papers, models or users is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

from assistant import Answer, Paper, Turn

from ..guide.chips import chips_html
from ..guide.declined import is_declined, nearest_html, said_of
from ..matrix.entry import to_table_html
from .buttons import actions_html, question_html
from .export import without_setup
from .markup import answer_html
from .verdicts import verdicts_html

_NOTHING: Mapping[str, str] = MappingProxyType({})
_LISTED = re.compile(r"[-*] |\d+\. ")
_LEADS = re.compile(r"(?:^|(?<=[.!?*]\s))[^.!?*\n]+:\Z")


def log_html(
    turns: Sequence[Turn],
    ratings: Sequence[int] = (),
    papers: Mapping[str, Paper] = MappingProxyType({}),
    was: Sequence[Mapping[str, str]] = (),
    *,
    last_acts: bool = True,
    more: Sequence[str] = (),
) -> str:
    """Render all finished exchanges; ``ratings`` holds 1, -1 or 0 for each, as far as it goes.

    ``papers``, by id, tell what is known of those in tables; ``was`` holds, for each exchange as far as it goes, the
    verdicts that a reader has overruled.
    ``more`` are questions to follow the last one with.
    ``last_acts`` is false while the next question is being answered: then nothing can be retried or undone.
    """
    return "".join(
        exchange_html(
            turn,
            number,
            last=last_acts and number == len(turns),
            rating=ratings[number - 1] if number <= len(ratings) else 0,
            papers=papers,
            was=was[number - 1] if number <= len(was) else _NOTHING,
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
    was: Mapping[str, str] = _NOTHING,
    more: Sequence[str] = (),
) -> str:
    """Render exchange ``number`` (from 1); the last one can be retried and undone."""
    answer = turn.answer
    return (
        f'<article class="pa-exchange" data-turn="{number}" aria-label="Exchange {number}">'
        f"{question_html(turn.question, number)}{'' if answer.verdicts else to_table_html(answer, number)}"
        f"{_body_html(answer, number, papers, was)}"
        f"{actions_html(answer, number, last=last, rating=rating, more=more)}</article>"
    )


def _body_html(answer: Answer, number: int, papers: Mapping[str, Paper], was: Mapping[str, str]) -> str:
    """Render what was answered; of a set the synthesis and the table, the list of it folded away."""
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
    prose, listed = around_list(text)
    table = verdicts_html(answer.verdicts, answer.judged, number, answer.citations, papers, was)
    folded = (
        '<details class="pa-as-text"><summary>The same as text</summary><div class="pa-answer">'
        f"{answer_html(listed, turn=number, numbers=numbers)}</div></details>"
        if listed
        else ""
    )
    lead = f'<div class="pa-answer">{answer_html(prose, turn=number, numbers=numbers)}</div>' if prose else ""
    return f"{chips}{lead}{warnings}{table}{folded}"


def around_list(text: str) -> tuple[str, str]:
    """Return what an answer says before and after its lists of papers, and those with what leads to the first.

    That is its heading, or the sentence that ends in a colon, which would lead to nothing without the list.
    """
    lines = text.split("\n")
    last = max((row for row, line in enumerate(lines, 1) if _LISTED.match(line)), default=len(lines))
    first = next((row for row, line in enumerate(lines) if _LISTED.match(line)), len(lines))
    while first and (not lines[first - 1].strip() or lines[first - 1].startswith("#")):
        first -= 1
    before = "\n".join(lines[:first]).strip()
    lead = found[0].strip() if first < len(lines) and (found := _LEADS.search(before)) else ""
    around = [before.removesuffix(lead).strip(), "\n".join(lines[last:]).strip()]
    listed = "\n\n".join(filter(None, (lead, "\n".join(lines[first:last]).strip())))
    return "\n\n".join(filter(None, around)), listed


def warnings_html(warnings: Sequence[str]) -> str:
    """Render what a careful user must know about an answer."""
    if not warnings:
        return ""
    items = "".join(f"<li>{escape(warning)}</li>" for warning in warnings)
    return f'<div class="pa-warnings" role="note" aria-label="Warnings"><ul>{items}</ul></div>'
