"""Citation recall and precision: how many claims are supported, and how many citations help to support one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant import Answer, Citation

from .claims import Claim, cited, claims_of, supported_by_strings


class Support(Protocol):
    """Whatever tells whether quotes support a claim."""

    def __call__(self, claim: str, citations: Sequence[Citation]) -> bool: ...


def by_strings(claim: str, citations: Sequence[Citation]) -> bool:
    """Check strings and numbers only."""
    return supported_by_strings(
        claim, [citation.quote for citation in citations], [citation.title for citation in citations]
    )


@dataclass(frozen=True, slots=True)
class CitationScores:
    """Shares from 0 to 1, with the first claim and citation that are at fault."""

    recall: float
    precision: float
    claims: int
    citations: int
    unsupported: tuple[str, ...]
    idle: tuple[str, ...]


def citation_scores(answer: Answer, supports: Support = by_strings) -> CitationScores:
    """Score the citations of an answer (after ALCE, Gao et al. 2023).

    Recall: the share of claims whose citations together support them. Precision: the share of citations,
    counted once a claim, that support it alone or without which the others would not. An answer that
    cites nothing scores 0 for both.
    """
    claims = claims_of(answer.text)
    unsupported: list[str] = []
    idle: list[str] = []
    count = 0
    for claim in claims:
        citations = cited(claim, answer)
        count += len(claim.numbers)
        idle += [
            f"[{number}] leads nowhere"
            for number in set(claim.numbers) - {citation.number for citation in citations}
        ]
        together = bool(citations) and supports(claim.text, citations)
        if not together:
            unsupported.append(claim.text)
        idle += [
            f"[{citation.number}] at “{claim.text}”"
            for citation in citations
            if not _helps(claim, citation, citations, together, supports)
        ]
    return CitationScores(
        recall=1 - len(unsupported) / len(claims) if claims and count else 0.0,
        precision=1 - len(idle) / count if count else 0.0,
        claims=len(claims),
        citations=count,
        unsupported=tuple(unsupported),
        idle=tuple(idle),
    )


def _helps(
    claim: Claim, citation: Citation, citations: Sequence[Citation], together: bool, supports: Support
) -> bool:
    if not together:
        return False
    if len(citations) == 1 or supports(claim.text, [citation]):
        return True
    return not supports(claim.text, [other for other in citations if other is not citation])
