"""Read the Atom feed that arXiv's API answers with."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.errors import PapersError
from assistant.papers import clean, ids
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"


def read(data: bytes, name: str, limits: Limits) -> Iterator[Record | Rejected]:
    """Yield the feed's entries as they are parsed; a feed that breaks off gives the entries before the break.

    Entity declarations and document types are refused, since they can unfold without end.
    Raises PapersError for those, for XML that is not a feed, and for nesting deeper than allowed.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    # The parser takes the bytes in small pieces and reads an unfinished tag anew with each of them.
    limits.check_gaps(data, b">", name)
    number = depth = 0
    try:
        events = iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            if event == "start":
                depth += 1
                limits.check_nesting(depth, name)
                if depth == 1 and element.tag != f"{_ATOM}feed":
                    raise PapersError(
                        f"{name} is XML, but not an Atom feed. Save the answer of arXiv's API as it comes."
                    )
                continue
            depth -= 1
            if depth == 1 and element.tag == f"{_ATOM}entry":
                number += 1
                yield _paper(element, number)
            if depth == 1:
                element.clear()
    except DefusedXmlException as error:
        raise PapersError(
            f"{name} declares a document type or entities, which no feed of arXiv's does, and was not read."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        if not number:
            raise PapersError(f"{name} is not well-formed XML ({error}). Download it again.") from error
        yield Rejected(
            f"after entry {number}", f"the XML breaks off or is broken ({error}); nothing after it was read"
        )


def _paper(entry: Element, number: int) -> Record | Rejected:
    address = _text(entry, f"{_ATOM}id")
    known = ids.arxiv_id(address)
    where = f"entry {number} ({known})" if known else f"entry {number}"
    title = clean.text(_text(entry, f"{_ATOM}title"), latex=True)
    abstract = clean.text(_text(entry, f"{_ATOM}summary"), latex=True)
    if "/api/errors" in address:
        return Rejected(where, f"arXiv reported an error: {abstract[:200] or title}")
    if not title:
        return Rejected(where, "no title")
    published = _text(entry, f"{_ATOM}published") or _text(entry, f"{_ATOM}updated")
    return Record(
        where=where,
        title=title,
        abstract=abstract,
        authors=clean.names(
            [_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")], latex=True
        ),
        year=clean.year(published),
        url=f"https://arxiv.org/abs/{known}" if known else clean.address(address),
        venue=clean.text(_text(entry, f"{_ARXIV}journal_ref"), latex=True) or None,
        source="arXiv",
        doi=ids.doi(_text(entry, f"{_ARXIV}doi")),
        arxiv=known,
    )


def _text(element: Element, tag: str) -> str:
    found = element.find(tag)
    return "".join(found.itertext()).strip() if found is not None else ""
