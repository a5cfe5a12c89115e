"""Markers are written once each, and what stood around a removed one closes up without harm."""

from __future__ import annotations

from assistant.citing.marker_text import MarkedText, connects, joined
from tests.support.each_row import each_row


@each_row("text", ["", " ", ",", ", ", " and ", "; ", " & ", ", and "])
def test_what_joins_two_markers(text: str) -> None:
    assert connects(text)


@each_row("text", ["\n", " or ", ". ", "x", " " * 11])
def test_what_parts_two_markers(text: str) -> None:
    assert not connects(text)


@each_row(
    ("resolved", "connectors", "text"),
    [
        ([[1]], [], "[1]"),
        ([[1, 2]], [], "[1][2]"),
        ([[1], [2]], [", "], "[1], [2]"),
        ([[1], [2]], [" "], "[1][2]"),
        ([[1], [1], [2]], [", ", " and "], "[1] and [2]"),
        ([[], [1]], [", "], "[1]"),
        ([[1], []], [" and "], "[1]"),
        ([[]], [], ""),
    ],
)
def test_a_group_names_each_number_once(resolved: list[list[int]], connectors: list[str], text: str) -> None:
    assert joined(resolved, connectors) == text


@each_row(
    ("before", "first", "marks", "after", "text"),
    [
        ("", "Bytes ", "[1]", " work.", "Bytes [1] work."),
        ("", "Bytes ", "[1]", "(so)", "Bytes [1] (so)"),
        ("", "", "[1]", ": bytes", "[1] : bytes"),
        ("In short", " ", "[1]", ": bytes", " [1]: bytes"),
        ("", "Bytes ", "", ".", "Bytes."),
        ("", "Bytes ", "", " work", "Bytes work"),
        ("", "Bytes (", "", ") work", "Bytes work"),
        ("", "x", "", "y", "x y"),
        ("", "Bytes ", "", "\nwork", "Bytes\nwork"),
        ("See [1", "", "", "]", "?]"),
        ("- ", "", "", " Bytes", "Bytes"),
    ],
)
def test_text_around_a_marker(before: str, first: str, marks: str, after: str, text: str) -> None:
    written = MarkedText(before, first)
    written.add(marks, after)
    assert str(written) == text


def test_several_markers_follow_one_another() -> None:
    written = MarkedText("", "Bytes ")
    written.add("[1]", " work ")
    written.add("", ", files ")
    written.add("[2]", ".")
    assert str(written) == "Bytes [1] work, files [2]."
