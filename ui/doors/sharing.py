"""What web pages of named origins may read, and how a browser that asks first is told so."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

_SHARED = ("/v1", "/api", "/healthz")
# What a script of such a page may see beside the usual headers.
_EXPOSED = "Retry-After, WWW-Authenticate"


def is_shared(path: str) -> bool:
    """Whether ``path`` is one that pages of named origins may use."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in _SHARED)


def preflight(headers: Headers) -> Response:
    """Answer a browser that asks whether a page of a named origin may send a request.

    Every header is let through: clients of OpenAI's wire tell about themselves in headers of their own.
    """
    allowed = {
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": headers.get(
            "access-control-request-headers", "Authorization, Content-Type"
        ),
        "Access-Control-Max-Age": "600",
    }
    if headers.get("access-control-request-private-network") == "true":
        allowed["Access-Control-Allow-Private-Network"] = "true"
    return Response(status_code=204, headers=allowed)


def allow(headers: MutableHeaders, origin: str) -> None:
    """Add to the headers of a reply that a page of ``origin`` may read it."""
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers.add_vary_header("Origin")
