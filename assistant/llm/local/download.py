"""An address -> the bytes of a file, taken up where an earlier try stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

# Bytes that have come, bytes in all.
Progress = Callable[[int, int], object]

# Seconds to wait for a connection, and for the next bytes.
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
# Tries in a row that bring nothing; any that does begins the count anew.
_TRIES = 3
_PAUSE_S = 0.3


class NotThere(Exception):
    """The address answered, but not with the file; the message says how."""


def download(
    url: str, part: Path, size: int, progress: Progress, headers: Mapping[str, str] | None = None
) -> None:
    """Append to ``part`` what it lacks of the ``size`` bytes at ``url``.

    A connection that is cut is taken up again, for as long as each try brings something. Raises NotThere,
    httpx.HTTPError when the address cannot be reached, and OSError.
    """
    fruitless = 0
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=True, headers=dict(headers or {})) as client:
        while (have := _length(part)) < size:
            try:
                _take(client, url, part, size, progress)
            except httpx.TransportError:
                fruitless = 0 if _length(part) > have else fruitless + 1
                if fruitless >= _TRIES:
                    raise
                time.sleep(_PAUSE_S * fruitless)


def _take(client: httpx.Client, url: str, part: Path, size: int, progress: Progress) -> None:
    """Append the rest of the file, or all of it where the server cannot begin in the middle."""
    have = _length(part)
    # Packed on the way, the bytes could not be counted.
    wanted = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=wanted) as reply:
        if not reply.is_success:
            raise NotThere(f"it answers {reply.status_code} {reply.reason_phrase}".strip())
        begins = have if reply.status_code == httpx.codes.PARTIAL_CONTENT else 0
        promised = reply.headers.get("content-length")
        if promised is not None and promised.isdigit() and begins + int(promised) != size:
            raise NotThere(f"it holds {begins + int(promised):,} bytes, not {size:,}")
        with part.open("ab") as file:
            file.truncate(begins)
            for (
                piece
            ) in reply.iter_raw():  # as they come: pieces of a fixed size would lose the last before a cut
                begins += len(piece)
                if begins > size:
                    raise NotThere(f"it holds more than {size:,} bytes")
                file.write(piece)
                file.flush()
                progress(begins, size)
    if begins < size:
        raise httpx.RemoteProtocolError("the connection ended before the file did")


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
