"""Read what services and reference managers write in XML: PubMed, EndNote, arXiv's OAI-PMH and RSS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.cleaning.people import people, split
from assistant.papers.entry import EntryFields, record
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected
from assistant.papers.xml_formats.xml_entries import entries, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DC = "{http://purl.org/dc/elements/1.1/}"
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_ARXIV = "{http://arxiv.org/OAI/arXiv/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
_RSS_ABSTRACT = "Abstract: "


@dataclass(frozen=True, slots=True)
class Service:
    """One format: the root's tag, that of an entry, and where in an entry each of our fields is."""

    name: str
    root: str
    entry: str
    fields: Mapping[str, Callable[[Element], object]]


def service_of(root: str, head: str) -> Service | None:
    """Return the format of a file by its root's tag and its first characters, or None."""
    return next((service for service in SERVICES if service.root == root and _has(service, head)), None)


def read(data: bytes, name: str, limits: Limits, service: Service) -> Iterator[Record | Rejected]:
    """Yield the papers as they are parsed. Raises PapersError as ``xml_entries.entries`` does."""
    for number, entry in enumerate(entries(data, name, limits, {service.entry}), start=1):
        yield entry if isinstance(entry, Rejected) else _paper(entry, number, service)


def _has(service: Service, head: str) -> bool:
    return re.search(rf"<(?:[\w.-]+:)?{service.entry.rpartition('}')[2]}[\s>]", head) is not None


def _paper(entry: Element, number: int, service: Service) -> Record | Rejected:
    found = {name: get(entry) for name, get in service.fields.items()}
    authors = found.get("authors")
    entry_fields = EntryFields(
        title=found.get("title"),
        abstract=found.get("abstract"),
        authors=people(authors) if isinstance(authors, list) else split(str(authors or "")),
        years=(found.get("year"),),
        urls=(found.get("url"),),
        venues=(found.get("venue"),),
        dois=(found.get("doi"),),
        arxiv=(found.get("arxiv"),),
    )
    return record(entry_fields, f"entry {number}", service.name)


def _at(*paths: str) -> Callable[[Element], str]:
    """Return what gives the text of the first of several paths that holds some."""

    def get(entry: Element) -> str:
        texts = (text_of(entry.find(path)) for path in paths)
        return next((text for text in texts if text), "")

    return get


def _all(path: str, name: Callable[[Element], str] = text_of) -> Callable[[Element], list[str]]:
    return lambda entry: [text for found in entry.iterfind(path) if (text := name(found))]


def _name(*parts: str) -> Callable[[Element], str]:
    return lambda person: " ".join(filter(None, (text_of(person.find(part)) for part in parts)))


def _pubmed_name(person: Element) -> str:
    return _name("ForeName", "LastName", "Suffix")(person) or text_of(person.find("CollectiveName"))


def _sections(entry: Element) -> str:
    """Put the parts of a structured abstract together, each below its label."""
    parts = []
    for part in entry.iterfind(".//Article/Abstract/AbstractText"):
        label = part.get("Label", "")
        parts.append(f"{label}: {text_of(part)}" if label else text_of(part))
    return " ".join(part for part in parts if part)


def _pubmed_title(entry: Element) -> str:
    title = text_of(entry.find(".//ArticleTitle"))
    return title[:-1] if title.endswith(".") and title.count(".") == 1 else title


def _pubmed_id(entry: Element, kind: str) -> str:
    paths = (
        f".//Article/ELocationID[@EIdType='{kind}']",
        f"PubmedData/ArticleIdList/ArticleId[@IdType='{kind}']",
    )
    return _at(*paths)(entry)


def _identifier(fits: Callable[[str], object]) -> Callable[[Element], str]:
    """Return what gives the first identifier of Dublin Core that fits."""

    def get(entry: Element) -> str:
        texts = (
            text_of(found) for name in ("identifier", "relation") for found in entry.iterfind(f"{_DC}{name}")
        )
        return next((text for text in texts if fits(text)), "")

    return get


def _rss_abstract(entry: Element) -> str:
    text = text_of(entry.find("description"))
    return text.partition(_RSS_ABSTRACT)[2] or text


SERVICES = (
    Service(
        "PubMed",
        "PubmedArticleSet",
        "PubmedArticle",
        {
            "title": _pubmed_title,
            "abstract": _sections,
            "authors": _all(".//Article/AuthorList/Author", _pubmed_name),
            "year": _at(".//Article/Journal//PubDate/Year", ".//Article/Journal//PubDate/MedlineDate"),
            "venue": _at(".//Article/Journal/Title", ".//Article/Journal/ISOAbbreviation"),
            "doi": lambda entry: _pubmed_id(entry, "doi"),
        },
    ),
    Service(
        "EndNote XML",
        "xml",
        "record",
        {
            "title": _at("titles/title"),
            "abstract": _at("abstract"),
            "authors": _all("contributors/authors/author"),
            "year": _at("dates/year"),
            "venue": _at("periodical/full-title", "titles/secondary-title"),
            "doi": _at("electronic-resource-num"),
            "url": _at("urls/related-urls/url", "urls/web-urls/url"),
        },
    ),
    Service(
        "arXiv OAI-PMH",
        f"{_OAI}OAI-PMH",
        f"{_ARXIV}arXiv",
        {
            "title": _at(f"{_ARXIV}title"),
            "abstract": _at(f"{_ARXIV}abstract"),
            "authors": _all(
                f"{_ARXIV}authors/{_ARXIV}author",
                _name(f"{_ARXIV}forenames", f"{_ARXIV}keyname", f"{_ARXIV}suffix"),
            ),
            "year": _at(f"{_ARXIV}created"),
            "venue": _at(f"{_ARXIV}journal-ref"),
            "doi": _at(f"{_ARXIV}doi"),
            "arxiv": _at(f"{_ARXIV}id"),
        },
    ),
    Service(
        "arXiv OAI-PMH",
        f"{_OAI}OAI-PMH",
        f"{_RAW}arXivRaw",
        {
            "title": _at(f"{_RAW}title"),
            "abstract": _at(f"{_RAW}abstract"),
            "authors": lambda entry: _at(f"{_RAW}authors")(entry).replace(" and ", ", "),
            "year": _at(f"{_RAW}version/{_RAW}date"),
            "venue": _at(f"{_RAW}journal-ref"),
            "doi": _at(f"{_RAW}doi"),
            "arxiv": _at(f"{_RAW}id"),
        },
    ),
    Service(
        "OAI-PMH (Dublin Core)",
        f"{_OAI}OAI-PMH",
        _OAI_DC,
        {
            "title": _at(f"{_DC}title"),
            "abstract": _at(f"{_DC}description"),
            "authors": _all(f"{_DC}creator"),
            "year": _at(f"{_DC}date"),
            "venue": _at(f"{_DC}source", f"{_DC}publisher"),
            "doi": _identifier(ids.doi),
            "url": _identifier(clean.address),
        },
    ),
    Service(
        "arXiv RSS",
        "rss",
        "item",
        {
            "title": _at("title"),
            "abstract": _rss_abstract,
            "authors": _at(f"{_DC}creator", "author"),
            "year": _at("pubDate"),
            "url": _at("link"),
        },
    ),
)
