"""A conversation, or one answer of it, in the form that was asked for: a file to save or a text to copy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from assistant import Paper, Turn

from ..render.export import conversation_markdown, verdicts_csv
from .copies import copied
from .references import cited, references
from .share import shared_html
from .styled import Reference, reference_list

# name, type and text of a file; with "copy", which says that it was done, and perhaps "html", it is copied instead
Made = dict[str, str]
_REFERENCES = {
    "bib": ("cited.bib", "application/x-bibtex"),
    "ris": ("cited.ris", "application/x-research-info-systems"),
    "csl": ("cited.json", "application/vnd.citationstyles.csl+json"),
}
IN_STYLE = "copy-in-"
_LONGEST_NAME = 60  # characters


def made(kind: str, turns: Sequence[Turn], papers: Mapping[str, Paper], number: int = 0) -> Made:
    """Return ``turns``, or exchange ``number`` (from 1) alone, as ``kind``; what no kind fits is Markdown.

    Kinds of file: "html" (with all sources), "md", "csv" (the verdicts of an exchange), and of what is cited "bib",
    "ris", "csl", and "list-" with a style (see styled.py). "copy-rich", "copy-md", "copy-txt" are texts of an exchange
    to copy; "copy-" and a kind of reference copies that, "copy-in-" and a style their list.
    """
    one = 1 <= number <= len(turns)
    chosen = turns[number - 1 : number] if one else turns
    if kind == "html":
        text = shared_html(chosen, papers, number if one else 1)
        return {"name": f"{_name(chosen)}.html", "type": "text/html;charset=utf-8", "text": text}
    if kind in _REFERENCES:
        name, media = _REFERENCES[kind]
        return {"name": name, "type": media, "text": references(kind, chosen, papers)}
    if one and kind == "csv":
        text = verdicts_csv(chosen[0].answer.verdicts, papers)
        return {"name": "verdicts.csv", "type": "text/csv;charset=utf-8", "text": text}
    if one and kind.startswith(IN_STYLE):
        return _copied_list(kind.removeprefix(IN_STYLE), chosen, papers)
    if kind.startswith("list-"):
        style = kind.removeprefix("list-")
        text = "".join(f"{each.text}\n" for each in _reference_list(style, chosen, papers))
        return {"name": f"cited-{style}.txt", "type": "text/plain;charset=utf-8", "text": text}
    if one and (format_ := kind.removeprefix("copy-")) in _REFERENCES:
        return {"text": references(format_, chosen, papers), "copy": "References copied."}
    if one and kind.startswith("copy-"):
        return copied(kind, chosen[0], papers)
    return {"name": "conversation.md", "type": "text/markdown", "text": conversation_markdown(chosen)}


def _copied_list(style: str, turns: Sequence[Turn], papers: Mapping[str, Paper]) -> Made:
    found = _reference_list(style, turns, papers)
    html = "".join(f"<p>{each.html}</p>" for each in found)
    return {
        "text": "".join(f"{each.text}\n" for each in found),
        "html": html,
        "copy": "References copied.",
    }


def _reference_list(style: str, turns: Sequence[Turn], papers: Mapping[str, Paper]) -> list[Reference]:
    return reference_list(style, [paper for paper, _ in cited(turns, papers)])


def _name(turns: Sequence[Turn]) -> str:
    """Return the first question as the name of a file, in letters that every system takes."""
    question = unicodedata.normalize("NFKD", turns[0].question if turns else "").lower()
    words = re.sub(r"[^a-z0-9]+", "-", question.encode("ascii", "ignore").decode()).strip("-")
    return words[:_LONGEST_NAME].rstrip("-") or "conversation"
