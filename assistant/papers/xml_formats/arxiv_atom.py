"""Read the Atom feed that arXiv's API answers with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.entry import EntryFields, record
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected
from assistant.papers.xml_formats.xml_entries import entries

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
ROOT = f"{_ATOM}feed"


def read(data: bytes, name: str, limits: Limits) -> Iterator[Record | Rejected]:
    """Yield the feed's papers as they are parsed. Raises PapersError as ``xml_entries.entries`` does."""
    for number, entry in enumerate(entries(data, name, limits, {f"{_ATOM}entry"}), start=1):
        yield entry if isinstance(entry, Rejected) else _paper(entry, number)


def _paper(entry: Element, number: int) -> Record | Rejected:
    address = _text(entry, f"{_ATOM}id")
    known = ids.arxiv_id(address)
    where = f"entry {number} ({known})" if known else f"entry {number}"
    title, abstract = _text(entry, f"{_ATOM}title"), _text(entry, f"{_ATOM}summary")
    if "/api/errors" in address:
        return Rejected(where, f"arXiv reported an error: {clean.text(abstract)[:200] or clean.text(title)}")
    authors = [_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")]
    entry_fields = EntryFields(
        title=title,
        abstract=abstract,
        authors=clean.names(authors, latex=True),
        years=(_text(entry, f"{_ATOM}published"), _text(entry, f"{_ATOM}updated")),
        urls=(f"https://arxiv.org/abs/{known}" if known else address,),
        venues=(_text(entry, f"{_ARXIV}journal_ref"),),
        dois=(_text(entry, f"{_ARXIV}doi"),),
    )
    return record(entry_fields, where, "arXiv")


def _text(element: Element, tag: str) -> str:
    found = element.find(tag)
    return "".join(found.itertext()).strip() if found is not None else ""
