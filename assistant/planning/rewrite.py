"""A question that the rules cannot place -> a Plan, by asking the model: for its kind, of a follow-up for the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import ReplySchema, phrase
from assistant.llm.prompting.prompt_files import fenced
from assistant.llm.prompting.prompts import messages
from assistant.planning.paper_names import Finder, lead, named_papers
from assistant.planning.rules import plan_of, shown_papers
from assistant.retrieval.sentence_scoring import unsaid
from assistant.text.markers import without_markers
from assistant.types import Kind, Plan, Turn

_REPLY_TOKENS = 120
_LONGEST = 300  # characters of the question that the model writes
_TITLES = 10
_KIND_TOKENS = 20
_KINDS: dict[str, Kind] = {"papers": "set", "fact": "lookup"}


class _Rewritten(ReplySchema):
    question: Annotated[str, BeforeValidator(lambda value: phrase(value, _LONGEST))]
    kind: Literal["set", "lookup", "comparison"]
    of: Literal["shown", "shelf"]


def replanned(plan: Plan, question: str, history: Sequence[Turn], model: ChatModel, find: Finder) -> Plan:
    """Return the model's reading of ``question``; ``plan``, the rules' own, where that cannot be used.

    Where nothing was said before, only the kind is asked for. A reading that loses a word of the question is not
    used: it would answer something else. A model that does not answer is no failure here, for the rules' plan
    stands; composing will meet the same model and tell.
    """
    if not history:
        return decided(plan, model)
    last = history[-1]
    prompt = messages(
        "follow_up",
        earlier=fenced(without_markers(last.answer.standalone)),
        shown="\n".join(f"- {fenced(title)}" for title in _titles(last)) or "- none",
        question=fenced(question),
    )
    try:
        payload = ask_json(model, prompt, _Rewritten, max_tokens=_REPLY_TOKENS, again=False)
    except (ModelUnavailable, BadReply):
        return plan
    whole, kind = payload.question, payload.kind
    if unsaid(question, whole):
        return plan
    shown = shown_papers(last)
    named = named_papers(whole, find)
    if payload.of == "shown" and shown:
        within = tuple(key for key in named if key in shown) or shown
        return plan_of(whole, kind, within, within)
    return plan_of(whole, kind, named, None)


def _titles(turn: Turn) -> list[str]:
    titles = {citation.paper_id: citation.title for citation in turn.answer.citations}
    return [lead(titles[key]) for key in shown_papers(turn)[:_TITLES] if key in titles]


class _Wanted(ReplySchema):
    wants: Literal["papers", "fact"]


def decided(plan: Plan, model: ChatModel) -> Plan:
    """Return ``plan`` with the kind that the model says; ``plan``, the rules' own, where that cannot be used.

    A model that does not answer is no failure here: composing will meet the same model and tell.
    """
    prompt = messages("kind", question=fenced(plan.standalone))
    try:
        wanted = ask_json(model, prompt, _Wanted, max_tokens=_KIND_TOKENS, again=False)
    except (ModelUnavailable, BadReply):
        return plan
    kind = _KINDS[wanted.wants]
    if kind == plan.kind:
        return plan
    return plan_of(plan.standalone, kind, plan.named, plan.within)
