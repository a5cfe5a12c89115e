"""Calls of the page's functions, as a program makes them."""

from __future__ import annotations

from typing import Any

import httpx

from ui.doors import routes

PAGE = "https://notes.example"
JOIN = routes.JOIN


def call(data: list[Any], index: int = 0, session: str = "s", **more: Any) -> dict[str, Any]:
    return {"data": data, "fn_index": index, "session_hash": session, **more}


def functions(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/config").json()["dependencies"]
    return found
