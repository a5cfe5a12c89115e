"""Take XML apart into its entries, whatever the format, within the limits."""

from __future__ import annotations

import io
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from assistant.errors import PapersError
from assistant.papers.limits import Limits
from assistant.papers.record import Rejected

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def entries(data: bytes, name: str, limits: Limits, tags: Set[str]) -> Iterator[Element | Rejected]:
    """Yield the elements of ``tags`` as they are parsed; XML that breaks off gives those before the break.

    Entities and what lies outside the file are refused, since they can unfold without end; a document type is
    passed over. Raises PapersError for those, for what is no XML, and for nesting deeper than allowed.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    # The parser takes the bytes in small pieces and reads an unfinished tag anew with each of them.
    limits.check_gaps(data, b">", name)
    number = 0
    try:
        for element in _outermost(data, name, limits, tags):
            number += 1
            yield element
    except DefusedXmlException as error:
        raise PapersError(
            f"{name} declares entities, which no export of papers does, and was not read. Export it again."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        if not number:
            raise PapersError(f"{name} is not well-formed XML ({error}). Download it again.") from error
        yield Rejected(
            f"after entry {number}", f"the XML breaks off or is broken ({error}); nothing after it was read"
        )


def _outermost(data: bytes, name: str, limits: Limits, tags: Set[str]) -> Iterator[Element]:
    """Yield the elements of ``tags`` that lie in no other such element; each is emptied when the next is asked for."""
    from defusedxml.ElementTree import iterparse

    depth = open_at = 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end")):
        if event == "start":
            depth += 1
            limits.check_nesting(depth, name)
            open_at = open_at or (depth if element.tag in tags else 0)
            continue
        if depth == open_at:
            open_at = 0
            yield element
            element.clear()
        elif not open_at:
            element.clear()
        depth -= 1


def text_of(element: Element | None) -> str:
    """Return all text within an element; "" for none."""
    return "".join(element.itertext()).strip() if element is not None else ""
