""" "Have Liu and Chen ever written together?", "Who has Liu worked with?" -> papers of both, co-authors of one."""

from __future__ import annotations

from assistant.planning.conditions.words import PAPERS
from assistant.planning.wordings.wording import (
    END,
    JOINTLY,
    MOSTLY,
    NAME,
    ONCE,
    OPEN,
    OTHER,
    PEOPLE,
    THINGS,
    WORKED,
    wording,
)

TOGETHER = (
    # Two who wrote together.
    wording(
        rf"{OPEN}(?:did|do|does|have|has|are|were)\s+{ONCE}{NAME}\s+(?:and|or)\s+{OTHER}\s+{ONCE}{WORKED}{THINGS}{JOINTLY}?{END}",
        r"Which papers are by \g<name> and \g<other>",
        "name",
        "other",
    ),
    wording(
        rf"{OPEN}(?:(?:which|what|how\s+many)\s+{PAPERS}\s+)?(?:did|do|does|have|has)\s+{ONCE}{NAME}\s+{ONCE}{WORKED}{THINGS}\s+(?:together\s+|jointly\s+)?with\s+{OTHER}{END}",
        r"Which papers are by \g<name> and \g<other>",
        "name",
        "other",
    ),
    wording(
        rf"{OPEN}(?:(?:the|all|any|are\s+there|which|what|is\s+there)\s+)*(?:joint|common|shared)\s+{PAPERS}\s+(?:are\s+)?(?:by|of|between|from)\s+{NAME}\s+and\s+{OTHER}{END}",
        r"Which papers are by \g<name> and \g<other>",
        "name",
        "other",
    ),
    wording(
        rf"(?P<head>\b{PAPERS}\s+)(?:(?:that|which)\s+)?(?:(?:did|do|have)\s+)?{NAME}\s+and\s+{OTHER}\s+{ONCE}{WORKED}{JOINTLY}\b",
        r"\g<head>by \g<name> and \g<other>",
        "name",
        "other",
    ),
    wording(
        rf"\b(?:(?:that|which)\s+)?(?:have|has|having|list|with)\s+(?:both\s+)?{NAME}\s+and\s+{OTHER}\s+as\s+(?:the\s+)?(?:co-?)?authors\b",
        r"by \g<name> and \g<other>",
        "name",
        "other",
    ),
    wording(
        rf"\b(?:(?:that|which)\s+)?(?:have|has|list|name)\s+{NAME}\s+as\s+(?:an?\s+|the\s+|one\s+of\s+the\s+)?(?:co-?)?authors?\b",
        r"by \g<name>",
    ),
    # Whom somebody wrote with.
    wording(
        rf"{OPEN}(?:who(?:m)?|(?:which|what)\s+{PEOPLE})(?:\s+else)?\s+(?:(?:has|have|did|does|is|was)\s+)?{NAME}\s+{ONCE}{WORKED}{THINGS}\s+(?:together\s+)?with{MOSTLY}{END}",
        r"Co-authors in papers by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}with\s+(?:who(?:m)?|(?:which|what)\s+{PEOPLE})\s+(?:has|have|did|does)\s+{NAME}\s+{ONCE}{WORKED}{THINGS}{MOSTLY}{END}",
        r"Co-authors in papers by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:who(?:m)?|which\s+{PEOPLE})(?:\s+else)?\s+(?:has\s+|have\s+|did\s+)?{ONCE}{WORKED}{THINGS}\s+(?:most\s+(?:often\s+)?)?(?:together\s+)?with\s+{NAME}{END}",
        r"Co-authors in papers by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:(?:who|what|which)\s+)?(?:(?:is|are|were|was)\s+)?(?:all\s+)?(?:the\s+)?(?:\w+\s+)?(?:co-?authors?|collaborators?|co-?workers)\s+of\s+{NAME}{END}",
        r"Co-authors in papers by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:(?:who|what|which)\s+)?(?:(?:is|are|were|was)\s+)?(?:all\s+)?(?:of\s+)?{NAME}['’]s?\s+(?:\w+\s+)?(?:co-?authors?|collaborators?|co-?workers){END}",
        r"Co-authors in papers by \g<name>",
        "name",
    ),
)
