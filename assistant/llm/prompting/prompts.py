"""Prompts -> messages for the model, with papers fenced off as data and cut to the token budget."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.llm.chat import ChatModel, Message
from assistant.llm.prompting.prompt_files import fenced, load
from assistant.text.markers import without_markers
from assistant.text.tokens import count_tokens
from assistant.types import Paper, Passage, Source

# Words and tags around a paper; counted so that the budget holds.
_AROUND = 30
# Other models cut the same text into somewhat more tokens than the tokenizer that we count with.
OTHER_TOKENIZER = 1.2
_LEAST_REPLY = 64
_AUTHORS_SHOWN = 8


def messages(prompt: str, **values: str) -> list[Message]:
    """Fill the prompt file ``prompt`` and return its system and user messages."""
    system, user = load(prompt).render(**values)
    return [Message("system", system), Message("user", user)]


def paper_block(paper: Paper, number: int | None = None) -> str:
    """Return a paper as fenced data: nothing in it can end the fence; its own "[29]" is left out."""
    opening = "<paper>" if number is None else f'<paper number="{number}">'
    abstract = fenced(without_markers(paper.abstract)) or "(no abstract)"
    return f"{opening}\n<title>{fenced(paper.title)}</title>\n{_record(paper)}<abstract>{abstract}</abstract>\n</paper>"


def _record(paper: Paper) -> str:
    """Return the lines that tell authors, year and venue, as far as they are recorded."""
    names = ", ".join(paper.authors[:_AUTHORS_SHOWN])
    more = " and others" if len(paper.authors) > _AUTHORS_SHOWN else ""
    fields = {"Authors": names + more, "Year": str(paper.year or ""), "Venue": paper.venue or ""}
    return "".join(f"{field}: {_line(value)}\n" for field, value in fields.items() if value)


def fit(sources: Sequence[Source], budget: int) -> tuple[Source, ...]:
    """Return the first sources whose blocks together take at most ``budget`` tokens; at least one."""
    kept: list[Source] = []
    spent = 0
    for source in sources:
        spent += count_tokens(source.paper.title + _record(source.paper) + source.paper.abstract) + _AROUND
        if kept and spent > budget:
            break
        kept.append(source)
    return tuple(kept)


def reply_room(prompt: Sequence[Message], wanted: int, model: ChatModel) -> int:
    """Return how many tokens a reply to ``prompt`` may have: ``wanted``, or what the context window leaves."""
    asked = sum(model.count(message.content) for message in prompt)
    return max(min(wanted, model.context_window - int(asked * OTHER_TOKENIZER) - _AROUND), _LEAST_REPLY)


def numbered_block(paper: Paper, number: int, passages: Sequence[Passage], notes: Sequence[str] = ()) -> str:
    """Return a paper as fenced data, some of its sentences numbered from 1, so that one can be pointed to.

    ``notes`` say what was found of it ("verdict: match"), and stand before the sentences.
    """
    numbered = [f"{place} {_line(passage.text)}" for place, passage in enumerate(passages, 1)]
    lines = "\n".join([*map(_line, notes), *numbered])
    return f'<paper number="{number}">\n<title>{_line(paper.title)}</title>\n{lines}\n</paper>'


def _line(text: str) -> str:
    """Return untrusted text on one line: a line of its own could pass for a numbered sentence."""
    return fenced(without_markers(" ".join(text.split())))
