"""LlamaIndex's filters, as an app writes them, over what the shelf records."""

from __future__ import annotations

from typing import Any

import pytest
from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters

from assistant.errors import SettingsError
from assistant.retrieval.metadata.metadata_filters import ids_where
from assistant.retrieval.metadata.records import Record, Records
from tests.support.each_row import each_row

RECORDS = Records(
    [
        Record(
            "a",
            "Amber",
            ("Alisa Liu", "Yu Chen"),
            2019,
            "Conference on Empirical Methods in Natural Language Processing",
            "one.bib",
            5,
        ),
        Record("b", "Birch", ("Wei Liu",), 2021, "Nature", "two.ris", 0),
        Record("c", "Cedar", (), None, "", "two.ris", 9),
    ]
)


def met(*filters: tuple[str, str, Any], condition: Any = "and") -> str:
    listed = [MetadataFilter(key=key, operator=operator, value=value) for key, operator, value in filters]  # type: ignore[arg-type]
    return "".join(ids_where(MetadataFilters(filters=listed, condition=condition), RECORDS))


@each_row(
    ("one", "papers"),
    [
        (("year", "==", 2019), "a"),
        (("year", ">=", 2019), "ab"),
        (("year", "<", 2021), "a"),
        (("year", "in", [2019, 2021]), "ab"),
        (("year", "!=", 2019), "bc"),
        (("year", "is_empty", None), "c"),
        (("authors", "contains", "Liu"), "ab"),
        (("authors", "any", ["Yu Chen", "W. Liu"]), "ab"),
        (("authors", "all", ["Alisa Liu", "Chen"]), "a"),
        (("venue", "==", "EMNLP"), "a"),
        (("source", "==", "two.ris"), "bc"),
        (("title", "text_match", "ced"), "c"),
        (("paper_id", "nin", ["a", "b"]), "c"),
    ],
)
def test_an_operator_means_what_llamaindex_says(one: tuple[str, str, Any], papers: str) -> None:
    assert met(one) == papers


def test_filters_are_combined() -> None:
    both = (("year", ">", 2018), ("authors", "contains", "Wei Liu"))
    assert met(*both) == "b"
    assert met(*both, condition="or") == "ab"
    assert met(*both, condition="not") == "c"


@each_row("one", [("doi", "==", "10.1/x"), ("venue", ">", "A"), ("year", ">", "2019")])
def test_a_filter_that_means_nothing_here_is_refused(one: tuple[str, str, Any]) -> None:
    with pytest.raises(SettingsError, match="Expected"):
        met(one)
