"""How much and how long a server may say: every response's body is read through these bounds."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

import httpx
from openai import OpenAIError

if TYPE_CHECKING:
    from assistant.llm.failures import Place

MIB = 1024 * 1024
# Unpacked bytes of a reply. A streamed token takes some 300; with twenty alternatives each, some 2,000.
REPLY_BYTES = 32 * MIB
# Of a page that is asked for, such as the list of models: the longest lists seen have half a megabyte.
PAGE_BYTES = 4 * MIB
# Seconds until a page must have come.
PAGE_S = 30.0
# A reply must have ended after so many times the patience (ASSISTANT_TIMEOUT_S): ten minutes with 60 seconds.
PATIENCES = 10
# The end of a stream on OpenAI's wire; looked for among so many of the last bytes.
_DONE, _TAIL = b"[DONE]", 64
# What servers may pack a body with although nobody asked them to (gzip or zlib, told apart by the data).
_PACKED = {"gzip", "deflate", "x-gzip"}
_EITHER = 32 + zlib.MAX_WBITS


class OverBoundsError(OpenAIError):
    """A body went over a bound; ``what`` says over which, to follow "but".

    Errors of its own kind are the only ones after which OpenAI's client does not ask again.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class BoundedBody(httpx.SyncByteStream):
    """The body of ``response``, unpacked, as far as the bounds let it come.

    Reading raises OverBoundsError when there is more of it or it takes longer than allowed, and
    httpx.ReadTimeout when bytes come but nothing is said for ``patience_s`` seconds: comments of an event
    stream and white space say nothing, and neither does an event, until the reader tells by ``heard``
    that it held text. ``done`` tells that a stream came to its [DONE].
    """

    def __init__(self, response: httpx.Response, clock: Callable[[], float] = time.monotonic) -> None:
        paging = response.request.method == "GET"
        self.patience_s = float(response.request.extensions.get("timeout", {}).get("read") or PAGE_S)
        self._body = cast(httpx.SyncByteStream, response.stream)
        self._request = response.request
        self._clock = clock
        self._events = response.headers.get("content-type", "").startswith("text/event-stream")
        self._unpack = _unpacker(response)
        self._left = PAGE_BYTES if paging else REPLY_BYTES
        self._most = self._left
        self._total_s = PAGE_S if paging else PATIENCES * self.patience_s
        self._begun = self._last = clock()
        self._tail = b""

    @property
    def done(self) -> bool:
        return _DONE in self._tail

    def heard(self) -> None:
        """Note that text has come."""
        self._last = self._clock()

    def __iter__(self) -> Iterator[bytes]:
        for packed in self._body:
            data = self._unpack(packed, self._left + 1)
            self._left -= len(data)
            self._check()
            self._tail = (self._tail + data)[-_TAIL:]
            if data.strip() and not self._events:
                self.heard()
            yield data

    def close(self) -> None:
        self._body.close()

    def _check(self) -> None:
        now = self._clock()
        if self._left < 0:
            raise OverBoundsError(f"it is larger than {self._most // MIB} MiB")
        if now - self._begun > self._total_s:
            raise OverBoundsError(f"it had not ended after {self._total_s:g} seconds")
        if now - self._last > self.patience_s:
            raise httpx.ReadTimeout("bytes came, but no text", request=self._request)


def bound(response: httpx.Response) -> None:
    """Put ``response``, whose body is not yet read, within the bounds; for httpx's hook."""
    response.stream = BoundedBody(response)


def bounded_body(response: httpx.Response | None) -> BoundedBody | None:
    """Return the body of ``response`` when it is one of ours."""
    body = response.stream if response is not None else None
    return body if isinstance(body, BoundedBody) else None


def over_bounds(error: BaseException | None, place: Place) -> str:
    """Return what to tell of a body that went over a bound, wherever among the causes of ``error``; else ""."""
    while error is not None:
        if isinstance(error, OverBoundsError):
            return (
                f"Expected a reply of {place} within bounds, but {error.what}. "
                "Check what answers at OPENAI_BASE_URL, or set another ASSISTANT_MODEL."
            )
        error = error.__cause__
    return ""


def _unpacker(response: httpx.Response) -> Callable[[bytes, int], bytes]:
    """Take the unpacking over from httpx, which would unpack without a limit."""
    packing = response.headers.pop("content-encoding", "identity").strip().lower()
    if packing == "identity":
        return lambda data, _: data
    if packing not in _PACKED:
        raise OverBoundsError(f"it is packed ({packing[:20]}), which was not asked for")
    unpacking = zlib.decompressobj(_EITHER)

    def unpack(data: bytes, most: int) -> bytes:
        try:
            return unpacking.decompress(data, most)
        except zlib.error as error:
            raise OverBoundsError("what it is packed with is broken") from error

    return unpack
