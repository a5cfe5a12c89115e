"""Questions that order papers by age: which is the older or newer one, the latest, the first: their records tell."""

from __future__ import annotations

import re

# "The latest papers on ...": these, by year.
NEWEST = re.compile(
    r"""(?ix)\b(?:the\s+)?(?:most\ recent|newest|latest|recent)\s+(?:(?:\d+|two|three|four|five|six|ten|few)\s+)?
    (?=(?:[\w-]+\s+){0,2}(?:papers|studies|works|articles|publications)\b)"""
)
# "The newest paper on ...", "the first paper that ...": the papers, in the order of their years.
FIRST_OF = re.compile(
    r"""(?ix)^\W*(?:(?:what|which)(?:['’]s|\s+(?:is|was|are|were))?\s+)?(?:the\s+)?(?:(?P<new>newest|latest|most\s+recent)
    |(?P<old>oldest|earliest|(?:very\s+)?first))\s+(?:papers?|stud(?:y|ies)|works?|articles?|publications?)\s+
    (?:(?:that|which|to)\s+|(?=(?:on|about|in|using|with|for|of)\s))"""
)
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
