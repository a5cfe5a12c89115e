"""The fields of an entry as its source tells them -> a record: the one way that every reader's texts go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.record import Record, Rejected

_SHOWN = 60  # characters of a dropped value that a report shows


@dataclass(frozen=True, slots=True)
class EntryFields:
    """What a source tells of one paper, not cleaned yet; of several years, addresses or DOIs the first fit one counts.

    ``authors`` are names that a reader has split and turned already. ``arxiv`` and ``own`` are texts in which an arXiv
    id or an ACL id may stand, beside addresses and DOIs.
    """

    title: Any = None
    abstract: Any = None
    authors: tuple[str, ...] = ()
    years: Sequence[Any] = ()
    urls: Sequence[Any] = ()
    venues: Sequence[Any] = ()
    dois: Sequence[Any] = ()
    arxiv: Sequence[Any] = ()
    own: Sequence[Any] = ()


def record(
    fields: EntryFields, where: str, source: str, *, bibtex: bool = False, no_title: str = "no title"
) -> Record | Rejected:
    """Clean what is told and make an entry of it; one without a title is rejected.

    A year, an address or a DOI that is given but cannot be used is named in ``dropped``.
    """
    title = clean.text(fields.title, latex=True, bibtex=bibtex)
    if not title:
        return Rejected(where, no_title)
    url = next((found for value in fields.urls if (found := clean.address(value))), None)
    doi = next((found for value in (*fields.dois, url) if (found := ids.doi(_string(value)))), None)
    year = next((one for value in fields.years if (one := clean.year(value)) is not None), None)
    arxiv = (found for value in (*fields.arxiv, url, doi) if (found := ids.arxiv_id(_string(value))))
    venue = (found for value in fields.venues if (found := clean.text(value, latex=True, bibtex=bibtex)))
    own = (found for value in (*fields.own, url, doi) if (found := ids.acl_id(_string(value))))
    return Record(
        where=where,
        title=title,
        abstract=clean.text(fields.abstract, latex=True, bibtex=bibtex),
        authors=fields.authors,
        year=year,
        url=url,
        venue=next(venue, None),
        source=source,
        doi=doi,
        arxiv=next(arxiv, None),
        own_id=next(own, None),
        dropped=(
            *_dropped("year", fields.years, year),
            *_dropped("address", fields.urls, url or doi),
            *_dropped("DOI", fields.dois, doi or url),
        ),
    )


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dropped(name: str, values: Iterable[Any], used: Any) -> tuple[str, ...]:
    """Say which value of a field was given and cannot be used; nothing where one of them was used."""
    if used:
        return ()
    kept = next((text for value in values if (text := clean.tidy(_string(value)[:1000]))), "")
    return (f"{name} “{kept[:_SHOWN]}”",) if kept else ()
