"""What follows the noun of a request -> what the papers asked for are about, or are to show."""

from __future__ import annotations

import re

from assistant.planning.criteria.forms import inner

_FLAGS = re.IGNORECASE | re.VERBOSE
_ABOUT = re.compile(
    r"""^(?:from\ the\ (?:past|last)\ \w+\ years?\s+(?=on\b|about\b))?
    (?:to\ (?:expand|support|inform|deepen)\ my\ \w+\s+(?=on\b|about\b))?
    (?:for\ (?:an|my|the|a)\ (?:\w+\ )?(?:article|paper|survey|thesis|section|group|talk|course)\s+(?=on\b|about\b))?
    (?:about|on|regarding|concerning|around|into|dealing\ with|re:|related\ to|of|in\ the\ (?:area|field)\ of)\s+""",
    _FLAGS,
)
_FOR = re.compile(r"^(?:for|in(?!\ (?:which|whom)\b))\s+", _FLAGS)
_FOR_CLAIM = re.compile(
    r"^(?:for|of|supporting|behind)\ (?:the\ |my\ )?(?=claim|idea|view|hypothesis|statement)", _FLAGS
)
_OF_PAPER = re.compile(r"^(?:with|without|by|from|whose|where|in\ which)\b", _FLAGS)


def about(rest: str) -> str:
    """Return "Is this paper about X" for "on X"; "" where ``rest`` does not begin so."""
    found = _ABOUT.match(rest)
    return f"Is this paper about {inner(rest[found.end() :])}" if found else ""


def about_or_for(rest: str) -> str:
    """Return the same also for "for X" and "in X", and ask for support of "the claim that X"."""
    if claim := _FOR_CLAIM.match(rest):
        return f"Does this paper support the {rest[claim.end() :]}"
    found = _FOR.match(rest)
    return about(rest) or (f"Is this paper about {rest[found.end() :]}" if found else "")


def about_it(rest: str) -> str:
    """Return "Is this paper about X" for X, however it begins."""
    if _OF_PAPER.match(rest):
        return f"Is this a paper {rest}"
    return (
        about(rest) or f"Is this paper about {inner(_FOR.sub('', rest) if rest.startswith('for ') else rest)}"
    )
