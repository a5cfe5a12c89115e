"""A prompt that asks for JSON -> the reply as a value of a schema, asked once more where it cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.chat import ChatModel, Message
from assistant.llm.json_replies.json_reply import Schema, read_json
from assistant.llm.json_replies.json_schema import wire_schema
from assistant.llm.prompting.prompt_files import fenced, load


def ask_json(
    model: ChatModel,
    prompt: Sequence[Message],
    schema: type[Schema],
    *,
    max_tokens: int,
    fault: Callable[[Schema], str] = lambda _: "",
    merged: Callable[[Schema, Schema], Schema] | None = None,
    again: bool = True,
) -> Schema:
    """Return the model's reply to ``prompt``; one that cannot be used is asked for ``again``, saying why.

    ``fault`` names what is wrong with a reply that could be read, in words for the model; "" when nothing is.
    With ``merged``, which makes one of two faulty replies, a reply with a fault is better than none; without it, it
    is of no use. Raises ModelUnavailable when the model does not answer, BadReply when no reply can be used.
    """

    def ask(messages: Sequence[Message]) -> tuple[str, Schema | None, str]:
        text = model.complete(messages, max_tokens=max_tokens, json=wire_schema(schema)).text
        try:
            value = read_json(text, schema)
        except ValueError as error:
            return text, None, str(error)
        why = fault(value)
        return text, None if why and merged is None else value, why

    text, first, why = ask(prompt)
    if not again or not why:
        return _usable(first, model, why)
    request = load("again").render(problem=fenced(why))[1]
    try:
        _, second, why = ask([*prompt, Message("assistant", fenced(text)), Message("user", request)])
    except (BadReply, ModelUnavailable):
        if first is None:
            raise
        return first
    if merged and first is not None and second is not None:
        return merged(first, second)
    return _usable(first if second is None else second, model, f"twice: {why}")


def _usable(value: Schema | None, model: ChatModel, why: str) -> Schema:
    if value is None:
        raise BadReply(
            f"The model {model.name} gave no usable reply ({why}). Set ASSISTANT_MODEL to a stronger model."
        )
    return value
