"""An answer as it is written -> the same without sentences that the papers they cite do not bear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.citing.number_check import shorten
from assistant.citing.reference_list import is_entry, is_heading
from assistant.citing.sentence_stream import Part, Sentence, SentenceCutter
from assistant.index.passages import sentences
from assistant.text.content_words import NAME_WEIGHT, share, terms
from assistant.text.markers import Lexeme, Lexer
from assistant.types import Paper, Source

# Of the content words that a sentence adds to question and title, another source's one sentence must hold this share,
# and those cited at most so much, for the sentence to be another's; set so that none of the right answers of
# docs/report-small-model.html is touched.
_ANOTHERS, _OWN = 0.8, 0.4
_AT_LEAST = 2  # such words; fewer tell nothing
# A sentence of at least so many new words of which its papers hold less than this share is nobody's.
_MANY, _HARDLY = 4, 0.25
# Words by which a model speaks of papers, not of what they say.
_REPORTING = frozenset(
    terms(
        "report reported state states stated mention mentions describe describes abstract author authors paper study "
        "according propose proposed introduce introduced present presented show shows shown specifically namely "
        "include includes including based called provide provides provided various particular"
    )
)
REFERENCES_CUT = "The model added a list of references, which was left out: the citations lead to the papers."


class BorneClaims:
    """Passes on an answer sentence by sentence, as the model marked it.

    A sentence whose content words are those of another source than it cites is moved to that one, or left out
    where it names what that one does not; one that nearly no word of its papers bears is left out; so is a list of
    references, with all that follows it. ``warnings`` say so. With ``other_language`` only such a list is left out,
    since the words of an answer are not those of its papers then.
    """

    def __init__(self, sources: Sequence[Source], question: str, *, other_language: bool = False) -> None:
        self._compares = not other_language
        self._sources = {source.number: source for source in sources}
        self._asked = terms(question)
        self._lexer = Lexer()
        self._cutter = SentenceCutter()
        self._raw = ""
        self._ended = False
        self.warnings: tuple[str, ...] = ()

    def feed(self, piece: str) -> str:
        """Take the next piece; return the sentences that have ended."""
        return self._passed(self._lexer.feed(piece))

    def close(self) -> str:
        """Return the rest."""
        rest = self._passed(self._lexer.feed("", final=True))
        return rest + "".join(map(self._settled, self._cutter.close()))

    def _passed(self, tokens: Iterable[Lexeme]) -> str:
        return "".join(self._settled(part) for token in tokens for part in self._cutter.feed(token))

    def _settled(self, part: Part) -> str:
        if isinstance(part, str):
            self._raw += part
            return ""
        raw, self._raw = self._raw, ""
        return "" if self._ended else self._kept(part, raw)

    def _kept(self, sentence: Sentence, lead: str) -> str:
        """Return the sentence as it is, with other markers, or nothing."""
        raw = lead + "".join(token.text for token in sentence.held)
        papers = [source.paper for source in self._sources.values()]
        if is_heading(sentence.prose) or is_entry(raw, sentence.prose, papers):
            self._ended = True
            self.warnings = (*self.warnings, REFERENCES_CUT)
            return ""
        cited = [
            source
            for number, source in self._sources.items()
            if any(_names(token, number) for token in sentence.held)
        ]
        if not cited or not self._compares:
            return raw
        new = self._new_words(sentence.prose, cited)
        whole = max(share(new, terms(f"{source.paper.title} {source.paper.abstract}")) for source in cited)
        if len(new) >= _MANY and whole < _HARDLY:
            return self._dropped(sentence, "hardly a word of the papers it cites bears it")
        owner = self._owner(new, cited)
        if owner is None:
            return raw
        names = {term for term, weight in terms(sentence.prose).items() if weight == NAME_WEIGHT}
        if names <= terms(f"{owner.paper.title} {owner.paper.abstract}").keys():
            self.warnings = (*self.warnings, _moved(sentence, owner.paper))
            return lead + _renumbered(sentence.held, owner.number)
        return self._dropped(sentence, f"its words are those of “{shorten(owner.paper.title)}”")

    def _new_words(self, prose: str, cited: Sequence[Source]) -> Mapping[str, float]:
        """Return the words that say something new; figures and names are looked at elsewhere."""
        titles = {term for source in cited for term in terms(source.paper.title)}
        left = self._asked.keys() | titles | _REPORTING
        return {
            term: weight for term, weight in terms(prose).items() if weight < NAME_WEIGHT and term not in left
        }

    def _owner(self, new: Mapping[str, float], cited: Sequence[Source]) -> Source | None:
        """Return the source, not among those ``cited``, that one sentence of which holds the ``new`` words."""
        if len(new) < _AT_LEAST or max(_best(new, source.paper) for source in cited) > _OWN:
            return None
        others = (source for source in self._sources.values() if source not in cited)
        return next((source for source in others if _best(new, source.paper) >= _ANOTHERS), None)

    def _dropped(self, sentence: Sentence, why: str) -> str:
        quote = shorten(sentence.prose)
        self.warnings = (*self.warnings, f"A sentence of the model was left out, for {why}: “{quote}”")
        return ""


def _moved(sentence: Sentence, paper: Paper) -> str:
    return (
        f"The model cited another paper than “{shorten(paper.title)}” for “{shorten(sentence.prose)}”; the citation "
        "was changed, because only that paper states it."
    )


def _renumbered(held: Sequence[Lexeme], number: int) -> str:
    """Return the text with its first marker exchanged for ``number`` and the others taken out."""
    texts, done = [], False
    for token in held:
        if token.kind != "marker":
            texts.append(token.text)
        elif not done:
            texts.append(f"[{number}]")
            done = True
    return "".join(texts)


def _names(token: Lexeme, number: int) -> bool:
    return token.kind == "marker" and any(first <= number <= last for first, last in token.ranges)


def _best(words: Mapping[str, float], paper: Paper) -> float:
    return max(share(words, terms(f"{paper.title} {passage.text}")) for passage in sentences(paper))
