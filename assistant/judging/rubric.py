"""A set question -> what counts, written once and put with every paper that is judged."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import ReplySchema, phrase
from assistant.llm.model_size import is_small
from assistant.llm.prompting.prompt_files import fenced
from assistant.llm.prompting.prompts import messages, reply_room

_LOG = logging.getLogger("assistant")
_TOKENS = 200
_LONGEST = 300  # characters of one line

# "On X but not Y": of a question that only denies ("does not propose a model") nothing is left to be asked.
_RULED_OUT = re.compile(
    r"(?i)(?:\bbut\s+(?:is\s+|are\s+|do(?:es)?\s+)?not|\bexcluding|\bthat\s+(?:is|are)\s+not(?=\s+(?:about|on)\b))\s+"
    r"(?:(?:about|on|in|for|with|of|use|using|involve)\s+)*(?P<what>[^,;:?.!()]+)"
)

_Line = Annotated[str, BeforeValidator(lambda line: phrase(line, _LONGEST))]


class _Written(ReplySchema):
    counts_if: _Line
    does_not_count_if: _Line = ""
    partly_if: _Line = ""


@dataclass(frozen=True, slots=True)
class Rubric:
    """The question asked of each paper; what counts, what does not and what counts partly, "" where it goes without."""

    question: str
    counts: str = ""
    not_counted: str = ""
    partly: str = ""

    def __str__(self) -> str:
        """The lines of a prompt, the question first; fenced, for they come from a user and a model."""
        lines = {
            "Question": self.question,
            "Counts if": self.counts,
            "Does not count if": self.not_counted,
            "Partly if": self.partly,
        }
        return "\n".join(f"{name}: {fenced(line)}" for name, line in lines.items() if line)


def rubric_of(question: str, model: ChatModel) -> Rubric:
    """Write the rubric of ``question``: ``model`` does where it is a capable one, else rules do.

    A model that writes none that can be used is no failure: the rules' says the same in fewer words.
    """
    if is_small(model.name, model.context_window):
        return by_rules(question)
    prompt = messages("rubric", question=fenced(question))
    try:
        written = ask_json(
            model, prompt, _Written, max_tokens=reply_room(prompt, _TOKENS, model), again=False, fault=_fault
        )
    except (BadReply, ModelUnavailable) as error:
        _LOG.warning("what counts is taken from the question by rules, for the model wrote none: %s", error)
        return by_rules(question)
    return Rubric(question, written.counts_if, written.does_not_count_if, written.partly_if)


def by_rules(question: str) -> Rubric:
    """Take from ``question`` what it rules out; all else that counts is the question itself."""
    found = _RULED_OUT.search(question)
    return (
        Rubric(question, not_counted=f"it is about, or uses, {found['what'].strip()}")
        if found
        else Rubric(question)
    )


def _fault(written: _Written) -> str:
    return "" if written.counts_if else 'it has no text "counts_if"'
