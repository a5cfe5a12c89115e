"""Questions about the shelf itself: how many papers, which, on what, by year, newest, longest, duplicates."""

from __future__ import annotations

import re

from assistant.planning.likeness.odds import Meaning, unknown
from assistant.planning.record_grammar.lexicon import DO_TO, OF_RESEARCH, words_in
from assistant.planning.special.kind_odds import kind_odds
from assistant.planning.special.shelf_words import BARE, CUES, KEPT, KNOWN, LISTED, OF_PAPERS, OF_SHELF

# Where one question on the shelf is joined to the next, and a clause to another.
_JOINT = re.compile(r"(?i)[\s,;:?.!]+(?:and|as\s+well\s+as|&|plus|also)\s+(?:also\s+)?|[,;:?.!]+\s+|\s+-+\s+")
# A word of something else that stands behind these is what papers are about.
_TOPICAL = re.compile(
    r"(?i)\b(?:on|about|regarding|concerning|into|using|without|mention\w*|of|in|that|which|whose|where)\s+"
    r"(?:(?:the|an?|any|some|these|more)\s+)*$"
)
# What papers do, or have, stands between them and a thing that is not of the shelf: "how many papers use self-play".
_DONE = re.compile(
    r"(?i)\b(?:papers|studies|works|articles|publications|preprints)\s+"
    r"(?:(?:here|in\s+here|on\s+(?:the|this|my|our)\s+shelf|that|which|also|actually|really)\s+)*"
    r"(?!(?:are|is|was|were|be|been|there|do|does|did|have|has|had|can|could|will|would|should|you|we|i|they|in|on|at|of|"
    r"from|by|to|per|a|and|or|so|now|currently|altogether|total|overall)\b"
    r"|(?:sit|stand|live|lie)s?\b)"
    r"[a-z]+\s|\b(?:papers|studies|works|articles)\s+(?:that\s+|which\s+)?(?:have|has|do|does)\s+"
    r"(?!(?:you|we|i|they|he|she|it|not|been|got)\b)"
)
# "Do the papers have DOIs?" asks for what a record may hold.
_HAVING = re.compile(r"(?i)\b(?:have|has|with|having|there|records?|include[sd]?)\b")
_LEANS = re.compile(r"(?i)\b(?:it|its|he|she|that\s+one|(?:this|that|the)\s+(?:paper|one|study))\b")
_OF_SHOWN = re.compile(r"(?i)\bof\s+(?:them|those|these)\b|^\W*(?:and|but)\s+(?:what|how)\s+about\b")
_LONGEST = 16  # words of a question that its words alone tell
_OVERVIEW = "count+topics"
_SURE = 2.0  # log-odds from which a question on the shelf may ask for what has no word here


def shelf_asked(question: str, meaning: Meaning = unknown) -> str:
    """Return what ``question`` asks of the shelf as a whole, "" when it asks for something else.

    One of count, list, topics, years, ... (see ``shelf_words``), or several of them joined by "+", in the order of the
    question. Where all its words are of such questions they tell it, else what it means has to.
    """
    if OF_RESEARCH.search(question) or DO_TO.search(question):
        return ""
    asked = _told(question)
    strange = [word for word in words_in(question) if word.low not in KNOWN and not word.text.isdigit()]
    if not strange and len(words_in(question)) <= _LONGEST and _of_shelf(question, asked):
        return asked
    odds = kind_odds("shelf", question, meaning)
    if odds is None or odds <= 0 or _OF_SHOWN.search(question):
        return ""
    told = asked == "languages" or (asked.startswith("unrecorded") and _HAVING.search(question))
    if not told and any(_of_a_topic(question, word.start) for word in strange):
        return ""
    return asked or (_OVERVIEW if odds > _SURE and OF_SHELF.search(question) else "")


def _of_a_topic(question: str, start: int) -> bool:
    """Tell whether the word that begins at ``start`` is what papers are about, or what they do something with."""
    done = _DONE.search(question)
    return bool(_TOPICAL.search(question[:start])) or bool(done and done.end() <= start)


def _of_shelf(question: str, asked: str) -> bool:
    """Tell whether a question without any word of something else speaks of the papers here."""
    if OF_SHELF.search(question) or BARE.fullmatch(question):
        return True
    leans = _LEANS.search(question) or _OF_SHOWN.search(question)
    if leans and "newest" not in asked and "oldest" not in asked:
        return False
    return bool(KEPT.search(question) or OF_PAPERS.search(question))


def _told(question: str) -> str:
    """Return what is asked for by the words that tell it, of each clause."""
    asked = [_cue(part) for part in _JOINT.split(question)]
    parts = [each for one in asked for each in one.split("+") if each]
    return "+".join(dict.fromkeys(parts)) or _cue(question) or ("list" if LISTED.search(question) else "")


def _cue(part: str) -> str:
    return next((name for name, pattern in CUES if pattern.search(part)), "")
