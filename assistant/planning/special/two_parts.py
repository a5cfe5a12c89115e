"""A question that asks two things -> both: "What is CreoleVal and what does xCOMET do?"."""

from __future__ import annotations

import re

from assistant.planning.named_things import is_name
from assistant.planning.special.definitions import definition_asked
from assistant.planning.special.record_questions import record_asked

_ASKS = r"(?:what|which|who|whose|when|where|why|how|does|do|did|is|are|was|were|can)"
_JOINT = re.compile(
    rf"(?i)(?:\s*[,;]\s*(?:and|but|also)\s+|\s+and\s+(?:also\s+)?|\?\s+(?:and\s+)?)(?={_ASKS}\b)"
)
_BEGINS = re.compile(rf"(?i)^\W*(?:please\s+)?(?:(?:tell\ me|can\ you\ tell\ me)\s+)?{_ASKS}\b")
# A part that leans on the other one is asked with it.
_LEANS = re.compile(
    r"(?i)\b(?:it|its|they|their|them|those|these|this|that|he|she|his|her|both|one|ones|same|other|latter|former)\b"
)
_VERB = re.compile(r"(?i)\b(?:is|are|was|were|do|does|did|can|could|has|have|had)\b")
# A name before it in the same part is what such a word stands for.
_NAMED = re.compile(r"[A-Z][a-z]*[A-Z0-9]|[a-z][A-Z]|[“\"]|(?<=\s)[A-Z][\w-]{2,}")
_IT = re.compile(r"(?i)\b(?:it|this|that)\b")
_LEAST = 3  # words of a part


def two_parts(question: str) -> tuple[str, ...]:
    """Return the two or three questions in ``question``, () when it asks one thing."""
    parts = [part.strip(" ?.!,") for part in _JOINT.split(question)]
    if not 2 <= len(parts) <= 3 or any(len(part.split()) < _LEAST for part in parts):
        return ()
    first = record_asked(parts[0])
    if first and is_name(first.subject):  # "Who wrote X and what is it about?"
        parts[1:] = [_IT.sub(first.subject, part, count=1) for part in parts[1:]]
    if name := definition_asked(parts[0]):  # "What is X and who wrote it?"
        of_it = (record_asked(part) for part in parts[1:])
        parts[1:] = [
            _IT.sub(name, part, count=1) if asked and not asked.subject else part
            for part, asked in zip(parts[1:], of_it, strict=True)
        ]
    asks = (bool(_BEGINS.match(part) and (_VERB.search(part) or record_asked(part))) for part in parts)
    if not all(asks) or any(map(_leans, parts)):
        return ()
    return tuple(f"{part[:1].upper()}{part[1:]}?" for part in parts)


def _leans(part: str) -> bool:
    """Whether a word of ``part`` stands for something that it does not name itself."""
    return any(not _NAMED.search(part[: word.start()]) for word in _LEANS.finditer(part))
