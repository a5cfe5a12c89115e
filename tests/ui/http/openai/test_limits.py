"""Parameters of any type are refused by name, or ignored; none is a fault of this program."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.each_row import each_row
from ui.http.openai.limits import Cut, Unsupported, refuse_what_would_mislead


@each_row(
    ("name", "value"),
    [
        ("response_format", "json_object"),
        ("response_format", {"type": ["text"]}),
        ("response_format", ["text"]),
        ("text", {"format": "json"}),
        ("text", 5),
        ("modalities", 5),
        ("modalities", "audio"),
        ("modalities", [{}]),
        ("n", [1]),
        ("tools", "x"),
    ],
)
def test_what_is_not_understood_is_named(name: str, value: Any) -> None:
    with pytest.raises(Unsupported) as told:
        refuse_what_would_mislead({name: value})
    assert told.value.param == name


@each_row(
    "request_",
    [
        {
            "response_format": {"type": "text"},
            "text": {"format": {"type": "text"}},
            "modalities": ["text"],
            "n": 1,
        },
        {"response_format": None, "text": {}, "modalities": None, "n": None, "tools": []},
        {"response_format": {}, "text": {"format": None}, "text_": {"a": [1]}, "temperature": {"x": 1}},
    ],
)
def test_what_changes_nothing_passes(request_: dict[str, Any]) -> None:
    refuse_what_would_mislead(request_)


@each_row("size", [1, 3, 100])
def test_a_stop_sequence_is_found_across_pieces(size: int) -> None:
    text = "one two three four"
    cut = Cut(["three", "four"])
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert "".join(cut.feed(piece) for piece in pieces) + cut.rest() == "one two "
    open_end = Cut(["threex"])
    assert "".join(open_end.feed(piece) for piece in pieces) + open_end.rest() == text
