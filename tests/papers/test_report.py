"""What there is to tell of each file that was brought in."""

from __future__ import annotations

from pathlib import Path

from assistant.papers import FileReport, file_reports, on_shelf, read_bytes, read_papers
from assistant.types import Paper

BIB = r"""
@article{kelp, title={Kelp forests of Svalbard and their growth}, author={Ada Berg}, year={20x0}, doi={none},
  abstract={Kelp grows with \ourtool. {\textcopyright} 2020 Elsevier B.V. All rights reserved.}}
@article{again, title={Kelp Forests of Svalbard and Their Growth}, author={Berg, A.}, url={file:///kelp.pdf}}
@article{bare, title={Moss on roofs}, abstract={NA}}
@article{none, author={Bo Holm}}
"""


def reported(text: str, *shelf: Paper) -> FileReport:
    read = read_bytes(text.encode(), "mine.bib")
    arrivals = on_shelf([read], shelf)
    known = {paper.id for paper in shelf}
    new = [paper.id for paper in arrivals.papers if paper.id not in known]
    [report] = file_reports([read], arrivals, added=new, updated=())
    return report


def test_a_report_says_what_became_of_every_entry_and_of_its_fields() -> None:
    report = reported(BIB)
    assert (report.file, report.format) == ("mine.bib", "BibTeX")
    assert report.added == ("kelp-forests-of-svalbard-and-their-growth", "moss-on-roofs")
    assert report.without_abstract == ("moss-on-roofs",)
    assert [(each.where, each.into) for each in report.merged] == [
        ("entry 2 (key again)", "entry 1 (key kelp)")
    ]
    assert [(each.where, each.reason) for each in report.rejected] == [("entry 4 (key none)", "no title")]
    assert [(each.where, each.what) for each in report.dropped] == [
        ("entry 1 (key kelp)", "year “20x0”"),
        ("entry 1 (key kelp)", "DOI “none”"),
        ("entry 1 (key kelp)", "publisher's line “© 2020 Elsevier B.V. All rights reserved.”"),
        ("entry 2 (key again)", "address “file:///kelp.pdf”"),
        ("entry 3 (key bare)", "abstract “NA”"),
    ]
    assert report.unknown_macros == (("\\ourtool", 1),)
    assert report.summary == (
        "mine.bib (BibTeX): 2 added, 1 merged, 1 without abstract, 1 rejected, 5 dropped, 1 unknown macros"
    )


def test_a_publishers_line_is_no_part_of_the_abstract() -> None:
    [paper, _] = read_bytes(BIB.encode(), "mine.bib").papers
    assert paper.abstract == r"Kelp grows with \ourtool."


def test_what_the_shelf_has_under_another_id_is_merged_with_it() -> None:
    there = Paper(id="1901.00001", title="Kelp forests of Svalbard and their growth", authors=("Ada Berg",))
    report = reported(BIB, there)
    assert report.added == ("moss-on-roofs",)
    assert report.merged[-1].into == "1901.00001 on the shelf"


def test_each_file_of_a_folder_has_a_report_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    (tmp_path / "b.ris").write_text("TY  - JOUR\nTI  - Lichens in the city\nER  - \n")
    (tmp_path / "c.txt").write_text("buy milk")
    read = read_papers(tmp_path)
    first, second, third = file_reports(
        [read], on_shelf([read]), added=[p.id for p in read.papers], updated=()
    )
    assert (first.file, len(first.added), len(first.rejected), len(first.dropped)) == ("a.bib", 2, 1, 5)
    assert (second.file, second.format, second.added) == ("b.ris", "RIS", ("lichens-in-the-city",))
    assert (third.file, third.format, len(third.rejected)) == ("c.txt", "not read", 1)
