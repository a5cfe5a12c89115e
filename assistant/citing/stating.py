"""What a model said of a paper, and the sentence it pointed at -> the sentence of the paper that states it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.index.passages import sentences, title_passage
from assistant.text.content_words import NAME_WEIGHT, share, terms
from assistant.types import Paper, Passage

# Small models copy a sentence and give the number of its neighbour. Another sentence is cited when it holds this
# share of the words, and so many times what the one pointed at holds: set on the comparisons of docs/quality.md.
_BORNE_OUT = 0.5
_CLEARLY_MORE = 1.5
_COPIED = 0.8
# A sentence plainly does not bear a reason of which it holds less than this share, while another holds _BORNE_OUT.
_HARDLY = 0.15


def stating(text: str, pointed: Passage, paper: Paper) -> Passage:
    """Return what to cite of ``paper`` for ``text``: ``pointed``, unless another passage clearly holds more of it."""
    best = best_stating(text, paper)
    return best if best and _held(text, best) >= _CLEARLY_MORE * _held(text, pointed) else pointed


def upheld(reason: str, pointed: Sequence[Passage], paper: Paper) -> tuple[Passage, ...]:
    """Return what to cite of ``paper`` for a judge's ``reason``: the passages ``pointed`` at, as a rule.

    Another one is cited where they hold hardly a word of the reason and it holds half, or where the reason is nearly
    a copy of it and they hold less than half of that; and of a sentence that only repeats the title, if it states
    the reason. Nothing when nothing is pointed at and nothing states it.
    """
    best = best_stating(reason, paper)
    if best is None:
        return tuple(pointed)
    held = _held(reason, best)
    best = title_passage(paper) if _repeats(best, paper) else best
    repeated = [place for place in pointed if place.field == "abstract" and _repeats(place, paper)]
    kept = tuple(place for place in pointed if place not in repeated)
    shown = max((_held(reason, place) for place in kept), default=0.0)
    copied = held >= _COPIED and 2 * shown < held
    return (best,) if not kept or shown < _HARDLY or copied else kept


def best_stating(text: str, paper: Paper, least: float = _BORNE_OUT) -> Passage | None:
    """Return the sentence or title that holds most of the words of ``text``, if that is ``least`` (0 to 1) of them."""
    best = max((*sentences(paper), title_passage(paper)), key=lambda passage: _held(text, passage))
    return best if terms(text) and _held(text, best) >= least else None


def meant(text: str, paper: Paper, others: Sequence[Paper]) -> Paper:
    """Return the paper that ``text``, said of ``paper``, speaks of: mostly that one.

    Where no sentence of it states the text, it is the first of ``others`` of which the text is nearly a copy, or whose
    name it holds (two capitals or a digit in it; not in the title or abstract of ``paper``).
    """
    if best_stating(text, paper):
        return paper
    names = {term for term, weight in terms(text).items() if weight == NAME_WEIGHT} - _words(paper)
    copied = (other for other in others if best_stating(text, other, _COPIED))
    named = (other for other in others if names & _words(other))
    return next(copied, next(named, paper))


def _repeats(passage: Passage, paper: Paper) -> bool:
    """Whether a sentence says nothing that the title does not."""
    return bool(terms(passage.text)) and terms(passage.text).keys() <= terms(paper.title).keys()


def _words(paper: Paper) -> frozenset[str]:
    return frozenset(terms(f"{paper.title} {paper.abstract}"))


def _held(text: str, passage: Passage) -> float:
    return share(terms(text), terms(passage.text))
