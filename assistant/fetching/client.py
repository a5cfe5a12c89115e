"""Ask a service over the web: politely, within bounds, again when that can help, and never inside by the back door."""

from __future__ import annotations

import email.utils
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlencode, urljoin

import httpx

from assistant.fetching.addresses import NotAllowed, Place, Resolve, host_of, place_of, resolved
from assistant.fetching.cache import Cache, Kept
from assistant.fetching.exchange import MIB, Answer, Bounds, NoAnswer, Pace, Request

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_REDIRECTS = 4
# arXiv asks that nothing be asked for twice on one day.
_FRESH_S = 86_400.0


_PACE = Pace()
_sleep = time.sleep


class Client:
    """Sends requests one after the other; ``set_here`` are addresses from the settings, which may lie inside."""

    def __init__(
        self,
        agent: str,
        cache: Path | None,
        set_here: tuple[str, ...] = (),
        bounds: Bounds | None = None,
        *,
        sleep: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.time,
        resolve: Resolve = resolved,
    ) -> None:
        self._agent = agent
        self._cache = Cache(cache) if cache else None
        self._set_here = set_here
        self._bounds = bounds or Bounds()
        self._sleep = sleep or _sleep
        self._clock = clock
        self._resolve = resolve

    def get(self, request: Request) -> Answer:
        """Return the answer, from the cache where that is recent or the service says that nothing has changed.

        Raises NoAnswer, whose message says what went wrong, without the service's name.
        """
        cache = self._cache if request.json is None else None
        kept = cache.get(request.shown_url) if cache else None
        fresh_s = _FRESH_S if request.fresh_s is None else request.fresh_s
        if kept and 0 <= self._clock() - kept.at < fresh_s:
            return Answer(kept.body, {"content-type": kept.kind}, request.shown_url)
        status, answer = self._tried(request, kept.conditions if kept else {})
        if status == 304 and kept:
            answer = Answer(kept.body, {"content-type": kept.kind, **answer.headers}, answer.url)
        if cache:
            cache.put(request.shown_url, self._kept(answer, kept))
        return answer

    def close(self) -> None:
        """Close the connections."""
        if "_http" in self.__dict__:
            self._http.close()

    def _kept(self, answer: Answer, before: Kept | None) -> Kept:
        headers = answer.headers
        return Kept(
            headers.get("etag") or (before.etag if before else ""),
            headers.get("last-modified") or (before.last_modified if before else ""),
            headers.get("content-type", ""),
            self._clock(),
            answer.body,
        )

    def _tried(self, request: Request, conditions: Mapping[str, str]) -> tuple[int, Answer]:
        """Ask, and again while that can help."""
        for left in range(self._bounds.retries, -1, -1):
            number = self._bounds.retries - left
            try:
                status, answer = self._sent(request, conditions)
            except NoAnswer as error:
                if not error.again or not left:
                    raise
                self._sleep(self._bounds.pause_s * 2**number)
                continue
            if status in _AGAIN and left:
                self._sleep(self._pause(status, answer.headers, number))
            elif status in (200, 304):
                return status, answer
            else:
                raise NoAnswer(_refusal(status, answer), status)
        raise AssertionError("the last try returns or raises")

    def _pause(self, status: int, headers: Mapping[str, str], number: int) -> float:
        """Return how long to wait: as long as the service asks, or twice as long each time."""
        asked = _seconds(headers.get("retry-after", ""), self._clock())
        if asked is None:
            return float(self._bounds.pause_s * 2**number)
        if asked > self._bounds.longest_pause_s:
            raise NoAnswer(
                f"it asks to be left alone for {asked:,.0f} s (HTTP {status}); try again then", status
            )
        return max(asked, 0.0)

    def _sent(self, request: Request, conditions: Mapping[str, str]) -> tuple[int, Answer]:
        """Follow redirects, each to a place that may be opened."""
        until = time.monotonic() + self._bounds.total_s
        secret = f"{'&' if request.params else '?'}{urlencode(request.secret)}" if request.secret else ""
        url, own = request.shown_url + secret, dict(request.headers)
        for _ in range(_REDIRECTS):
            try:
                place = place_of(url, self._set_here, self._resolve)
            except NotAllowed as error:
                raise NoAnswer(str(error), 403) from error
            except OSError as error:
                raise NoAnswer(
                    f"{host_of(url)} was not found ({error.strerror or error}); is there a network?"
                ) from error
            if wait := _PACE.wait(request.url, request.pace_s):
                self._sleep(wait)
            status, answer = self._once(place, request, {**own, **conditions}, until)
            target = answer.headers.get("location", "")
            if status not in _MOVED or not target:
                return status, answer
            onward = urljoin(url, target)
            if host_of(onward) != place.host:
                own = {}  # keys are for the service that they were given for
            url = onward
        raise NoAnswer(f"it led on more than {_REDIRECTS} times", 310)

    def _once(
        self, place: Place, request: Request, headers: Mapping[str, str], until: float
    ) -> tuple[int, Answer]:
        """Ask the machine by its first number, or by the next where nobody answers there."""
        *others, last = place.pinned
        sent = {**headers, "Host": place.asked_as, "User-Agent": self._agent, "Accept-Encoding": "identity"}
        try:
            for url in others:
                with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                    return self._exchanged(url, place, request, sent, until)
            return self._exchanged(last, place, request, sent, until)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(_failure(error, place), again=True) from error

    def _exchanged(
        self, url: str, place: Place, request: Request, sent: Mapping[str, str], until: float
    ) -> tuple[int, Answer]:
        method = "GET" if request.json is None else "POST"
        with self._http.stream(
            method, url, headers=sent, json=request.json, extensions=_by_name(place)
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            body = b"" if response.status_code in _MOVED else self._body(response, headers, until)
        return response.status_code, Answer(body, headers, request.shown_url)

    def _body(self, response: httpx.Response, headers: Mapping[str, str], until: float) -> bytes:
        if headers.get("content-encoding", "identity") not in ("identity", ""):
            raise NoAnswer("its answer is packed, which was not asked for", 502)
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > self._bounds.most_bytes:
                raise NoAnswer(f"its answer is larger than {self._bounds.most_bytes // MIB} MiB", 502)
            if time.monotonic() > until:
                raise NoAnswer(f"its answer had not ended after {self._bounds.total_s:g} s", 504)
        return bytes(body)

    @cached_property
    def _http(self) -> httpx.Client:
        bounds = self._bounds
        return httpx.Client(
            verify=_trust(),
            trust_env=False,  # a proxy would look names up itself, where no check of ours reaches
            follow_redirects=False,
            timeout=httpx.Timeout(min(bounds.total_s, 20.0), connect=bounds.connect_s),
        )


@cache
def _trust() -> ssl.SSLContext:
    """Return whom to trust, SSL_CERT_FILE included; reading all certificates takes a while."""
    return httpx.create_ssl_context()


def _by_name(place: Place) -> dict[str, str]:
    """Have the certificate checked against the name, though the machine is asked by its number."""
    return {"sni_hostname": place.host} if place.url.startswith("https:") else {}


def _seconds(text: str, now: float) -> float | None:
    """Return the seconds of a Retry-After header, a number or a date; None when it is neither."""
    if text.strip().isdigit():
        return float(text.strip()[:9])
    try:
        return email.utils.parsedate_to_datetime(text).timestamp() - now
    except (ValueError, TypeError):
        return None


def _refusal(status: int, answer: Answer) -> str:
    if status in (404, 410):
        return "it does not know it"
    if status in (401, 403):
        return f"it refused the request (HTTP {status})"
    if status == 429:
        return "it was asked too often (HTTP 429); try again later"
    return f"it answered with HTTP {status}" + ("; try again later" if status >= 500 else "")


def _failure(error: Exception, place: Place) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"{place.host} did not answer in time"
    if isinstance(error, httpx.RemoteProtocolError):
        return "its answer broke off"
    if "CERTIFICATE" in str(error).upper():
        return f"the certificate of {place.host} cannot be trusted"
    return f"{place.host} cannot be reached ({type(error).__name__})"
