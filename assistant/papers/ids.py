"""Readable ids that stay the same from one import to the next."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

_ID_CHARS = 160

_ARXIV = re.compile(
    r"(?i)\b(?:arxiv[:.\s]\s*|arxiv\.org/(?:abs|pdf|html)/)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
)
_BARE_ARXIV = re.compile(r"(?i)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?")
_ACL = re.compile(
    r"(?i)(?:aclanthology\.org/|aclweb\.org/anthology/|10\.18653/v1/)([a-z]\d{2}-\d{4}|\d{4}\.[a-z0-9_-]+\.\d+)\b"
)
_DOI = re.compile(r"(?i)\b(10\.\d{4,9}/\S+)")
# DOIs of the nineties and noughties may hold an item's SICI, with brackets in it and, in exports, spaces.
_SICI = re.compile(r"(?i)\b(10\.\d{4,9}/[^\s\[<]+\s*[\[<]\s*\d+:[^\s\[\]<>]+\s*[\]>]\s*[\d.]+(?:CO;[\w-]+)?)")


def arxiv_id(text: str | None) -> str | None:
    """Find an arXiv id, without its version, in an id, a DOI or an address; None when there is none."""
    text = (text or "").strip()
    found = _BARE_ARXIV.fullmatch(text) or (_ARXIV.search(text) if "arxiv" in text.lower() else None)
    return found.group(1).lower() if found else None


def acl_id(*texts: str | None) -> str | None:
    """Find an ACL Anthology id in addresses or DOIs; None when there is none."""
    for text in texts:
        if text and (found := _ACL.search(text)):
            known = found.group(1)
            return known.upper() if known[0].isalpha() else known.lower()
    return None


def doi(text: str | None) -> str | None:
    """Find a DOI in a field or an address and bring it to one form (lower case, no resolver); else None."""
    if not text or "10." not in text:
        return None
    if found := _SICI.search(text):
        return re.sub(r"\s+", "", found.group(1)).lower()
    found = _DOI.search(text)
    if not found:
        return None
    known = found.group(1).rstrip(".,;}>\"'")
    while known.endswith(")") and known.count(")") > known.count("("):
        known = known[:-1].rstrip(".,;}>\"'")
    return known.lower()


def slug(title: str) -> str:
    """Turn a title into lower-case words joined by hyphens; letters of any script stay, accents go.

    Longer titles than 160 characters are cut at a word and told apart by a hash of the whole.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain).casefold())
    name = "-".join(words)
    if not name:
        return f"paper-{_hash(title)}"
    if len(name) <= _ID_CHARS:
        return name
    return f"{name[:_ID_CHARS].rsplit('-', 1)[0]}-{_hash(name)}"


def distinct(wanted: str, taken: Container[str], year: int | None, content: str) -> str:
    """Return ``wanted``, or if ``taken`` has it, the same followed by the year or a hash of ``content``."""
    tries = [wanted, f"{wanted}-{year}"] if year else [wanted]
    for name in (*tries, f"{wanted}-{_hash(content)}"):
        if name not in taken:
            return name
    number = 2
    while f"{wanted}-{_hash(content)}-{number}" in taken:
        number += 1
    return f"{wanted}-{_hash(content)}-{number}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
