"""What is formally wrong with the citations of an answer: quotes, places, markers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant import Answer, Citation, Paper

_MARKER = re.compile(r"(?<!\\)\[(\d+)\](?!\()")


def faults(answer: Answer, papers: Mapping[str, Paper]) -> tuple[str, ...]:
    """Return a phrase for each fault: a quote not verbatim, a marker or citation without the other."""
    found = [
        f"[{citation.number}] {fault}"
        for citation in answer.citations
        if (fault := _misquoted(citation, papers))
    ]
    numbers = [citation.number for citation in answer.citations]
    if len(set(numbers)) < len(numbers):
        found.append("two citations share a number")
    used = {int(number) for number in _MARKER.findall(answer.text)}
    found += [f"[{number}] has no citation" for number in sorted(used - set(numbers))]
    found += [f"citation {number} is not used in the text" for number in sorted(set(numbers) - used)]
    if answer.status == "no_evidence" and answer.citations:
        found.append("says that there is no evidence, and cites")
    matched = {verdict.paper_id for verdict in answer.verdicts if verdict.verdict == "match"}
    uncited = matched - {citation.paper_id for citation in answer.citations}
    found += [f"{paper_id} is a match and not cited" for paper_id in sorted(uncited)]
    for verdict in answer.verdicts:
        paper = papers.get(verdict.paper_id)
        if verdict.quote and (
            not paper or (verdict.quote not in paper.abstract and verdict.quote not in paper.title)
        ):
            found.append(f"the verdict on {verdict.paper_id} quotes what the paper does not say")
    return tuple(found)


def _misquoted(citation: Citation, papers: Mapping[str, Paper]) -> str:
    paper = papers.get(citation.paper_id)
    if paper is None:
        return f"cites {citation.paper_id}, which is not on the shelf"
    text = paper.abstract if citation.field == "abstract" else paper.title
    if not citation.quote or text[citation.start : citation.end] != citation.quote:
        return f"does not quote the {citation.field} at {citation.start}-{citation.end} verbatim"
    return ""
