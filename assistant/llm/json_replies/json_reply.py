"""What a model writes as JSON, read with distrust: schemas, numbers, one-line phrases, summaries with places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import from_json

from assistant.text.wording import escaped, readable

_PLACES = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")


class ReplySchema(BaseModel):
    """The JSON object that a prompt asks for; its first field is what tells it from other objects in a reply."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Schema = TypeVar("Schema", bound=ReplySchema)
Entry = TypeVar("Entry", bound=ReplySchema)


def read_json(text: str, schema: type[Schema]) -> Schema:
    """Read the JSON object of ``schema`` in ``text``, the last when a model corrected itself.

    It may stand between words or in a code fence, and a bare list, or one object a line, stands for what belongs
    under its first field. Of a reply that was cut off, whole entries are read. Raises ValueError, saying what is
    wrong in words for the model.
    """
    key = next(iter(schema.model_fields))
    listing = get_origin(schema.model_fields[key].annotation) is tuple
    whole = list(_objects(text))
    found = next((payload for payload in reversed(whole) if key in payload), None) or _cut_off(text, key)
    if found is None and listing:
        found = {key: whole}
    try:
        return schema.model_validate(found or {})
    except ValidationError as error:
        raise ValueError(f'it is not a JSON object with {"a list " if listing else ""}"{key}"') from error


def _objects(text: str) -> Iterator[dict[str, object]]:
    """Yield the whole JSON objects in ``text``, of nested ones the outermost that is whole."""
    at = text.find("{")
    while at >= 0:
        try:
            # Not pydantic's parser, which does not tell where an object ends, and reads no half of a surrogate pair.
            payload, after = json.JSONDecoder().raw_decode(text, at)
        except (ValueError, RecursionError):
            after = at + 1
        else:
            yield payload
        at = text.find("{", after)


def _cut_off(text: str, key: str) -> dict[str, object] | None:
    """Return an object with ``key`` that ``text`` breaks off in, without the entry that it breaks off in."""
    end = text.rfind("}") + 1
    begun = re.search(rf'\{{\s*"{key}"', text[:end])
    if begun is None:
        return None
    whole = text[begun.start() : end]
    try:
        payload = from_json(whole, allow_partial=True)
    except ValueError:
        return None
    try:
        from_json(f"{whole}]}}")
    except ValueError:
        payload = {name: value[:-1] if isinstance(value, list) else value for name, value in payload.items()}
    return dict(payload)


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


def _text(value: object) -> str:
    return readable(value) if isinstance(value, str) else ""


def _each(value: object, read: ValidatorFunctionWrapHandler) -> tuple[Any, ...]:
    """Read a list entry by entry; those of another form are left out."""
    kept: list[Any] = []
    for entry in value if isinstance(value, list) else ():
        try:
            kept += read([entry])
        except ValidationError:
            continue
    if not kept:
        raise ValueError("there is no entry that can be read")
    return tuple(kept)


def _numbers(value: object) -> tuple[int, ...]:
    """Return the numbers of a list, of one alone, or of a text such as "2, 3"."""
    if isinstance(value, str):
        value = re.split(r"\s*(?:[,;]|\band\b)\s*", value.strip(" []"))
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(number for number in map(whole_number, values) if number is not None)


# Fields of a schema, which take what is usable and are None or empty without it.
Number = Annotated[int | None, BeforeValidator(whole_number)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_numbers)]
Text = Annotated[str, BeforeValidator(_text)]
Entries = Annotated[tuple[Entry, ...], WrapValidator(_each)]


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
