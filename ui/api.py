"""The HTTP routes beside the page."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from ui.desk import Desk


def add_routes(app: FastAPI, desk: Desk) -> None:
    """Add ``GET /healthz``: whether questions can be answered; 503 with a reason while they cannot."""

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        if desk.ready:
            assistant = desk.assistant
            body: dict[str, Any] = {
                "status": "ok",
                "papers": len(assistant.papers()),
                "composer": assistant.composer,
            }
            return JSONResponse(body)
        stage = desk.stage
        reason = (
            str(desk.error)
            if desk.error
            else f"The papers are being indexed ({stage.done} of {stage.total})."
        )
        return JSONResponse(
            {"error": {"message": reason, "type": "unavailable", "code": "not_ready"}}, status_code=503
        )
