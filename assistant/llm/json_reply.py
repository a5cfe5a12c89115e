"""What a model writes as JSON, read with distrust: objects, numbers, one-line phrases, summaries with places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from assistant.text.wording import escaped, readable

_PLACES = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")


def json_object(text: str) -> dict[str, object]:
    """Return the JSON object in ``text``, which may stand between words or in a code fence.

    Raises ValueError when there is none.
    """
    try:
        payload = json.JSONDecoder().raw_decode(text[text.index("{") :])[0]
    except (ValueError, RecursionError) as error:
        raise ValueError("it holds no complete JSON object") from error
    return dict(payload)


def json_with(text: str, key: str) -> dict[str, object]:
    """Return the JSON object in ``text`` that has ``key``, the last when a model corrected itself.

    A bare list, or one object a line, stands for what belongs under ``key``: so do the whole entries of a reply that
    was cut off. Raises ValueError when there is no JSON object at all.
    """
    found = list(json_objects(text))
    if not found:
        raise ValueError("it holds no complete JSON object")
    return next((payload for payload in reversed(found) if key in payload), {key: found})


def json_objects(text: str) -> Iterator[dict[str, object]]:
    """Yield the whole JSON objects in ``text``, of nested ones the outermost that is whole."""
    at = text.find("{")
    while at >= 0:
        try:
            payload, after = json.JSONDecoder().raw_decode(text, at)
        except (ValueError, RecursionError):
            after = at + 1
        else:
            yield payload
        at = text.find("{", after)


def whole_number(value: object) -> int | None:
    """Return a number of a model's JSON, also one in quotes; None for true, 2.5 and all else."""
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value.strip()[:9])
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def phrase(value: object, longest: int) -> str:
    """Return a text of a model's JSON on one line of at most ``longest`` characters; "" when it holds no word.

    Markers in it are left out: the numbers are those of the prompt, not of citations.
    """
    line = " ".join(readable(_PLACES.sub("", value)).split()) if isinstance(value, str) else ""
    if not any(map(str.isalnum, line)):
        return ""
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def cited_places(text: str, markers: Mapping[int, str]) -> str:
    """Return a model's summary as Markdown with each place ``[k]`` turned into ``markers[k]``.

    Places without a marker are dropped; "" when none is left, for a summary that cites nothing is no answer.
    """
    pieces = _PLACES.split(" ".join(readable(text).split()))
    words, places = pieces[::2], [[int(place) for place in inner.split(",")] for inner in pieces[1::2]]
    cited = ["".join(markers.get(place, "") for place in numbers) for numbers in places]
    if not any(cited):
        return ""
    summary = ""
    for word, marks in zip(words, [*cited, ""], strict=True):
        summary += _inline(word)
        summary += f" {marks}" if marks and not summary.endswith((" ", "]")) else marks
    return summary.strip()


def _inline(text: str) -> str:
    """Escape a part of a sentence; the space at its end or beginning stays."""
    return f"{' ' * text.startswith(' ')}{escaped(text)}{' ' * (text.endswith(' ') and text != ' ')}"
