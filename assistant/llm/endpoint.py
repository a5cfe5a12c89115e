"""An address that speaks OpenAI's wire, and its client."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from assistant.errors import SettingsError
from assistant.settings import Settings

if TYPE_CHECKING:
    import httpx
    import openai

OPENAI_URL = "https://api.openai.com/v1"
# Seconds until a host must have taken the connection.
CONNECT_S = 5.0
# The client insists on a key; servers that want none ignore it.
_NO_KEY = "none"


class LastResponse(threading.local):
    """The response that this thread received last.

    OpenAI's stream object is part of a reference cycle, so closing the generators around it does not
    close its connection; the response itself does.
    """

    response: httpx.Response | None = None

    def note(self, response: httpx.Response) -> None:
        self.response = response

    def take(self) -> httpx.Response | None:
        """Return the response, and forget it."""
        taken, self.response = self.response, None
        return taken


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The base URL (no slash at its end) and the key to send."""

    url: str
    key: str = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read the endpoint from ``settings``; raises SettingsError when the base URL is not one."""
        url = (settings.openai_base_url or OPENAI_URL).strip().rstrip("/")
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise SettingsError(
                "Expected OPENAI_BASE_URL to be an address such as http://localhost:11434/v1. "
                "Correct it where you set it."
            )
        key = settings.openai_api_key.get_secret_value().strip() if settings.openai_api_key else ""
        return cls(url, key or _NO_KEY)

    @property
    def host(self) -> str:
        """Host and port, for messages; never a user name or password that the URL may hold."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    @property
    def is_openai(self) -> bool:
        return urlsplit(self.url).hostname == urlsplit(OPENAI_URL).hostname

    @property
    def root(self) -> str:
        """The URL without ``/v1``, where servers keep what is not OpenAI's."""
        return self.url.removesuffix("/v1")

    def http_client(self, timeout_s: float, last: LastResponse) -> httpx.Client:
        """Make the HTTP client: ``timeout_s`` between the pieces of a reply, less for connecting.

        It notes each response in ``last`` before its body is read, and follows no redirect: the body holds
        papers, the head the key.
        """
        import httpx
        import openai

        from assistant.llm.bounds import bound

        timeout = httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))
        # A proxy for the outside world cannot reach this machine's own servers.
        direct = self._is_loopback()
        return openai.DefaultHttpxClient(
            timeout=timeout,
            trust_env=not direct,
            event_hooks={"response": [bound, last.note]},
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        )

    def client(self, http: httpx.Client, retries: int) -> openai.OpenAI:
        """Make OpenAI's client, which waits out 429 (heeding Retry-After), 5xx and lost connections."""
        import openai

        return openai.OpenAI(
            api_key=self.key, base_url=self.url, max_retries=retries, timeout=http.timeout, http_client=http
        )

    def _is_loopback(self) -> bool:
        host = urlsplit(self.url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"
