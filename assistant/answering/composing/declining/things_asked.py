"""A question -> the names and the noun phrases in it, for a reader who is told what a paper does not mention.

Nothing here knows the parts of speech. A noun phrase is told by what stands before it, a verb by its place (behind a
subject, behind "to" or "that") or by being one that is seldom a noun; where neither tells, fewer words are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.retrieval.sentence_scoring import ASKING
from assistant.text.content_words import STOP_WORDS
from assistant.text.verbs import is_verb

_WORD = re.compile(r"[\w$%]+(?:[-’'./]\w+)*")
_DETERMINERS = frozenset(
    "the a an its their his her this that these those each any no my your our every some".split()
)
# A noun phrase follows these, and a verb never does.
_BEFORE = _DETERMINERS | frozenset(
    "of in on for with about by from at into over under between among many much per than as using without against"
    " behind during or and".split()
)
_OF = frozenset("of in for with from on".split())
# After these comes a subject, and behind it the verb.
_DO = frozenset("do does did can could will would should must may might".split())
_BE = frozenset("is are was were has have had".split())
_PRONOUNS = frozenset("i you we they he she it one anyone anybody someone somebody".split())
_RELATIVE = frozenset("that which who".split())
_PAPERS = frozenset("papers studies works articles".split())
_ASKED = frozenset(("which", "what", "whose"))
_ADVERBS = re.compile(r"(?i)(?:\w{3,}ly|also|already|still|even|ever|never|often|today|able|best|most)")
_DEGREES = frozenset(
    "best worst better good bad new newest latest first last main exact total largest smallest average overall many"
    " much different same real actual precise".split()
)
# Words that say nothing for themselves: of doing, of quantity, of a paper and those who wrote it.
_EMPTY = frozenset(
    "put puts get gets got need needs needed want wants make makes made take takes took go goes went come comes "
    "came let lets keep keeps kept help helps happen happens happened wrote written write writes use uses used "
    "using do done run runs ran set sets way ways thing things lot result results paper papers author authors "
    "part parts project projects team teams researcher researchers study studies system percentage percent share "
    "number numbers amount fraction count figure figures value values level question questions answer answers "
    "example examples name names type types kind kinds detail details reason reasons time times case cases fact "
    "facts difference differences effect tell explain describe corresponding shelf anything something everything "
    "nothing".split()
)
NAME = re.compile(r"[\w-]*[A-Z][\w./-]*")


@dataclass(slots=True)
class _Clause:
    """Where in a question we are: ``subject`` awaits its verb, ``object`` may begin with the next word."""

    subject: bool = False
    object: bool = False


def things_asked(question: str) -> tuple[str, ...]:
    """Return the names and the noun phrases of ``question``, in its order, without words that only ask."""
    return tuple(dict.fromkeys(_phrases(question)))


def _phrases(question: str) -> Iterator[str]:
    words = list(_WORD.finditer(question))
    clause, place = _Clause(), 0
    while place < len(words):
        end = _chain_end(question, words, place)
        if end == place:
            _step(words, place, clause)
            place += 1
            continue
        chain = [word[0] for word in words[place:end]]
        if _opens(words, place, clause):
            yield from _nouns(chain, words, place, end, clause)
        else:
            yield from _names(chain, words, place, end, clause)
        place = end


def _chain_end(question: str, words: list[re.Match[str]], place: int) -> int:
    """Return where the run of telling words that begins at ``place`` ends; a verb in it ends it, and leads none."""
    end = place
    while end < len(words) and _has_content(words[end][0]) and not _verb_at(words, end):
        if end > place and question[words[end - 1].end() : words[end].start()] != " ":
            break
        end += 1
    return end


def _verb_at(words: list[re.Match[str]], place: int) -> bool:
    """Whether a verb stands here: one that is seldom a noun, or any word behind "papers that"."""
    word, before = words[place][0], words[place - 1][0].lower() if place else ""
    related = before in _RELATIVE and place > 1 and words[place - 2][0].lower() not in _BEFORE
    if _is_name(word, place) or (before in _DETERMINERS and not related):
        return False
    return is_verb(word) or related or before in _PAPERS


def _step(words: list[re.Match[str]], place: int, clause: _Clause) -> None:
    """Go past a word that is in no noun phrase."""
    low = words[place][0].lower()
    verb = _has_content(low) or low in _EMPTY or is_verb(low)
    if low in _DO or (low in _BE and place == 0):
        clause.subject, clause.object = True, False
    elif low in _PRONOUNS and clause.subject:
        clause.object = False
    else:
        clause.object = verb and low not in _DEGREES and not _ADVERBS.fullmatch(low)
        clause.subject = clause.subject and not clause.object


def _opens(words: list[re.Match[str]], place: int, clause: _Clause) -> bool:
    """Whether a noun phrase begins here: behind an article or a preposition, "which", a verb, or before one."""
    before = words[place - 1][0].lower() if place else ""
    asks = before in _ASKED and (place == 1 or words[place - 2][0].lower() in _BEFORE)
    return before in _BEFORE or asks or clause.object or (clause.subject and before in _DO | _BE)


def _nouns(
    chain: list[str], words: list[re.Match[str]], place: int, end: int, clause: _Clause
) -> Iterator[str]:
    """Yield the noun phrases of a run of words, without the verb that it ends with or that follows a name in it."""
    follows = words[end][0].lower() if end < len(words) else ""
    before = words[place - 1][0].lower() if place else ""
    verb = len(chain)
    if end < len(words) and _verb_at(words, end):
        pass  # the verb follows
    elif clause.subject and follows not in _OF | {"and", "or"}:
        verb = _verb_of_subject(chain, place, closed=before not in _DETERMINERS)
    elif clause.subject and any(_is_name(word, place) for word in chain) and before not in _DETERMINERS:
        verb = _behind_name(chain, place)
    elif place == 1 and before in _ASKED and len(chain) > 1 and follows and not _helped(words, end):
        verb = len(chain) - 1  # "which battery powers the drones"
    goes_on = verb == len(chain) and follows in _OF and (len(chain) == 1 or before in _DETERMINERS)
    clause.subject, clause.object = clause.subject and goes_on, False
    yield from _parted(chain[:verb], place)
    if verb < len(chain):
        yield from _parted(chain[verb + 1 :], place)
        clause.object = verb == len(chain) - 1


def _names(
    chain: list[str], words: list[re.Match[str]], place: int, end: int, clause: _Clause
) -> Iterator[str]:
    """Yield the names of a run of words that no noun phrase begins with: "CuBERT" of "training CuBERT"."""
    clause.object = False
    yield from (word for at, word in enumerate(chain) if _is_name(word, place + at))


def _verb_of_subject(chain: list[str], place: int, closed: bool) -> int:
    """Return where in a run the verb of its subject stands; its length where none does."""
    if closed and (behind := _behind_name(chain, place)) < len(chain):
        return behind
    return len(chain) - 1 if len(chain) > 1 and not _is_name(chain[-1], place + 1) else len(chain)


def _behind_name(chain: list[str], place: int) -> int:
    for at, word in enumerate(chain):
        if at and _is_name(chain[at - 1], place + at - 1) and not _is_name(word, place + at):
            return at
    return len(chain)


def _helped(words: list[re.Match[str]], end: int) -> bool:
    """Whether a verb such as "does" or "was" follows: then the words behind "which" are no subject with its verb."""
    return any(word[0].lower() in _DO | _BE for word in words[end:])


def _parted(chain: list[str], place: int) -> Iterator[str]:
    """Yield names by themselves, and what stands between them: each is missing from a paper or not for itself."""
    while len(chain) > 1 and chain[0].lower() in _DEGREES:
        chain, place = chain[1:], place + 1
    while chain and chain[-1].islower() and chain[-1].endswith("ed"):
        chain = chain[:-1]
    for named, run in groupby(enumerate(chain, place), lambda word: _is_name(word[1], word[0])):
        words = [word for _, word in run]
        doing = words == chain[:1] != chain and words[0].endswith("ing")  # "at fixing Rust bugs"
        if named or not (doing or all(word.lower() in _EMPTY for word in words)):
            yield " ".join(words)


def _is_name(word: str, place: int) -> bool:
    return (place > 0 and word[:1].isupper()) or bool(re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|[A-Za-z]\d", word))


def _has_content(word: str) -> bool:
    low = word.lower()
    return (
        len(low) > 1
        and low not in STOP_WORDS
        and low not in ASKING
        and low not in _BEFORE
        and low not in _PRONOUNS
        and not _ADVERBS.fullmatch(low)
    )
