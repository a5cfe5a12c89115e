"""The forms of the library: a paper's record, and the collections and tags of chosen papers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from assistant import Facets, Paper

from .list_html import papers_count

_MOST = 300


def edit_html(paper: Paper) -> str:
    """Render the form that changes one record."""
    year = "" if paper.year is None else str(paper.year)
    fields = (
        _area("title", "Title", paper.title, 2, "required"),
        _area("authors", "Authors, one a line", "\n".join(paper.authors), 3),
        '<div class="pa-pair">'
        + _line("year", "Year", year, 'inputmode="numeric" pattern="[0-9]{4}" title="Four digits"')
        + _line("venue", "Venue", paper.venue or "")
        + "</div>",
        _line("url", "Address of its page", paper.url or "", 'inputmode="url"'),
        _area("abstract", "Abstract", paper.abstract, 7),
        '<div class="pa-pair">'
        + _area("collections", "Collections, one a line", "\n".join(paper.collections), 2)
        + _area("tags", "Tags, one a line", "\n".join(paper.tags), 2)
        + "</div>",
    )
    return _dialog(
        "Edit the record",
        "".join(fields),
        f'data-do="save" data-paper="{escape(paper.id, quote=True)}"',
        "Save",
        "A new title or abstract is indexed anew, for all who use this shelf.",
    )


def labels_html(count: int, facets: Facets) -> str:
    """Render the form that puts chosen papers into collections and tags them, or takes them out again."""
    fields = (
        '<div class="pa-pair">'
        + _line("collection", "Collection", "", 'list="pa-known-collections" autocomplete="off"')
        + _line("tag", "Tag", "", 'list="pa-known-tags" autocomplete="off"')
        + "</div>"
        + _known("pa-known-collections", facets.collections)
        + _known("pa-known-tags", facets.tags)
    )
    take = '<button type="button" class="pa-act" data-act="alter" data-do="unlabel">Take away</button>'
    return _dialog(
        f"Collections and tags of {papers_count(count)}",
        fields,
        'data-do="label"',
        "Add",
        "Write a new name, or one that there is. Names are kept with the papers, for all who use this shelf.",
        take,
    )


def _dialog(heading: str, fields: str, does: str, text: str, note: str, more: str = "") -> str:
    return (
        f'<dialog class="pa-dialog" aria-labelledby="pa-dialog-title"><form><h2 id="pa-dialog-title">{heading}</h2>'
        f'{fields}<p class="pa-note">{note}</p><div class="pa-dialog-acts">'
        f'<button type="submit" class="pa-act pa-main" data-act="alter" {does}>{text}</button>{more}'
        '<button type="button" class="pa-act" data-act="shut">Cancel</button></div></form></dialog>'
    )


def _line(name: str, label: str, value: str, more: str = "") -> str:
    return (
        f'<label>{label}<input type="text" name="{name}" value="{escape(value, quote=True)}" {more}></label>'
    )


def _area(name: str, label: str, value: str, rows: int, more: str = "") -> str:
    # A line break right behind the tag is not part of the value; one of ours keeps one that is.
    return f'<label>{label}<textarea name="{name}" rows="{rows}" {more}>\n{escape(value)}</textarea></label>'


def _known(name: str, values: Iterable[str]) -> str:
    offered = "".join(f'<option value="{escape(each, quote=True)}">' for each in list(values)[:_MOST])
    return f'<datalist id="{name}">{offered}</datalist>'
