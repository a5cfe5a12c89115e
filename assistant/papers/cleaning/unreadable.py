"""What a file is that holds no list of papers, in words, and what to bring in its place."""

from __future__ import annotations

import re

READABLE = (
    "BibTeX, RIS, PubMed (.nbib, XML, CSV), Web of Science, EndNote (XML, .enw), CSL-JSON or Better BibTeX JSON, "
    "an arXiv feed, JSON of OpenAlex, Crossref, Semantic Scholar and others, a table (CSV, TSV) with columns for title "
    "and abstract, JSON lines, the PDF of a paper, or a zip archive or folder of these"
)

_BYTES = (
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"RIFF", "a sound, film or picture", ""),
    (b"SQLite format 3\x00", "a database", "Export the papers from the program that it belongs to."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Save the table as CSV."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it, and import the folder."),
    (b"Rar!", "a RAR archive", "Unpack it, and import the folder."),
    (b"BZh", "a bzip2 archive", "Unpack it, and import the folder."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it, and import the folder."),
    (b"\x7fELF", "a program", ""),
    (b"MZ", "a program", ""),
)
_TEXTS = (
    (
        re.compile(r"\s*(?:<!doctype html|<html)", re.I),
        "a web page",
        "Save it as text, or export from the site.",
    ),
    (
        re.compile(r"\s*\\documentclass|.*^\\begin\{document\}", re.S | re.M),
        "a LaTeX document",
        "Import its .bib file.",
    ),
    (
        re.compile(r"(?:Return-Path|Received|From|Delivered-To|Date): [^\n]*\n(?:[\w-]+: |[ \t])"),
        "an e-mail",
        "",
    ),
    (
        re.compile(r"#!|\s*(?:\"\"\"|'''|import |from \w+ import |def |class |#include|package |using )"),
        "source code",
        "",
    ),
    (re.compile(r"(?:.*\n)?#{1,6} \S|(?:.*\n)+?(?:```|[-*] \[)"), "Markdown", ""),
)


def kind_of_bytes(data: bytes) -> tuple[str, str] | None:
    """Return what a file is by its first bytes, and what to do; None for what may be text."""
    return next(((what, todo) for mark, what, todo in _BYTES if data.startswith(mark)), None)


def kind_of_text(head: str) -> tuple[str, str]:
    """Return what a text looks like, and what to do."""
    found = ((what, todo) for mark, what, todo in _TEXTS if mark.match(head))
    return next(found, ("text of no known format", ""))


def is_of_another_kind(head: str) -> bool:
    """Tell whether a text begins as source code, an e-mail or a web page does, whatever stands further down."""
    return kind_of_text(head)[0] in ("source code", "an e-mail", "a web page")


def refusal(name: str, kind: tuple[str, str]) -> str:
    """Return the sentence that refuses a file."""
    what, todo = kind
    return " ".join(
        filter(None, (f"{name} looks like {what}: nothing was brought in.", todo, f"Expected {READABLE}."))
    )
