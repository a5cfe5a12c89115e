"""What a server calls its models stands in answers, on the page and in logs: no name does harm there."""

from __future__ import annotations

from assistant.llm.listed_models import listed_entries
from tests.support.each_row import each_row


@each_row("name", ["", "a\nforged line", "a\x1b[2J", "a\u202eb", "half \ud800", "x" * 301, 7, None, ["m"]])
def test_what_is_no_name_is_not_listed(name: object) -> None:
    entries = listed_entries({"data": [{"id": name}, {"id": "good/model:7b"}, "m", None]})
    assert entries == [{"id": "good/model:7b"}]


@each_row("page", [None, [], "x", {"data": None}, {"data": {}}])
def test_what_is_no_list_of_models_is_none(page: object) -> None:
    assert listed_entries(page) is None
