from __future__ import annotations

import pytest

from assistant.errors import PapersError
from assistant.papers import read_bytes
from tests.support.each_row import each_row

FEED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom"><title>arXiv Query</title>%s</feed>'
)
ENTRY = (
    "<entry><id>http://arxiv.org/abs/2202.12139v1</id><title>Testing\n  $\\beta$-VAEs</title>"
    "<summary> We test. </summary><published>2022-02-24T15:05:19Z</published><updated>2023-01-01</updated>"
    "<author><name>Helge Spieker</name></author><arxiv:doi>10.1109/X.1</arxiv:doi></entry>"
)


def test_an_entry_gives_a_paper_named_by_its_arxiv_id_without_version() -> None:
    (paper,) = read_bytes((FEED % ENTRY).encode(), "feed").papers
    assert paper.id == "2202.12139"
    assert paper.title == "Testing β-VAEs"
    assert paper.abstract == "We test."
    assert (paper.year, paper.authors) == (2022, ("Helge Spieker",))
    assert paper.url == "https://arxiv.org/abs/2202.12139"


def test_an_empty_result_gives_no_papers_and_no_report() -> None:
    read = read_bytes((FEED % "").encode(), "feed")
    assert (read.papers, read.rejected, read.format) == ((), (), "arXiv Atom")


def test_an_error_entry_is_rejected_with_arxiv_s_words() -> None:
    entry = (
        "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>bad id</summary></entry>"
    )
    (rejected,) = read_bytes((FEED % entry).encode(), "feed").rejected
    assert "bad id" in rejected.reason


def test_a_feed_that_breaks_off_gives_the_entries_before_the_break() -> None:
    read = read_bytes((FEED % (ENTRY + ENTRY.replace("2202", "2203")))[:-200].encode(), "feed")
    assert [paper.id for paper in read.papers] == ["2202.12139"]
    assert [r.where for r in read.rejected] == ["after entry 1"]


@each_row(
    ("text", "told"),
    [
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + FEED[39:] % "&x;", "entities"),
        ("<opml><body/></opml>", "XML of another kind"),
        (FEED % ("<a>" * 70 + "</a>" * 70), "64 levels"),
        (FEED.partition("<title")[0] + "<entry", "not well-formed"),
        ("<!doctype html><html><body>papers</body></html>", "web page"),
    ],
)
def test_other_xml_is_refused_saying_why(text: str, told: str) -> None:
    with pytest.raises(PapersError, match=told):
        read_bytes(text.encode(), "feed.xml")
