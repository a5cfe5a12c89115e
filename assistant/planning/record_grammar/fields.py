"""Fields of a record that papers are said to have or to lack: "without a year", "lack a year and a venue"."""

from __future__ import annotations

import re

from assistant.types import Filter

# What fields are called.
_FIELDS = {
    "date": "year",
    "journal": "venue",
    "conference": "venue",
    "when": "year",
    "where": "venue",
    "who": "author",
    "by whom": "author",
}
_FIELD = r"""(?P<{0}>years?|dates?|authors?|venues?|journals?|conferences?|abstracts?|sources?)
    (?:\s+(?:information|info|data|details?))?"""
_RECORDED = r"(?:recorded|given|listed|known|stated|stored|available|attached|indicated)"
_NOT_DO = r"(?:do|does|did)(?:\s+not|n['’]t)"
_SAY = r"(?:have|say|tell|state|record|show|mention|give|list|name)"
_MISSING = re.compile(
    rf"""\b(?:(?:(?:that|which)\s+)?(?:{_NOT_DO}\s+{_SAY}|(?:have|has|having|with|are|is|records?|lists?)\s+no|without|no
          |lack(?:s|ing)?|(?:(?:are|is)\s+)?missing|miss(?:es)?)\s+(?:(?:an?|any|the|their|its|both|either)\s+)*
        (?:(?:{_RECORDED}|publication)\s+)?{_FIELD.format("a")}(?:\s+(?:at\s+all|{_RECORDED}))?(?!\w|-)
    |(?:whose|where\s+the|the)\s+(?:publication\s+)?{_FIELD.format("b")}\s+(?:
        (?:is|are)\s+(?:missing|unknown|not\s+{_RECORDED}|absent|blank|empty)|(?:is|are)n['’]t\s+{_RECORDED})
    |{_NOT_DO}\s+{_SAY}\s+(?P<c>when|where|who|by\s+whom)
        (?:\s+(?:they|it|wrote|written|published|appeared|were|was|are|is|them|came|out))*
    |(?:is|are)\s+(?:the|any|an?)\s+(?:publication\s+)?{_FIELD.format("d")}\s+(?:missing|unknown|not\s+{_RECORDED}|absent)
      (?:\s+(?:for|from|in|on|of))?
    |(?P<anon>anonymous))""",
    re.IGNORECASE | re.VERBOSE,
)
_IS_NO_AUTHOR = re.compile(r"(?i)(?:is|are)\s+no\s+(?:co-?)?author")
# "... a year and a venue", "neither a year nor a venue": the next field of the same kind.
_NEXT = re.compile(
    rf"""\s*(?:,|(?:,\s*)?\b(?:and|or|nor))\s+(?:(?:an?|any|the|their|its|no)\s+)*{_FIELD.format("next")}(?!\w|-)""",
    re.IGNORECASE | re.VERBOSE,
)
_NEITHER = re.compile(
    rf"""\b(?:(?:have|has|with|having|give|record|show)\s+)?neither\s+(?:an?\s+)?{_FIELD.format("a")}(?=\s+nor\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_PRESENT = re.compile(
    rf"""\b(?:(?:that|which)\s+)?(?:do\s+|does\s+)?(?:have|has|having|with|come\s+with|comes\s+with|possess)\s+
    (?:(?:an?|any|the|their|its|both|{_RECORDED})\s+)*{_FIELD.format("a")}(?:\s+(?:at\s+all|{_RECORDED}))?
    (?=\s*[?.!,]*$|\s*,?\s+(?:and|but|or)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def take_fields(question: str) -> list[tuple[int, int, tuple[Filter, ...]]]:
    """Return where ``question`` tells which fields papers have or lack, and the conditions."""
    spans: list[tuple[int, int, tuple[Filter, ...]]] = []
    for pattern, holds in ((_NEITHER, False), (_MISSING, False), (_PRESENT, True)):
        for found in pattern.finditer(question):
            if any(start < found.end() and found.start() < end for start, end, _ in spans):
                continue
            if _IS_NO_AUTHOR.match(found[0]):  # "in which Liu is no author"
                continue
            said = next(
                (found[name] for name in ("a", "b", "c", "d") if found.groupdict().get(name)), "author"
            )
            spans.append((found.start(), found.end(), (_condition(said, holds=holds),)))
            while following := _NEXT.match(question, spans[-1][1]):
                spans.append(
                    (following.start(), following.end(), (_condition(following["next"], holds=holds),))
                )
    return spans


def _condition(said: str, *, holds: bool) -> Filter:
    said = said.lower().removesuffix("s")
    field = _FIELDS.get(said, said)
    text = f"{'with' if holds else 'without'} {'an' if field in ('author', 'abstract') else 'a'} {field}"
    return Filter.model_validate({"field": field, "op": "is", "value": holds, "text": text})
