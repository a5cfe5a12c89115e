from __future__ import annotations

import gzip

from hypothesis import example, given
from hypothesis import strategies as st

from assistant.errors import PapersError
from assistant.papers import Import, read_bytes
from assistant.papers.json_formats.jsonl import write
from assistant.types import Paper

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PAPERS = st.builds(
    Paper,
    id=st.from_regex(r"[^\W_][\w.:()-]{0,20}(/\w{1,9})?", fullmatch=True).filter(str.isprintable),
    title=TEXT.filter(bool),
    abstract=TEXT,
    authors=st.lists(TEXT, max_size=3).map(tuple),
    year=st.none() | st.integers(1000, 2100),
    url=st.none() | st.from_regex(r"https://example\.org/[!-~]{0,20}", fullmatch=True),
    venue=st.none() | TEXT,
    source=TEXT,
)


@given(st.lists(PAPERS, min_size=1, max_size=5, unique_by=lambda paper: paper.id), st.booleans())
def test_what_is_exported_comes_back_unchanged(papers: list[Paper], packed: bool) -> None:
    data = "".join(write(papers)).encode()
    read = read_bytes(gzip.compress(data) if packed else data, "export.jsonl")
    assert list(read.papers) == papers
    assert read.rejected == ()


BEGINNINGS = st.sampled_from(
    [
        b"",
        b"@article{a, title={",
        b"TY  - JOUR\nTI  - ",
        b'{"title": "',
        b'[{"type": "x", "id": "y", "title": "',
        b'[{"paperId": "x", "title": "',
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>',
        b"title,abstract\n",
        b"Title: ",
        b"\x1f\x8b\x08\x00",
        b"\xff\xfe",
    ]
)
PIECES = st.sampled_from(
    [
        b"{",
        b"}",
        b"\\",
        b"$",
        b'"',
        b",",
        b"\n",
        b"<b>",
        b"</title>",
        b"&amp;",
        b"@",
        b"ER  - \n",
        b"\\sqrt[",
        b"]",
    ]
)


@given(BEGINNINGS, st.lists(PIECES | st.binary(max_size=8), max_size=20).map(b"".join))
@example(b"", b"@string{a=a}\n@a{b,title=a}")
@example(b"", b"  TY  - JOUR\nTI  - Indented\nER  - \n")
@example(b"TY  - \n", b"  cont\nER  - ")
@example(b'{"title":"a","year":', b"9" * 6000 + b"}")
@example(b'[{"title":"t","type":"x","id":{},"author":[{"given":[],"family":{}}],"issued":', b"[[[]]]}]")
@example(b'[{"paperId":1,"title":"t","authors":{},"externalIds":[],"year":1e999}]', b"")
@example(b'{"id":5,"title":"t","authors_parsed":[[[]]],"versions":[1]}', b"")
def test_any_bytes_give_an_import_or_a_papers_error(beginning: bytes, rest: bytes) -> None:
    try:
        read = read_bytes(beginning + rest, "x")
    except PapersError:
        return
    assert isinstance(read, Import)
    assert len({paper.id for paper in read.papers}) == len(read.papers)
    assert read.without_abstract == sum(not paper.abstract for paper in read.papers)
