"""The papers that a conversation speaks of, as the shelf has them now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant import Paper, Turn

from ..opening import AssistantHolder


def cited_papers(holder: AssistantHolder, turns: Iterable[Turn]) -> dict[str, Paper]:
    """Return the papers that answers cite, by id; those that have left the shelf are not among them."""
    return _papers(holder, [each.paper_id for turn in turns for each in turn.answer.citations])


def listed_papers(holder: AssistantHolder, turns: Iterable[Turn]) -> dict[str, Paper]:
    """Return the papers in the tables of answers and on the cards of declines, by id, as far as they are here."""
    asked = [turn.answer for turn in turns]
    judged = [each.paper_id for answer in asked for each in answer.verdicts]
    return _papers(holder, [*judged, *(each.paper_id for answer in asked for each in answer.nearest)])


def _papers(holder: AssistantHolder, ids: Sequence[str]) -> dict[str, Paper]:
    papers = holder.assistant.papers(list(dict.fromkeys(ids))) if holder.ready else ()
    return {paper.id: paper for paper in papers}
