"""Questions that follow on from the last answer and that the papers answer: each is tried before it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import AssistantError, Turn

from ..opening import AssistantHolder
from ..page.followups import followups


def follow_ups(holder: AssistantHolder, turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return up to three questions on the papers that the last answer cites, which these answer.

    They are tried among these papers only, without a language model, so that a large shelf takes no longer.
    """
    if not (turns and holder.ready):
        return ()
    answer = turns[-1].answer
    asked = followups(answer)
    cited = list(dict.fromkeys(citation.paper_id for citation in answer.citations))
    if not asked:
        return ()
    try:
        return holder.assistant.answerable(asked, turns, within=cited)
    except AssistantError:  # the papers have left the shelf: nothing is suggested on them
        return ()
