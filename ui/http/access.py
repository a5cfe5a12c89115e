"""Who may use the HTTP API: bearer keys, and what is open without one."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from dataclasses import dataclass
from typing import Self

from assistant import Settings, SettingsError

_SHORTEST_KEY = 8
_NAME = re.compile(r"[a-z0-9._-]+")
_ORIGIN = re.compile(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Access:
    """How the API is guarded.

    ``keys`` are the SHA-256 digests of the bearer keys. Without keys the API is ``open``, or closed to
    everyone; ``local`` says that it is open only because this machine alone is served, so that web pages of
    other sites have to be kept off. ``hosts`` are names it answers to, ``pages`` origins of pages that may
    use it. ``parallel`` requests of one key are worked on at once.
    """

    keys: tuple[bytes, ...] = ()
    open: bool = True
    local: bool = True
    parallel: int = 16
    hosts: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings, *, has_login: bool, loopback: bool) -> Self:
        """Work out the access from the settings and what is served.

        Without keys the API is open on loopback and where the user insisted (no login), else closed: a
        login of the page says that not everyone may ask. Raises SettingsError for unusable keys, hosts and origins.
        """
        keys = api_keys(settings)
        return cls(
            keys,
            not keys and not has_login,
            loopback,
            settings.api_parallel,
            frozenset(_hosts(settings.hosts)),
            frozenset(_origins(settings.cors_origins)),
        )

    def caller(self, authorization: str) -> str | None:
        """Return a name for who sent this Authorization header, None for someone who may not ask."""
        if not self.keys:
            return "anyone" if self.open else None
        scheme, _, token = authorization.partition(" ")
        given = _digest(token.strip())
        # Every key is compared, so that the time taken tells nothing.
        fits = [number for number, key in enumerate(self.keys) if hmac.compare_digest(given, key)]
        return f"key {fits[0]}" if fits and scheme.lower() == "bearer" else None


def api_keys(settings: Settings) -> tuple[bytes, ...]:
    """Return the digests of the keys in the settings; raises SettingsError when they are set but unusable."""
    if settings.api_keys is None:
        return ()
    keys = [key.strip() for key in settings.api_keys.get_secret_value().split(",") if key.strip()]
    if not keys or any(len(key) < _SHORTEST_KEY or not key.isascii() or " " in key for key in keys):
        raise SettingsError(
            f"ASSISTANT_API_KEYS must hold keys of at least {_SHORTEST_KEY} characters without spaces, "
            "separated by commas."
        )
    return tuple(_digest(key) for key in keys)


def _hosts(listed: str) -> list[str]:
    names = [name.lower() for name in _listed(listed)]
    if wrong := [name for name in names if not _NAME.fullmatch(name)]:
        raise SettingsError(
            f"ASSISTANT_HOSTS must hold names without a scheme or port, such as papers.example, not {wrong[0]!r}."
        )
    return names


def _origins(listed: str) -> list[str]:
    origins = [origin.lower().rstrip("/") for origin in _listed(listed)]
    if wrong := [origin for origin in origins if not _ORIGIN.fullmatch(origin)]:
        raise SettingsError(
            "ASSISTANT_CORS_ORIGINS must hold origins such as https://notes.example or "
            f"http://localhost:3000, not {wrong[0]!r}."
        )
    return origins


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def is_loopback(host: str) -> bool:
    """Whether ``host`` (a name or address, no port) is this machine and no other."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
