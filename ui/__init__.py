"""The chat page: ask, read the answer, check each citation against the paper's own sentence.

``serve`` runs the page and its HTTP routes, ``serve_mcp`` the tools over stdio; ``build`` makes the page for an
assistant that is open already.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asgi import Application as application  # noqa: N813
    from .mcp.stdio import serve_mcp
    from .page.assembly import build
    from .server import serve

__all__ = ["application", "build", "serve", "serve_mcp"]
_HOMES = {"build": ".page.assembly", "serve": ".server", "serve_mcp": ".mcp.stdio"}
_OTHER_NAMES = {"application": (".asgi", "Application")}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that ``import ui`` costs nothing."""
    if name in _OTHER_NAMES:
        home, other = _OTHER_NAMES[name]
        return getattr(import_module(home, __name__), other)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)
