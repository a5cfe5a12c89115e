"""Read what the interfaces of services answer in JSON: OpenAlex, Crossref, ADS, DBLP, bioRxiv, Zotero and others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.papers import ids
from assistant.papers.cleaning.people import people, split
from assistant.papers.entry import EntryFields, record
from assistant.papers.json_formats.json_entries import JsonEntry
from assistant.papers.json_formats.json_paths import (
    Value,
    at,
    creators,
    dblp_name,
    each,
    either,
    named,
    note,
    one,
    string,
    title_without_stop,
    unfolded,
    year_of_ms,
)
from assistant.papers.record import Record, Rejected


@dataclass(frozen=True, slots=True)
class Service:
    """One service: the marks of its entries, and where in an entry each of our fields is."""

    name: str
    marks: Callable[[Value], bool]
    fields: Mapping[str, Callable[[Value], Any]]
    inside: Callable[[Value], Any] = lambda value: value
    unlike: str = ""  # why an entry that ``inside`` finds nothing in is no paper


def service_of(value: Value) -> Service | None:
    """Return the service that writes entries like ``value``, or None."""
    return next((service for service in SERVICES if service.marks(value)), None)


def read(entries: Iterator[JsonEntry | Rejected], service: Service) -> Iterator[Record | Rejected]:
    """Yield the paper of each entry."""
    for entry in entries:
        yield entry if isinstance(entry, Rejected) else _paper(entry, service)


def _paper(entry: JsonEntry, service: Service) -> Record | Rejected:
    value = service.inside(entry.value) if isinstance(entry.value, dict) else None
    if not isinstance(value, dict):
        return Rejected(entry.where, service.unlike or "expected a JSON object with a title")
    found = {name: get(value) for name, get in service.fields.items()}
    authors = found.get("authors")
    entry_fields = EntryFields(
        title=one(found.get("title")),
        abstract=found.get("abstract"),
        authors=split(authors)
        if isinstance(authors, str)
        else people(authors if isinstance(authors, list) else ()),
        years=(found.get("year"),),
        urls=(one(found.get("url")),),
        venues=(one(found.get("venue")),),
        dois=(one(found.get("doi")),),
        arxiv=(one(found.get("arxiv")),),
    )
    return record(entry_fields, entry.where, service.name)


_ZOTERO: Mapping[str, Callable[[Value], Any]] = {
    "title": at("title"),
    "abstract": at("abstractNote"),
    "authors": creators,
    "year": at("date"),
    "venue": either(at("publicationTitle"), at("proceedingsTitle"), at("bookTitle"), at("conferenceName")),
    "doi": at("DOI"),
    "url": at("url"),
    "arxiv": either(at("archiveID"), at("extra")),
}
_NO_PAPER = "a note or an attachment of the library, not a paper"

SERVICES = (
    Service(
        "OpenAlex",
        lambda value: "authorships" in value or "abstract_inverted_index" in value,
        {
            "title": either(at("title"), at("display_name")),
            "abstract": unfolded,
            "authors": each(at("authorships"), at("author", "display_name")),
            "year": either(at("publication_year"), at("publication_date")),
            "venue": either(
                at("primary_location", "source", "display_name"), at("host_venue", "display_name")
            ),
            "doi": at("doi"),
            "url": either(at("primary_location", "landing_page_url"), at("id")),
        },
    ),
    Service(
        "Crossref",
        lambda value: isinstance(value.get("title"), list) and ("DOI" in value or "container-title" in value),
        {
            "title": at("title"),
            "abstract": at("abstract"),
            "authors": each(at("author"), named),
            "year": either(at("issued", "date-parts", 0), at("published", "date-parts", 0)),
            "venue": at("container-title"),
            "doi": at("DOI"),
            "url": at("URL"),
        },
    ),
    Service(
        "ADS",
        lambda value: "bibcode" in value and isinstance(value.get("title"), list),
        {
            "title": at("title"),
            "abstract": at("abstract"),
            "authors": each(at("author"), named),
            "year": either(at("year"), at("pubdate")),
            "venue": at("pub"),
            "doi": at("doi"),
            "arxiv": lambda value: next(
                (found for found in value.get("identifier") or () if ids.arxiv_id(string(found))), None
            ),
        },
    ),
    Service(
        "DBLP",
        lambda value: isinstance(value.get("info"), dict) and "title" in value["info"],
        {
            "title": title_without_stop,
            "authors": each(at("authors", "author"), dblp_name),
            "year": at("year"),
            "venue": at("venue"),
            "doi": at("doi"),
            "url": either(at("ee"), at("url")),
        },
        inside=at("info"),
    ),
    Service(
        "bioRxiv",
        lambda value: "author_corresponding" in value or ("server" in value and "jatsxml" in value),
        {
            "title": either(at("title"), at("preprint_title")),
            "abstract": either(at("abstract"), at("preprint_abstract")),
            "authors": either(at("authors"), at("preprint_authors")),
            "year": either(at("date"), at("preprint_date")),
            "venue": either(at("server"), at("preprint_platform")),
            "doi": either(at("doi"), at("preprint_doi")),
        },
    ),
    Service(
        "OpenReview",
        lambda value: isinstance(value.get("content"), dict) and ("forum" in value or "invitations" in value),
        {
            "title": note("title"),
            "abstract": note("abstract"),
            "authors": note("authors"),
            "year": lambda value: year_of_ms(value.get("pdate") or value.get("odate") or value.get("cdate")),
            "venue": note("venue"),
            "url": lambda value: f"https://openreview.net/forum?id={value.get('forum') or value.get('id')}",
        },
    ),
    Service("Zotero", lambda value: "data" in value and "library" in value, _ZOTERO, at("data"), _NO_PAPER),
    Service("Zotero", lambda value: "itemType" in value and "creators" in value, _ZOTERO),
    Service(
        "Europe PMC",
        lambda value: "authorString" in value and "pubYear" in value,
        {
            "title": title_without_stop,
            "abstract": at("abstractText"),
            "authors": either(each(at("authorList", "author"), named), at("authorString")),
            "year": at("pubYear"),
            "venue": either(at("journalInfo", "journal", "title"), at("journalTitle")),
            "doi": at("doi"),
        },
    ),
    Service(
        "INSPIRE",
        lambda value: isinstance(at("metadata", "titles")(value), list),
        {
            "title": at("titles", 0, "title"),
            "abstract": at("abstracts", 0, "value"),
            "authors": each(at("authors"), named),
            "year": either(at("publication_info", 0, "year"), at("preprint_date"), at("earliest_date")),
            "venue": at("publication_info", 0, "journal_title"),
            "doi": at("dois", 0, "value"),
            "arxiv": at("arxiv_eprints", 0, "value"),
        },
        inside=at("metadata"),
    ),
    Service(
        "CORE",
        lambda value: "yearPublished" in value and "title" in value,
        {
            "title": at("title"),
            "abstract": at("abstract"),
            "authors": each(at("authors"), named),
            "year": at("yearPublished"),
            "venue": either(at("journals", 0, "title"), at("publisher")),
            "doi": at("doi"),
            "url": at("downloadUrl"),
            "arxiv": at("arxivId"),
        },
    ),
    Service(
        "Publish or Perish",
        lambda value: "article_url" in value and "cites" in value,
        {
            "title": at("title"),
            "abstract": at("abstract"),
            "authors": at("authors"),
            "year": at("year"),
            "venue": at("source"),
            "doi": at("doi"),
            "url": either(at("article_url"), at("fulltext_url")),
        },
    ),
    Service(
        "Papers with Code",
        lambda value: "paper_url" in value and "url_abs" in value,
        {
            "title": at("title"),
            "abstract": at("abstract"),
            "authors": at("authors"),
            "year": at("date"),
            "venue": at("proceeding"),
            "url": either(at("url_abs"), at("paper_url")),
            "arxiv": at("arxiv_id"),
        },
    ),
)
