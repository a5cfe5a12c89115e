"""The words around conditions; patterns only."""

from __future__ import annotations

import re

from assistant.types import Filter

PAPERS = (
    r"(?:papers?|stud(?:y|ies)|works?|articles?|publications?|abstracts?|preprints?|surveys?|entries|ones"
    r"|theses|reports|everything)"
)
PUBLISHED = r"""(?:published|written|appear(?:ed|ing|s)?|dated|printed|released|presented|came\ out|come\ out
    |coming\ out)"""
# "that were", "which have been" before such a word.
WERE = r"(?:(?:that|which|who)\s+)?(?:(?:are|is|were|was|have\ been|has\ been|got)\s+)?"
# Questions that ask for papers, as opposed to what is in one.
ASKS_PAPERS = re.compile(
    rf"\b{PAPERS}\b|\bwrit(?:e|ten|es)\b|\bwrote\b|\bpublish(?:ed)?\b|\b(?:co-?)?author(?:ed)?\b", re.I
)
# What is left of a question that asks for nothing but its conditions: "How many papers are ...?", "List all ...".
BARE = re.compile(
    rf"""\W*(?:(?:please|can|could|would|you|we|i|me|anything|something|together|jointly|ever|list|lists|show|name|give|find|get|tell|want|need|see|looking|for|which|what
    |how\ many|number|count|all|any|every|each|of|the|a|an|those|these|them|they|it|{PAPERS}|are|is|were|was|there
      |do|does|did
    |have|has|been|had|here|on|in|this|that|who|my|your|our|shelf|collection|library|corpus|and|but|only|just|also|exist|titles?
    |written|write|wrote|publish|published|publishes|come|came|out|appear|appeared|record(?:ed)?|keep|by)\b\W*)*""",
    re.I | re.X,
)


# Right before a condition this turns it round: "not by Liu", "weren't published in 2019".
NEGATED = re.compile(
    r"(?i)(?:\b(?:not|never|excluding|except(?:\s+for)?|other\s+than)|\b(?:are|were|was|is)n['’]t)\s*(?:been\s+)?$"
)


def turned_round(filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """Return the opposite of conditions that name values, or of one span of years; () of others."""
    if [condition.op for condition in filters] == [">=", "<="] and filters[0].field == "year":
        low, high = (int(condition.value) for condition in filters if isinstance(condition.value, int))
        years = tuple(map(str, range(low, high + 1)))
        return (Filter(field="year", op="not", value=years, text=f"not {filters[0].text}"),)
    if any(condition.op not in ("=", "has") for condition in filters):
        return ()
    return tuple(
        condition.model_copy(
            update={
                "op": "not",
                "text": f"not {condition.text}",
                "value": condition.value if isinstance(condition.value, tuple) else (str(condition.value),),
            }
        )
        for condition in filters
    )


def tidied(text: str) -> str:
    """Return a question from which words were taken, without the gaps that they left."""
    text = " ".join(text.split())
    text = re.sub(
        rf"(?i)(\b{PAPERS})(?:\s+(?:that|which))?(?:\s+(?:are|were|is|was))?\s+and\s+(?=\w)", r"\1 ", text
    )
    text = re.sub(r"\s+([?.!,;:])", r"\1", text)
    text = re.sub(
        r"(?i)[\s,]+(?:and|that|which|who|are|were|is|was|by|from|in|at|with|but)(?=[?.!]*$)", "", text
    )
    return re.sub(r"^[\s,;:]+", "", text)
