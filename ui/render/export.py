"""A conversation or an answer as a file to keep: Markdown, BibTeX, CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from assistant import Answer, Citation, Paper, Turn, Verdict, readable, without_formula

_SETUP = re.compile(r"_?No language model is configured, so [^\n]*\n+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>$~|#])")
_BIBTEX = {
    "\\": r"\textbackslash{}",
    # Not "\\{": BibTeX counts braces whatever stands before them.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def answer_markdown(answer: Answer) -> str:
    """Return the answer's text followed by its sources, each with its quote."""
    parts = [readable(without_setup(answer)).strip()]
    if answer.citations:
        parts.append("Sources:\n\n" + "\n".join(_source_line(citation) for citation in answer.citations))
    if answer.warnings:
        parts.append("\n".join(f"> {markdown_escaped(warning)}" for warning in answer.warnings))
    return "\n\n".join(parts) + "\n"


def without_setup(answer: Answer) -> str:
    """Return the text without the note on how to have a model write answers: the page's header says that, once."""
    note = _SETUP.match(answer.text) if answer.composer == "extractive" else None
    return answer.text[note.end() :] if note else answer.text


def conversation_markdown(turns: Sequence[Turn]) -> str:
    """Return a conversation as Markdown: a heading for each question, then the answer and its sources."""
    shortened = any(without_setup(turn.answer) != turn.answer.text for turn in turns)
    note = "_Without a language model answers are the papers' own sentences._\n\n" if shortened else ""
    return note + "\n".join(
        f"## {markdown_escaped(turn.question)}\n\n{answer_markdown(turn.answer)}" for turn in turns
    )


def verdicts_csv(verdicts: Iterable[Verdict], papers: Mapping[str, Paper] = MappingProxyType({})) -> str:
    """Return verdicts as CSV with a header; no cell can act as a formula in a spreadsheet.

    ``papers``, by id, tell authors, year and address. It begins with a byte order mark, by which Excel knows UTF-8.
    """
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["paper_id", "title", "verdict", "reason", "quote", "authors", "year", "url", "given_by"])
    for verdict in verdicts:
        row = (verdict.paper_id, verdict.title, verdict.verdict, verdict.reason, verdict.quote or "")
        paper = papers.get(verdict.paper_id)
        record = ("; ".join(paper.authors), str(paper.year or ""), paper.url or "") if paper else ("", "", "")
        table.writerow([without_formula(readable(value)) for value in (*row, *record, verdict.given_by)])
    return out.getvalue()


def cited_bibtex(turns: Iterable[Turn], papers: Mapping[str, Paper]) -> str:
    """Return the papers that a conversation cites as BibTeX, in the order of their first citation."""
    cited = {citation.paper_id: citation for turn in turns for citation in turn.answer.citations}
    entries = [
        _entry(papers.get(key) or Paper(id=key, title=citation.title, url=citation.url))
        for key, citation in cited.items()
    ]
    return "\n\n".join(entries) + ("\n" if entries else "")


def _source_line(citation: Citation) -> str:
    link = f" <{citation.url}>" if citation.url and re.fullmatch(r"https?://[^\s<>]+", citation.url) else ""
    return f"- [{citation.number}] {markdown_escaped(citation.title)}: “{markdown_escaped(citation.quote)}”{link}"


def markdown_escaped(text: str) -> str:
    """Return text on one line, escaped so that Markdown shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", " ".join(readable(text).split()))


def _entry(paper: Paper) -> str:
    fields = {
        "title": "{" + _tex(paper.title) + "}",
        "author": " and ".join(_tex(name) for name in paper.authors),
        "year": str(paper.year or ""),
        "booktitle": _tex(paper.venue or ""),
        "url": re.sub(r"[\s{}\\]", "", paper.url or ""),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = "inproceedings" if paper.venue else "misc"
    return f"@{kind}{{{_key(paper)},\n" + ",\n".join(lines) + "\n}"


def _key(paper: Paper) -> str:
    return re.sub(r"[^A-Za-z0-9:._/-]", "-", paper.id)


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in " ".join(readable(text).split()))
