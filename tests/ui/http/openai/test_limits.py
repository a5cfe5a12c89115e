"""Parameters of any type are refused by name, or ignored; none is a fault of this program."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.each_row import each_row
from ui.http.openai.limits import Unsupported, refuse_what_would_mislead


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
