"""A model that can be had with a click: what it takes is said before anything is fetched."""

from __future__ import annotations

from html import escape
from typing import Any

from ..opening import Desk


def offer_html(desk: Desk) -> str:
    """Render a fold with what each model takes and gives, and a button; "" where none may be fetched here."""
    if not desk.may_fetch:
        return ""
    return "".join(_offer(model, present) for model, present in desk.assistant.offers)


def _offer(model: Any, present: bool) -> str:
    rows = {
        "Size": "fetched already" if present else f"{model.size_text}, fetched once",
        "Licence": model.licence,
        "Memory": f"{model.memory_gb:.1f} GB, and 12 MB of disk for each paper that it has read",
        "Time": model.pace,
        "Quality": model.quality,
    }
    told = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    name = escape(model.name, quote=True)
    click = "Use it" if present else f"Fetch {escape(model.size_text)} and use it"
    return (
        f'<details class="pa-menu pa-offer"><summary>Get a judge</summary><div class="pa-pop">'
        f"<p>{escape(model.file)} judges every paper and writes answers, on this machine: no question and no "
        f"paper leaves it. You can ask while it is being made ready.</p><dl>{told}</dl>"
        f'<button type="button" class="pa-act" data-act="fetch" data-name="{name}">{click}</button></div></details>'
    )
