"""A question in another language -> the same in English, by one short request to the model."""

from __future__ import annotations

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import ReplySchema, Text, phrase
from assistant.llm.prompting.prompt_files import fenced
from assistant.llm.prompting.prompts import messages

_REPLY_TOKENS = 200
_LONGEST = 500  # characters


class _Translated(ReplySchema):
    question: Text


def in_english(question: str, language: str, model: ChatModel) -> str:
    """Return ``question`` in English, "" when the model gives none.

    A model that does not answer is no failure here: composing will meet the same model and tell.
    """
    prompt = messages("translate", question=fenced(question), language=language)
    try:
        reply = ask_json(model, prompt, _Translated, max_tokens=_REPLY_TOKENS, again=False)
    except (ModelUnavailable, BadReply):
        return ""
    return phrase(reply.question, _LONGEST)
