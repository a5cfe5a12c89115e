"""Read RIS, as Zotero, EndNote, PubMed, Scopus and ASReview write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from assistant.papers import clean, ids
from assistant.papers.record import Record, Rejected

_START = re.compile(r"^TY {0,2}-", re.MULTILINE)
_END = re.compile(r"^ER {0,2}- *", re.MULTILINE)
_TITLES = ("title", "primary_title", "translated_title", "short_title")
_VENUES = ("secondary_title", "journal_name", "alternate_title3", "alternate_title1", "publisher")


def read(text: str) -> Iterator[Record | Rejected]:
    """Yield the paper of each record, from its TY line to its ER line; one that lacks its end is rejected."""
    from rispy import RisParser

    parser = RisParser()
    starts = [found.start() for found in _START.finditer(text)]
    line, counted = 1, 0
    for number, (start, end) in enumerate(pairwise([*starts, len(text)]), start=1):
        line += text.count("\n", counted, start)
        counted = start
        where = f"entry {number} (line {line})"
        record = text[start:end]
        if not _END.search(record):
            yield Rejected(
                where, "no end of record (an ER line) before the next record or the end of the file"
            )
            continue
        try:
            parsed = parser.parse(record)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            yield Rejected(where, f"broken RIS: {error}")
            continue
        yield _paper(parsed[0], where) if parsed else Rejected(where, "broken RIS: no tags in the record")


def _paper(told: dict[str, Any], where: str) -> Record | Rejected:
    title = _first(told, _TITLES)
    if not title:
        return Rejected(where, "no title (a TI or T1 line)")
    urls = told.get("urls") or told.get("url") or []
    urls = [urls] if isinstance(urls, str) else urls
    url = next((address for value in urls if (address := clean.address(value))), None)
    doi = ids.doi(_string(told.get("doi"))) or ids.doi(url)
    return Record(
        where=where,
        title=title,
        abstract=_first(told, ("abstract", "notes_abstract")),
        authors=_authors(told),
        year=clean.year(told.get("year"))
        or clean.year(told.get("publication_year"))
        or clean.year(told.get("date")),
        url=url,
        venue=_first(told, _VENUES) or None,
        source="RIS",
        doi=doi,
        arxiv=ids.arxiv_id(url) or ids.arxiv_id(doi),
        own_id=ids.acl_id(url, doi),
    )


def _first(told: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := clean.text(_string(told.get(name)), latex=True))), "")


def _string(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _authors(told: dict[str, Any]) -> tuple[str, ...]:
    """Turn "Family, Given" round."""
    turned = []
    for name in clean.names(told.get("authors") or told.get("first_authors") or []):
        family, comma, given = name.partition(", ")
        if given.lower() == "null":  # as databases write a given name that they lack
            turned.append(family)
        else:
            turned.append(f"{given} {family}" if comma and ", " not in given else name)
    return tuple(turned)
