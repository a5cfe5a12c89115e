"""A clause on papers -> the same asked of one paper: "have explored X" -> "Has this paper explored X"."""

from __future__ import annotations

import re

from assistant.planning.criteria.forms import (
    inner,
    is_participle,
    is_past,
    plain_verb,
    singular,
    with_article,
)
from assistant.planning.requests.words import OFFERS, PAPERS

_FLAGS = re.IGNORECASE | re.VERBOSE
_RELATIVE = re.compile(r"^(?:that|which|who)\s+", _FLAGS)
# After a noun these begin no clause of which it is the subject.
_NO_CLAUSE = re.compile(
    r"""^(?:about|on|with|without|from|in|by|for|of|to|at|into|under|beyond|within|between|via|like|such|re:
    |not\ (?:written|about|on)|except
    |but|whose|where|when|when|whereby|in\ which|for\ which|and|or|only|regarding|concerning
    |(?!(?:bring|sing|string|spring|cling)\b)\w+ing)\b""",
    _FLAGS,
)
_BE = re.compile(r"^(?:are|is|was|were)\s+(?P<rest>.+)", _FLAGS)
_HAVE = re.compile(
    r"^(?:has|have|had)\s+(?P<not>not\s+|never\s+|n['’]t\s+)?(?P<adverb>(?:\w+ly|also|already|been)\s+)?(?P<verb>\w+)(?P<rest>.*)",
    _FLAGS,
)
_HAVE_NOT = re.compile(r"^(?:hasn|haven|hadn)['’]t\s+(?P<rest>.+)", _FLAGS)
_NOT = re.compile(r"^(?:do|does|did)\s*(?:not|n['’]t)\s+(?P<rest>.+)", _FLAGS)
_NOT_BE = re.compile(r"^(?:(?:are|is|was|were)\s+not|(?:are|is|was|were)n['’]t)\s+(?P<rest>.+)", _FLAGS)
_MODAL = re.compile(
    r"^(?P<modal>can|could|may|might|must|should|will|would)\s+(?P<not>not\s+)?(?P<rest>.+)", _FLAGS
)
# How a question to several begins -> the same to one.
_BEGUN = {"do": "Does", "did": "Does", "have": "Has", "are": "Is"}
_CANNOT = re.compile(r"^(?:cannot|can['’]t)\s+(?P<rest>.+)", _FLAGS)
_ADVERB = re.compile(
    r"""^(?P<adverb>(?:(?:\w+ly|never|also|often|still|first|even|already|always|both|at\ least)\s+)+)
    (?P<rest>\w.*)""",
    _FLAGS,
)
_BOTH_VERBS = re.compile(r"^(\w+s)\s+(and|or)\s+(\w+s)\b(?=\s)", _FLAGS)
# "experimental analyses of ..." after "are": each paper is one of them.
_SEVERAL = re.compile(r"^(?:[\w-]+\s+){0,2}[\w-]+(?<!s)s\s+(?:of|that|which)\b", _FLAGS)


def related(rest: str, direct: bool) -> str:
    """Return the clause whose subject is the noun before ``rest``, without its pronoun; "" when none follows.

    With ``direct`` the noun is the subject of the question, as in "which papers | avoid X".
    """
    if found := _RELATIVE.match(rest):
        clause = rest[found.end() :]
        inverted = re.match(r"(?:the|they|it|we|i|you|he|she)\s", clause)
        return "" if inverted else clause
    return rest if direct and rest and not _NO_CLAUSE.match(rest) else ""


def asked_of_paper(clause: str, one: bool, begun_by: str = "") -> str:
    """Put a clause to "this paper".

    ``one``: its verb is in the singular; ``begun_by``: the yes/no question in whose words it stands, "" for none.
    """
    if begun := re.match(r"(?i)(do|does|did|has|have|is|are|can|could|would)\b", begun_by):
        if perfect := re.match(r"have\s+(?=\w+(?:ed|n)\b)", clause):
            return f"Has this paper {clause[perfect.end() :]}"
        return f"{_BEGUN.get(begun[0].lower(), begun[0].title())} this paper {inner(clause)}"
    clause = re.sub(r"\bthemselves\b", "itself", clause)
    if found := _NOT_BE.match(clause):
        return f"Is it true that this paper is not {found['rest']}"
    if found := _BE.match(clause):
        if _SEVERAL.match(found["rest"]):
            return f"Is this one of the papers that {clause}"
        return f"Is this paper {_one_of(found['rest'])}"
    if found := _HAVE_NOT.match(clause):
        return f"Is it true that this paper has not {found['rest']}"
    if (found := _HAVE.match(clause)) and is_participle((found["adverb"] or "").strip() or found["verb"]):
        return _perfect(found)
    if found := _NOT.match(clause):
        return f"Is it true that this paper does not {found['rest']}"
    if found := _CANNOT.match(clause):
        return f"Is it true that this paper cannot {found['rest']}"
    if found := _MODAL.match(clause):
        if re.match(r"(?i)(?:an?|the|i|you|one|we)\s", found["rest"]):
            return ""  # "which papers would a reader want": the papers do nothing
        return f"{found['modal'].title()} this paper {found['not'] or ''}{found['rest']}"
    return _plain(clause, one)


def asked_of_people(rest: str, many: bool) -> str:
    """Put a clause on authors to those of this paper."""
    clause = _RELATIVE.sub("", rest)
    if not clause or _NO_CLAUSE.match(clause):
        return ""
    if found := _BE.match(clause):
        return f"Are the authors of this paper {found['rest']}"
    if (found := _HAVE.match(clause)) and is_participle(found["verb"]):
        deed = "".join(found[part] or "" for part in ("not", "adverb", "verb", "rest"))
        return f"Have the authors of this paper {deed}"
    if found := _NOT.match(clause):
        return f"Is it true that the authors of this paper do not {found['rest']}"
    verb, _, object_ = clause.partition(" ")
    if is_past(verb):
        return f"Is this paper by authors who {clause}"
    return f"Do the authors of this paper {verb if many else plain_verb(verb)} {object_}"


def _perfect(found: re.Match[str]) -> str:
    deed = f"{found['adverb'] or ''}{found['verb']}{found['rest']}"
    return f"Is it true that this paper has not {deed}" if found["not"] else f"Has this paper {deed}"


def _plain(clause: str, one: bool) -> str:
    adverb = ""
    if found := _ADVERB.match(clause):
        adverb, clause = found["adverb"], found["rest"]
        if re.match(r"(?i)(?:are|is|was|were|has|have|do|does|can)\b", clause):
            return f"Is this a paper that {adverb}{clause}"
    if one:
        clause = _BOTH_VERBS.sub(
            lambda both: f"{plain_verb(both[1])} {both[2]} {plain_verb(both[3])}", clause
        )
    verb, _, object_ = clause.partition(" ")
    if is_past(verb):
        return f"Is this {'the' if one else 'a'} paper that {adverb}{clause}"
    return f"Does this paper {adverb}{plain_verb(verb) if one else verb} {object_}"


def _one_of(rest: str) -> str:
    """Return "a survey" for "surveys" after "is this paper"."""
    words = rest.split()
    if len(words) <= 3 and words[-1].lower() in PAPERS | OFFERS and not _NO_CLAUSE.match(rest):
        return with_article(" ".join([*words[:-1], singular(words[-1])]))
    return rest
