"""``PUT /api/table/cell``: a reader's value for a cell, kept and told as theirs; only for those who hold a key."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from assistant import column_of

from ..http.access import Access
from ..http.routing import ERRORS, refused, shelf_of
from ..opening import AssistantHolder
from ..shelves import Shelves
from .models import CellReply, CorrectionReply, CorrectionRequest, as_given


def add_correction_routes(
    router: APIRouter, holder: AssistantHolder, shelves: Shelves, access: Access
) -> None:
    """Add ``PUT /api/table/cell``; without keys nobody may use it."""

    @router.put("/api/table/cell", response_model=CorrectionReply, responses=ERRORS, tags=["papers"])
    def correct_cell(sent: CorrectionRequest) -> Any:
        """Put a reader's value in a cell's place for good, `given_by` "reader", whichever model is asked; wants a key.

        `""` says that the abstract does not state it, `null` takes the correction back. The column is known by its
        name, question and type.
        """
        if (refusal := refused(access, "Cells are corrected")) is not None:
            return refusal
        assistant = shelf_of(sent.shelf, holder, shelves).assistant
        if not assistant.papers([sent.paper]):
            raise HTTPException(404, f"There is no paper {sent.paper!r} on this shelf. See /api/papers.")
        column = column_of(as_given(sent.column))
        cell = assistant.correct_cell(sent.paper, column, sent.value)
        return CorrectionReply(
            paper_id=sent.paper, column=column.name, cell=CellReply.model_validate(cell.as_json())
        )
