"""A question on the shelf itself in free words: it names the shelf and a trait of it, and holds no other content.

"So how big is this library, actually?" is told by its words alone, in whatever order they stand.
"""

from __future__ import annotations

import re

_PAPERS = frozenset(
    "paper papers study studies work works article articles addition additions publication publications"
    " abstract abstracts entry entries document documents title titles item items record records text texts".split()
)
_SHELF = frozenset(
    "shelf shelves collection collections library libraries database bookshelf holdings pile stock repository"
    " archive".split()
)
# Who keeps the papers, and that they are kept: "do we hold", "you have".
_KEEPERS = frozenset("we you i our your my us me here there inside".split())
_KEEPING = frozenset(
    "hold holds have has keep keeps store stored stores own owns contain contains include includes cover"
    " covers covered got loaded indexed".split()
)
_TITLES = frozenset(("titles",))
# Words that ask, and words that say nothing.
_ASKING = frozenset(
    "how many much what what's whats which who when where from of in on at by the a an this these those that"
    " all any every each it its is are was were be been do does did can could would will tell show give list"
    " name say let know see get please pls thanks thank and or so but ok okay hi hello hey well actually"
    " really exactly now currently roughly about altogether total overall whole entire full complete just only"
    " to for with more most up again there's got have has had i'd like want need to know quick quickly short"
    " brief briefly general out them they maybe perhaps full look quick view kind sort different main one ones"
    " kinds sorts types comprise comprises published written come comes came appear appears"
    " major some anything something imported import listed list occur occurs happen two pair pairs share shared"
    " changed change changes evolve evolved evolves develop developed develops grow grows grown growth rise rises"
    " rising falling fall falls increase increases increasing decrease decreases decreasing shrinking trend"
    " trends output"
    " production dominate dominates prevail general generally get gets come find"
    " add added development developments counts distributed distribution mostly mainly together".split()
)
# What is asked of the shelf, by the words that tell it; the first that fits counts.
_CUES: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "duplicates",
        frozenset(
            "duplicate duplicates duplicated double doubles twice doubled repeated repeats repetitions".split()
        ),
    ),
    ("oldest", frozenset("oldest earliest".split())),
    ("newest", frozenset("newest latest youngest".split())),
    ("longest", frozenset(("longest",))),
    ("shortest", frozenset(("shortest",))),
    ("years", frozenset("year years period span timespan decades".split())),
    ("venues", frozenset("venue venues journals conferences proceedings".split())),
    ("sources", frozenset("file files import imports".split())),
    ("count", frozenset("big large size number count extent".split())),
    (
        "topics",
        frozenset(
            "topic topics theme themes subject subjects area areas field fields overview summary rundown outline"
            " feel feeling sense impression idea gist flavour flavor taste deal concerned contents content sum"
            " picture tour summarise summarize describe characterise characterize".split()
        ),
    ),
)
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+")
_LONGEST = 16  # words
_MOST_RECENT = re.compile(r"(?i)\bmost recent\b")
_OVER_TIME = re.compile(
    r"""(?ix)\b(?:over|through|across)\s+(?:the\s+)?(?:years|time)\b|\bfrom\s+year\s+to\s+year\b
    |\byear\s+(?:by|after|on)\s+year\b"""
)
_TWICE = re.compile(
    r"""(?ix)\b(?:more\s+than\s+once|several\s+times
    |(?:(?:the|an?|one)\s+)?(?:very\s+)?(?:same|identical)\s+(?:papers?|titles?|names?|entry))\b"""
)
_MANY = re.compile(r"(?i)\bhow many\b")
_WHAT = re.compile(r"(?i)\b(?:what(?:['’]s| is| are)?|all|everything|list)\b")
_ABOUT = re.compile(r"(?i)\b(?:about|covers?|on)\W*$")


def shelf_in_words(question: str) -> str:
    """Return what ``question`` asks of the shelf as a whole, "" when it holds a word of something else."""
    question = _MOST_RECENT.sub("newest", question)
    question = _TWICE.sub("duplicates", _OVER_TIME.sub("years", question))
    words = [word.replace("’", "'") for word in _WORD.findall(question.lower())]
    if not 1 < len(words) <= _LONGEST:
        return ""
    cued = [(name, members) for name, members in _CUES if members & set(words)]
    known = _PAPERS | _SHELF | _KEEPERS | _KEEPING | _ASKING | frozenset().union(*(cue for _, cue in cued))
    kept = bool(_SHELF & set(words)) or bool(_KEEPERS & set(words) and (_KEEPING | _PAPERS) & set(words))
    here = "here" in words and bool(cued) and cued[0][0] == "topics"
    if not set(words) <= known or not (kept or here or (cued and _PAPERS & set(words))):
        return ""
    if cued:
        return cued[0][0]
    return _without_cue(question, set(words)) if kept else ""


def _without_cue(question: str, words: set[str]) -> str:
    """Tell it of questions that only ask how many there are, or what there is."""
    if _MANY.search(question):
        return "count" if words & (_PAPERS | _SHELF) else ""
    if words & _SHELF and _ABOUT.search(question):
        return "topics"
    return "list" if _WHAT.search(question) and words & (_SHELF | _KEEPING | _TITLES) else ""
