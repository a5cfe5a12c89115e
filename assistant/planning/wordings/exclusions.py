""" "Papers without Liu as an author", "all except those at EMNLP" -> "papers not by Liu", "not published at EMNLP"."""

from __future__ import annotations

from assistant.planning.conditions.words import PAPERS
from assistant.planning.wordings.wording import BY, END, FULL, LEAVING_OUT, NAME, OTHER, PLACE, THOSE, wording

EXCLUSIONS = (
    wording(
        rf"""\b(?:(?:that|which|who)\s+)?(?:do(?:es)?\s+not|don['’]t|doesn['’]t|didn['’]t|did\s+not)\s+(?:have|list|name|include
        |count)\s+{NAME}\s+(?:as|among|in|on)\s+(?:an?\s+|the\s+|one\s+of\s+the\s+|their\s+)?(?:co-?)?authors?\b""",
        r"not by \g<name>",
    ),
    wording(
        rf"\b(?:without|not\s+having|having\s+no|with\s+no|lacking|not\s+with)\s+{NAME}\s+(?:as|among)\s+(?:an?\s+|the\s+|one\s+of\s+the\s+)?(?:co-?)?authors?\b",
        r"not by \g<name>",
    ),
    wording(
        rf"\b(?:where|in\s+which|of\s+which)\s+{NAME}\s+(?:is\s+not|isn['’]t|was\s+not|wasn['’]t)\s+(?:an?\s+|the\s+|one\s+of\s+the\s+|among\s+the\s+)?(?:co-?)?authors?(?:\s+of)?\b",
        r"not by \g<name>",
    ),
    wording(
        rf"\b(?:whose\s+authors?|with\s+authors?)\s+(?:is|are|do|does)(?:\s+not|n['’]t)(?:\s+include)?\s+{NAME}{END}",
        r"not by \g<name>",
    ),
    wording(
        rf"\b(?:that|which)?\s*{NAME}\s+(?:did\s+not|didn['’]t|has\s+not|hasn['’]t)\s+(?:co-?)?(?:wr(?:ite|itten)|author(?:ed)?|publish(?:ed)?)\b",
        r" not by \g<name>",
        "name",
    ),
    wording(
        rf"\b(?:did\s+not|didn['’]t|was\s+not|wasn['’]t)\s+{NAME}\s+(?:co-?)?(?:write|author|publish)\b",
        r"are not by \g<name>",
        "name",
    ),
    wording(
        rf"\b(?:(?:that|which)\s+)?{NAME}\s+(?:was|is|were|has)(?:\s+not|n['’]t)\s+(?:been\s+)?involved(?:\s+in)?\b",
        r"not by \g<name>",
        "name",
    ),
    wording(
        rf"\bneither\s+(?:written\s+)?by\s+{NAME}\s+nor\s+(?:by\s+)?{OTHER}{END}",
        r"not by \g<name> and not by \g<other>",
        "name",
        "other",
    ),
    wording(
        rf"\b(?:did|has|have)\s+{NAME}\s+not\s+(?:co-?)?(?:wr(?:ite|itten)|author(?:ed)?|publish(?:ed)?)\b",
        r"are not by \g<name>",
        "name",
    ),
    wording(
        rf"^\W*(?:please\s+)?{LEAVING_OUT}\s+{THOSE}{BY}\s+{NAME}\s*[:;,.]\s*(?:and\s+)?(?P<rest>.+?)\W*$",
        r"\g<rest> not by \g<name>?",
        "name",
    ),
    wording(rf",?\s*\b{LEAVING_OUT}\s+{THOSE}{BY}\s+{NAME}{END}", r" not by \g<name>", "name"),
    wording(rf"(?<=\S)\s+(?:and|but)\s+not\s+{NAME}{END}", r" and not by \g<name>", "name"),
    wording(
        rf"^(?P<head>.*\bby\s+(?-i:[A-Z]).*?),?\s+{LEAVING_OUT}\s+(?P<name>(?-i:[A-Z]){FULL})\W*$",
        r"\g<head> not by \g<name>?",
        "name",
    ),
    wording(
        rf"^(?P<head>\W*(?:\w+\s+){{0,3}}?{PAPERS}),?\s+{LEAVING_OUT}\s+(?P<name>{FULL})['’]?s?\W*$",
        r"\g<head> not by \g<name>",
        "name",
    ),
    wording(
        rf",?\s*\b(?:{LEAVING_OUT}|outside(?:\s+of)?)\s+{THOSE}(?:(?:published|presented|appearing)\s+)?(?:at|in|from)\s+{PLACE}{END}",
        r" not published at \g<place>",
        "place",
    ),
    wording(
        rf",?\s*\b(?:{LEAVING_OUT}|outside(?:\s+of)?)\s+{THOSE}(?P<place>(?-i:[A-Z]{{3,}})){END}",
        r" not published at \g<place>",
        "place",
    ),
    wording(
        rf",?\s*\b(?:{LEAVING_OUT}|outside(?:\s+of)?)\s+{THOSE}(?:(?:published|written)\s+)?(?:(?:in|from|of)\s+)?(?P<year>(?:19|20)\d\d)(?![\w-])",
        r" not published in \g<year>",
    ),
)
