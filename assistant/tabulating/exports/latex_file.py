"""A table as LaTeX (booktabs), and below it the sentences that its numbers point to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tabulating.exports.fields import cell_in, shown
from assistant.tabulating.exports.notes import Notes
from assistant.tabulating.values import Column, Row
from assistant.text.wording import readable

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "[": "{[}",  # after \\ it would be read as an argument
    "]": "{]}",
    "*": "{*}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "’": "{'}",
    "“": "``",
    "”": "''",
    "–": "--",
    "—": "---",
    "…": r"\ldots{}",
}
_WEB = re.compile(r"https?://[^\s\"<>]+")
# What would end or disturb the argument of \url.
_IN_URL = {"\\": "%5C", "{": "%7B", "}": "%7D", "^": "%5E", "%": r"\%", "#": r"\#"}


def latex_table(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    """Return the rows as a longtable in booktabs' rules, to be put into a document."""
    notes = Notes()
    body = []
    for row in rows:
        cells = [_paper(row)]
        for column in columns:
            cell = cell_in(row, column)
            number = notes.number(row, cell)
            cells.append(_tex(shown(cell)) + (f"~{{[}}{number}{{]}}" if number else ""))
        body.append(" & ".join(cells) + r" \\")
    width = f"{0.9 / (len(columns) + 1):.3f}"
    heads = " & ".join(["Paper", *(_tex(column.name) for column in columns)])
    lines = [
        r"% Needs \usepackage{array,booktabs,longtable,textcomp,url} and, with pdfLaTeX, \usepackage[T1]{fontenc}.",
        rf"\begin{{longtable}}{{*{{{len(columns) + 1}}}{{>{{\raggedright\arraybackslash}}p{{{width}\linewidth}}}}}}",
        r"\toprule",
        rf"{heads} \\",
        r"\midrule",
        r"\endhead",
        *body,
        r"\bottomrule",
        r"\end{longtable}",
        "",
        *(rf"\noindent {{[}}{note.number}{{]}} {_note(note.row, note.quote)}\par" for note in notes.all()),
    ]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")


def _paper(row: Row) -> str:
    paper = row.paper
    first = _tex(paper.authors[0]) + (" et al." if len(paper.authors) > 1 else "") if paper.authors else ""
    record = ", ".join(part for part in (first, str(paper.year or "")) if part)
    return f"{_tex(paper.title)} ({record})" if record else _tex(paper.title)


def _note(row: Row, quote: str) -> str:
    paper = row.paper
    record = "".join(f", {part}" for part in (_tex("; ".join(paper.authors)), str(paper.year or "")) if part)
    link = rf" \url{{{_url(paper.url)}}}" if paper.url and _WEB.fullmatch(paper.url) else ""
    return f"{_tex(paper.title)}{record}: ``{_tex(quote)}''{link}"


def _url(address: str) -> str:
    return "".join(_IN_URL.get(character, character) for character in readable(address))


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in " ".join(readable(text).split()))
