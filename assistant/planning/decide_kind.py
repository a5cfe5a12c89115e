"""A question of which the rules only guess that it asks for a fact -> its plan, by asking the model."""

from __future__ import annotations

from typing import Literal

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.ask_json import ask_json
from assistant.llm.chat import ChatModel
from assistant.llm.json_reply import ReplySchema
from assistant.llm.prompt_files import fenced
from assistant.llm.prompts import messages
from assistant.planning.rules import plan_of
from assistant.types import Kind, Plan

_REPLY_TOKENS = 20
_KINDS: dict[str, Kind] = {"papers": "set", "fact": "lookup"}


class _Wanted(ReplySchema):
    wants: Literal["papers", "fact"]


def decided(plan: Plan, model: ChatModel) -> Plan:
    """Return ``plan`` with the kind that the model says; ``plan``, the rules' own, where that cannot be used.

    A model that does not answer is no failure here: composing will meet the same model and tell.
    """
    prompt = messages("kind", question=fenced(plan.standalone))
    try:
        told = ask_json(model, prompt, _Wanted, max_tokens=_REPLY_TOKENS, again=False)
    except (ModelUnavailable, BadReply):
        return plan
    kind = _KINDS[told.wants]
    if kind == plan.kind:
        return plan
    return plan_of(plan.standalone, kind, plan.named, plan.within)
