"""When the papers do not say: an answer without a claim, and what each of the closest papers leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.answering.composing.draft import Composing, Draft, composed, unique_papers
from assistant.retrieval.sentence_scoring import ScoredSentence, unsaid
from assistant.text.wording import REFUSAL, escaped
from assistant.types import Paper, Plan

_CLOSEST = 3
_MEANT = 0.6  # share of the question's information that a paper which it does not name must hold
_MOST_WORDS = 3  # missing words that are named
# Words whose absence says nothing of what a paper is about.
_PLAIN = frozenset(
    "put puts get gets got need needs needed want wants make makes made take takes took go goes went come comes came "
    "let lets keep keeps kept help helps happen happens happened".split()
)


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
        pieces.append(" The closest papers, in whose titles and abstracts no answer was found:\n")
        pieces += rows(question, closest)
    draft = Draft("", "no_evidence", composer=composer, warnings=tuple(warnings))
    return composed([piece for piece in pieces if piece], draft)


def decline_lookup(
    plan: Plan,
    evidence: Sequence[ScoredSentence],
    *,
    preface: str = "",
    composer: str = "extractive",
    warnings: Sequence[str] = (),
) -> Composing:
    """Say that the papers do not say; where one paper is meant, name it first, with its sentence nearest by."""
    meant = _meant(plan, evidence)
    if meant is not None:
        nearest = f"**{escaped(meant.paper.title)}** comes nearest: “{escaped(meant.passage.text)}”"
        preface = f"{preface}\n\n{nearest}" if preface else nearest
    papers = (each.paper for each in evidence if meant is None or each.paper.id != meant.paper.id)
    if meant is None:
        return decline(plan.standalone, papers, preface=preface, composer=composer, warnings=warnings)
    why = [f" In its title and abstract {shortcoming(plan.standalone, meant.paper)}."]
    closest = unique_papers(papers, _CLOSEST - 1)
    if closest:
        why.append(" The next closest papers, in whose titles and abstracts no answer was found:\n")
        why += rows(plan.standalone, closest)
    draft = Draft("", "no_evidence", composer=composer, warnings=tuple(warnings))
    return composed([f"{preface}\n\n", REFUSAL, *why], draft)


def _meant(plan: Plan, evidence: Sequence[ScoredSentence]) -> ScoredSentence | None:
    """Return the fittest sentence of the paper that the question is about: the one it names, or holds most of."""
    named = [each for each in evidence if each.paper.id in plan.named]
    some = named or [each for each in evidence[:1] if each.paper_coverage >= _MEANT]
    ours = [each for each in evidence if some and each.paper.id == some[0].paper.id]
    return next((each for each in ours if each.passage.field == "abstract"), None)


def rows(question: str, closest: Sequence[Paper]) -> Iterator[str]:
    """Yield one line of a list for each of the closest papers: its title and what it does not speak of."""
    for paper in closest:
        yield f"\n- {escaped(paper.title)} — {shortcoming(question, paper)}"


def shortcoming(question: str, paper: Paper) -> str:
    """Say which words of ``question`` the paper does not hold; their absence is a fact that can be checked."""
    missing = [
        words for words in unsaid(question, f"{paper.title} {paper.abstract}") if words.lower() not in _PLAIN
    ][:_MOST_WORDS]
    if not missing:
        return "it speaks of this, but no answer was found in it"
    return f"it does not speak of {' or '.join(f'“{escaped(word)}”' for word in missing)}"
