"""Streamed answer -> text whose markers each lead to one verbatim quote, and a check of its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from assistant.citing.claim_support import Span, best_support
from assistant.citing.link_removal import LinkRemoval
from assistant.citing.marker_text import MarkedText, connects, end_of, joined
from assistant.citing.number_check import DoubtfulSentence, flag_numbers, shorten
from assistant.citing.sentence_stream import Part, Sentence, SentenceCutter
from assistant.text.content_words import share, terms
from assistant.text.markers import Lexeme, Lexer
from assistant.types import Citation, Paper, Source

_MEANT = 0.5  # share of a sentence's words that a paper must hold to be cited for it in place of another
CLAIM_WORDS = 3  # content words; a shorter clause says too little to choose a quote by


class CitationStream:
    """Resolves the markers of an answer while a model writes it.

    ``feed`` returns what may be shown: text goes through at once; from a marker on, a sentence is held
    until it ends, because the quote is chosen by what the sentence claims. The concatenation does not
    depend on how the stream was cut. Markers come out as ``[n]``, numbered from 1 by first appearance,
    one number for each sentence quoted. Numbers that no source bears are removed and counted in
    ``warnings``, also where they may have been meant as an index ("arr[0]"): outside code and maths
    every ``[n]`` that is left is a citation, and no image, link or HTML is left. Numbers in a sentence must
    occur in the title, abstract or year of a paper that it cites, or in ``question``; else the one source that
    has them and most of its words is cited in place of those, with a warning, or the sentence is ``flagged``.
    """

    def __init__(self, sources: Sequence[Source], question: str = "") -> None:
        self._sources = {source.number: source for source in sources}
        self._question = question
        self._lexer = Lexer()
        self._links = LinkRemoval()
        self._cutter = SentenceCutter()
        self._citations: dict[tuple[str, Span], Citation] = {}
        self._spans: dict[tuple[str, int], Span] = {}
        self._unknown: Counter[int] = Counter()
        self._flags: list[DoubtfulSentence] = []
        self._cited_sentences = 0
        self._moved: list[str] = []
        self._shown = ""  # the end of what was shown
        self._last_claim = question

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far, in the order of their numbers."""
        return tuple(self._citations.values())

    @property
    def flagged(self) -> tuple[DoubtfulSentence, ...]:
        """The sentences whose numbers are not borne out, in reading order."""
        return tuple(self._flags)

    @property
    def invented(self) -> tuple[DoubtfulSentence, ...]:
        """The flagged sentences that cite papers, where they make up half of those that do or more; else ()."""
        found = tuple(flag for flag in self._flags if flag.cited)
        return found if 2 * len(found) >= self._cited_sentences else ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was removed or is not borne out, in sentences."""
        unknown = tuple(
            f"The answer cited source {shorten(str(number), 20)}, which does not exist; "
            f"the marker was removed{'' if times == 1 else f' ({times} times)'}."
            for number, times in self._unknown.items()
        )
        return unknown + tuple(self._moved) + tuple(flag.why for flag in self._flags)

    def feed(self, piece: str) -> str:
        """Take the next piece of the model's text; return the text that is now safe to show."""
        return self._cut(self._lexer.feed(piece))

    def close(self) -> str:
        """Return the rest; to be called when the model has ended, or was cut off."""
        rest = self._cut(self._lexer.feed("", final=True)) + self._cited(self._links.close())
        return rest + self._show(self._cutter.close())

    def _cut(self, tokens: Iterable[Lexeme]) -> str:
        return "".join([self._cited(self._links.feed(token)) for token in tokens])

    def _cited(self, tokens: Iterable[Lexeme]) -> str:
        return "".join([self._show(self._cutter.feed(token)) for token in tokens])

    def _show(self, parts: Iterable[Part]) -> str:
        texts = []
        for part in parts:
            text = part if isinstance(part, str) else self._resolved(part)
            self._shown = end_of(self._shown + end_of(text))
            texts.append(text)
        return "".join(texts)

    def _resolved(self, sentence: Sentence) -> str:
        """Return what of the sentence was not shown yet, its markers resolved."""
        texts, markers = _apart(sentence.held)
        if (meant := self._meant(sentence.prose, markers)) is not None:
            markers = [replace(marker, ranges=((meant, meant),)) for marker in markers]
        whole = _one_line(sentence.lead + " ".join(texts)) if markers else ""
        fallback = whole if terms(whole) else self._last_claim
        cited: dict[str, Paper] = {}
        written = MarkedText(self._shown, texts[0])
        first = 0
        while first < len(markers):
            last = first  # markers with nothing but commas between them share a claim
            while last + 1 < len(markers) and connects(texts[last + 1]):
                last += 1
            before = _one_line((sentence.lead if first == 0 else "") + texts[first])
            claim = _claim(before, "" if first else texts[last + 1]) or fallback
            resolved = [self._resolve(marker, claim, whole, cited) for marker in markers[first : last + 1]]
            written.add(joined(resolved, texts[first + 1 : last + 1]), texts[last + 1])
            first = last + 1
        if any(map(str.isalpha, sentence.prose)):
            self._last_claim = sentence.prose
        self._cited_sentences += bool(cited)
        if flag := self._flag(sentence.prose, cited.values()):
            self._flags.append(flag)
        return str(written)

    def _meant(self, sentence: str, markers: Sequence[Lexeme]) -> int | None:
        """Return the number of the source to cite instead, when another one alone states the sentence's figures."""
        cited = [
            source for source in self._sources.values() if any(_names(marker, source) for marker in markers)
        ]
        if not cited or not self._flag(sentence, [source.paper for source in cited]):
            return None
        fit = [
            source
            for source in self._sources.values()
            if source not in cited and self._fits(sentence, source.paper)
        ]
        if len(fit) != 1:
            return None
        self._moved.append(
            f"The model cited another paper than “{shorten(fit[0].paper.title)}” for “{shorten(sentence)}”; the "
            "citation was changed, because only that paper states the figures."
        )
        return fit[0].number

    def _fits(self, sentence: str, paper: Paper) -> bool:
        words = terms(sentence)
        enough = not words or share(words, terms(f"{paper.title} {paper.abstract}")) >= _MEANT
        return enough and not self._flag(sentence, [paper])

    def _flag(self, sentence: str, cited: Collection[Paper]) -> DoubtfulSentence | None:
        return flag_numbers(sentence, cited, self._question, len(self._sources))

    def _resolve(self, marker: Lexeme, claim: str, whole: str, cited: dict[str, Paper]) -> list[int]:
        """Return the output numbers of a marker; remember the papers it cites in ``cited``."""
        numbers: dict[int, None] = {}
        for first, last in marker.ranges:
            known = [number for number in self._sources if first <= number <= last]
            for number in sorted(known):
                source = self._sources[number]
                cited[source.paper.id] = source.paper
                numbers[self._number(source, claim, whole)] = None
            self._unknown.update({end for end in (first, last) if end not in self._sources})
        return list(numbers)

    def _number(self, source: Source, claim: str, whole: str) -> int:
        span = self._support(source, claim)
        if span.field == "title" and source.paper.abstract:
            span = self._support(source, whole)  # a clause that only names the paper claims nothing yet
        key = (source.paper.id, span)
        if key not in self._citations:
            paper = source.paper
            text: str = getattr(paper, span.field)
            self._citations[key] = Citation(
                number=len(self._citations) + 1,
                paper_id=paper.id,
                title=paper.title,
                url=paper.url,
                field=span.field,
                quote=text[span.start : span.end],
                start=span.start,
                end=span.end,
            )
        return self._citations[key].number

    def _support(self, source: Source, claim: str) -> Span:
        key = (claim, source.number)
        if key not in self._spans:
            self._spans[key] = best_support(claim, source.paper, source.preferred)
        return self._spans[key]


def _apart(tokens: Iterable[Lexeme]) -> tuple[list[str], list[Lexeme]]:
    """Return the markers among ``tokens``, and the texts before, between and after them."""
    texts, markers = [""], []
    for token in tokens:
        if token.kind == "marker":
            markers.append(token)
            texts.append("")
        else:
            texts[-1] += token.text
    return texts, markers


def _names(marker: Lexeme, source: Source) -> bool:
    return any(first <= source.number <= last for first, last in marker.ranges)


def _claim(before: str, after: str) -> str:
    """Return the clause that markers between ``before`` and ``after`` belong to; "" when it is too short."""
    words = terms(before)
    if len(words) >= CLAIM_WORDS:
        return before
    return _one_line(after) if not words and len(terms(after)) >= CLAIM_WORDS else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
