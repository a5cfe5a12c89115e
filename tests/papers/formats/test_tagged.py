"""Tagged lines: PubMed's, Web of Science's, EndNote's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import PapersError
from assistant.papers import read_bytes
from tests.support.each_row import each_row

MEDLINE = """
PMID- 12345678
OWN - NLM
DP  - 2020 Jan-Feb
TI  - Kelp forests of Svalbard: how
      far north do they grow?
LID - S0000-0000(20)30001-1 [pii]
LID - 10.1234/kelp [doi]
AB  - Kelp grows at 78 degrees
      north. It grows fast.
FAU - Berg, Ada van der
AU  - Berg AV
JT  - Arctic things

PMID- 12345679
OWN - NLM
TI  - A second one.
AB  - Words of it.
"""
WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Berg, A
   Holm, B
AF Berg, Ada
   Holm, Bo
TI Kelp forests of Svalbard: how
   far north do they grow?
SO ARCTIC THINGS
AB Kelp grows at 78 degrees north.
PY 2020
DI 10.1234/kelp
ER

PT J
TI A second one
ER

EF
"""
ENDNOTE = """%0 Journal Article
%T Kelp forests of Svalbard
%A Berg, Ada
%A Holm, Bo
%D 2020
%X Kelp grows at 78 degrees north.
It grows fast.
%R 10.1234/kelp

%0 Book
%T A second one
"""


def test_a_medline_record_is_read_with_its_continued_lines() -> None:
    read = read_bytes(MEDLINE.encode(), "pubmed.nbib")
    first, second = read.papers
    assert read.format == "MEDLINE"
    assert first.title == "Kelp forests of Svalbard: how far north do they grow?"
    assert first.abstract == "Kelp grows at 78 degrees north. It grows fast."
    assert (first.authors, first.year, first.venue) == (("Ada van der Berg",), 2020, "Arctic things")
    assert first.url == "https://doi.org/10.1234/kelp"
    assert (second.title, second.abstract) == ("A second one", "Words of it.")


def test_web_of_science_puts_one_author_a_line_and_their_full_names_count() -> None:
    first, second = read_bytes(WOS.encode(), "savedrecs.txt").papers
    assert first.title == "Kelp forests of Svalbard: how far north do they grow?"
    assert first.authors == ("Ada Berg", "Bo Holm")
    assert (first.year, first.venue, first.abstract) == (
        2020,
        "ARCTIC THINGS",
        "Kelp grows at 78 degrees north.",
    )
    assert (second.title, second.abstract) == ("A second one", "")


def test_an_endnote_record_is_read() -> None:
    first, second = read_bytes(ENDNOTE.encode(), "refs.enw").papers
    assert first.abstract == "Kelp grows at 78 degrees north. It grows fast."
    assert (first.authors, first.year) == (("Ada Berg", "Bo Holm"), 2020)
    assert second.title == "A second one"


def test_a_record_without_a_title_is_rejected_by_its_key() -> None:
    broken = MEDLINE.replace("TI  - A second one.\n", "")
    [rejected] = read_bytes(broken.encode(), "x.nbib").rejected
    assert rejected.where == "entry 2 (line 15, 12345679)"
    assert rejected.reason == "no title (a TI or BTI line)"


@pytest.mark.parametrize("whole", [MEDLINE, WOS, ENDNOTE])
@given(lines=st.integers(0, 30))
def test_a_file_that_is_cut_gives_no_title_that_is_not_the_beginning_of_one(whole: str, lines: int) -> None:
    titles = [paper.title for paper in read_bytes(whole.encode(), "x").papers]
    try:
        cut = read_bytes("\n".join(whole.split("\n")[:lines]).encode(), "x").papers
    except PapersError:
        return  # too little is left to tell what it is
    assert all(any(title.startswith(paper.title.rstrip(":")) for title in titles) for paper in cut)


@each_row("whole", [MEDLINE, WOS, ENDNOTE])
def test_two_files_one_after_the_other_give_the_papers_of_both_once(whole: str) -> None:
    alone, twice = (read_bytes((whole * times).encode(), "x") for times in (1, 2))
    assert twice.papers == alone.papers
    assert twice.merged == len(alone.papers)
