from __future__ import annotations

from assistant.papers import read_bytes
from tests.support.each_row import each_row


@each_row("delimiter", [",", ";", "\t"])
def test_a_table_is_read_by_its_header_whatever_the_delimiter(delimiter: str) -> None:
    rows = [
        ["Year", "Article Title", "Abstract", "Authors", "DOI"],
        ["2001", '"Trust; or, not"', '"Two\nlines &amp; more"', '"Doe, J.; Roe, R."', "10.1234/ABC"],
        ["n/a", "Plain", "", "Jane Doe", ""],
    ]
    data = ("\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)).encode()
    read = read_bytes(data, "table")
    first, second = read.papers
    assert read.format == "table"
    assert (first.title, first.abstract, first.year) == ("Trust; or, not", "Two lines & more", 2001)
    assert first.authors == ("J. Doe", "R. Roe")
    assert first.url == "https://doi.org/10.1234/abc"
    assert (second.title, second.year, second.authors) == ("Plain", None, ("Jane Doe",))
    assert read.without_abstract == 1


def test_rows_that_do_not_fit_the_header_are_rejected_by_line() -> None:
    text = 'title,abstract\nGood One,a\nToo,many,cells\n,no title\nshort\n"Two\nlines",b\n"open,c\n'
    read = read_bytes(text.encode(), "x.csv")
    assert [paper.title for paper in read.papers] == ["Good One", "Two lines"]
    assert [r.where for r in read.rejected] == ["line 3", "line 4", "line 5", "line 8"]


def test_quotation_marks_in_an_unquoted_tab_separated_table_are_text() -> None:
    read = read_bytes(b'title\tabstract\nA "big" day\tsaid "so\nNext\txyz\n', "x.tsv")
    told = [(paper.title, paper.abstract) for paper in read.papers]
    assert told == [('A "big" day', 'said "so'), ("Next", "xyz")]
