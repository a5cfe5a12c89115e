"""What the page says of the language model, in one line: which it is, where, and whether it answers."""

from __future__ import annotations

from html import escape

from assistant import ModelState


def who_html(state: ModelState) -> str:
    """Render who writes the answers, truthfully: a model that does not answer is said to."""
    name = f"<strong>{escape(state.name or 'The language model')}</strong>"
    where = f" at {escape(state.host)}" if state.host else ""
    if state.status == "none":
        none = "used, as was chosen here" if state.chosen else "set"
        return f"Answers are the papers’ own sentences: <strong>no language model is {none}</strong>"
    if state.status == "preparing":
        return f"Answers are the papers’ own sentences <strong>until {escape(state.name)} is ready</strong>"
    if state.status == "fails":
        return (
            f"{name}{where} <strong class='pa-fails'>does not answer</strong>: {escape(state.short)}. "
            "Meanwhile answers are the papers’ own sentences"
        )
    if state.status == "unasked":
        return f"{name}{where} is to answer from the papers’ sentences; it has not been asked yet"
    return f"{name}{where} answers from the papers’ sentences"


def button_html(state: ModelState) -> str:
    """Render the button that opens the form."""
    label = "Set a model" if state.status == "none" else "Model"
    return (
        '<button type="button" class="pa-act pa-model-open" data-act="model" data-do="open"'
        f' aria-haspopup="dialog">{label}</button>'
    )
