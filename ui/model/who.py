"""Who may choose the language model: whoever sits at this machine, or has logged in to it."""

from __future__ import annotations

from urllib.parse import urlsplit

import gradio as gr

from ..http.access import is_loopback
from ..opening import AssistantHolder

# What proxies tell of whom they ask for; some tell nothing, but speak HTTP/1.0, which no browser does.
_FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")
_FORWARDED_PREFIX = "x-forwarded-"
_NOT_HERE = (
    "The model is chosen at the machine that serves this page, or behind a login: a stranger could have its server "
    "opened anywhere. Start it with --auth USER:PASSWORD to choose here."
)


def why_not(holder: AssistantHolder, request: gr.Request | None) -> str:
    """Return why who sent ``request`` may not choose a model; "" where they may.

    Without a login it must come from this machine, be addressed to it by its own name, and come through no proxy.
    """
    if not holder.ready:
        return "The papers are still being prepared. Open this again in a moment."
    if not holder.assistant.model_state.can_choose:
        return "The language model is given by the program that runs this page. It is changed there."
    if not holder.may_fetch or request is None:
        return _NOT_HERE
    if request.username:  # a login is set, and it was given
        return ""
    return "" if _is_here(request) else _NOT_HERE


def _is_here(request: gr.Request) -> bool:
    client = getattr(request.client, "host", None) or ""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    forwarded = any(
        name in _FORWARDED or name.startswith(_FORWARDED_PREFIX) for name in map(str.lower, request.headers)
    )
    scope = getattr(getattr(request, "request", None), "scope", {})
    forwarded |= scope.get("http_version") == "1.0"
    return is_loopback(client) and is_loopback(host) and not forwarded
