"""Cookies: which visitor sent a request, and none that leaves this site or that a script can read."""

from __future__ import annotations

import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

VISITOR = "paper_assistant_visitor"


def visitor(headers: Headers) -> str:
    """Return the number of the browser that opened the page, "" when it did not."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(VISITOR)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def new_visitor(secure: bool) -> str:
    """Return the cookie for a browser that opens the page."""
    return limited(f"{VISITOR}={secrets.token_urlsafe(16)}; Path=/", secure)


def limited(cookie: str, secure: bool) -> str:
    """Return a Set-Cookie value that is HttpOnly and SameSite=Lax, and Secure if that is ``secure``."""
    kept = [
        part.strip()
        for part in cookie.split(";")
        if part.strip().lower().partition("=")[0] not in ("samesite", "httponly", "secure")
    ]
    return "; ".join([*kept, "HttpOnly", "SameSite=Lax", *(["Secure"] if secure else [])])
