"""What an evaluator sees: the case, the answer to its last turn, and what follows from the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant import Answer, Paper

from ..dataset.cases import DECLINED, Case, pattern_of
from .claims import plain_text
from .metrics import SetScores, set_scores
from .support import CitationScores, Support, by_strings, citation_scores


@dataclass(frozen=True, slots=True)
class Score:
    """A number, 1 at best (0 where lower is better), and why it is what it is."""

    value: float
    reason: str


@dataclass(frozen=True)
class Context:
    """What there is to judge: the case, the answer to its last turn, the papers, the scores of its ranking."""

    case: Case
    answer: Answer
    papers: Mapping[str, Paper]
    ranking: Mapping[str, float] = field(default_factory=dict)
    judge: Support | None = None

    @cached_property
    def declined(self) -> bool:
        """Whether the answer says that there is none."""
        return self.answer.status in DECLINED

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """Ids of the cited papers, in the order of the citations."""
        return tuple(dict.fromkeys(citation.paper_id for citation in self.answer.citations))

    @cached_property
    def answer_set(self) -> tuple[str, ...]:
        """Ids of the papers judged a match; where nothing was judged, those cited."""
        if any(verdict.verdict != "unjudged" for verdict in self.answer.verdicts):
            return tuple(verdict.paper_id for verdict in self.answer.verdicts if verdict.verdict == "match")
        return self.cited

    @cached_property
    def sets(self) -> SetScores:
        """The answer set against the gold."""
        return set_scores(self.answer_set, self.case.required, self.case.allowed)

    @cached_property
    def missing_strings(self) -> tuple[str, ...]:
        """Entries of the case's ``answer`` that do not occur in the text."""
        text = plain_text(self.answer.text)
        flat = " ".join(text.split()).casefold()
        return tuple(entry for entry in self.case.answer if not _occurs(entry, text, flat))

    @cached_property
    def citations(self) -> CitationScores:
        """Citation recall and precision by strings and numbers."""
        return citation_scores(self.answer, by_strings)

    @cached_property
    def judged_citations(self) -> CitationScores:
        """Citation recall and precision by the model judge."""
        return citation_scores(self.answer, self.judge or by_strings)

    def titles(self, ids: tuple[str, ...]) -> str:
        """Name papers for a reason."""
        return "; ".join(
            f"“{self.papers[paper_id].title if paper_id in self.papers else paper_id}”" for paper_id in ids
        )


def _occurs(entry: str, text: str, flat: str) -> bool:
    pattern = pattern_of(entry)
    return bool(pattern.search(text)) if pattern else " ".join(entry.split()).casefold() in flat
