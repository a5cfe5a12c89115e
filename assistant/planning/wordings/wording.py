"""What wordings are made of: names, venues, papers and the verbs for writing them; patterns only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.planning.conditions.authors import NO_NAMES
from assistant.planning.conditions.words import PAPERS

_FLAGS = re.IGNORECASE | re.VERBOSE
_NO_NAMES = "|".join(
    (
        *NO_NAMES,
        *"""not an with without no ever there here other others else anyone somebody someone everyone people researchers
        author authors co-author co-authors coauthors
        given known unknown recorded missing stated but or a(?!\\.)""".split(),
    )
)
WORD = rf"(?!(?:{_NO_NAMES}|{PAPERS})\b)[^\W\d_][\w'’-]*\.?"
FULL = rf"{WORD}(?:\s+{WORD}){{0,3}}?"
NAME = rf"(?P<name>{FULL})"
OTHER = rf"(?P<other>{FULL})"
PLACE = r"(?P<place>(?-i:[A-Z])[\w&'’-]*(?:\s+[\w&'’-]+){0,9}?)"
ONCE = r"(?:ever\s+|also\s+|already\s+|both\s+|jointly\s+)*"
WORKED = r"""(?:wr(?:ite|ote|itten)|publish(?:ed|es)?|work(?:s|ed)?|collaborat(?:e|es|ed)|co-?author(?:s|ed)?
    |author(?:ed)?|co-?operat(?:e|ed))"""
_SOME = r"(?:anything|something|any|an?|one|some|the|their|joint|several)"
THINGS = rf"(?:\s+{_SOME}\b(?:\s+joint)?(?:\s+{PAPERS})?|\s+(?:joint\s+)?{PAPERS})?"
JOINTLY = r"(?:\s+(?:together|jointly|with\s+each\s+other|with\s+one\s+another|as\s+co-?authors))"
OPEN = r"""^\W*(?:(?:and|so|please|can\ you|could\ you|tell\ me|show\ me|give\ me|list|find|show|name
    |i\ want\ to\ know)\s+)*"""
PEOPLE = r"(?:authors|people|researchers|scientists)"
MOSTLY = r"(?:\s+(?:the\s+)?most(?:\s+often)?)?"
NEXT = r"\s+(?=\w)"
END = r"(?=\W*$|\s+(?:on|about|in|at|from|since|after|before|between|until|with|during|for|that|which)\b)"
LEAVING_OUT = r"""(?:(?:but\s+)?(?:leave|leaving|left)\s+out|(?:but\s+)?(?:skip|omit|exclude|drop)(?:ping|ting|ing)?
    |except(?:ing)?(?:\s+for)?|excluding|other\s+than|apart\s+from|aside\s+from|besides|but\s+(?:not|without)|and\s+not
    |not\s+counting|minus|ignoring|without|omitting)"""
THOSE = rf"(?:(?:all|any|the|those|ones|{PAPERS})\s+)*"
BY = r"(?:(?:written|published|(?:co-?)?authored)\s+)?(?:by|from|of)"


@dataclass(frozen=True)
class Wording:
    """``verbose`` is said as ``known``; ``needs`` names the groups that must be people here ("place": a venue here)."""

    verbose: str
    known: str
    needs: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is searched for, whatever the case; all of them take .4 s to compile, most are never needed."""
        return re.compile(self.verbose, _FLAGS)


def wording(verbose: str, known: str, *needs: str) -> Wording:
    """Make one of a verbose pattern in which case does not matter."""
    return Wording(verbose, known, needs)
