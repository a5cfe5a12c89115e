"""Which hosts and origins are taken: a name rebound to this machine, or a page of another site, is not."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from ..http.access import is_loopback

_HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?")
_READING = {"GET", "HEAD"}


class Malformed(ValueError):
    """A Host or Origin that no client sends; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Who may call. ``hosts`` are names taken beside addresses; ``pages`` origins of other web pages."""

    hosts: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()

    def refuses(self, method: str, headers: Headers) -> str:
        """Say why a request is not taken, "" when it is; raises Malformed."""
        host = _host(headers)
        if host is not None and not self._takes(host[0]):
            return (
                f"This server does not answer to the name {host[0]!r}. Open it by its address, "
                "or name the host in ASSISTANT_HOSTS."
            )
        origin = headers.get("origin")
        if origin is None:
            from_elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
            if from_elsewhere and method not in _READING:
                return "Pages of other sites may not call this server."
            return ""
        if origin in self.pages or _same(origin, host):
            return ""
        return (
            "Without being named in ASSISTANT_CORS_ORIGINS, pages of other sites and ports may not call "
            "this server."
        )

    def _takes(self, name: str) -> bool:
        return name in self.hosts or is_loopback(name) or _is_address(name)


def machine_names() -> frozenset[str]:
    """Return the names by which this machine calls itself."""
    return frozenset(name.lower() for name in {socket.gethostname(), socket.getfqdn()} if name)


def _host(headers: Headers) -> tuple[str, str] | None:
    """Return (name, port or "") of the Host header, None when there is none (HTTP/1.0)."""
    hosts = headers.getlist("host")
    if not hosts:
        return None
    fits = _HOST.fullmatch(hosts[0])
    if len(hosts) > 1 or fits is None:
        raise Malformed("Expected a header Host such as 127.0.0.1:7860.")
    return fits["name"].strip("[]").lower(), fits["port"] or ""


def _same(origin: str, host: tuple[str, str] | None) -> bool:
    if origin == "null":
        return False
    try:
        split = urlsplit(origin)
        port = split.port
    except ValueError:
        raise Malformed("Expected a header Origin such as http://127.0.0.1:7860.") from None
    if split.scheme not in ("http", "https") or not split.hostname:
        raise Malformed("Expected a header Origin such as http://127.0.0.1:7860.")
    usual = "443" if split.scheme == "https" else "80"
    return host is not None and (split.hostname, str(port or usual)) == (host[0], host[1] or usual)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
