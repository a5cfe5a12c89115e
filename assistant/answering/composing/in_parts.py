"""A question of two parts: each answered by itself, put together under its own heading, one numbering throughout."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.composing.draft import Draft, Responding
from assistant.events import Stage, Token
from assistant.text.markers import Lexer
from assistant.text.wording import DECLINED, NO_MODEL, escaped
from assistant.types import Citation, Plan, Status


def in_parts(parts: Sequence[Plan], respond: Callable[[Plan], Responding]) -> Responding:
    """Answer each of ``parts``; nothing is shown before all are, for a part may begin anew."""
    drafts = []
    for part in parts:
        drafts.append((yield from _quiet(respond(part))))
    yield Stage("compose")
    together = joined(parts, drafts)
    yield Token(together.text)
    return together


def joined(parts: Sequence[Plan], drafts: Sequence[Draft]) -> Draft:
    """Return one draft of those of the parts: partial when one of them is not answered."""
    texts: list[str] = []
    citations: list[Citation] = []
    for number, (part, draft) in enumerate(zip(parts, drafts, strict=True)):
        own = draft.text if draft.status != "off_topic" else DECLINED
        if number:  # told once
            own = own.replace(f"_{NO_MODEL}_\n\n", "").replace(f"{NO_MODEL}\n\n", "")
        texts.append(f"**{escaped(part.standalone)}**\n\n{_shifted(own, len(citations))}")
        citations += [
            each.model_copy(update={"number": each.number + len(citations)}) for each in draft.citations
        ]
    answered = [draft.status == "answered" for draft in drafts]
    any_cited = any(draft.citations for draft in drafts)
    status: Status = "answered" if all(answered) else "partial" if any_cited else "no_evidence"
    warnings = tuple(dict.fromkeys(warning for draft in drafts for warning in draft.warnings))
    text = "\n\n".join(text.rstrip() for text in texts)
    nearest = tuple({each.paper_id: each for draft in drafts for each in draft.nearest}.values())
    composer = drafts[0].composer
    return Draft(text, status, tuple(citations), composer, nearest=nearest, warnings=warnings)


def _quiet(responding: Responding) -> Responding:
    """Pass on progress only."""
    try:
        while True:
            event = next(responding)
            if isinstance(event, Stage) and event.name != "compose":
                yield event
    except StopIteration as stop:
        draft: Draft = stop.value
        return draft
    finally:
        responding.close()


def _shifted(text: str, by: int) -> str:
    """Return ``text`` with each marker ``[n]`` as ``[n + by]``."""
    tokens = Lexer().feed(text, final=True)
    return "".join(
        f"[{token.ranges[0][0] + by}]"
        if token.kind == "marker" and token.text[1:-1].isdigit()
        else token.text
        for token in tokens
    )
