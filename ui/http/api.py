"""The HTTP routes beside the page: OpenAI's wire, plain JSON, and whether the server is well."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route

from assistant import Answer, Assistant, Paper

from ..event_bridge import Answering
from ..opening import AssistantHolder
from .errors import NOT_READY_RETRY_S, ErrorReply, NotReady, add_handlers, error_reply
from .history import Recent, conversation, earlier_turns
from .models import (
    MOST_PAPERS,
    AskRequest,
    Found,
    Health,
    ModelCard,
    ModelList,
    PapersReply,
    SearchReply,
    SearchRequest,
)
from .openai_wire import MODEL, ChatReply, ChatRequest, Completion
from .sse import ClientLeft, Stream, begun, events, whole

_LEFT = 499  # what servers log when the client hung up; nobody reads this reply
_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorReply, "description": "The question cannot be asked as it stands"},
    401: {"model": ErrorReply, "description": "A key is needed"},
    403: {"model": ErrorReply, "description": "A page of another host, where no key is needed"},
    413: {"model": ErrorReply, "description": "The request is too large"},
    422: {"model": ErrorReply, "description": "A field does not fit"},
    429: {"model": ErrorReply, "description": "Too many requests of one key at once; see Retry-After"},
    502: {"model": ErrorReply, "description": "The language model or embedding endpoint failed"},
    503: {"model": ErrorReply, "description": "The papers are being indexed, or the server is ending"},
}
_STREAM = {
    "text/event-stream": {
        "schema": {
            "type": "object",
            "properties": {"data": {"type": "string", "description": "a chunk as JSON; at last [DONE]"}},
        }
    }
}
_COMPLETION = {"model": ChatReply, "description": "A chat completion, or its stream", "content": _STREAM}


def add_routes(app: FastAPI, holder: AssistantHolder) -> None:
    """Add ``/healthz``, ``/v1/...`` and ``/api/...`` for the assistant of ``holder``, and the shape of errors."""
    recent = Recent()
    router = APIRouter()
    _add_health(router, holder)
    _add_openai(router, holder, recent)
    _add_ask(router, holder, recent)
    _add_shelf(router, holder)
    add_handlers(app)
    app.include_router(router)
    _add_refusals(app, router)


def _add_health(router: APIRouter, holder: AssistantHolder) -> None:
    @router.get("/healthz", response_model=Health, responses={503: _ERRORS[503]}, tags=["health"])
    def healthz() -> Any:
        """Whether questions can be answered; 503 with the reason while they cannot."""
        assistant = _ready(holder)
        return Health(papers=assistant.size, composer=assistant.composer)


def _add_openai(router: APIRouter, holder: AssistantHolder, recent: Recent) -> None:
    answering = Answering(holder, update_s=0)

    @router.post(
        "/v1/chat/completions",
        response_model=None,
        responses={**_ERRORS, 200: _COMPLETION},
        tags=["OpenAI's wire"],
    )
    async def chat_completions(asked: ChatRequest, request: Request) -> Response:
        """Answer the last user message in the light of the earlier ones.

        The reply (of a stream, the last chunk) carries the Answer object in ``answer``, with every cited
        sentence; markers are also ``url_citation`` annotations.
        """
        question, turns = await run_in_threadpool(conversation, asked.messages, _ready(holder), recent)
        batches = answering.batches(question, turns)
        completion = Completion(str(request.base_url))
        if asked.stream:
            source = await begun(batches)
            return Stream(events(source, completion, recent, wants_usage=asked.wants_usage))
        try:
            answer = await whole(batches, request)
        except ClientLeft:
            return Response(status_code=_LEFT)
        recent.add(answer)
        return JSONResponse(completion.whole(answer).model_dump(mode="json"))

    @router.get("/v1/models", response_model=ModelList, responses=_some(401), tags=["OpenAI's wire"])
    def models() -> Any:
        """List the one model."""
        return ModelList(data=[ModelCard(id=MODEL)])


def _add_ask(router: APIRouter, holder: AssistantHolder, recent: Recent) -> None:
    answering = Answering(holder, update_s=0)

    @router.post("/api/ask", response_model=Answer, responses=_ERRORS, tags=["papers"])
    async def ask(asked: AskRequest, request: Request) -> Any:
        """Answer a question; ``history`` holds earlier answers, oldest first."""
        turns = await run_in_threadpool(earlier_turns, asked.history, _ready(holder), recent)
        try:
            answer = await whole(answering.batches(asked.question, turns), request)
        except ClientLeft:
            return Response(status_code=_LEFT)
        recent.add(answer)
        return answer


def _add_shelf(router: APIRouter, holder: AssistantHolder) -> None:
    @router.post("/api/search", response_model=SearchReply, responses=_ERRORS, tags=["papers"])
    def search(asked: SearchRequest) -> Any:
        """Rank papers for a query, with the best passage of each; no language model is asked."""
        assistant = _ready(holder)
        hits = [Found.of(hit) for hit in assistant.search(asked.query, asked.k)]
        return SearchReply(hits=hits, warnings=list(assistant.notes))

    @router.get("/api/papers", response_model=PapersReply, responses=_some(401, 422, 503), tags=["papers"])
    def papers(
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_PAPERS)] = MOST_PAPERS,
    ) -> Any:
        """List what is on the shelf, in the order it was added, at most 1,000 papers at once."""
        assistant = _ready(holder)
        page = assistant.papers_page(offset, limit)
        return PapersReply(papers=list(page), total=assistant.size, offset=offset)

    @router.get(
        "/api/papers/{paper_id:path}",
        response_model=Paper,
        responses={**_some(401, 422, 503), 404: {"model": ErrorReply, "description": "No such paper"}},
        tags=["papers"],
    )
    def paper(paper_id: str) -> Any:
        """Return one paper."""
        for found in _ready(holder).papers([paper_id]):
            return found
        raise HTTPException(404, f"There is no paper {paper_id!r} on this shelf. See /api/papers.")


def _add_refusals(app: FastAPI, router: APIRouter) -> None:
    """Answer wrong methods and unknown paths here: the page, mounted at the root, would answer them its way."""
    known: dict[str, set[str]] = {}
    for route in router.routes:
        known.setdefault(route.path, set()).update(route.methods)  # type: ignore[attr-defined]
    kind = "invalid_request_error"
    # A response is an application, and a route to one takes every method there is.
    for path, methods in known.items():
        takes = ", ".join(sorted(methods))
        refusal = error_reply(405, f"This route takes {takes}.", kind, "method_not_allowed", {"Allow": takes})
        app.router.routes.append(Route(path, refusal))
    unknown = error_reply(404, "There is no such route; all are described at /docs.", kind, "not_found")
    app.router.routes.extend(Route(f"{prefix}/{{rest:path}}", unknown) for prefix in ("/v1", "/api"))


def _some(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: _ERRORS[status] for status in statuses}


def _ready(holder: AssistantHolder) -> Assistant:
    if holder.ready:
        return holder.assistant
    if holder.error:
        raise NotReady(str(holder.error))
    stage = holder.stage
    raise NotReady(
        f"The papers are being indexed ({stage.done} of {stage.total}). Try again in {NOT_READY_RETRY_S} s."
    )
