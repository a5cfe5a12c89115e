"""Tell by its content which format a file of papers has, and hand it to the parser of that format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import assistant.papers.formats.arxiv_atom as arxiv_atom
import assistant.papers.formats.arxiv_kaggle as arxiv_kaggle
import assistant.papers.formats.bibtex as bibtex
import assistant.papers.formats.csl as csl
import assistant.papers.formats.csv_table as delimited
import assistant.papers.formats.hf_dump as hf_dump
import assistant.papers.formats.hf_page as hf_page
import assistant.papers.formats.json_entries as json_entries
import assistant.papers.formats.jsonl as jsonl
import assistant.papers.formats.ris as ris
import assistant.papers.formats.semantic_scholar as semantic_scholar
from assistant.errors import PapersError
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected

Entries = Iterator[Record | Rejected]

KNOWN = (
    "BibTeX, RIS, CSL-JSON, an arXiv Atom feed, arXiv's Kaggle JSON lines, Semantic Scholar JSON, "
    "a Hugging Face papers page or dump as text, CSV or TSV with a header, "
    "or JSON lines with titles and abstracts"
)
_HEAD = 64 * 1024
_BIBTEX = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_RIS = re.compile(r"^TY {0,2}- ", re.MULTILINE)
# Lines at the start of a file of JSON lines of which one must be whole.
_TRIED_LINES = 20


def parse(data: bytes, name: str, limits: Limits) -> tuple[str, Entries]:
    """Return the format's name and its entries, read as they are asked for.

    Raises PapersError, now or while reading, when the content has none of the known formats or is broken
    at its root.
    """
    text = decode(data, name)
    head = text.lstrip()[:_HEAD]
    if not head.strip():
        raise PapersError(f"{name} is empty. Expected {KNOWN}.")
    if head.startswith("<"):
        return _xml(data, head, name, limits)
    if head.startswith(("{", "[")):
        return _json(text, name, limits)
    limits.check_lines(text, name)
    if _BIBTEX.search(head):
        return "BibTeX", bibtex.read(text, name, limits)
    if _RIS.search(text[:_HEAD]):
        return "RIS", ris.read(text)
    if hf_dump.looks_like(head):
        return "Hugging Face dump", hf_dump.read(text)
    if delimited.looks_like(head.partition("\n")[0].strip("\r")):
        return "table", delimited.read(text)
    if hf_page.looks_like(text[: 16 * _HEAD]):
        return "Hugging Face page", hf_page.read(text)
    raise PapersError(f"{name} is in none of the formats that can be read. Expected {KNOWN}.")


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
    if re.match(r"<!doctype html|<html", head, re.IGNORECASE):
        raise PapersError(
            f"{name} is a web page. Save it as text, or copy its text into a file, and import that."
        )
    return "arXiv Atom", arxiv_atom.read(data, name, limits)


def _json(text: str, name: str, limits: Limits) -> tuple[str, Entries]:
    if sample := _line_sample(text):
        limits.check_lines(text, name)
        if _wrapped(sample):
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


def _wrapped(value: dict[str, Any]) -> bool:
    return (
        any(isinstance(part, list) and part and isinstance(part[0], dict) for part in value.values())
        and "title" not in value
    )


def _by_kind(sample: dict[str, Any] | None, text: str, name: str, limits: Limits) -> tuple[str, Entries]:
    """Choose the parser by the keys of an entry: of one line if there are lines, else of the first object."""
    found: Iterator[json_entries.JsonEntry | Rejected]
    if sample is not None:
        found = json_entries.lines(text, limits)
    else:
        listed = list(json_entries.entries(text, name, limits))
        values = (entry.value for entry in listed if isinstance(entry, json_entries.JsonEntry))
        sample = next((value for value in values if isinstance(value, dict) and value), {})
        found = iter(listed)
        if "title" in sample and not _foreign(sample):
            return "JSON", jsonl.read(found)
    if "authors_parsed" in sample or ("categories" in sample and "update_date" in sample):
        return "arXiv Kaggle", arxiv_kaggle.read(found)
    if semantic_scholar.looks_like(sample):
        return "Semantic Scholar", semantic_scholar.read(found)
    if csl.looks_like(sample):
        return "CSL-JSON", csl.read(found)
    if "title" in sample or not sample:
        return "JSON lines", jsonl.read(found)
    raise PapersError(f"{name} is JSON, but its entries have no title. Expected {KNOWN}.")


def _foreign(sample: dict[str, Any]) -> bool:
    return "authors_parsed" in sample or semantic_scholar.looks_like(sample) or csl.looks_like(sample)
