"""The conditions that a question named, as chips: a click asks again without one, or with one that was left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from assistant import Answer, Filter


def chips_html(answer: Answer) -> str:
    """Render a chip for each condition in force, and one for each that was left out; "" where there are none."""
    taken = _grouped(answer.filters)
    left = _grouped(answer.waived)
    chips = [
        _chip(answer, (*answer.waived, *group), text, f"Ask again without “{text}”", "")
        for text, group in taken.items()
    ]
    chips += [
        _chip(
            answer,
            tuple(each for each in answer.waived if each not in group),
            text,
            f"Ask again with “{text}”",
            " pa-off",
        )
        for text, group in left.items()
    ]
    return (
        f'<div class="pa-chips" role="group" aria-label="Conditions">{"".join(chips)}</div>' if chips else ""
    )


def _grouped(filters: Sequence[Filter]) -> dict[str, list[Filter]]:
    """Group conditions by their words: "between 2019 and 2021" is two of them."""
    groups: dict[str, list[Filter]] = {}
    for each in filters:
        groups.setdefault(each.text, []).append(each)
    return groups


def _chip(answer: Answer, waived: Sequence[Filter], text: str, title: str, look: str) -> str:
    payload = json.dumps([each.model_dump(mode="json") for each in waived])
    sign = "+" if look else "×"
    return (
        f'<button type="button" class="pa-chip{look}" data-act="ask"'
        f' data-question="{escape(answer.question, quote=True)}" data-waived="{escape(payload, quote=True)}"'
        f' title="{escape(title, quote=True)}" aria-label="{escape(title, quote=True)}">{escape(text)}'
        f'<span aria-hidden="true">{sign}</span></button>'
    )
