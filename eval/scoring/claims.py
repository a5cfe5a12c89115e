"""An answer's text -> its claims and the citations of each, and a check of strings and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant import Answer, Citation, content_words, sentence_spans

COVERAGE = 0.5  # share of a claim's words that its quotes must hold; set beforehand, not fitted
CLAIM_WORDS = 3  # content words; less, uncited, is a heading or a phrase, not a claim

_MARKER = re.compile(r"\[(\d+)\]")
_AFTER_STOP = re.compile(r"([.!?…][\"'”’»)*_]*)((?:\s*\[\d+\])+)")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>$~|#%&{}])")
_BULLET = re.compile(r"^\s*(?:[-*+•>]|\d{1,3}[.)]|#{1,6})\s+")
_APART = re.compile(r"^(?:\*\*[^*]+\*\*|_[^_].*_|#{1,6}\s.*):?$")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
# Sentences about the answer itself: how much was judged, and what the papers do not say.
_ABOUT = re.compile(
    r"\b\d+ of (?:the |these )?\d+ papers?\b|\bnot (?:stated|covered|mentioned) in\b|\bjudged\b"
    r"|\bdo(?:es)? not (?:say|state|mention)|\bnone of (?:the|these|them)\b"
    r"|^not in the papers|\blanguage model is configured",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, list entry or table cell without its markers, and the numbers of its citations."""

    text: str
    numbers: tuple[int, ...]


def claims_of(text: str) -> tuple[Claim, ...]:
    """Return what a Markdown text claims, in reading order.

    Left out are headings, lines all in bold or italics, first cells and heads of tables, uncited phrases
    of less than three content words, and sentences about the answer itself ("5 of 38 papers ...").
    """
    found: list[Claim] = []
    lines = text.splitlines()
    for index, line in enumerate(lines):
        if not line.strip() or _RULE.fullmatch(line):
            continue
        if _ROW.match(line):
            if index + 1 < len(lines) and _RULE.fullmatch(lines[index + 1]):
                continue  # the head of a table
            for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))[1:]:
                for part in re.split(r"<br\s*/?>", cell):
                    found += _sentences(part)
            continue
        line = _BULLET.sub("", line).strip()
        if not _APART.match(line):
            found += _sentences(line)
    return tuple(found)


def _sentences(line: str) -> list[Claim]:
    line = _AFTER_STOP.sub(r"\2\1", line)
    found: list[Claim] = []
    for piece in _pieces(line):
        numbers = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(piece)))
        words = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(plain_text(piece).split()))
        if (
            numbers and found and not content_words(words)
        ):  # markers that stand alone belong to what they follow
            found[-1] = Claim(found[-1].text, tuple(dict.fromkeys((*found[-1].numbers, *numbers))))
        elif numbers or _claims_something(words):
            found.append(Claim(words, numbers))
    return found


def _pieces(line: str) -> list[str]:
    """Cut a line into sentences; what stands between “ and ” is one, as one marker stands for all of it."""
    pieces: list[str] = []
    is_open = False
    for start, end in sentence_spans(line):
        piece = line[start:end]
        if is_open:
            pieces[-1] += f" {piece}"
        else:
            pieces.append(piece)
        is_open = pieces[-1].count("“") > pieces[-1].count("”")
    return pieces


def _claims_something(words: str) -> bool:
    return len(content_words(words)) >= CLAIM_WORDS and not words.endswith(":") and not _ABOUT.search(words)


def plain_text(markdown: str) -> str:
    """Return text without markers, emphasis and escapes, for looking up strings."""
    text = _MARKER.sub("", markdown)
    text = re.sub(r"(?<!\\)(\*\*|__|`)", "", text)
    text = _ESCAPED.sub(r"\1", text)  # what the Markdown escapes ...
    return _ESCAPED.sub(r"\1", text)  # ... and what the paper's own LaTeX does ("10\%")


# ---- strings and numbers -------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?<![\w.-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?(k\b|m\b|b\b|thousand|million|billion|x\b)?",
    re.IGNORECASE,
)
_SPELLED = {
    word: value
    for value, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9}


@lru_cache(maxsize=20_000)
def numbers_in(text: str) -> frozenset[float]:
    """Return the values of the numbers in ``text``: "7.4M" is 7,400,000, "three" is 3."""
    found = {float(_SPELLED[word]) for word in re.findall(r"[a-z]+", text.lower()) if word in _SPELLED}
    for whole, decimals, scale in _NUMBER.findall(text):
        found.add(round(float(whole.replace(",", "") + decimals) * _SCALES.get(scale.lower(), 1), 6))
    return frozenset(found)


def supported_by_strings(claim: str, quotes: Sequence[str], titles: Sequence[str] = ()) -> bool:
    """Tell whether the quotes hold every number of the claim and at least half of its words.

    Words of the cited papers' ``titles`` are not asked of the quotes, and numbers may stand there too.
    """
    if not quotes:
        return False
    named = "\n".join(titles)
    quoted = "\n".join(quotes)
    if numbers_in(claim) - numbers_in(quoted) - numbers_in(named):
        return False
    asked = content_words(claim) - content_words(named)
    return not asked or len(asked & content_words(quoted)) >= COVERAGE * len(asked)


def cited(claim: Claim, answer: Answer) -> tuple[Citation, ...]:
    """Return the citations that a claim's markers lead to; markers that lead nowhere are left out."""
    by_number = {citation.number: citation for citation in answer.citations}
    return tuple(by_number[number] for number in claim.numbers if number in by_number)
