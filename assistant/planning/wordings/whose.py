"""A question for those who wrote on a subject, or for when they did -> the one for the papers, what to tell of them."""

from __future__ import annotations

import re

from assistant.planning.conditions.words import PAPERS
from assistant.planning.named_things import is_name, without_noun

_FLAGS = re.IGNORECASE | re.VERBOSE
_OPEN = r"^\W*(?:(?:and|so|please|can\ you|could\ you|tell\ me|show\ me|give\ me|list|find|show|name)\s+)*"
_PEOPLE = r"(?:authors?|people|researchers?|scientists?|groups?|scholars?|experts?)"
_WRITE = r"""(?:work(?:s|ed|ing)?|wr(?:ote|ite|ites|itten|iting)|publish(?:es|ed|ing)?|co-?authored|author(?:ed)?)"""
_ON = r"(?:on|about|regarding|concerning)"
_WHO = (
    rf"""{_OPEN}(?:who(?:\s+else)?|(?:which|what)\s+{_PEOPLE}|(?:all\s+)?(?:the\s+)?(?:names\s+of\s+)?(?:all\s+)?{_PEOPLE}(?:\s+(?:who|that))?)
    \s+(?:(?:has|have|is|are)\s+)?{_WRITE}(?:\s+(?:the\s+)?(?:most|many|several|any|more\s+than\s+one|a)\b)?(?:\s+{PAPERS})?\s+(?:the\s+most\s+)?{_ON}\s+(?P<of>.+)""",
    rf"""{_OPEN}(?:who|(?:which|what)\s+{_PEOPLE})\s+(?:(?:has|have)\s+)?{_WRITE}\s+(?:the|all|these|those)\s+(?:(?:the|those|of)\s+)*
    (?:papers|studies|works|articles|publications)\s+{_ON}\s+(?P<of>.+)""",
    rf"""{_OPEN}(?:who|(?:which|what)\s+{_PEOPLE})\s+(?:has|have)\s+(?:the\s+)?(?:most\s+|many\s+|any\s+)?{PAPERS}\s+{_ON}\s+(?P<of>.+)""",
    rf"""{_OPEN}(?:(?:who|what|which)\s+(?:is|are)\s+)?(?:the\s+)?(?:most\s+)?(?:main|leading|key|important|prolific|productive|frequent|active
    |top)\s+{_PEOPLE}\s+(?:in|on|about|of|working\s+on|publishing\s+on)\s+(?P<of>(?!(?:the|this|my|our)\s+(?:shelf|collection|library)\b|here|papers).+)""",
    rf"""{_OPEN}(?:who\s+are\s+)?(?:all\s+)?(?:the\s+)?(?:names\s+of\s+)?(?:the\s+)?authors\s+of\s+(?:the\s+|all\s+)*(?:papers|studies|works|articles|publications)\s+{_ON}\s+(?P<of>.+)""",
)
_WITH = (rf"^\W*co-authors\ in\ papers\ by\ (?P<who>.+?)\ {_ON}\ (?P<of>.+)",)
_WHEN = (
    rf"""{_OPEN}(?:when|in\s+(?:which|what)\s+years?|(?:which|what)\s+years?)\s+(?:did|has|have)\s+(?P<who>.+?)\s+{_WRITE}
    (?:\s+(?:anything|something|a|any))?(?:\s+{PAPERS})?\s+{_ON}\s+(?P<of>.+)""",
)
_COUNTED = rf"{_OPEN}(?:how\s+many\s+)?{PAPERS}\s+(?:are\s+there\s+)?(?:per|by|each|for\s+each|every)\s+"
_PER_YEAR = (
    rf"{_COUNTED}(?:publication\s+)?year\s+(?P<does>(?:that\s+)?(?:mention|use|name|cite|study|propose|evaluate)\b.+)",
    rf"{_OPEN}how\s+many\s+{PAPERS}\s+(?P<does>(?:mention|use|name|cite|study|propose|evaluate)\b.+?)\s+(?:per|each|every|by)\s+year\W*$",
)
_ASKED = (
    *(("when", re.compile(pattern, _FLAGS)) for pattern in _PER_YEAR),
    *(("who", re.compile(pattern, _FLAGS)) for pattern in (*_WHO, *_WITH)),
    *(("when", re.compile(pattern, _FLAGS)) for pattern in _WHEN),
)
# "Who works with Qwen2-VL?": those whose papers do.
_WHO_DOES = re.compile(
    rf"""{_OPEN}(?:who(?:\s+else)?|(?:which|what)\s+{_PEOPLE})\s+(?:(?:has|have|is|are)\s+)?
    (?P<does>(?:us|mention|cit|evaluat|train|test|fine-?tun|experiment|build|work|appl|employ)(?:e|es|s|ed|ing|y|ies|ied|t|d)?
      (?:\s+(?:on|with|upon))?)\s+(?P<of>.+)""",
    _FLAGS,
)


def whose_asked(question: str) -> tuple[str, str]:
    """Return what to tell of papers ("who" wrote them, "when") and the question for these; ("", "") for others."""
    does = _WHO_DOES.match(question)
    if does and is_name(without_noun(does["of"].strip(" ?.!"))):
        return "who", f"Which papers {_base(does['does'])} {does['of'].strip(' ?.!')}?"
    for asks, pattern in _ASKED:
        if found := pattern.match(question):
            if "does" in pattern.groupindex:
                return asks, f"Which papers {found['does'].strip(' ?.!')}?"
            about = f"about {found['of'].strip(' ?.!')}?"
            by = f" by {found['who']}" if "who" in pattern.groupindex else ""
            return asks, f"Which papers{by} are {about}"
    return "", ""


def _base(does: str) -> str:
    """Return what somebody does as papers do it: "mentioned" -> "mention", "works with" -> "use"."""
    return "mention" if does.lower().startswith(("mention", "cit")) else "use"
