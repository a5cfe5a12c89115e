"""The papers that alone are asked: a list of ids, or where they are many the view that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ..opening import AssistantHolder
from .chosen_html import limit_html
from .list_html import papers_count
from .selection import chosen_ids, listed
from .view import View


def told_limit(chosen: Mapping[str, Any], count: int) -> dict[str, Any]:
    """Return what the browser keeps of a limit to the ``count`` papers that a view lists."""
    view = View.read(chosen.get("view"))
    return {
        "view": view.model_dump(exclude_defaults=True),
        "without": listed(chosen.get("without")),
        "count": count,
    }


def limited_ids(holder: AssistantHolder, only: Any) -> tuple[str, ...] | None:
    """Return the ids of the papers that alone are asked, None where all are, () where a view lists none any more."""
    if isinstance(only, Mapping) and only:
        return tuple(chosen_ids(holder.assistant, only))
    return tuple(dict.fromkeys(str(paper_id) for paper_id in listed(only))) or None


def limit_shown(holder: AssistantHolder, only: Any) -> str:
    """Render what a kept conversation is limited to; "" where all papers are asked, or none can be yet."""
    if not holder.ready:
        return ""
    if isinstance(only, Mapping):
        return view_limit_html(only)
    ids = limited_ids(holder, only) or ()
    papers = holder.assistant.papers(ids)
    return limit_html(papers) if papers or not ids else _chip("Asking only papers that have left the shelf")


def view_limit_html(only: Mapping[str, Any]) -> str:
    """Render which papers alone are asked, with a way back."""
    count, limits = only.get("count"), View.read(only.get("view")).summary
    count = count if isinstance(count, int) else 0
    less = f" but {len(without):,}" if (without := listed(only.get("without"))) else ""
    return _chip(f"Asking only {papers_count(count)}: <b>{escape(limits)}{less}</b>")


def _chip(html: str) -> str:
    return (
        f'<div class="pa-limit" role="status"><span>{html}</span>'
        '<button type="button" class="pa-act" data-act="unlimit">Ask all papers</button></div>'
    )
