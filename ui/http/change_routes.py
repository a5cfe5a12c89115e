"""Routes that change what is on the shelf; only for those who hold a key."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from assistant import Added, Assistant, Import, PapersError, on_shelf, read_bytes

from ..opening import AssistantHolder
from ..shelves import Shelves
from .access import Access
from .models import AddRequest, ChangeReply, Refused, ShelfQuery
from .routing import ERRORS, refused, shelf_of

_CHANGED = "Papers are added and removed"


def add_change_routes(router: APIRouter, holder: AssistantHolder, shelves: Shelves, access: Access) -> None:
    """Add ``POST /api/papers`` and ``DELETE /api/papers/ID``; without keys nobody may use them."""

    @router.post("/api/papers", response_model=ChangeReply, responses=ERRORS, tags=["papers"])
    def add_papers(sent: AddRequest) -> Any:
        """Add papers, or change those that the shelf has already; wants a key."""
        if (refusal := refused(access, _CHANGED)) is not None:
            return refusal
        assistant = shelf_of(sent.shelf, holder, shelves).assistant
        rows = [paper.model_dump(exclude_none=True) for paper in sent.papers]
        lines = "\n".join(json.dumps(row) for row in rows).encode()
        try:
            read = read_bytes(lines, "the request")
        except PapersError as error:
            raise HTTPException(400, str(error)) from error
        arrivals = on_shelf([read], assistant.papers())
        added = assistant.add(arrivals.papers)
        return _reply(added, assistant, read, (*read.notes, *arrivals.notes))

    @router.delete(
        "/api/papers/{paper_id:path}",
        response_model=ChangeReply,
        responses=ERRORS,
        tags=["papers"],
    )
    def remove_paper(paper_id: str, shelf: ShelfQuery = None) -> Any:
        """Take one paper off the shelf; wants a key."""
        if (refusal := refused(access, _CHANGED)) is not None:
            return refusal
        assistant = shelf_of(shelf, holder, shelves).assistant
        if not assistant.papers([paper_id]):
            raise HTTPException(404, f"There is no paper {paper_id!r} on this shelf. See /api/papers.")
        return _reply(assistant.remove([paper_id]), assistant)


def _reply(
    change: Added, assistant: Assistant, read: Import | None = None, notes: tuple[str, ...] = ()
) -> ChangeReply:
    return ChangeReply(
        added=list(change.added),
        updated=list(change.updated),
        unchanged=list(change.unchanged),
        removed=list(change.removed),
        rejected=[Refused(where=bad.where, reason=bad.reason) for bad in (read.rejected if read else ())],
        notes=[*change.notes, *notes],
        total=assistant.size,
    )
