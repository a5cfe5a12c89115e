"""Somebody introduced, then asked about: "My supervisor is Simon Kirby; which of his papers do we have?"."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.planning.record_grammar.spans import people_in
from assistant.retrieval.metadata.records import Records

_CLAUSES = re.compile(
    r"(?<=[^\W\d_][^\W\d_])\s*[;:.!?,\u2013\u2014]\s+(?:(?:and|but|so)\s+)?|\s+-\s+"
    r"|\s+(?=(?:asked|asks|wonders?|wondered|wants?\s+to\s+know)\s+(?:me\s+)?(?:which|what|how|when|where|who)\b)"
)
_OF_SOMEBODY = re.compile(r"(?i)\b(?:his|hers?|him|he|she|they|their|theirs|them)\b")
_OWN = re.compile(r"(?i)\b(?:his|her|their)\b(?=\s+(?:own\s+)?[a-z])")
_ASKS = re.compile(
    r"(?i)^\W*(?:please\s+)?(?:which|what|who|whom|whose|when|where|how|is|are|was|did|does|do|has|have|can|could|list|show|find"
    r"|give|tell|count|name|any|anything|papers|everything|all)\b"
)
_WISH = re.compile(
    r"""(?ix)^\W*(?:(?:i|we|he|she|they)\s+)?(?:(?:would|['’]d)\s+like|wants?|needs?|asks?|asked|wonders?|(?:am|is)\s+wondering)
    (?:\s+(?:me|us))?(?:\s+(?:to\s+)?(?:know|see|read|find\s+out|find|get|tell|list))?\s+
    (?=(?:which|what|how|when|where|who|whom|all|everything|if|whether)\b)"""
)
_OF_OWN = re.compile(
    r"(?i)\b(?:which|what|how\s+many|any|all|some|list|show(?:\s+me)?)\s+of\s+(?=(?:his|her|their)\b)"
)


def about_introduced(question: str, records: Callable[[], Records]) -> str:
    """Return what is asked of the one person whom an earlier clause names, by that name; "" where it is not so."""
    cuts = list(_CLAUSES.finditer(question))
    for cut in cuts:
        before, asked = question[: cut.start()], _WISH.sub("", question[cut.end() :])
        if not (_ASKS.match(asked) and _OF_SOMEBODY.search(asked)) or _ASKS.match(before):
            continue
        named = people_in(before, records())
        if len(named) != 1:
            return ""
        return by_name(asked, named[0])
    return ""


def by_name(asked: str, name: str) -> str:
    """Put the name in the place of the words that stand for it."""
    asked = _OF_OWN.sub(
        lambda found: f"{found[0].split()[0]} ".replace("any ", "which ").replace("all ", "list "), asked
    )
    said = _OWN.sub(f"{name}'s", asked)
    said = re.sub(r"(?i)\b(?:his|hers|theirs)\b", f"{name}'s", said)
    said = re.sub(r"(?i)\b(?:he|she|they|him|her|them)\b", name, said)
    return f"{said[:1].upper()}{said[1:]}"
