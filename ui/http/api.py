"""The HTTP routes beside the page: OpenAI's wire, plain JSON, and whether the server is well."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from assistant import Answer, BrowseSpec, Paper

from ..event_bridge import Answering
from ..filters import limited_to, limits_of
from ..opening import AssistantHolder
from ..shelves import Shelves
from ..tables.correction_routes import add_correction_routes
from ..tables.routes import add_table_routes
from .access import Access
from .change_routes import add_change_routes
from .errors import ErrorReply, add_handlers, error_reply
from .history import Recent, earlier_turns
from .models import AskRequest, Found, Health, Listing, PapersReply, SearchReply, SearchRequest, ShelfQuery
from .openai.routes import add_openai_routes
from .routing import ERRORS, LEFT, STREAM, error_replies, ready, shelf_of
from .sse import ClientLeft, begun, native_events, whole
from .stream import Stream


def add_routes(app: FastAPI, holder: AssistantHolder, access: Access, shelves: Shelves) -> None:
    """Add ``/healthz``, ``/v1/...`` and ``/api/...`` for the assistant of ``holder``, and the shape of errors."""
    recent = Recent()
    router = APIRouter(generate_unique_id_function=lambda route: route.name)
    _add_health(router, holder)
    add_openai_routes(router, holder, shelves, recent)
    _add_ask(router, holder, shelves, recent)
    _add_search(router, holder, shelves)
    _add_papers(router, holder, shelves)
    add_table_routes(router, holder, shelves)
    add_correction_routes(router, holder, shelves, access)
    add_change_routes(router, holder, shelves, access)
    add_handlers(app)
    app.include_router(router)
    _add_refusals(app, router)


def _add_health(router: APIRouter, holder: AssistantHolder) -> None:
    @router.get("/healthz", response_model=Health, responses={503: ERRORS[503]}, tags=["health"])
    def healthz() -> Any:
        """Whether questions can be answered; 503 with the reason while they cannot."""
        assistant = ready(holder)
        return Health(papers=assistant.size, composer=assistant.composer)

    router.add_api_route("/healthz", healthz, methods=["HEAD"], include_in_schema=False)


def _add_ask(router: APIRouter, holder: AssistantHolder, shelves: Shelves, recent: Recent) -> None:
    @router.post(
        "/api/ask", response_model=Answer, responses={**ERRORS, 200: {"content": STREAM}}, tags=["papers"]
    )
    async def ask(asked: AskRequest, request: Request) -> Any:
        """Answer a question; ``history`` holds earlier answers, oldest first.

        With ``stream`` the reply is a stream of server-sent events: stage, token, at last done with the Answer.
        """
        here = await run_in_threadpool(shelf_of, asked.shelf, holder, shelves)
        assistant = here.assistant
        turns = await run_in_threadpool(earlier_turns, asked.history, assistant, recent)
        limits = await run_in_threadpool(limits_of, assistant, asked.within, asked.filters, asked.waived)
        batches = Answering(here, update_s=0).batches(asked.question, turns, limits)
        if asked.stream:
            return Stream(native_events(await begun(batches), recent))
        try:
            answer = await whole(batches, request)
        except ClientLeft:
            return Response(status_code=LEFT)
        recent.add(answer)
        return answer


def _add_search(router: APIRouter, holder: AssistantHolder, shelves: Shelves) -> None:
    @router.post("/api/search", response_model=SearchReply, responses=ERRORS, tags=["papers"])
    def search(asked: SearchRequest) -> Any:
        """Rank papers for a query, with the best passage of each; no language model is asked."""
        assistant = shelf_of(asked.shelf, holder, shelves).assistant
        limit = limited_to(assistant, asked.within, asked.filters)
        hits = [Found.of(hit) for hit in assistant.search(asked.query, asked.k, within=limit)]
        return SearchReply(hits=hits, warnings=list(assistant.notes))


def _add_papers(router: APIRouter, holder: AssistantHolder, shelves: Shelves) -> None:
    @router.get(
        "/api/papers",
        response_model=PapersReply,
        responses=error_replies(401, 404, 422, 503),
        tags=["papers"],
    )
    def papers(asked: Annotated[Listing, Query()]) -> Any:
        """List what is on the shelf, at most 1,000 papers at once: all in the order added, or those asked for."""
        assistant = shelf_of(asked.shelf, holder, shelves).assistant
        offset, limit = asked.offset, asked.limit
        if (spec := asked.spec) == BrowseSpec():
            page = assistant.papers_page(offset, limit)
            return PapersReply(papers=list(page), total=assistant.size, found=assistant.size, offset=offset)
        listed = assistant.browse(spec, offset=offset, limit=limit)
        papers = [each.paper for each in listed.papers]
        return PapersReply(papers=papers, total=listed.total, found=listed.found, offset=offset)

    @router.get(
        "/api/papers/{paper_id:path}",
        response_model=Paper,
        responses={
            **error_replies(401, 422, 503),
            404: {"model": ErrorReply, "description": "No such paper or shelf"},
        },
        tags=["papers"],
    )
    def paper(paper_id: str, shelf: ShelfQuery = None) -> Any:
        """Return one paper."""
        for found in shelf_of(shelf, holder, shelves).assistant.papers([paper_id]):
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
