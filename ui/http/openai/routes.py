"""OpenAI's wire: chat completions, responses, and the shelves as models."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from enum import Enum
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from assistant import Event

from ...event_bridge import Answering
from ...filters import limits_of
from ...opening import AssistantHolder
from ...shelves import NoShelf, Shelves
from ..history import Recent, conversation
from ..models import ModelCard, ModelList
from ..routing import ERRORS, LEFT, STREAM, error_replies, ready
from ..sse import ClientLeft, begun, events, response_events, whole
from ..stream import Stream
from .chat_reply import ChatReply, Completion
from .chat_request import MODEL, ChatRequest
from .limits import Cut, UnknownModel, refuse_what_would_mislead
from .responses_wire import ResponsesRequest, Written

_TAGS: list[str | Enum] = ["OpenAI's wire"]
_COMPLETION = {"model": ChatReply, "description": "A chat completion, or its stream", "content": STREAM}
_RESPONSE = {"description": "A response, or its stream", "content": STREAM}


def add_openai_routes(router: APIRouter, holder: AssistantHolder, shelves: Shelves, recent: Recent) -> None:
    """Add ``/v1/chat/completions``, ``/v1/responses`` and ``/v1/models``."""
    _add_models(router, holder, shelves)
    _add_chat(router, holder, shelves, recent)
    _add_responses(router, holder, shelves, recent)


def _add_models(router: APIRouter, holder: AssistantHolder, shelves: Shelves) -> None:
    @router.get("/v1/models", response_model=ModelList, responses=error_replies(401), tags=_TAGS)
    def models() -> Any:
        """List the models: the shelf that is served, and the other shelves as ``paper-assistant/NAME``."""
        others = shelves.names() if holder.ready else ()
        return ModelList(data=[ModelCard(id=MODEL), *(ModelCard(id=f"{MODEL}/{name}") for name in others)])

    @router.get(
        "/v1/models/{model:path}",
        response_model=ModelCard,
        responses=error_replies(401, 404, 503),
        tags=_TAGS,
    )
    def model(model: str) -> Any:
        """Describe one model."""
        known = (MODEL, *(f"{MODEL}/{name}" for name in (ready(holder).settings.shelf, *shelves.names())))
        if model not in known:
            raise UnknownModel(
                f"There is no model {model[:80]!r}; there are {', '.join(known)}.", "model", "model_not_found"
            )
        return ModelCard(id=model)


def _add_chat(router: APIRouter, holder: AssistantHolder, shelves: Shelves, recent: Recent) -> None:
    @router.post(
        "/v1/chat/completions",
        response_model=None,
        responses={**ERRORS, 200: _COMPLETION},
        tags=_TAGS,
    )
    async def chat_completions(asked: ChatRequest, request: Request) -> Response:
        """Answer the last user message in the light of the earlier ones.

        The reply (of a stream, the last chunk) carries the Answer object in ``answer``, with every cited
        sentence; markers are also ``url_citation`` annotations.
        """
        batches = await _asked(asked, holder, shelves, recent)
        completion = Completion(str(request.base_url), asked.cut, _name(asked.model))
        if asked.stream:
            source = await begun(batches)
            return Stream(events(source, completion, recent, wants_usage=asked.wants_usage))
        try:
            answer = await whole(batches, request)
        except ClientLeft:
            return Response(status_code=LEFT)
        recent.add(answer)
        return JSONResponse(completion.whole(answer).model_dump(mode="json"))


def _add_responses(router: APIRouter, holder: AssistantHolder, shelves: Shelves, recent: Recent) -> None:
    @router.post("/v1/responses", response_model=None, responses={**ERRORS, 200: _RESPONSE}, tags=_TAGS)
    async def responses(asked: ResponsesRequest, request: Request) -> Response:
        """Answer in OpenAI's responses wire, as text; nothing is stored, so the conversation is sent along."""
        batches = await _asked(asked, holder, shelves, recent)
        written, cut = Written(str(request.base_url), _name(asked.model)), Cut((), asked.max_output_tokens)
        if asked.stream:
            return Stream(response_events(await begun(batches), written, cut, recent))
        try:
            answer = await whole(batches, request)
        except ClientLeft:
            return Response(status_code=LEFT)
        recent.add(answer)
        text = cut.whole(answer.text)
        return JSONResponse(written.whole(answer, text, cut.finish))


async def _asked(
    asked: ChatRequest | ResponsesRequest, holder: AssistantHolder, shelves: Shelves, recent: Recent
) -> AsyncGenerator[list[Event], None]:
    """Return the events of answering a request; what it asks for and cannot have is raised first."""
    refuse_what_would_mislead(asked.model_extra or {})
    ready(holder)
    here = await run_in_threadpool(_of_model, asked.model, holder, shelves)
    question, turns = await run_in_threadpool(conversation, asked.messages, here.assistant, recent)
    limits = await run_in_threadpool(limits_of, here.assistant, asked.within, asked.filters, asked.waived)
    return Answering(here, update_s=0).batches(question, turns, limits)


def _of_model(model: str, holder: AssistantHolder, shelves: Shelves) -> AssistantHolder:
    """Return the holder of the shelf that ``model`` names; any other name than ours means the one that is served."""
    kind, _, shelf = model.partition("/")
    if kind != MODEL or not shelf:
        return holder
    try:
        return shelves.holder(shelf)
    except NoShelf as error:
        raise UnknownModel(str(error), "model", "model_not_found") from error


def _name(model: str) -> str:
    return model if model.startswith(f"{MODEL}/") else MODEL
