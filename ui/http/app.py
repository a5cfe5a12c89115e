"""The application that the routes are added to, with a page at ``/docs`` that loads nothing from elsewhere."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

_ABOUT = (
    "Answers questions about a shelf of research papers; every claim is cited to the exact sentence. "
    "`/v1/...` is OpenAI's wire, so that any client of it will do; `/api/...` is plain JSON."
)


def new_app(*, has_keys: bool) -> FastAPI:
    """Return an empty application; its description names bearer keys where they are asked for."""
    options: dict[str, Any] = {}
    if has_keys:  # described only: the keys are checked before any route is reached
        options["dependencies"] = [
            Depends(HTTPBearer(auto_error=False, description="A key of ASSISTANT_API_KEYS"))
        ]
    app = FastAPIOffline(
        title="Paper Assistant",
        version=version("paper-assistant"),
        description=_ABOUT,
        docs_url="/docs",
        redoc_url=None,
        **options,
    )
    described = app.openapi

    def with_open_health() -> dict[str, Any]:
        description = described()
        for operation in description.get("paths", {}).get("/healthz", {}).values():
            operation["security"] = []  # it is open where keys are set, too
        return description

    app.openapi = with_open_health  # type: ignore[method-assign]
    return app
