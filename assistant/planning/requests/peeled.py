"""A request in free words -> a plain one, by peeling off the words that frame its subject from both ends.

"Do our holdings extend to sign language or speech?" -> "papers on sign language or speech". For requests of which
neither the grammar nor a known form finds the subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planning.requests.forms import inner
from assistant.planning.requests.sentences import sentences
from assistant.planning.requests.typos import mended
from assistant.planning.requests.words import (
    ANYBODY,
    ANYTHING,
    PAPER,
    PAPERS,
    REQUEST_VERBS,
    SCHOLARS,
    SHELVED,
    SHELVED_ONE,
    STOPS,
    UNCOUNTED,
)

_FLAGS = re.IGNORECASE | re.VERBOSE
_CHATTER = frozenset(
    "quick quickly ok okay hmm hm mm uh um well so oh wait nah nope no yes yeah yep please pls plz asap thanks thank hi"
    " hello hey dear maybe perhaps actually really just simply kindly now then today tomorrow urgently urgent sth hope"
    " listen look sorry right damn bloody hell lol btw anyway honestly basically like think let let's lets wonder"
    " wondering suppose guess start begin stop talking said asked ask told tell surprise impress odd interesting good"
    " nice cool strong strongest best top main key important relevant useful classic few couple several some any all"
    " every each both many much more most other others else another one two three four five six ten dozen bunch list"
    " short brief bibliography picture overview summary rundown slide holdings patron patrons reader client boss"
    " supervisor prof professor reviewer editor colleague friend student team topic subject question idea kind kinds"
    " sort sorts type types lot set pile prepare make keep keeps going put get got getting give take bring go come"
    " comes want wants wanted need needs needed like likes love enjoy interested interest interesting after looking"
    " look looks searching search hunting seek seeking find finding know knows known heard hear see seen seems"
    " remember believe think thought claim claims doubt talk talks write writing wrote read reading cite citing quote"
    " have has had having is are was were be been being do does did doing done can could would will shall should may"
    " might must ought exist exists existing available here there where which what who whom whose how when why if"
    " whether that this these those it its they them their he she we you i me my mine us our your yours myself a an the"
    " already ever yet still again even at least also too only not and or but about on of in into to for from with by"
    " concerning regarding around toward towards covering touching extend extends deal deals dealing cover covers"
    " mention mentions discuss discusses address addresses treat treats involve involves concern concerns happen"
    " happens say says saying show shows shown work works worked working players people experts folks scientists"
    " prior previous earlier recent latest new novel current related existing respective published publication year"
    " years time library shelf collection corpus database items item least something somehow someone's paper's use"
    " try tried attempt attempted attempts against under file hold thinking isn't aren't wasn't doesn't don't haven't hasn't"
    " can't there's what's who's i'm i'd i've we're we'd you've gimme".split()
)
_FRAME = (
    _CHATTER
    | STOPS
    | PAPERS
    | PAPER
    | UNCOUNTED
    | SHELVED
    | SHELVED_ONE
    | ANYBODY
    | ANYTHING
    | SCHOLARS
    | frozenset(REQUEST_VERBS)
)
# After one of these a subject is told by what it does: "somebody who | made embeddings shorter", "these could | cut it".
_DOERS = (
    frozenset("who whoever already actually ever could can scientists folks experts".split())
    | ANYBODY
    | SCHOLARS
)
_STILL = frozenset("have has to must be really".split())  # may stand between them and the verb
# Of what frames a subject these may begin it too.
_OF_SUBJECT = frozenset("not no without use tried".split())
_PREPOSITIONS = frozenset(
    "on about of in into to for from with by against concerning regarding around".split()
)
# "If I want to save memory": what comes is something to do.
_AIMS = frozenset("want wants need like how try attempt attempts".split())
_NOUN = r"""(?:papers?|works?|stud(?:y|ies)|research(?:es)?|literature|lit|references?|refs?|citations?|articles?|publications?
    |documents?|titles|entries|items|pointers|readings?|bibliography|sources?|evidence|everything|anything|something
    |stuff|material|sth|holdings|trials|list)"""
# "Papers on X", wherever in the sentence: the subject is what follows.
_AFTER_NOUN = re.compile(
    rf"""\b{_NOUN}(?:\s+(?:here|there|or\ two|at\ all|(?:we|you)\ (?:hold|have)|odd|interesting|good|new))*
    (?:,\s*(?=where|which|that|who)|\s+)
    (?P<link>on|about|regarding|concerning|around|against|into|covering|dealing\ with|related\ to|with|without|using
    |where|in\ which|that|which|who)[\s,]+(?P<what>.+)""",
    _FLAGS,
)
# Of these a paper has or does what follows; the others say what it is about.
_OF_PAPERS = frozenset("with without using where which that who".split()) | {"in which"}
_CITED = re.compile(
    r"\[[^\]]{0,25}\]|\((?:ref|refs|cite|citation\ needed|citations?|\?+|\s*\.+\s*)\)", _FLAGS
)
_SHOWN = re.compile(
    r"""^\W*(?:(?:recent|several|many|some|prior|previous|earlier|numerous|various|a\ few)\s+)*
    (?:works?|stud(?:y|ies)|papers|research|authors|researchers)\s+(?:(?:has|have)\s+)?(?:also\s+)?
    (?:shown?|shows|argued?|argues|found|finds?|report(?:ed|s)?|suggest(?:ed|s)?|demonstrate[ds]?|claim(?:ed|s)?)
    \s+that\s+(?P<what>.+)""",
    _FLAGS,
)
# What a sentence goes on with after its subject, and what ends it.
_TAIL = re.compile(
    r"""(?:\s*[,;:-]\s*(?:(?:and\s+)?(?:then|so|but\ (?!not\b)|if|because|since|due|essay|deadline|please|pls|plz|thanks?|asap|right|ok(?:ay)?
        |show|list|give|wonder|what|which|who|anyone|any|is\ there|do\ you|could|can|i|we|my|essay|exam)\b.*)
    |\s+(?:please|pls|plz|asap|thanks?|thank\ you|and\ thank\ you|if\ any|if\ possible|here|at\ all|anywhere|right|i\ said
      |for\ (?:me|us|a\ slide|my\ \w+)|to\ keep\ up|before\ (?:class|friday|monday|tomorrow)|would\ be\ \w+
      |in\ (?:here|there|this\ \w+|our\ \w+|my\ \w+))\b(?=\W*$)|\s+and(?=\W*$))+\W*$""",
    _FLAGS,
)
_FILL = re.compile(
    r"^\W*(?:fill\ in|add|find|give|supply|need|insert)\b.{0,30}\b(?:citations?|references?|refs)\b\W*$",
    _FLAGS,
)
_IN_FIELD = re.compile(
    r"""^(?:in|for|within|on)\s+(?P<where>[^,]{3,40}),\s*(?:what|which)\s+(?P<what>.+?)\s+(?:has|have|is|are|was|were)\s+
    (?:been\s+)?\w+(?:ed|n|t|ne)$""",
    _FLAGS,
)
_CLAIM = re.compile(
    r"""\b(?:claim|statement|idea|view|hypothesis|belief)s?\s+(?:that\s+)?[“"](?P<what>[^”"]{6,})[”"]""",
    _FLAGS,
)
_SEVERAL = re.compile(
    r"""^\W*(?:several|many|some|recent|a\ few|numerous)\s+(?:authors|works|papers|studies|approaches|methods)\s+
    (?!(?:has|have|show|argue|find|report|suggest|claim)\w*\b)(?P<what>[a-z]+\s.+)""",
    _FLAGS,
)
# A pattern, and how the request reads with what it found; the first only where a citation is to be filled in.
_FORMS = (
    (_SEVERAL, "papers that {what}"),
    (_SHOWN, "evidence that {what}"),
    (_IN_FIELD, "papers on {what} in {where}"),
    (_CLAIM, "papers on the claim that {what}"),
)
_WORD = re.compile(r"[\w’'+/.-]*\w")
_EDGE = " ,;:.?!\"“”'’"
# Words that frame and also begin names: question answering, topic models, claim detection.
_ALSO_NAMES = frozenset(
    "question topic claim reading writing search list key text people work time type read set theme subject evidence"
    " source reference citation document paper like interest novel new recent year opinion".split()
)
_LEAST, _MOST_LEFT = 3, 4  # letters of a subject; words peeled from its end


def peeled(question: str) -> str:
    """Return ``question`` as "papers on X", "work that does X" or "evidence that X"; "" where nothing is left of it."""
    parts = [part for part in sentences(_CITED.sub(" ", question)) if not _FILL.match(part)]
    cited = _CITED.search(question) is not None
    found = [subject for part in parts if (subject := _subject(mended(part), cited))]
    return max(found, key=len) if found else ""


def _subject(sentence: str, cited: bool) -> str:
    sentence = sentence.strip(" \t\"“”'’.?!")
    for pattern, reads in _FORMS if cited else _FORMS[1:]:
        if found := pattern.search(sentence):
            parts = {name: inner(cut(text)) for name, text in found.groupdict().items()}
            return reads.format_map(parts)
    if cited:
        return f"evidence that {inner(cut(sentence))}"
    if (after := _AFTER_NOUN.search(sentence)) and (what := cut(after["what"])) and not _is_frame(what):
        link = " ".join(after["link"].lower().split())
        return f"papers {link if link in _OF_PAPERS else 'on'} {what}"
    return _peeled(cut(sentence))


def _peeled(text: str) -> str:
    words = list(_WORD.finditer(text))
    lower = [word[0].lower().replace("’", "'") for word in words]
    first = 0
    while first < len(words) and lower[first] in _FRAME - _OF_SUBJECT and not _begins_subject(lower, first):
        first += 1
    last = len(words)
    while last > first + 1 and len(words) - last < _MOST_LEFT and lower[last - 1] in _FRAME:
        last -= 1
    what = text[words[first].start() : words[last - 1].end()] if first < last else ""
    return f"{_link(lower[:first], lower[first])} {what}" if len(what) >= _LEAST else ""


def _begins_subject(words: Sequence[str], place: int) -> bool:
    """Tell whether a word that frames may be the first of a name: "extend to | question answering"."""
    after = words[place + 1] if place + 1 < len(words) else ""
    named = words[place] in _ALSO_NAMES and bool(after) and after not in _FRAME
    return named and (place == 0 or words[place - 1] in _PREPOSITIONS)


def _link(frame: Sequence[str], first: str) -> str:
    """Return how a subject follows "papers": by what it is about, what is to be done, or what a paper does."""
    told = [word for word in frame if word not in _STILL]
    if frame[-1:] == ["to"] and len(frame) > 1 and frame[-2] in _AIMS:
        return "papers on how to"
    does = bool(told) and told[-1] in _DOERS and not first.endswith("ing") and first not in STOPS
    return "work that" if does else "papers on"


def cut(text: str) -> str:
    """Return the subject that ``text`` begins with, without what goes on after it: ", then we will see"."""
    while (shorter := _TAIL.sub("", text)) != text and not _is_frame(shorter):
        text = shorter
    return text.strip(_EDGE)


def _is_frame(text: str) -> bool:
    return all(word.lower() in _FRAME for word in _WORD.findall(text))
