"""Questions about the shelf itself: how many papers, which, on what, by year, newest, longest, duplicates."""

from __future__ import annotations

import re

from assistant.planning.special.duplicates import duplicates
from assistant.planning.special.shelf_words import shelf_in_words

_FLAGS = re.IGNORECASE | re.VERBOSE
_PAPERS = r"(?:papers|studies|works|articles|publications|abstracts|entries|documents|titles|items|records)"
_SHELF = r"""(?:shelf|collection|library|corpus|database|bookshelf|set\ of\ papers|papers(?:\ here|\ you\ have
    |\ on\ the\ shelf)?)"""
_HERE = (
    r"""(?:\s+(?:are|is|do|have|there|here|you|we|i|know|hold|contain(?:ed)?|in\ total|altogether|overall|now
        |currently|loaded"""
    r"|indexed|stored|keep|kept|store|comprise|in\ (?:here|there)"
    rf"|(?:on|in|of)\s+(?:the|this|my|your|our)\s+(?:whole\s+|entire\s+)?{_SHELF}|does\s+(?:the|this|my|your)\s+{_SHELF}"
    r"|hold|contain|have|got))*"
)
_OPEN = r"""\W*(?:(?:and|so|please|can\ you|could\ you|tell\ me|show\ me|give\ me|list|show|name
    |i\ want\ to\ know|what['’]s)\s+)*"""
_END = r"\W*(?:please)?\W*"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{_OPEN}{pattern}{_END}", _FLAGS)


_QUESTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "count",
        _whole(
            rf"""(?:how\ many\ {_PAPERS}|(?:what\ is\ )?(?:the\ )?(?:total\ )?number\ of\ {_PAPERS}
                |count\ (?:all\ )?(?:the\ )?{_PAPERS}){_HERE}"""
        ),
    ),
    ("count", _whole(rf"how\ (?:big|large)\ is\ (?:the|this|my|your|our)\ {_SHELF}")),
    ("count", _whole(rf"(?:what\ is\ )?the\ size\ of\ (?:the|this|my|your|our)\ {_SHELF}")),
    (
        "list",
        _whole(
            rf"""(?:what|which|all|all\ of|every(?:thing)?|the|my|your)*\s*(?:the\ )?(?:{_PAPERS}
                |(?:every|each)\ (?:single\ )?(?:paper['’]?s?\ )?(?:title|paper|entry|item)
                |(?:every|all|the)\ paper\ titles?
                |titles\ of\ (?:all\ )?(?:the\ )?papers){_HERE}"""
        ),
    ),
    ("list", _whole(rf"(?:everything|what\ is){_HERE}\s+(?:on|in)\ (?:the|this|my|your)\ {_SHELF}")),
    (
        "topics",
        _whole(
            rf"""(?:(?:what|which)\ (?:is|are)\ (?:(?:the|this|my|your|our|these|all)\ )*{_SHELF}\ (?:all\ )?
              (?:about|on|concerned\ with)
            |(?:what|which)\ (?:(?:the|this|my|your|our|these|all)\ )*{_SHELF}\ (?:(?:is|are)\ (?:all\ )?(?:about|on)
              |covers?|contains?|deals?\ with)
            |(?:what|which)\ (?:(?:are|is)\ )?(?:(?:the|main|major|research|most\ common|different)\ )*
              (?:topics?|themes?|subjects?|areas|fields)\b.*
            |(?:an?\ |the\ )?(?:overview|summary)\ of\ (?:(?:the|this|my|your|our|all|these)\ )*{_SHELF}
            |(?:the\ )?(?:main\ )?(?:topics|themes)(?:\ (?:of|in|on|covered).*)?
            |(?:summari[sz]e|describe|characteri[sz]e)\ (?:(?:the|this|my|your|our|all|these)\ )*{_SHELF}
            |what\ (?:do|does)\ (?:(?:the|this|my|your|our|these|all)\ )*{_SHELF}\ (?:cover|contain
              |deal\ with|talk\ about)
            |(?:what|which)\ (?:kinds?|sorts?|types?)\ of\ {_PAPERS}{_HERE}
            |what\ can\ i\ (?:find|read\ about)\ (?:here|on\ (?:this|the)\ shelf)
            |(?:what\ is\ )?(?:all\ )?(?:in|on)\ (?:here|there)|what\ is\ (?:here|there))"""
        ),
    ),
    (
        "years",
        _whole(
            rf"""(?:(?:in\ )?(?:which|what)\ year\ (?:did|has|have|had|saw|are|were)\ (?:the\ )?most\ papers.*
            |(?:how\ many\ )?{_PAPERS}\ (?:are\ there\ |were\ published\ |came\ out\ |appeared\x20
              |do\ you\ have\ )?(?:by|per|for\ each|each|in\ each|every)\ (?:publication\ )?year
            |(?:what|which|from\ which|from\ what)\ years\b.*|by\ year|years
              |(?:the\ )?distribution\ (?:of\ {_PAPERS}\ )?(?:over|by|of)\ (?:the\ )?years
            |how\ (?:old|recent|new)\ are\ (?:the|these|your|my)\ papers
            |(?:the\ )?(?:publication\ )?years\ of\ (?:the|these
              |all|all\ the)\ papers)"""
        ),
    ),
    (
        "sources",
        _whole(
            rf"""(?:(?:how\ many\ )?{_PAPERS}\ (?:are\ there\ )?(?:by|per|from\ each|for\ each)\ (?:source|file|import)
              |by\ (?:source|file)
            |(?:what|which|from\ which|from\ what)\ (?:files|sources)\b.*|where\ (?:do|did)\ (?:the|these|my|your
              |all)\ (?:the\ )?papers\ come\ from)"""
        ),
    ),
    (
        "venues",
        _whole(
            rf"""(?:(?:how\ many\ )?{_PAPERS}\ (?:are\ there\ |were\ published\ |appeared\ |came\ out\x20
              |are\ )?(?:by|per|for\ each|at\ each|in\ each|of\ each|from\ each)\ (?:venue|journal
              |conference)|by\ venue
            |(?:what|which|at\ which|in\ which)\ (?:venues|journals|conferences)\b.*
            |where\ were\ (?:the|these|my|all)\ (?:the\ )?papers\ published)"""
        ),
    ),
    ("coauthors", _whole(r"(?:the\ )?co-?authors\ (?:in|of|on)\ (?:the\ )?papers")),
    (
        "authors",
        _whole(
            rf"""(?:who\ (?:wrote|has\ written|published|has\ published)\ (?:the\ )?most(?:\ of\ (?:the|these)\ papers
              |\ {_PAPERS}|\ here)?
            |who\ (?:are|is)\ (?:the\ )?(?:(?:most\ (?:frequent|prolific|common|productive|active)|top|main
              |leading)\ )?authors?
              (?:\ (?:here|(?:on|in)\ (?:the|this|my|your|our)\ {_SHELF}|of\ (?:the|these|all)\ papers))?
            |(?:which|what)\ authors?\b(?:\ (?:are|wrote|have|do\ you\ have|here|on|the|this|shelf|written|most|papers
              |there|appear|occur|publish|published|often
              |frequently|more|than|once|with|has))*|how\ many\ (?:different\ )?authors{_HERE}
            |(?:the\ )?most\ (?:frequent|prolific|common|productive)\ authors?.*|{_PAPERS}\ (?:by|per)\ author
              |by\ author)"""
        ),
    ),
    (
        "newest",
        _whole(
            rf"""(?:(?:what|which)\ (?:is|are)\ )?(?:the\ |my\ |your\ )?(?:\d+\ |three\ |five\ |ten\ )?(?:newest
                |latest|most\ recent|youngest)\ (?:\d+\ |three\ |five\ |ten\ )?(?:paper|study|article
                |publication|one|{_PAPERS}){_HERE}"""
        ),
    ),
    (
        "newest",
        _whole(
            rf"(?:which|what)\ (?:paper|papers|one)\ (?:is|are)\ (?:the\ )?(?:newest|latest|most\ recent){_HERE}"
        ),
    ),
    (
        "oldest",
        _whole(
            rf"""(?:(?:what|which)\ (?:is|are)\ )?(?:the\ |my\ |your\ )?(?:\d+\ )?(?:oldest|earliest
                |first\ published)\ (?:\d+\ )?(?:paper|study|article|publication|one|{_PAPERS}){_HERE}"""
        ),
    ),
    (
        "oldest",
        _whole(rf"(?:which|what)\ (?:paper|papers|one)\ (?:is|are)\ (?:the\ )?(?:oldest|earliest){_HERE}"),
    ),
    (
        "longest",
        _whole(
            rf"""(?:(?:what|which)\ )?(?:(?:paper|papers)\ )?(?:(?:is|are|has
                |have)\ )?(?:the\ )?longest(?:\ (?:paper|papers|abstracts?|one))?{_HERE}"""
        ),
    ),
    (
        "shortest",
        _whole(
            rf"""(?:(?:what|which)\ )?(?:(?:paper|papers)\ )?(?:(?:is|are|has
                |have)\ )?(?:the\ )?shortest(?:\ (?:paper|papers|abstracts?|one))?{_HERE}"""
        ),
    ),
    ("duplicates", _whole(duplicates(_HERE))),
)


# Where one question on the shelf is joined to the next, and what each next one may leave unsaid.
_JOINT = re.compile(r"[\s,;?.!]+(?:and|as\ well\ as|&|plus|also)\s+(?:also\s+)?|[,;?.!]+\s+", _FLAGS)
_THEY = (
    r"(?:they|these|those|them|it|the\ papers|are|were|is|was|do|did|does|have|has|been|come|came|all|from|in|at|by"
    r"|about|on|published|printed|out|appear|appeared|of|cover|covered|spread|over|per|each)"
)


def _goes_on(pattern: str) -> re.Pattern[str]:
    return re.compile(
        rf"\W*(?:(?:say|tell|show|give|list|name|me|us|with|also|please|then|to)\s+)*{pattern}(?:\s+{_THEY})*\W*",
        _FLAGS,
    )


_NEXT = (
    ("count", _goes_on(r"how\ many(?:\ (?:papers|of\ them))?(?:\ (?:are\ there|in\ (?:all|total)))?")),
    (
        "years",
        _goes_on(
            r"(?:(?:from|in|of)\ )?(?:(?:which|what|whose|their|the)\ )?(?:(?:publication\ )?years?|dates?|when)"
        ),
    ),
    (
        "venues",
        _goes_on(
            r"(?:(?:in|at|from)\ )?(?:(?:which|what|their|the)\ )?(?:venues?|journals?|conferences?|where)"
        ),
    ),
    (
        "authors",
        _goes_on(
            r"(?:(?:by\ )?who(?:m|se)?(?:\ (?:wrote|has\ written|are|were))?|(?:(?:which|what|their|the)\ )?authors?)"
        ),
    ),
    (
        "topics",
        _goes_on(
            r"(?:(?:on|about)\ )?(?:what|which|their|the)(?:\ (?:main|are))*(?:\ (?:topics?|themes?|subjects?|areas))?"
        ),
    ),
    (
        "newest",
        _goes_on(
            r"(?:(?:what|which)\ (?:one\ )?is\ )?the\ (?:newest|latest|most\ recent)(?:\ (?:one|paper))?"
        ),
    ),
    ("oldest", _goes_on(r"(?:(?:what|which)\ (?:one\ )?is\ )?the\ (?:oldest|earliest)(?:\ (?:one|paper))?")),
    ("list", _goes_on(r"(?:(?:what|which|their|the|all)\ )*(?:titles?|names?)")),
)


def shelf_asked(question: str) -> str:
    """Return what ``question`` asks of the shelf as a whole, "" when it asks for something else.

    One of count, list, topics, years, sources, venues, authors, coauthors, newest, oldest, longest, shortest,
    duplicates; or several of them joined by "+", in the order of the question.
    """
    parts = [part for part in _JOINT.split(question) if part.strip()]
    if len(parts) > 1 and (first := _one(parts[0])):
        asked = [first, *(_one(part) or _next(part) for part in parts[1:])]
        if all(asked):
            return "+".join(dict.fromkeys(asked))
    return _one(question) or shelf_in_words(question)


def _one(question: str) -> str:
    return next((name for name, pattern in _QUESTIONS if pattern.fullmatch(question)), "")


def _next(part: str) -> str:
    return next((name for name, pattern in _NEXT if pattern.fullmatch(part)), "")
