"""A text or a list -> the references in it: DOIs, arXiv ids, PubMed ids, addresses of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from assistant.errors import SettingsError
from assistant.papers import ids

Kind = Literal["doi", "arxiv", "pubmed", "file", "unknown"]

MOST = 1000  # references of one call: at arXiv's and Crossref's pace some minutes
_LONGEST = 2000  # characters of one reference
_ALL_ARE = (
    10 * MOST
)  # references at the beginning of a text, after which the rest of it is taken for more of them
# "doi: 10.1000/182": the name and what it names are one.
_LABEL = re.compile(r"(?i)\b(doi|arxiv|pmid|pubmed(?:\s+id)?)\s*[:=]?\s+(?=[a-z-]*/?\d)")
# A comma or semicolon within a DOI ("3.0.CO;2-O") separates nothing.
_SPLIT = re.compile(
    r"(?i)[\s|]+|(?<![,;])[,;]++(?=\s|10\.\d{4}|https?://|arxiv|pmid|\d{4}\.\d|\d{6,8}(?!\d))"
)
_EXPORT = re.compile(r"(?i)\.(?:bib|ris|nbib|enw|jsonl?|xml|csv|tsv|txt|xlsx|zip)(?:\.gz)?$")
_PMID = re.compile(r"(?i)(?:pmid|pubmed(?:\s*id)?)\s*[:=]?\s*(\d{1,8})")
_BARE_PMID = re.compile(r"\d{6,8}")  # shorter ones are years and page numbers
_PUBMED_PAGE = re.compile(r"(?i)(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,8})\b")
_SUBJECT = re.compile(r"^([a-z-]+)\.[a-z]{2}(?=/)")
# What publishers put behind a DOI in the addresses of their pages.
_BEHIND = re.compile(
    r"(?i)(?:[?#].*|/(?:full|fulltext|abstract|summary|pdf|epdf|html|meta|references)|\.(?:full|pdf|html?))+$"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing to look up: ``value`` is the id in one form, or the address; ``written`` what was given."""

    kind: Kind
    value: str
    written: str


def references(given: str | Iterable[str]) -> tuple[Reference, ...]:
    """Return the references of a text, or of texts, each once, in their order.

    In a line that holds some, other words are passed over; a line without any is one of the kind "unknown".
    Lines that begin with # are remarks. Raises SettingsError when there are too many.
    """
    texts = [given] if isinstance(given, str) else list(given)
    found: dict[tuple[str, str], Reference] = {}
    for line in (line for text in texts for line in text.splitlines()):
        if line.strip() and not line.lstrip().startswith("#"):
            for reference in _of_line(line):
                found.setdefault((reference.kind, reference.value), reference)
        if len(found) > MOST:
            raise SettingsError(
                f"Expected at most {MOST:,} references at once, so that no service has too much to do. Give parts."
            )
    return tuple(found.values())


def only_references(text: str) -> tuple[Reference, ...]:
    """Return the references of a text that holds nothing else (remarks aside); () where it holds anything else.

    So a list of ids is told from a file of papers by its marks alone. Raises like ``references``.
    """
    found: list[Reference] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = [_reference(part) for part in _parts(line)]
        if any(reference.kind == "unknown" for reference in parts):
            return ()
        found += parts
        if len(found) > _ALL_ARE:
            break
    return references([reference.written for reference in found])


def _of_line(line: str) -> Iterator[Reference]:
    parts = [_reference(part) for part in _parts(line)]
    known = [each for each in parts if each.kind != "unknown"]
    if len(known) < len(parts):  # a bare number among words is no PubMed id
        known = [each for each in known if not each.written.isdigit()]
    yield from known or [Reference("unknown", line.strip()[:_LONGEST], line.strip()[:_LONGEST])]


def _parts(line: str) -> list[str]:
    line = " ".join(line[: 100 * _LONGEST].split())
    line = _LABEL.sub(lambda found: f"{found[1].split()[0]}:", line)
    return [part for each in _SPLIT.split(line) if (part := _bare(each[:_LONGEST]))]


def _bare(text: str) -> str:
    """Take quotation marks, brackets and full stops from around a reference."""
    text = text.lstrip("<([{\"'“‘,;").rstrip(">]}\"'”’,;.")
    open_ones = text.count(")") - text.count("(")
    while open_ones > 0 and text.endswith(")"):
        text, open_ones = text[:-1].rstrip(">]}\"'”’,;."), open_ones - 1
    return text


def _reference(text: str) -> Reference:
    text = text[:_LONGEST]
    if _is_address(text) and _EXPORT.search(text.partition("?")[0]):
        return Reference("file", text, text)
    for kind, value in (
        ("pubmed", _pubmed(text)),
        ("arxiv", _arxiv(text)),
        ("doi", _doi(text)),
        ("file", _file(text)),
    ):
        if value:
            return Reference(kind, value, text)  # type: ignore[arg-type]  # the kinds are those above
    return Reference("unknown", text, text)


def _pubmed(text: str) -> str:
    found = _PMID.fullmatch(text) or _PUBMED_PAGE.search(text)
    return (found[1] if found else "") or (text if _BARE_PMID.fullmatch(text) else "")


def _arxiv(text: str) -> str:
    """Return an arXiv id without version; of the old ones without the subject's class, which the API does not know."""
    if _is_address(text) and "arxiv" not in text.lower():
        return ""
    known = ids.arxiv_id(text.removesuffix(".pdf")) or ""
    return _SUBJECT.sub(r"\1", known)


def _doi(text: str) -> str:
    in_page = _is_address(text)
    known = ids.doi(unquote(text) if in_page else text) or ""
    if in_page and "doi.org/" not in text.lower():
        known = _BEHIND.sub("", known)
    return "" if {".", ".."} & set(known.split("/")) else known


def _file(text: str) -> str:
    try:
        return text if _is_address(text) and urlsplit(text).hostname else ""
    except ValueError:
        return ""


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))
