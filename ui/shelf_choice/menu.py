"""The menu of shelves in the page's header, and what stands where a shelf has gone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Listed

from ..adding.layout import OPEN_BUTTON
from ..opening import AssistantHolder
from .chosen import ChosenHolder
from .names import SAMPLES, label, label_of

_CROSS = "✕"


def menu_html(holder: AssistantHolder) -> str:
    """Render the menu of the shelves that the reader of ``holder`` can go to, and the button that adds papers."""
    if not isinstance(holder, ChosenHolder):
        return ""
    shelves = holder.shelves.listed()
    return _menu(shelves, holder.shelf, holder.shelves.served.shelf) + OPEN_BUTTON if shelves else ""


def _menu(shelves: Sequence[Listed], current: str, served: str) -> str:
    rows = "".join(_row(shelf, current, served) for shelf in shelves)
    name = next((label_of(shelf) for shelf in shelves if shelf.name == current), label(current))
    return (
        f'<details class="pa-menu pa-shelves" data-shelves data-current="{escape(current, quote=True)}">'
        f'<summary aria-label="Shelf: {escape(name, quote=True)}">{escape(name)}</summary>'
        f'<div class="pa-pop"><ul>{rows}</ul>'
        f'<button type="button" class="pa-act" data-act="bringback" hidden>Show the {SAMPLES.lower()} again</button>'
        '<form class="pa-new-shelf" data-new-shelf><input type="text" maxlength="60" aria-label="Name of a new shelf"'
        ' placeholder="Name of a new shelf"><button type="submit" class="pa-act">Make</button></form></div></details>'
    )


def _row(shelf: Listed, current: str, served: str) -> str:
    name, shown = escape(shelf.name, quote=True), escape(label_of(shelf))
    here = ' aria-current="true"' if shelf.name == current else ""
    count = "1 paper" if shelf.papers == 1 else f"{shelf.papers:,} papers"
    held = f' data-name="{name}"' + (" data-samples" if shelf.samples else "")
    row = (
        f'<li{held}><button type="button" class="pa-act" data-act="switch" data-name="{name}"{here}'
        f' title="{count}">{shown}<small>{shelf.papers:,}</small></button>'
    )
    if shelf.samples:
        row += '<button type="button" class="pa-act" data-act="putaway">Put away</button>'
    elif shelf.name != served:
        row += (
            f'<button type="button" class="pa-act" data-act="drop" data-name="{name}" title="Remove this shelf"'
            f' aria-label="Remove the shelf {shown} with {count}" data-count="{count}">{_CROSS}</button>'
        )
    return row + "</li>"


def gone_html(message: str) -> str:
    """Render what stands in the place of the welcome on a shelf that is not there."""
    return (
        f'<div class="pa-welcome" data-gone><h2>This shelf is not there any more</h2><p>{escape(message)} '
        "Its conversations can still be read in the history. Choose another shelf in the menu at the top.</p></div>"
    )
