"""What a shelf can be narrowed to -> the order and the filters of the Papers tab."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from assistant import Facets

from .view import ORDERS, View

_MOST = 300  # values offered for a field; others are typed


def narrow_html(facets: Facets, view: View) -> str:
    """Render the menu of orders and, folded, a filter for each field that papers of the shelf differ in."""
    if not facets.total:
        return ""
    orders = {"": "Best match or newest", **{key: text for key, text in ORDERS.items() if key}}
    fields = "".join(_fields(facets, view))
    unfolded = " open" if view.conditions else ""
    folded = (
        f'<details class="pa-filters-fold"{unfolded}><summary>Filters</summary><div class="pa-fields">{fields}</div>'
        "</details>"
        if fields
        else ""
    )
    return (
        '<div class="pa-narrow" role="group" aria-label="Order and filters">'
        f"<label>Sort by {_menu('sort', orders, view.sort)}</label>"
        f"{folded}"
        '<button type="button" class="pa-act" data-act="doubles">Find duplicates</button></div>'
    )


def _fields(facets: Facets, view: View) -> Iterable[str]:
    if facets.years:
        first, last = min(facets.years), max(facets.years)
        yield _number("year_from", "Since year", view.year_from, first, last)
        yield _number("year_to", "Until year", view.year_to, first, last)
    if facets.with_authors:
        yield _typed("author", "Author", view.author, ())
    if facets.venues:
        yield _typed("venue", "Venue", view.venue, facets.venues)
    for name, values in (
        ("source", facets.sources),
        ("collection", facets.collections),
        ("tag", facets.tags),
    ):
        if len(values) > 1 or (values and name != "source"):
            label, chosen = name.capitalize(), getattr(view, name)
            if len(values) > _MOST:
                yield _typed(name, label, chosen, values)
            else:
                offered = {"": f"Any {name}"} | {
                    each: f"{each} ({count:,})" for each, count in values.items()
                }
                yield f"<label>{label} {_menu(name, offered, chosen)}</label>"
    if 0 < facets.without_abstract < facets.total:
        offered = {
            "": "With or without",
            "with": "With abstract",
            "without": f"Without abstract ({facets.without_abstract:,})",
        }
        yield f"<label>Abstract {_menu('abstract', offered, view.abstract)}</label>"


def _menu(name: str, offered: Mapping[str, str], chosen: str) -> str:
    options = "".join(
        f'<option value="{escape(value, quote=True)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in offered.items()
    )
    return f'<select data-filter="{name}">{options}</select>'


def _typed(name: str, label: str, chosen: str, values: Iterable[str]) -> str:
    offered = "".join(f'<option value="{escape(each, quote=True)}">' for each in list(values)[:_MOST])
    known = f'<datalist id="pa-{name}s">{offered}</datalist>' if offered else ""
    listed = f' list="pa-{name}s"' if offered else ""
    return (
        f'<label>{label} <input type="text" data-filter="{name}" value="{escape(chosen, quote=True)}"'
        f' placeholder="Any" autocomplete="off"{listed}></label>{known}'
    )


def _number(name: str, label: str, chosen: int | None, first: int, last: int) -> str:
    hint = first if name == "year_from" else last
    value = "" if chosen is None else str(chosen)
    return (
        f'<label>{label} <input type="number" data-filter="{name}" value="{value}" min="{first}" max="{last}"'
        f' placeholder="{hint}"></label>'
    )
