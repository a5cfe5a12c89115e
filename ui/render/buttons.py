"""What can be done with a question and its answer: edit, copy, ask again, rate, follow up."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Answer

from ..talks.styled import AUTHOR_YEAR, offered_styles
from .how import how_html


def question_html(question: str, number: int = 0) -> str:
    """Render a question; one with a number can be edited."""
    edit = _button("edit", "Edit", "Edit this question and ask again from here", number) if number else ""
    return f'<div class="pa-question"><h2>{escape(question)}</h2>{edit}</div>'


def actions_html(answer: Answer, number: int, *, last: bool, rating: int, more: Sequence[str] = ()) -> str:
    buttons = [
        _copy_menu(number, cites=bool(answer.citations)),
        _button("export", "Share", "Save this answer with its sources as a web page", number, kind="html"),
        *([_button("retry", "Retry", "Ask this question again", number)] if last else []),
        *(
            [_button("judge", "Judge this", "Have the model judge every paper", number)]
            if _unjudged(answer) and not answer.verdicts
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


_TEXTS = {"copy-rich": "Rich text", "copy-md": "Markdown", "copy-txt": "Plain text"}
_REFERENCES = {
    "copy-bib": "References as BibTeX",
    "copy-ris": "References as RIS",
    "copy-csl": "References as CSL JSON",
}


def _copy_menu(number: int, *, cites: bool) -> str:
    """Return a menu of what an answer can be copied as, its address last."""
    kinds = _TEXTS | (_lists() | _REFERENCES if cites else {})
    items = "".join(_button("export", label, label, number, kind=kind) for kind, label in kinds.items())
    link = _button("link", "Address of this answer", "Address of this answer, in this browser", number)
    summary = '<summary class="pa-act">Copy</summary>'
    return f'<details class="pa-menu">{summary}<div class="pa-pop">{items}{link}</div></details>'


def _lists() -> dict[str, str]:
    """Return the lists of references, by what they are asked for with: those in a style where they can be had."""
    styles = {f"copy-in-{name}": f"References in {label}" for name, label in offered_styles().items()}
    return {f"copy-in-{AUTHOR_YEAR}": "References by author and year", **styles}


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
    kind: str = "",
) -> str:
    held = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    given = f' data-value="{value}"' if value else ""
    given += f' data-kind="{kind}"' if kind else ""
    return (
        f'<button type="button" class="pa-act" data-act="{act}" data-turn="{number}"{given}{held}'
        f' title="{title}" aria-label="{title}">{label}</button>'
    )
