"""What the Papers tab is set to show, as the browser sends it; nothing of it is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from assistant import BrowseSpec

PAGE = 50  # papers on a page of the list
_MOST = 500  # characters of a filter; 2,000 of a query

ORDERS: Mapping[str, str] = {
    "": "Newest on the shelf",
    "added": "Oldest on the shelf",
    "title": "Title",
    "author": "First author",
    "year-": "Year, newest first",
    "year": "Year, oldest first",
    "length-": "Longest abstract",
    "length": "Shortest abstract",
}


def _text(value: Any) -> str:
    return str(value or "")[:_MOST].strip()


def _year(value: Any) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _place(value: Any) -> int:
    text = str(value or "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= 9 else 1


_Text = Annotated[str, BeforeValidator(_text)]
_Year = Annotated[int | None, BeforeValidator(_year)]


class View(BaseModel):
    """A list of papers: what is searched for, what it is narrowed to, in which order, and the page (from 1) of it.

    ``doubles`` shows the papers that are likely one instead.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    query: Annotated[str, BeforeValidator(lambda value: str(value or "")[:2000].strip())] = ""
    year_from: _Year = None
    year_to: _Year = None
    venue: _Text = ""
    author: _Text = ""
    source: _Text = ""
    collection: _Text = ""
    tag: _Text = ""
    abstract: Literal["", "with", "without"] = ""
    sort: _Text = ""
    page: Annotated[int, BeforeValidator(_place)] = 1
    doubles: bool = False

    @classmethod
    def read(cls, value: Any) -> View:
        """Return what the browser sent; nothing usable is the whole shelf."""
        try:
            return cls.model_validate(value or {})
        except ValidationError:
            return cls()

    @property
    def spec(self) -> BrowseSpec:
        """The view as the engine takes it; without a query the order is that of adding, the newest first."""
        by = self.sort if self.sort in ORDERS else ""
        sort: Any = by.removesuffix("-") or ("" if self.query else "added")
        return BrowseSpec(
            query=self.query,
            year_from=self.year_from,
            year_to=self.year_to,
            venue=self.venue,
            author=self.author,
            source=self.source,
            collection=self.collection,
            tag=self.tag,
            abstract={"with": True, "without": False}.get(self.abstract),
            sort=sort,
            descending=by.endswith("-") or (not by and not self.query),
        )

    @property
    def conditions(self) -> tuple[tuple[str, str], ...]:
        """The filters in force: the name of each one's field, and what it asks for in words."""
        named = {
            "venue": "Venue",
            "author": "Author",
            "source": "Source",
            "collection": "Collection",
            "tag": "Tag",
        }
        found = [
            (name, f"{label}: {getattr(self, name)}") for name, label in named.items() if getattr(self, name)
        ]
        if self.year_from is not None:
            found.insert(0, ("year_from", f"Since {self.year_from}"))
        if self.year_to is not None:
            found.insert(bool(found) and found[0][0] == "year_from", ("year_to", f"Until {self.year_to}"))
        if self.abstract:
            found.append(("abstract", f"{self.abstract.capitalize()} abstract"))
        return tuple(found)

    @property
    def summary(self) -> str:
        """What is searched for and asked for, on one line."""
        words = [f"“{self.query}”"] if self.query else []
        return ", ".join([*words, *(text for _, text in self.conditions)]) or "the whole shelf"
