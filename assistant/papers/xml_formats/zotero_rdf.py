"""Read Zotero's RDF: items and, apart from them, the journals that they are part of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.papers import ids
from assistant.papers.cleaning.people import people
from assistant.papers.entry import EntryFields, record
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected
from assistant.papers.xml_formats.xml_entries import entries, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_BIB = "{http://purl.org/net/biblio#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_FOAF = "{http://xmlns.com/foaf/0.1/}"
_ZOTERO = "{http://www.zotero.org/namespaces/export#}"
ROOT = f"{_RDF}RDF"
MARK = "http://www.zotero.org/namespaces/export#"
_KINDS = "Article Book BookSection Document Journal Manuscript Patent Report Series Thesis"
_TAGS = frozenset({f"{_RDF}Description", *(f"{_BIB}{kind}" for kind in _KINDS.split())})


@dataclass(frozen=True, slots=True)
class _Item:
    """One element: what it tells, where it stands, its address in the file, and that of the whole it is part of."""

    fields: EntryFields
    where: str
    kind: str
    about: str
    part_of: str


def read(data: bytes, name: str, limits: Limits) -> Iterator[Record | Rejected]:
    """Yield the items once all are read, since journals stand behind them. Raises as ``xml_entries.entries`` does."""
    items: list[_Item] = []
    for number, entry in enumerate(entries(data, name, limits, _TAGS), start=1):
        if isinstance(entry, Rejected):
            yield entry
        else:
            items.append(_item(entry, number))
    wholes = {item.about: item.fields for item in items if not item.kind}
    parts = Counter(item.part_of for item in items)
    for item in items:
        if item.kind and item.kind not in ("attachment", "note"):
            whole = wholes.get(item.part_of, EntryFields())
            # Zotero writes an article's DOI to its journal; with two articles nobody knows whose it is.
            dois = whole.dois if parts[item.part_of] == 1 and len(whole.dois) == 1 else ()
            venues = (*item.fields.venues, whole.title)
            fields = replace(item.fields, venues=venues, dois=(*item.fields.dois, *dois))
            yield record(fields, item.where, "Zotero RDF")


def _item(entry: Element, number: int) -> _Item:
    within = entry.find(f"{_TERMS}isPartOf")
    inner = next(iter(within), None) if within is not None else None
    dois = [*_dois(entry), *(_dois(inner) if inner is not None else ())]
    names = [
        f"{text_of(person.find(f'{_FOAF}givenName'))} {text_of(person.find(f'{_FOAF}surname'))}"
        for person in entry.iterfind(f"{_BIB}authors//{_FOAF}Person")
    ]
    fields = EntryFields(
        title=text_of(entry.find(f"{_DC}title")),
        abstract=text_of(entry.find(f"{_TERMS}abstract")),
        authors=people(names),
        years=(text_of(entry.find(f"{_DC}date")),),
        urls=[text_of(found) for found in entry.iterfind(f"{_DC}identifier/{_TERMS}URI/{_RDF}value")],
        venues=(text_of(inner.find(f"{_DC}title")) if inner is not None else "",),
        dois=dois,
    )
    about, part_of = (
        entry.get(f"{_RDF}about", ""),
        within.get(f"{_RDF}resource", "") if within is not None else "",
    )
    return _Item(fields, f"item {number}", text_of(entry.find(f"{_ZOTERO}itemType")), about, part_of)


def _dois(element: Element) -> list[str]:
    texts = (text_of(found) for found in element.iterfind(f"{_DC}identifier"))
    return [text for text in texts if text.startswith("DOI") and ids.doi(text)]
