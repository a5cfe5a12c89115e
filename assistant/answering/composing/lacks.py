"""A question and a paper that does not answer it -> what it lacks, in words that a person would use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.judging.words.answer_kind import holds_number, in_kind, wants_number
from assistant.retrieval.sentence_scoring import ASKING, unsaid
from assistant.text.content_words import STOP_WORDS
from assistant.text.wording import escaped
from assistant.types import Paper

NO_ANSWER = "it is on the subject, but no answer was found in it"
_MOST = 2  # missing things that are named
_WORD = re.compile(r"[\w$%]+(?:[-’'./]\w+)*")
# A noun phrase follows these, and a verb never does; after the second lot it is the subject of a verb behind it.
_BEFORE = frozenset(
    "the a an of in on for with about by from at into over under between among many much no any its their his her this "
    "these those each per than as using".split()
)
_SUBJECT_AFTER = frozenset("do does did is are was were has have had can could will would should".split())
_PLAIN = frozenset(
    "put puts get gets got need needs needed want wants make makes made take takes took go goes went come comes came "
    "let lets keep keeps kept help helps happen happens happened wrote written write writes use uses used using do "
    "done run runs ran set sets way ways thing things lot result results paper papers author authors part parts".split()
)
_NAME = re.compile(r"[\w-]*[A-Z][\w./-]*")
_PAPERS = frozenset("papers paper studies works articles".split())
_THAT = frozenset("that which who".split())
_DEGREES = frozenset(
    "best worst better good bad new newest latest first last main exact total largest smallest".split()
)
_WHEN = re.compile(r"(?i)^\W*when\b|\b(?:which|what) (?:year|date|month)\b")
_WHO = re.compile(r"(?i)^\W*who\b")


def lacks(question: str, paper: Paper) -> str:
    """Say what keeps ``paper`` from answering ``question``: something it does not mention, or that it gives no figure.

    What is said to be missing can be checked: the words are in neither title nor abstract. Only names and nouns are
    told; that a verb is not there means nothing to a reader.
    """
    text = f"{paper.title} {paper.abstract}"
    missing = [thing for thing in things_asked(question) if unsaid(thing, text) and not _stands(thing, text)]
    names = [thing for thing in missing if _NAME.fullmatch(thing.split()[0])]
    if told := (names or missing)[:_MOST]:
        return f"it does not mention {' or '.join(f'“{escaped(thing)}”' for thing in told)}"
    if not paper.abstract.strip():
        return "this shelf has no abstract of it"
    if wants_number(question) and not (holds_number(paper.abstract) and in_kind(question, [paper])):
        return "it gives no such figure"
    if _WHEN.search(question) and not in_kind(question, [paper]):
        return "it gives no date"
    if _WHO.search(question) and not in_kind(question, [paper]):
        return "it names nobody"
    return NO_ANSWER


def things_asked(question: str) -> tuple[str, ...]:
    """Return the names and the noun phrases of ``question``, in its order, without words that only ask."""
    found = (thing for thing in _phrases(question) if any(_tells(word) for word in thing.split()))
    return tuple(dict.fromkeys(found))


def _phrases(question: str) -> Iterator[str]:
    words = list(_WORD.finditer(question))
    place = 0
    while place < len(words):
        word = words[place][0]
        if not (_tells(word) and (_opens(words, place) or _is_name(word, place))):
            place += 1
            continue
        end = place + 1
        while end < len(words) and _joined(question, words, end) and _tells(words[end][0]):
            end += 1
        while end - place > 1 and words[place][0].lower() in _DEGREES:
            place += 1
        yield from _parted([each[0] for each in words[place:end]], _is_subject(words, place), words, end)
        place = end


def _opens(words: list[re.Match[str]], place: int) -> bool:
    """Whether a noun phrase begins here: behind an article or preposition, "which", or the verb of "papers that"."""
    back = [word[0].lower() for word in words[max(place - 3, 0) : place]][::-1]
    before, behind, third = (*back, "", "", "")[:3]
    after_that = behind in _THAT and third in _PAPERS
    behind_verb = after_that or (behind in _PAPERS and before not in _THAT)
    return before in _BEFORE or behind_verb or (place == 1 and before in ("which", "what"))


def _is_name(word: str, place: int) -> bool:
    return (place > 0 and word[:1].isupper()) or bool(re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|[A-Za-z]\d", word))


def _parted(chain: list[str], subject: bool, words: list[re.Match[str]], end: int) -> Iterator[str]:
    """Yield the phrase without a verb at its end: a subject's ("did the ants use") or one told by its form."""
    follows = words[end][0].lower() if end < len(words) else ""
    if len(chain) > 1 and subject and follows != "of" and not chain[-1][:1].isupper():
        chain = chain[:-1]
    while len(chain) > 1 and (chain[-1].lower() in _PLAIN or chain[-1].endswith("ed")):
        chain = chain[:-1]
    if len(chain) == 1 and chain[0].endswith("ed") and chain[0].islower():
        return
    names = [word for word in chain if _NAME.fullmatch(word)]
    if names and len(names) < len(chain):  # "the ELECTRA budget": each is missing or not for itself
        yield from names
        rest = [word for word in chain if word not in names]
        yield " ".join(rest)
    else:
        yield " ".join(chain)


def _is_subject(words: list[re.Match[str]], place: int) -> bool:
    before = [word[0].lower() for word in words[max(place - 2, 0) : place]]
    return any(word in _SUBJECT_AFTER for word in before)


def _joined(question: str, words: list[re.Match[str]], place: int) -> bool:
    """Whether nothing but a space parts a word from the one before it."""
    return question[words[place - 1].end() : words[place].start()] == " "


def _stands(thing: str, text: str) -> bool:
    """Whether a name stands in ``text`` in the other number: "GPUs" where it says "GPU"."""
    return bool(_NAME.fullmatch(thing)) and bool(
        re.search(rf"(?i)(?<!\w){re.escape(thing.removesuffix('s'))}s?(?!\w)", text)
    )


def _tells(word: str) -> bool:
    low = word.lower()
    return (
        len(low) > 1
        and low not in STOP_WORDS
        and low not in ASKING
        and low not in _PLAIN
        and low not in _BEFORE
    )
