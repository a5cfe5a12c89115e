"""A follow-up on time alone: "and after?", "before that?", "sort them by year" -> what it changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import Filter

_OTHER = re.compile(
    r"""\W*(?:(?:and|but|or|so|what\s+about|how\s+about|any|anything|the\s+ones|those|papers|ones|from)\b[\s,]*)*
    (?:(?P<after>after(?:wards?)?|later|newer|since|more\s+recent(?:ly)?)
      |(?P<before>before(?:hand)?|earlier|older|previously|prior))
    (?:\s+(?:to|that|then|this|it|ones|papers|years?))*\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_SORT = re.compile(
    r"""\W*(?:(?:please|now|and|then|ok|can\s+you|could\s+you)\b[\s,]*)*(?:sort(?:ed)?|order(?:ed)?|rank|arrange|list|show)\s+
    (?:(?:them|these|those|it|that|all|the\s+(?:papers|list|results|answers?))\s+)*
    (?:by\s+(?:publication\s+)?(?:year|date|age)|chronologically)
    (?:\W+(?:(?:from\s+)?the\s+)?(?:(?P<old>oldest|earliest|ascending|old)|newest|latest|most\s+recent|descending|new))?
    (?:\s+(?:first|order|to\s+\w+))*\W*""",
    re.IGNORECASE | re.VERBOSE,
)


def other_time(question: str, filters: Sequence[Filter]) -> str:
    """Return the time that ``question`` asks for on the other side of the years of ``filters``: "since 2018", or ""."""
    found = _OTHER.fullmatch(question)
    years = [one for one in filters if one.field == "year" and isinstance(one.value, int)]
    if not found or not years:
        return ""
    least = max((int(str(one.value)) for one in years if one.op in ("=", ">=")), default=0)
    most = min((int(str(one.value)) for one in years if one.op in ("=", "<=")), default=0)
    if found["after"]:
        return f"since {most + 1}" if most else ""
    return f"before {least}" if least else ""


def order_asked(question: str) -> str:
    """Return "newest" or "oldest" when ``question`` asks for the last list by year, that first; "" when it does not."""
    found = _SORT.fullmatch(question)
    if not found:
        return ""
    return "oldest" if found["old"] else "newest"
