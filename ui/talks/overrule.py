"""A reader's own verdicts, put over those of a model, and told as theirs wherever the answer goes."""

from __future__ import annotations

from collections.abc import Mapping

from assistant import Answer, Verdict

LABELS = {"match": "match", "partial": "partly", "no": "not", "unjudged": "not judged"}
GIVEN = ("match", "partial", "no")  # what a reader can say of a paper
_NAMED = 5


def overruled(answer: Answer, given: Mapping[str, str]) -> Answer:
    """Return ``answer`` with the verdicts that a reader has ``given``, by paper id; a warning says which.

    What equals the verdict that is there, or is none that a reader can give, changes nothing.
    """
    changed = {
        each.paper_id: each
        for each in answer.verdicts
        if given.get(each.paper_id) in GIVEN and given[each.paper_id] != each.verdict
    }
    if not changed:
        return answer
    verdicts = tuple(
        _given(each, given[each.paper_id]) if each.paper_id in changed else each for each in answer.verdicts
    )
    warning = _warning([(each, given[each.paper_id]) for each in changed.values()])
    return answer.model_copy(update={"verdicts": verdicts, "warnings": (*answer.warnings, warning)})


def _given(verdict: Verdict, label: str) -> Verdict:
    before = f"It was “{LABELS[verdict.verdict]}”"
    reason = (
        f"The reader’s verdict. {before}: {verdict.reason}" if verdict.reason else "The reader’s verdict."
    )
    return verdict.model_copy(update={"verdict": label, "given_by": "reader", "reason": reason})


def _warning(changed: list[tuple[Verdict, str]]) -> str:
    named = "; ".join(
        f"“{each.title}” from {LABELS[each.verdict]} to {LABELS[label]}" for each, label in changed[:_NAMED]
    )
    more = f"; and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    verdicts = "1 verdict" if len(changed) == 1 else f"{len(changed)} verdicts"
    return f"The reader changed {verdicts}: {named}{more}. The text was written before that."
