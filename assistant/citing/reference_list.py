"""Whether a line of an answer begins a list of references, which citations make superfluous."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.content_words import terms
from assistant.types import Paper

_HEADING = re.compile(
    r"(?i)^\W*(?:references?|sources?|bibliography|citations?|works cited|cited papers)\W*$"
)
# "[3] Smith, J. and Doe, A. (2021). Title." and "[3] Smith et al., 2021".
_ENTRY = re.compile(r"^[\s*\-•]*\\?\[\d{1,3}\\?\]:?\s*(?P<rest>\S.*)$", re.DOTALL)
_SCHOLARLY = re.compile(
    r"\bet al\b|\((?:19|20)\d\d[a-z]?\)|\b(?:19|20)\d\d\W*$|\barXiv\b|\bdoi\b|\bProceedings\b|\bpp\. ?\d"
)
_AUTHORS = re.compile(r"^(?:[A-Z][\w’'-]+,? (?:[A-Z]\.[- ]?)+|[A-Z][\w’'-]+ (?:et al|and [A-Z]))")
_OF_TITLE = 0.8


def is_heading(line: str) -> bool:
    """Tell whether a line says no more than that references follow."""
    return bool(_HEADING.match(line))


def is_entry(line: str, prose: str, papers: Sequence[Paper]) -> bool:
    """Tell whether a line that begins with a marker is a reference: one of the titles, or authors and a year."""
    found = _ENTRY.match(line)
    if not found:
        return False
    words = terms(prose)
    titles = (terms(paper.title).keys() for paper in papers)
    if any(len(title & words.keys()) >= _OF_TITLE * max(len(words), len(title)) for title in titles if words):
        return True
    return bool(_SCHOLARLY.search(found["rest"]) and _AUTHORS.match(found["rest"].lstrip(' *_"“')))
