"""When the papers do not say: an answer without a claim, and what each of the closest papers leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.draft import Composing, Draft, composed, unique_papers
from assistant.evidence import unsaid
from assistant.types import Paper
from assistant.wording import REFUSAL, escaped

_CLOSEST = 3
_MOST_WORDS = 3  # missing words that are named


def decline(
    question: str,
    papers: Iterable[Paper],
    *,
    preface: str = "",
    composer: str = "extractive",
    warnings: Sequence[str] = (),
) -> Composing:
    """Say that the papers do not say, and why the first few of ``papers`` (closest first) do not answer."""
    closest = unique_papers(papers, _CLOSEST)
    pieces = [f"{preface}\n\n" if preface else "", REFUSAL]
    if closest:
        pieces.append(" The closest papers, none of which states it in its title or abstract:\n")
        pieces += rows(question, closest)
    draft = Draft("", "no_evidence", composer=composer, warnings=tuple(warnings))
    return composed([piece for piece in pieces if piece], draft)


def rows(question: str, closest: Sequence[Paper]) -> Iterator[str]:
    """Yield one line of a list for each of the closest papers: its title and what it does not speak of."""
    for paper in closest:
        yield f"\n- {escaped(paper.title)} — {shortcoming(question, paper)}"


def shortcoming(question: str, paper: Paper) -> str:
    """Say which words of ``question`` the paper does not hold; their absence is a fact that can be checked."""
    missing = unsaid(question, f"{paper.title} {paper.abstract}")[:_MOST_WORDS]
    if not missing:
        return "it speaks of this, but no sentence of it states the answer"
    return f"it does not speak of {' or '.join(f'“{escaped(word)}”' for word in missing)}"
