"""A set question -> the yes/no question that is asked of each paper by itself.

"Which papers avoid subword tokenizers?" becomes "Does this paper avoid subword tokenizers?". Asked so, and told
to be strict, a small model's yes and no separate far better than when asked whether a paper "belongs in the
answer" (see docs/quality.md).
"""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.VERBOSE
_PAPERS = (
    r"(?:papers?|stud(?:y|ies)|works?|articles?|ones?|publications|abstracts|preprints|models|methods|approaches"
    r"|techniques|architectures|systems|entries|frameworks|benchmarks|datasets|resources)"
)
_ASKED = re.compile(
    rf"""^\W*(?:please\s+)?(?:(?:can|could)\ you\s+)?(?:and\s+)?
    (?:which|what|how\ many|are\ there|is\ there
    |(?P<lists>list|name|find|show|give|identify|enumerate|count)(?:\ me)?)\s+
    (?:(?:of|all|any|every|each|the|these|those|them|some)\s+)*
    (?:(?P<kind>(?:[\w-]+\s+){{0,3}}?)(?P<noun>{_PAPERS})\b\s*(?:(?:here|there|on\ the\ shelf)\s+)?)?
    (?P<rest>.*?)[\s?.!]*$""",
    _FLAGS,
)
_NOT = re.compile(r"^(?:that\s+|which\s+)?(?:do|does|did)\s*(?:not|n['’]t)\s+(?P<rest>.+)", _FLAGS)
_BE = re.compile(r"^(?:that\s+|which\s+)?(?:are|is|was|were)\s+(?P<rest>.+)", _FLAGS)
_ABOUT = re.compile(r"^(?:about|on|with|from|in|by|for)\s+.+", _FLAGS)
_WHOSE = re.compile(r"^(?:whose|where|in\ which|for\ which)\s+.+", _FLAGS)
_VERB = re.compile(r"^(?:(?:that|which|who)\s+)?(?:do(?:es)?\s+(?!not\b))?(?P<verb>\w+)(?P<rest>.*)", _FLAGS)
_IRREGULAR = {"has": "have", "does": "do", "goes": "go"}


def criterion_of(question: str) -> str:
    """Return what to ask of each paper; the question itself, quoted, where no rule knows its form."""
    found = _ASKED.match(question)
    if not found or not found["rest"]:
        return _belongs(question)
    rest, noun, kind = found["rest"], (found["noun"] or "").lower(), (found["kind"] or "").strip()
    if kind:
        return f"Is this one of the {kind} {noun} that {rest}?"
    if _WHOSE.match(rest):
        return f"Is this a paper {rest}?"
    if _ABOUT.match(rest):
        return f"Is this paper {rest}?"
    if be := _BE.match(rest):
        return f"Is this paper {be['rest']}?"
    if negated := _NOT.match(rest):
        return f"Is it true that this paper does not {negated['rest']}?"
    if not noun and found["lists"]:  # "list all surveys": what follows is itself what is asked for
        return f"Is this paper one of: {rest}?"
    if verb := _VERB.match(rest):
        return f"Does this paper {_plain_form(verb['verb'], noun or 'papers')}{verb['rest']}?"
    return _belongs(question)


def _belongs(question: str) -> str:
    return f"Does this paper belong in the answer to “{question}”?"


def _plain_form(verb: str, noun: str) -> str:
    """Return "work" for "works" after a singular noun ("which one works on ...")."""
    if noun.endswith("s") or not verb.endswith("s") or verb.endswith("ss"):
        return verb
    return _IRREGULAR.get(verb.lower(), verb[:-1])
