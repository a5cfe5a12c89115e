"""A question that asks which of some papers is the older or newer one: their records tell."""

from __future__ import annotations

import re

_AGE = (
    r"(?:(?P<old>older|oldest|earlier|earliest|first)"
    r"|(?P<new>newer|newest|later|latest|more\ recent|most\ recent|last))"
)
_CAME = r"(?:is|was|are|were|came|comes|appeared|published|written|out)"
_WHICH = re.compile(
    rf"""\W*(?:(?:and|but|so)\s+)?(?:(?:which|what)(?:\s+(?:one|ones|paper|papers))?(?:\s+of\s+(?:them|those|these|the\s+two))?
    (?:\s+{_CAME})+\s+(?:the\s+)?)?(?:the\s+)?{_AGE}(?:\s+(?:one|paper|published))?
    (?P<of>\s+(?:of|among)\s+(?:them|those|these|the\s+two)(?:\s+papers)?)?(?:\s*,.*\bor\b.*)?\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_IS_IT = re.compile(rf"(?i)\W*(?:is|was)\s+.*\b{_AGE}\s+than\b.*", re.VERBOSE)
# "First" alone is an ordinal, "last" the last of a list.
_ALONE = re.compile(r"(?i)\W*(?:and\s+)?(?:the\s+)?(?:first|last|later)\W*(?:one|paper)?\W*")


def age_asked(question: str) -> str:
    """Return "oldest" or "newest" when ``question`` asks which of papers is that, "" when it does not."""
    found = _WHICH.fullmatch(question) or _IS_IT.fullmatch(question)
    if not found or _ALONE.fullmatch(question):
        return ""
    return "oldest" if found["old"] else "newest"
