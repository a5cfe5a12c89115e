from __future__ import annotations

from assistant.papers import read_bytes

GOOD = r"""
@string{tacl = "Transactions of the ACL"}
@comment{not a paper}
@article{glockner-2024,
    title = "{A}mbi{FC}: Fact-Checking --- {``Ambiguous''} Claims",
    author = "Glockner, Max  and Stali{\={u}}nait{\.{e}}, Ieva and others",
    journal = tacl, year = "2024",
    url = "https://aclanthology.org/2024.tacl-1.1/", doi = "10.1162/tacl_a_00629",
    abstract = "We gain 10\% on $\alpha$-{R}ank, 98\% in all; see \url{https://x.org/a_b}."
}
"""


def test_an_entry_gives_title_authors_year_venue_address_and_abstract_in_unicode() -> None:
    read = read_bytes(GOOD.encode(), "export.txt")
    (paper,) = read.papers
    assert read.format == "BibTeX"
    assert paper.id == "2024.tacl-1.1"
    assert paper.title == "AmbiFC: Fact-Checking — “Ambiguous” Claims"
    assert paper.authors == ("Max Glockner", "Ieva Staliūnaitė")
    assert paper.year == 2024
    assert paper.venue == "Transactions of the ACL"
    assert paper.url == "https://aclanthology.org/2024.tacl-1.1/"
    assert paper.abstract == "We gain 10% on α-Rank, 98% in all; see https://x.org/a_b."


def test_latex_that_zotero_escaped_once_more_is_resolved() -> None:
    entry = (
        r"@misc{a, title={On \${\textbackslash}beta\$-VAE}, "
        r"abstract={A {\textbackslash}emph\{kind\} of code.}}"
    )
    (paper,) = read_bytes(entry.encode(), "zotero.bib").papers
    assert paper.title == "On β-VAE"
    assert paper.abstract == "A kind of code."


def test_broken_and_empty_entries_are_rejected_by_place_and_the_good_ones_kept() -> None:
    text = (
        "@article{first, title={A First Paper}}\n"
        "@article{broken, title={Never closed,\n"
        "@article{bare, author={Doe, Jane}}\n"
        "@article{last, title={A Last Paper}, year={1999}}\n"
        "@article{cut, title={Cut o"
    )
    read = read_bytes(text.encode(), "x.bib")
    assert [paper.title for paper in read.papers] == ["A First Paper", "A Last Paper"]
    assert read.without_abstract == 2
    assert [(r.where, r.reason[:14]) for r in read.rejected] == [
        ("line 2 (key broken)", "broken BibTeX:"),
        ("entry 2 (key bare)", "no title"),
        ("line 5 (key cut)", "broken BibTeX:"),
    ]


def test_two_papers_under_one_key_are_both_kept() -> None:
    text = "@article{k, title={One Thing}}\n@article{k, title={Another Thing}}\n"
    assert len(read_bytes(text.encode(), "x.bib").papers) == 2


def test_arxiv_ids_are_found_in_eprint_fields_and_notes() -> None:
    text = (
        "@misc{a, title={A}, eprint={1706.05125v2}, archivePrefix={arXiv}}\n"
        "@misc{b, title={B}, note={arXiv: 1802.04942}}\n"
        "@misc{c, title={C}, eprint={1234.56789}, eprinttype={jstor}}"
    )
    read = read_bytes(text.encode(), "x.bib")
    assert [paper.id for paper in read.papers] == ["1706.05125", "1802.04942", "c"]
