"""Lines of our own JSON are checked like anything from elsewhere, and written so that no terminal acts on them."""

from __future__ import annotations

import json

from assistant.papers import read_bytes
from assistant.papers.json_formats.jsonl import write
from assistant.types import Paper
from tests.support.each_row import each_row


@each_row(
    ("field", "value"),
    [
        *(("id", bad) for bad in ("../../x", "a//b", "/x", "a b", "a\nb", "a\\b", "a\u202eb", "x" * 301)),
        *(
            ("url", bad)
            for bad in ("javascript:x", "/x", "http:x", "https://a b", "file:///x", "http://a/\x1b")
        ),
        *(("year", bad) for bad in (-1, 0, 999, 2101, 10**30)),
    ],
)
def test_an_unfit_id_url_or_year_is_rejected_by_its_line(field: str, value: object) -> None:
    lines = [{"id": "good", "title": "Good"}, {"id": "bad", "title": "Bad", field: value}]
    read = read_bytes("\n".join(map(json.dumps, lines)).encode(), "ours.jsonl")
    assert [paper.id for paper in read.papers] == ["good"]
    (rejected,) = read.rejected
    assert "2" in rejected.where
    assert field in rejected.reason


def test_written_lines_are_inert_and_keep_their_value() -> None:
    hostile = "a\x1b]0;x\x07b\x9bc\u202ed"
    (line,) = write([Paper(id="x", title=hostile)])
    assert not set("\x1b\x07\x9b\u202e") & set(line)
    assert json.loads(line)["title"] == hostile
