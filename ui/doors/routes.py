"""The list of what is served: a path that is not on it is not there, whatever a library below would answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GRADIO = "/gradio_api"
MCP = f"{GRADIO}/mcp"
OWN_MCP = "/mcp"
JOIN = f"{GRADIO}/queue/join"
LISTEN = f"{GRADIO}/queue/data"
UPLOAD = f"{GRADIO}/upload"
CHAT = f"{GRADIO}/call/chat"
RUN = f"{GRADIO}/run/predict"
CALLS = (JOIN, RUN, CHAT)

# page: whoever may see the page (with a login, who is logged in). open: everyone. api: who holds a key, where
# keys are set.
Guard = Literal["open", "page", "api"]


@dataclass(frozen=True, slots=True)
class Served:
    """One row of the table of routes: ``path`` whole, or all below it when it ends with ``/*``."""

    methods: frozenset[str]
    path: str
    guard: Guard

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is for this row."""
        below = self.path.removesuffix("*")
        return method in self.methods and (path == self.path or (below != self.path and _under(path, below)))


def _rows(methods: str, guard: Guard, *paths: str) -> list[Served]:
    verbs = frozenset(methods.split())
    return [Served(verbs | ({"HEAD"} if "GET" in verbs else set()), path, guard) for path in paths]


# Routes whose application refuses wrong methods itself, in its own description's words.
_ANY = "GET POST PUT PATCH DELETE OPTIONS TRACE QUERY"
# The same rows stand in docs/security.md, and a test holds the two together.
SERVED: tuple[Served, ...] = (
    *_rows(
        "GET", "open", "/healthz", "/docs", "/docs/oauth2-redirect", "/openapi.json", "/static-offline-docs/*"
    ),
    *_rows("GET", "open", "/", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt", "/logout"),
    *_rows("GET", "open", "/assets/*", "/static/*", "/svelte/*", f"{GRADIO}/theme.css"),
    *_rows(
        "GET",
        "open",
        f"{GRADIO}/user",
        f"{GRADIO}/app_id",
        f"{GRADIO}/startup-events",
    ),
    *_rows("POST", "open", "/login"),
    *_rows(
        "GET",
        "page",
        "/config",
        f"{GRADIO}/login_check",
        f"{GRADIO}/info",
        LISTEN,
        f"{GRADIO}/heartbeat/*",
        f"{GRADIO}/upload_progress",
    ),
    *_rows("POST", "page", JOIN, RUN, UPLOAD, f"{GRADIO}/cancel", f"{GRADIO}/reset", CHAT),
    *_rows("GET", "page", f"{CHAT}/*"),
    *_rows(_ANY, "api", "/v1/*", "/api/*", OWN_MCP, MCP, f"{MCP}/*"),
)


def served(method: str, path: str) -> Served | None:
    """Return the row for a request, None when there is none; a slash at the end of ``path`` does not count."""
    path = path.rstrip("/") or "/"
    return next((row for row in SERVED if row.fits(method, path)), None)


def methods(path: str) -> list[str]:
    """Return the methods that ``path`` is served by; none when it is not served at all."""
    path = path.rstrip("/") or "/"
    return sorted({method for row in SERVED for method in row.methods if row.fits(method, path)} - {"HEAD"})


def _under(path: str, prefix: str) -> bool:
    rest = path.removeprefix(prefix)
    return path.startswith(prefix) and bool(rest) and ".." not in rest.split("/")
