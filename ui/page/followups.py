"""Questions that follow on from an answer, made from what it cites; no model is asked."""

from __future__ import annotations

from assistant import Answer

_MOST = 3
_SHORT_TITLE = 60  # characters


def followups(answer: Answer) -> tuple[str, ...]:
    """Return up to three questions about the papers that the answer cites."""
    titles = list(dict.fromkeys(_short(citation.title) for citation in answer.citations))
    if not titles:
        return ()
    first = titles[0]
    if answer.kind == "comparison" or len(titles) == 1:
        asked = [f"What results does “{title}” report?" for title in titles[:2]]
        if len(titles) == 1:
            asked.append(f"What problem does “{first}” address?")
        return tuple(asked[:_MOST])
    asked = [f"Compare “{first}” and “{titles[1]}”."]
    if answer.kind == "set":
        asked.append("Of those, which report results on a benchmark?")
    return (*asked, f"What results does “{first}” report?")[:_MOST]


def _short(title: str) -> str:
    """Return the name before a colon, which papers often go by, or the whole title."""
    name, colon, _ = title.partition(": ")
    return name if colon and len(name) <= _SHORT_TITLE else title
