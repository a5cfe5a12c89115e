"""How a reply ended, as far as its chunks tell, and what a reader is told of one that is not whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.types import Usage

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatResponse

    from assistant.llm.chat import Reply

# Characters of a reply for each token of its limit, and for any reply: an endpoint that heeds no limit is left
# there. A token has four on average, of white space up to some dozens.
CHARS_A_TOKEN, CHARS_AT_LEAST = 20, 4000
# How a text that was not broken off ends: a full stop, a closing quote or bracket, a fence or table.
_FINISHED = re.compile(r"[.!?…。！？\"'”’»)\]}`*_|>:;]\s*\Z")


@dataclass(frozen=True, slots=True)
class Ending:
    """``wire`` when the chunks are OpenAI's; ``done`` when a stream came to its [DONE], or the reply came whole."""

    wire: bool = False
    finish: str | None = None
    done: bool = False
    usage: Usage = field(default_factory=Usage)

    def after(self, chunk: ChatResponse) -> Ending:
        choices = getattr(chunk.raw, "choices", None)
        finish = getattr(choices[0], "finish_reason", None) if choices else None
        extra = chunk.additional_kwargs
        usage = Usage(
            prompt_tokens=extra.get("prompt_tokens") or 0,
            completion_tokens=extra.get("completion_tokens") or 0,
        )
        return Ending(
            self.wire or choices is not None,
            finish or self.finish,
            self.done or bool(extra.get("done")),
            usage if usage.prompt_tokens or usage.completion_tokens else self.usage,
        )

    def stopped(self) -> Ending:
        """Return the ending of a reply that went far over its limit, so that the rest was not read."""
        return Ending(self.wire, "length", self.done, self.usage)

    @property
    def unfinished(self) -> bool:
        """Whether the connection ended before the reply did."""
        return self.wire and self.finish is None and not self.done

    @property
    def filtered(self) -> bool:
        return self.finish == "content_filter"

    def cut_short(self, text: str) -> bool:
        """Whether ``text`` stops at the limit; without a word on that, whether it looks so."""
        untold = self.wire and self.finish is None
        return self.finish == "length" or (untold and not _FINISHED.search(text))


def most_chars(tokens: int) -> int:
    """Return how many characters of a reply limited to so many tokens are read."""
    return max(CHARS_AT_LEAST, CHARS_A_TOKEN * tokens)


def ending_notes(reply: Reply | None, model: str) -> tuple[str, ...]:
    """Return the warning for a reader of a reply that is not whole; none for a whole one."""
    if reply is not None and reply.filtered:
        return (
            f"The endpoint's content filter stopped the answer of {model}; what is shown is not all of it.",
        )
    if reply is not None and reply.cut_short:
        return (f"The answer of {model} was cut off at its length limit; what is shown is not all of it.",)
    return ()
