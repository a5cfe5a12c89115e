"""Year, source, collection and tag of papers: what can be filtered by, and the filter itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant import Paper


class Filter(BaseModel):
    """What the Papers tab is narrowed to; an empty value asks for nothing."""

    model_config = ConfigDict(frozen=True)

    year: str = ""
    source: str = ""
    collection: str = ""
    tag: str = ""

    @classmethod
    def read(cls, value: Any) -> Filter:
        """Return what the browser sent; nothing usable filters nothing."""
        try:
            return cls.model_validate(value or {})
        except ValidationError:
            return cls()

    def fits(self, paper: Paper) -> bool:
        """Tell whether ``paper`` is of this year and source, in this collection and tagged so."""
        return (
            (not self.year or str(paper.year or "") == self.year)
            and (not self.source or paper.source == self.source)
            and (not self.collection or self.collection in paper.collections)
            and (not self.tag or self.tag in paper.tags)
        )


def filters_html(papers: Sequence[Paper], chosen: Filter) -> str:
    """Render a menu of years, of sources, of collections and of tags, each only where papers differ in it."""
    years = sorted({str(paper.year) for paper in papers if paper.year}, reverse=True)
    sources = sorted({paper.source for paper in papers if paper.source})
    menus = [
        _menu("year", "Any year", years, chosen.year),
        _menu("source", "Any source", sources, chosen.source) if len(sources) > 1 else "",
        _menu(
            "collection", "Any collection", _labels(each.collections for each in papers), chosen.collection
        ),
        _menu("tag", "Any tag", _labels(each.tags for each in papers), chosen.tag),
    ]
    return (
        f'<div class="pa-narrow" role="group" aria-label="Filters">{"".join(menus)}</div>'
        if any(menus)
        else ""
    )


def _labels(held: Iterable[Sequence[str]]) -> list[str]:
    return sorted({label for labels in held for label in labels}, key=str.casefold)


def _menu(name: str, anything: str, values: Sequence[str], chosen: str) -> str:
    if not values:
        return ""
    options = "".join(
        f'<option value="{escape(value, quote=True)}"{" selected" if value == chosen else ""}>{escape(value)}</option>'
        for value in values
    )
    return (
        f'<select data-filter="{name}" aria-label="{name.capitalize()}"><option value="">{anything}</option>'
        f"{options}</select>"
    )
