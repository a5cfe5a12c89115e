"""What other shelves say to a question -> HTML: a card for each that answers, and a line on the rest."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Answer

from ..papers_tab.list_html import papers_count
from ..shelf_choice.names import label_of
from .look_in import LookedIn

_SHOWN = 3  # papers of a card
_REST = {"silent": "Not in", "waits": "Not ready yet", "failed": "Could not be asked", "left": "Not asked"}


def elsewhere_html(question: str, found: Sequence[LookedIn], of: int, problem: str = "") -> str:
    """Render what was ``found`` so far in ``of`` shelves, ``problem`` if they could not be looked for."""
    if problem:
        message = f'<p class="pa-error" role="alert">{escape(problem)}</p>'
        return f'<article class="pa-exchange pa-near" aria-label="Other shelves">{message}</article>'
    cards = "".join(_card(each, question) for each in found if each.state == "says")
    again = any(each.state == "waits" for each in found) and len(found) == of
    asked = escape(question, quote=True)
    button = (
        f'<button type="button" class="pa-act" data-act="elsewhere" data-question="{asked}">Look again</button>'
        if again
        else ""
    )
    return (
        '<article class="pa-exchange pa-near" aria-label="Other shelves">'
        f'<p class="pa-near-of" role="status">{_heading(found, of)}</p>{cards}{_rest(found)}{button}</article>'
    )


def _heading(found: Sequence[LookedIn], of: int) -> str:
    shelves = "the other shelf" if of == 1 else f"{of:,} other shelves"
    if not of:
        return "No other shelf holds papers."
    if len(found) < of:
        return f"Looking in {shelves} ({len(found):,} done) …"
    asked = sum(each.state in ("says", "silent") for each in found)
    says = sum(each.state == "says" for each in found)
    which = "it" if of == asked == 1 else f"{asked:,} of {of:,}" if asked < of else f"all {of:,}"
    if of == 1 and not asked:
        return "The other shelf could not be asked."
    if of == 1:
        return "The other shelf says something on this." if says else "The other shelf does not say either."
    count = "None says" if not says else "One says" if says == 1 else f"{says:,} say"
    return f"{count} something on this: {which} other shelves were asked."


def _card(each: LookedIn, question: str) -> str:
    assert each.answer is not None, "only a shelf that says something has a card"
    name, shown = escape(each.shelf.name, quote=True), escape(label_of(each.shelf))
    return (
        f'<div class="pa-card"><h3 class="pa-title">{shown} <small>{papers_count(each.shelf.papers)}</small></h3>'
        f"{_sentences_of(each.answer)}"
        f'<button type="button" class="pa-act" data-act="askThere" data-name="{name}"'
        f' data-question="{escape(question, quote=True)}" aria-label="Go to the shelf {shown} and ask it">'
        "Go there and ask</button></div>"
    )


def _sentences_of(answer: Answer) -> str:
    """Return the sentences that an answer stands on, one for each paper; of one without any, its text."""
    first = {each.paper_id: each for each in reversed(answer.citations)}
    cited = [first[key] for key in dict.fromkeys(each.paper_id for each in answer.citations)]
    lines = "".join(
        f'<p class="pa-abstract">{escape(each.title)}: <mark>{escape(each.quote)}</mark></p>'
        if each.field == "abstract"
        else f'<p class="pa-abstract">{escape(each.title)}</p>'
        for each in cited[:_SHOWN]
    )
    more = (
        f'<p class="pa-note">and {papers_count(len(cited) - _SHOWN)} more</p>' if len(cited) > _SHOWN else ""
    )
    return lines + more or f'<p class="pa-abstract">{escape(answer.text)}</p>'


def _rest(found: Sequence[LookedIn]) -> str:
    """Say which shelves do not answer, and why."""
    lines = []
    for state, lead in _REST.items():
        names = [
            escape(label_of(each.shelf)) + (f" ({escape(each.why.rstrip('.'))})" if each.why else "")
            for each in found
            if each.state == state
        ]
        lines += [f"{lead}: {', '.join(names)}."] if names else []
    return f'<p class="pa-note">{" ".join(lines)}</p>' if lines else ""
