"""The papers that answers cite, as references: a list by author and year, BibTeX, RIS, CSL JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant import Citation, Paper, Turn, readable

from ..render.export import cited_bibtex

_NAMED = 6  # authors, before "et al."
_PARTICLES = frozenset("van von der den de del della di da dos du la le ten ter zu zur".split())
_WEB = re.compile(r"https?://[^\s<>\"]+")


def cited(turns: Iterable[Turn], papers: Mapping[str, Paper]) -> list[tuple[Paper, tuple[Citation, ...]]]:
    """Return each paper that is cited with its citations, in the order of their first citation.

    Of one that is not among ``papers``, those on the shelf by id, title and address are known.
    """
    found: dict[str, list[Citation]] = {}
    for turn in turns:
        for citation in turn.answer.citations:
            found.setdefault(citation.paper_id, []).append(citation)
    return [(papers.get(key) or _paper_of(each[0]), tuple(each)) for key, each in found.items()]


def author_year(paper: Paper) -> str:
    """Return a paper as one plain line: "Ng, A., Li, B. (2024). Title. Venue. Address"."""
    names = [", ".join(filter(None, name_parts(author))) for author in paper.authors[:_NAMED]]
    who = ", ".join(names) + (", et al." if len(paper.authors) > _NAMED else "")
    year = f"({paper.year or 'n.d.'})"
    title = _line(paper.title).rstrip(".")
    lead = [f"{_line(who)} {year}", title] if who else [f"{title} {year}" if paper.year else title]
    parts = [*lead, *([_line(paper.venue).rstrip(".")] if paper.venue else [])]
    return ". ".join(parts) + "." + (f" {address}" if (address := web_address(paper.url)) else "")


def listed(papers: Iterable[Paper]) -> list[Paper]:
    """Return papers in the order of a reference list: by first author's name, then year and title."""

    def place(paper: Paper) -> tuple[str, int, str]:
        name = name_parts(paper.authors[0])[0] if paper.authors else paper.title
        return name.casefold(), paper.year or 0, paper.title.casefold()

    return sorted(papers, key=place)


def name_parts(author: str) -> tuple[str, str]:
    """Return family name and given names; of a name in one word, or without an order that is known, the whole."""
    name = _line(author)
    if "," in name:
        family, _, given = name.partition(",")
        return family.strip(), given.strip()
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].casefold() in _PARTICLES:
        first -= 1
    return (" ".join(words[first:]), " ".join(words[:first])) if len(words) > 1 else (name, "")


def references(kind: str, turns: Sequence[Turn], papers: Mapping[str, Paper]) -> str:
    """Return what ``turns`` cite as "bib" (BibTeX), "ris" or "csl" (CSL JSON)."""
    if kind == "bib":
        return cited_bibtex(turns, papers)
    found = [paper for paper, _ in cited(turns, papers)]
    if kind == "ris":
        return "\r\n".join(_ris(paper) for paper in found)
    return json.dumps([csl_entry(paper) for paper in found], ensure_ascii=False, indent=2) + "\n"


def web_address(url: str | None) -> str:
    """Return an address of the web, "" for any other."""
    return url if url and _WEB.fullmatch(url) else ""


def _ris(paper: Paper) -> str:
    rows = [
        ("TY", "CPAPER" if paper.venue else "GEN"),
        ("ID", paper.id),
        ("TI", paper.title),
        *(("AU", ", ".join(filter(None, name_parts(author)))) for author in paper.authors),
        ("PY", str(paper.year or "")),
        ("T2", paper.venue or ""),
        ("AB", paper.abstract),
        ("UR", web_address(paper.url)),
    ]
    lines = [f"{tag}  - {line}" for tag, value in rows if (line := _line(value))]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_entry(paper: Paper) -> dict[str, Any]:
    """Return a paper as CSL JSON has it."""
    entry: dict[str, Any] = {
        "id": _line(paper.id),
        "type": "paper-conference" if paper.venue else "article",
        "title": _line(paper.title),
        "author": [_csl_name(author) for author in paper.authors],
        "issued": {"date-parts": [[paper.year]]} if paper.year else None,
        "container-title": _line(paper.venue or ""),
        "abstract": _line(paper.abstract),
        "URL": web_address(paper.url),
    }
    return {name: value for name, value in entry.items() if value}


def _csl_name(author: str) -> dict[str, str]:
    family, given = name_parts(author)
    return {"family": family, "given": given} if given else {"literal": family}


def _paper_of(citation: Citation) -> Paper:
    return Paper(id=citation.paper_id, title=citation.title, url=citation.url)


def _line(text: str) -> str:
    return " ".join(readable(text).split())
