"""Tell by its content which format a file of papers has, and hand it to the parser of that format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import assistant.papers.formats.bibtex as bibtex
import assistant.papers.formats.csv_table as delimited
import assistant.papers.formats.hf_dump as hf_dump
import assistant.papers.formats.hf_page as hf_page
import assistant.papers.formats.pdf as pdf
import assistant.papers.formats.ris as ris
import assistant.papers.formats.tagged as tagged
import assistant.papers.json_formats.arxiv_kaggle as arxiv_kaggle
import assistant.papers.json_formats.csl as csl
import assistant.papers.json_formats.json_entries as json_entries
import assistant.papers.json_formats.json_services as json_services
import assistant.papers.json_formats.jsonl as jsonl
import assistant.papers.json_formats.semantic_scholar as semantic_scholar
import assistant.papers.xml_formats.arxiv_atom as arxiv_atom
import assistant.papers.xml_formats.xml_services as xml_services
import assistant.papers.xml_formats.zotero_rdf as zotero_rdf
from assistant.errors import PapersError
from assistant.papers.cleaning import unreadable
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected
from assistant.types import Paper

Entries = Iterator[Record | Rejected]

_HEAD = 64 * 1024
_MOST_ABOVE = 10  # lines of a service's own above the first entry: "EXPORT DATE: ..."
# An entry's type, its bracket, and a key or a comma; with round brackets only the usual types, since decorators and
# annotations of source code look alike.
_BIBTEX = re.compile(
    r"""^[ \t]*@(?: [A-Za-z]+[ \t]*\{\s*[^\s,{}="']*\s*,
      | (?:string|preamble)[ \t]*[{(]
      | (?:article|book|booklet|conference|inbook|incollection|inproceedings|manual|mastersthesis|misc|online|phdthesis
          |proceedings|techreport|unpublished)[ \t]*\(\s*[^\s,()="']*\s*, )""",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
_PROLOGUE = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)([^>]*)")
# Lines at the start of a file of JSON lines of which one must be whole.
_TRIED_LINES = 20
# One of these beside the title tells a paper from a page, a film or an issue of a tracker.
_OF_A_PAPER = frozenset({"abstract", "authors", "year", "venue"})


def parse(data: bytes, name: str, limits: Limits) -> tuple[str, Entries]:
    """Return the format's name and its entries, read as they are asked for.

    A format is told by marks that only it has. Raises PapersError, now or while reading, when the content has
    those of none or is broken at its root.
    """
    if data.startswith(b"%PDF"):
        return "PDF", pdf.read(data, name)
    if kind := unreadable.kind_of_bytes(data):
        raise PapersError(unreadable.refusal(name, kind))
    text = decode(data, name)
    head = text.lstrip()[:_HEAD]
    if not head.strip():
        raise PapersError(f"{name} is empty. Expected {unreadable.READABLE}.")
    if head.startswith("<"):
        return _xml(data, head, name, limits)
    if head.startswith(("{", "[")):
        return _json(text, name, limits)
    limits.check_lines(text, name)
    if unreadable.is_of_another_kind(head):
        raise PapersError(unreadable.refusal(name, unreadable.kind_of_text(head)))
    if (begins := _BIBTEX.search(head)) and _is_near_top(head, begins.start()):
        return "BibTeX", bibtex.read(text, name, limits)
    if dialect := tagged.dialect_of(head):
        return dialect.name, tagged.read(text, dialect)
    if ris.looks_like(head):
        return "RIS", ris.read(text)
    if hf_dump.looks_like(head):
        return "Hugging Face dump", hf_dump.read(text)
    if delimited.header_of(head):
        return "table", delimited.read(text)
    if hf_page.looks_like(text[: 16 * _HEAD]):
        return "Hugging Face page", hf_page.read(text)
    raise PapersError(unreadable.refusal(name, unreadable.kind_of_text(head)))


def _is_near_top(head: str, start: int) -> bool:
    """Tell whether an export begins there: with more above it than a service's few lines it is a part of a text."""
    above = (line for line in head[:start].split("\n") if line.strip() and not line.startswith("%"))
    return sum(1 for _ in above) <= _MOST_ABOVE


def decode(data: bytes, name: str) -> str:
    """Return the text of ``data`` with line feeds as line ends: UTF-8, or UTF-16 with its byte order mark."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PapersError(
            f"{name} is not {encoding.removesuffix('-sig').upper()} text (line {line}, byte {error.start}). "
            "Export it again as UTF-8, or convert it, from Latin-1 for example."
        ) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise PapersError(
            f"{name} holds NUL characters (the first in line {line}), so it is no text file. Export it again."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _xml(data: bytes, head: str, name: str, limits: Limits) -> tuple[str, Entries]:
    root = _root(head)
    if root == arxiv_atom.ROOT:
        return "arXiv Atom", arxiv_atom.read(data, name, limits)
    if root == zotero_rdf.ROOT and zotero_rdf.MARK in head:
        return "Zotero RDF", zotero_rdf.read(data, name, limits)
    if service := xml_services.service_of(root, head):
        return service.name, xml_services.read(data, name, limits, service)
    looks = unreadable.kind_of_text(head)
    raise PapersError(unreadable.refusal(name, looks if "web" in looks[0] else ("XML of another kind", "")))


def _root(head: str) -> str:
    """Return the tag of the root element as the XML parser writes it, "{namespace}name"."""
    found = _ROOT.search(_PROLOGUE.sub("", head))
    if not found:
        return ""
    prefix, tag, attributes = found.groups()
    space = re.search(rf"""\sxmlns{f":{prefix}" if prefix else ""}=["']([^"']+)["']""", attributes)
    return f"{{{space.group(1)}}}{tag}" if space else tag


def _json(text: str, name: str, limits: Limits) -> tuple[str, Entries]:
    if sample := _line_sample(text):
        limits.check_lines(text, name)
        if json_entries.listed(sample) != [sample]:
            return _by_kind(None, text, name, limits)
        return _by_kind(sample, text, name, limits)
    return _by_kind(None, text, name, limits)


def _line_sample(text: str) -> dict[str, Any] | None:
    """Return the object of one of the first lines, or None when the file is not one object a line."""
    begins = text.lstrip()
    if not begins.startswith("{"):
        return None
    first, *others = begins.split("\n", _TRIED_LINES)[:_TRIED_LINES]
    if found := _object(first):
        return found
    if _object(begins) is not None:
        return None  # one object over many lines
    return next((found for line in others if (found := _object(line))), None)


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _by_kind(sample: dict[str, Any] | None, text: str, name: str, limits: Limits) -> tuple[str, Entries]:
    """Choose the parser by the keys of an entry: of one line if there are lines, else of the first object."""
    found: Iterator[json_entries.JsonEntry | Rejected]
    own = "JSON lines"
    if sample is not None:
        found = json_entries.lines(text, limits)
    else:
        listed = list(json_entries.entries(text, name, limits))
        values = [entry.value for entry in listed if isinstance(entry, json_entries.JsonEntry)]
        sample = next((value for value in values if isinstance(value, dict) and value), {})
        if values and not sample and not any(value is None or value == {} for value in values):
            raise _no_papers(name)
        found = iter(listed)
        own = "JSON"
    if service := json_services.service_of(sample):
        return service.name, json_services.read(found, service)
    if "authors_parsed" in sample or ("categories" in sample and "update_date" in sample):
        return "arXiv Kaggle", arxiv_kaggle.read(found)
    if semantic_scholar.looks_like(sample):
        return "Semantic Scholar", semantic_scholar.read(found)
    if csl.looks_like(sample):
        return "CSL-JSON", csl.read(found)
    if not sample or _ours(sample):
        return own, jsonl.read(found)
    raise _no_papers(name)


def _ours(sample: dict[str, Any]) -> bool:
    """Tell whether an entry has a title, and what only papers have or nothing that is not our own format's."""
    return "title" in sample and (
        not _OF_A_PAPER.isdisjoint(sample) or sample.keys() <= Paper.model_fields.keys()
    )


def _no_papers(name: str) -> PapersError:
    return PapersError(
        f"{name} is JSON, but not of papers: its entries need a title, and an abstract, authors, a year or a venue. "
        f"Expected {unreadable.READABLE}."
    )
