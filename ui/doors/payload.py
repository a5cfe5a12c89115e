"""What a call of a function of the page may hold: values, never a file but the visitor's own upload."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from .uploads import MOST_FILES, Uploads

# A value with one of these names is a file to Gradio, which reads it from the server's disk or fetches it.
_FILE_KEYS = {"path", "is_stream", "orig_name", "mime_type"}
_TYPES = "gradio."
_DEEPEST = 60
_MOST = 300_000  # values; the longest conversation has some ten thousand
_LONGEST_SESSION = 100  # characters; a page makes some ten of them, and much is kept under them


class Refused(ValueError):
    """A payload that must not reach Gradio; the message says why."""


def read(body: bytes) -> dict[str, Any]:
    """Parse the JSON object of a call; raises Refused."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("Expected a body of JSON, but it cannot be read as such.") from None
    if not isinstance(fields, dict):
        raise Refused("Expected an object of JSON as the body.")
    return fields


def check(fields: dict[str, Any], uploads: Uploads, visitor: str, takes_file: Callable[[Any], bool]) -> None:
    """Raise Refused when ``fields`` holds a file that is not an upload of ``visitor`` for a function that takes one.

    ``takes_file`` says of a function's index whether its first input is the upload box.
    """
    session = fields.get("session_hash")
    if session is not None and not (isinstance(session, str) and len(session) <= _LONGEST_SESSION):
        raise Refused(f"Expected a session_hash of at most {_LONGEST_SESSION} characters.")
    data = fields.get("data")
    if takes_file(fields.get("fn_index")) and isinstance(data, list) and data:
        files = data[0] if isinstance(data[0], list) else [data[0]]
        if len(files) > MOST_FILES:
            raise Refused(f"Expected at most {MOST_FILES} files at once. Choose fewer.")
        for file in files:
            if file is not None and not _is_upload(file, uploads, visitor):
                raise Refused("Expected a file that was uploaded from this page. Choose the file again.")
        fields = {**fields, "data": data[1:]}
    if any(_is_file(value) for value in _objects(fields)):
        raise Refused("Expected plain values; a file is taken only by the upload box of the page.")


def _is_upload(file: Any, uploads: Uploads, visitor: str) -> bool:
    return isinstance(file, dict) and uploads.holds(visitor, file.get("path"))


def _is_file(value: dict[str, Any]) -> bool:
    return not _FILE_KEYS.isdisjoint(value) or str(value.get("_type", "")).startswith(_TYPES)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of JSON in ``value``, however deep; raises Refused when that is too deep, or too much."""
    level, left = [value], _MOST
    for _ in range(_DEEPEST + 1):
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                yield each
                below += each.values()
            elif isinstance(each, list):
                below += each
        left -= len(below)
        if left < 0:
            raise Refused("Expected fewer values.")
        level = [each for each in below if isinstance(each, dict | list)]
        if not level:
            return
    raise Refused("Expected values that are not nested so deep.")
