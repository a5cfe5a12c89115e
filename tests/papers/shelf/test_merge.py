from __future__ import annotations

from pathlib import Path

from assistant.papers import ids, read_bytes, read_papers
from assistant.papers.merge import merge
from assistant.papers.record import Record


def merged(*records: Record) -> list[Record]:
    return merge(records)[0]


def test_the_same_doi_or_arxiv_id_makes_one_paper_and_fills_its_gaps() -> None:
    first = Record("a", "Deep Things", doi="10.1234/x", year=2019)
    second = Record(
        "b", "Deep things, revised", doi="10.1234/x", abstract="Words.", arxiv="1706.05125", year=2020
    )
    third = Record("c", "Other words", arxiv="1706.05125", venue="A Venue")
    (paper,) = merged(first, second, third)
    assert (paper.title, paper.year, paper.abstract, paper.venue) == (
        "Deep Things",
        2019,
        "Words.",
        "A Venue",
    )
    joined = merge([first, second, third])[1]
    assert [(each.where, each.into) for each in joined] == [("b", "a"), ("c", "a")]


def test_two_entries_that_a_third_shows_to_be_one_paper_become_one() -> None:
    records = [Record("a", "Words", doi="10.1234/x"), Record("b", "Two", arxiv="1706.05125")]
    both = Record("c", "Words, revised", doi="10.1234/x", arxiv="1706.05125")
    assert len(merged(*records)) == 2
    assert [paper.title for paper in merged(*records, both)] == ["Words"]


def test_the_same_title_and_year_makes_one_paper_whatever_case_and_accents() -> None:
    assert (
        len(merged(Record("a", "Über: Deep—Things!", year=2019), Record("b", "uber deep things", year=2019)))
        == 1
    )


def test_the_same_title_stays_two_papers_when_year_id_or_authors_differ() -> None:
    one = Record(
        "a", "A Survey of All the Things There Are", year=2019, doi="10.1234/a", authors=("Ann Lee",)
    )
    for other in (
        Record("b", one.title, year=2020),
        Record("b", one.title, year=2019, doi="10.1234/b"),
        Record("b", one.title, year=2019, authors=("Bo Kim",)),
    ):
        assert len(merged(one, other)) == 2
    assert len(merged(one, Record("b", one.title, authors=("Lee, A.",)))) == 1
    preprint = Record("b", one.title, year=2019, doi="10.48550/arxiv.1901.00001", arxiv="1901.00001")
    assert len(merged(one, preprint)) == 1
    assert len(merged(Record("a", "Preface", year=2019), Record("b", "Preface"))) == 2


def test_a_folder_merges_across_formats_and_reports_by_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.bib").write_text("@misc{k, title={Deal or No Deal}, year=2017, doi={10.1234/D}}")
    (tmp_path / "sub" / "b.ris").write_text("TY  - JOUR\nTI  - Deal\nDO  - 10.1234/d\nAB  - Words.\nER  - \n")
    (tmp_path / "note.txt").write_text("buy milk")
    (tmp_path / ".hidden").write_text("@misc{h, title={Hidden}}")
    read = read_papers(tmp_path)
    (paper,) = read.papers
    assert (paper.title, paper.abstract, read.merged) == ("Deal or No Deal", "Words.", 1)
    assert read.format == "folder (BibTeX, RIS)"
    assert [r.where for r in read.rejected] == ["note.txt"]


def test_different_papers_of_one_title_get_ids_that_a_second_import_repeats() -> None:
    text = "".join(
        f"@misc{{k{n}, title={{Preface}}, year={2000 + n}, author={{A{n}, B}}}}\n" for n in range(3)
    )
    first = [paper.id for paper in read_bytes(text.encode(), "x").papers]
    assert first == ["preface", "preface-2001", "preface-2002"]
    assert [paper.id for paper in read_bytes(text.encode(), "x").papers] == first


def test_ids_are_readable_words_of_the_title_in_any_script() -> None:
    assert ids.slug("Pixel Sentence Représentation: (Learning)!") == "pixel-sentence-representation-learning"
    assert ids.slug("基于 BERT 的研究") == "基于-bert-的研究"
    assert ids.slug("!?").startswith("paper-")
    long = ids.slug("word " * 100)
    assert len(long) < 180
    assert long != ids.slug("word " * 99)


def test_ids_of_arxiv_acl_and_doi_are_found_in_addresses() -> None:
    assert ids.arxiv_id("http://arxiv.org/pdf/2202.12139v3") == "2202.12139"
    assert ids.arxiv_id("10.48550/arXiv.2202.12139") == "2202.12139"
    assert ids.arxiv_id("hep-ph/9901001") == "hep-ph/9901001"
    assert ids.arxiv_id("https://example.org/2202.12139") is None
    assert ids.acl_id("https://www.aclweb.org/anthology/W16-5502") == "W16-5502"
    assert ids.acl_id("https://aclanthology.org/2024.tacl-1.1/") == "2024.tacl-1.1"
    assert ids.doi("https://doi.org/10.1234/AbC.") == "10.1234/abc"
