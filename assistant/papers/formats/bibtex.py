"""Read BibTeX and BibLaTeX, as Zotero, JabRef, the ACL Anthology and Google Scholar write it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.errors import PapersError
from assistant.papers.cleaning import clean
from assistant.papers.entry import EntryFields, record
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry

_BEGIN = re.compile(r"@\w*[ \t]*[{(]")
# An entry with a key and a title of one letter; many smaller ones only keep the parser busy.
_SMALLEST = len("@a{b,title={c}}")
_MANY = 1_000
# Values joined by #: in braces (four deep), in quotes, or an abbreviation's name.
_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}"
_PART = re.compile(rf"{_BRACED}|\"[^\"]*\"|[^\s#{{}}\",]+")
_JOINED = re.compile(rf"(?:{_PART.pattern})(?:\s*#\s*(?:{_PART.pattern}))+")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
# The next field within a value, on a line of its own.
_SWALLOWED = re.compile(
    r"\n[ \t]*(abstract|author|booktitle|date|doi|editor|is[sb]n|journal|keywords|month|note|number|pages|publisher"
    r"|title|url|volume|year|unique-id)[ \t]*=[ \t]*[{\"]",
    re.IGNORECASE,
)
_VENUES = ("journal", "journaltitle", "booktitle", "eventtitle", "school", "institution", "publisher")


def read(text: str, name: str, limits: Limits) -> Iterator[Record | Rejected]:
    """Yield the paper of each entry; what bibtexparser cannot read is rejected with its line.

    Raises PapersError before parsing when there are more entries than allowed, or than fit the file.
    """
    begun = sum(1 for _ in _BEGIN.finditer(text))
    limits.check_entries(begun, name)
    if begun > _MANY and begun * _SMALLEST > len(text):
        raise PapersError(f"{name} begins {begun:,} entries with no room for titles. Export it again.")
    blocks = _blocks(text)
    strings = _strings(blocks)
    entries = [
        (block, entry, _fields(entry, strings) if entry else {})
        for block in blocks
        for entry in [_entry(block)]
    ]
    known = {entry.key.lower(): fields for _, entry, fields in reversed(entries) if entry}
    number = 0
    for block, entry, fields in entries:
        if entry is None:
            if broken := _broken(block):
                yield broken
            continue
        number += 1
        yield _paper(_inherited(fields, known.get(fields.get("crossref", "").lower())), entry.key, number)


def _blocks(text: str) -> list[Block]:
    from bibtexparser.entrypoint import parse_string

    quiet = logging.getLogger("bibtexparser")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False
    return list(parse_string(text, parse_stack=[]).blocks)


def _strings(blocks: Sequence[Block]) -> dict[str, str]:
    """Return what the file's @string blocks abbreviate, by lower-case name."""
    from bibtexparser.model import String

    strings: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, String):
            strings[block.key.lower()] = _value(str(block.value), strings)
    return strings


def _fields(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    """Return an entry's values by lower-case name; of a field that occurs twice the first counts."""
    return {field.key.lower(): _value(str(field.value), strings) for field in reversed(entry.fields)}


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """Take the braces or quotes off a value, look abbreviations up, and join what stands on both sides of a #."""
    raw = raw.strip()
    parts = _PART.findall(raw) if "#" in raw else [raw]
    if "#" in raw and not _JOINED.fullmatch(raw):
        parts = [raw]
    return "".join(_part(part.strip(), strings) for part in parts)


def _part(part: str, strings: Mapping[str, str]) -> str:
    if len(part) > 1 and (part[0], part[-1]) in (("{", "}"), ('"', '"')):
        return part[1:-1]
    return strings.get(part.lower(), part)


def _inherited(fields: dict[str, str], parent: Mapping[str, str] | None) -> dict[str, str]:
    """Return an entry's fields with the gaps filled from the volume that its ``crossref`` names."""
    if not parent:
        return fields
    volume = parent.get("booktitle") or parent.get("title", "")
    given = {name: parent[name] for name in ("year", "date", "publisher") if name in parent}
    return {"booktitle": volume, **given, **fields}


def _entry(block: Block) -> Entry | None:
    """Return the entry of a block, one whose key or field occurs twice included."""
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry

    usable: Block | None = block
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        usable = block.ignore_error_block
    return usable if isinstance(usable, Entry) else None


def _broken(block: Block) -> Rejected | None:
    from bibtexparser.model import ParsingFailedBlock

    if not isinstance(block, ParsingFailedBlock):
        return None
    key = re.match(r"@\w+\s*[{(]\s*([^\s,{}=]{1,80})\s*,", block.raw or "")
    line = f"line {(block.start_line or 0) + 1}"
    reason = getattr(block.error, "abort_reason", None) or str(block.error)
    return Rejected(
        f"{line} (key {key.group(1)})" if key else line, f"broken BibTeX: {clean.tidy(reason)[:200]}"
    )


def _paper(fields: Mapping[str, str], key: str, number: int) -> Record | Rejected:
    where = f"entry {number} (key {key[:80]})"
    for name in ("title", "abstract"):
        if next_one := _SWALLOWED.search(fields.get(name, "")):
            reason = f"its {name} runs into the field “{next_one.group(1)}”: a brace or a quotation mark is missing"
            return Rejected(where, reason)
    title, subtitle = fields.get("title", ""), fields.get("subtitle", "")
    entry_fields = EntryFields(
        title=f"{title}: {subtitle}" if title.strip() and subtitle.strip() else title,
        abstract=fields.get("abstract"),
        authors=_authors(fields.get("author") or fields.get("editor") or ""),
        years=(fields.get("year"), fields.get("date")),
        urls=(fields.get("url"),),
        venues=[fields.get(name) for name in _VENUES],
        dois=(fields.get("doi"),),
        arxiv=(_eprint(fields), fields.get("note"), fields.get("journal")),
    )
    return record(entry_fields, where, "BibTeX", bibtex=True)


def _eprint(fields: Mapping[str, str]) -> str:
    archive = fields.get("eprinttype") or fields.get("archiveprefix") or ""
    return fields.get("eprint", "") if "arxiv" in archive.lower() else ""


def _authors(names: str) -> tuple[str, ...]:
    """Split at "and" and turn "Family, Given" round."""
    turned = []
    for name in _AND.split(" ".join(names.split())):
        family, comma, given = name.partition(", ")
        turned.append(f"{given} {family}" if comma and ", " not in given else name)
    return clean.names([name for name in turned if name.lower() != "others"], bibtex=True)
