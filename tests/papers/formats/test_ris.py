from __future__ import annotations

import pytest

from assistant.errors import PapersError
from assistant.papers import read_bytes

RECORD = """TY  - JOUR
TI  - Fibres in 18<sup>F</sup> &amp; H<sub>2</sub>O
AU  - Rudnik, Agata
AU  - Hoven, null
T2  - Journal of Things
AB  - BACKGROUND: Words,
 and words on a second line.
PY  - 2019/10//
DO  - 10.5114/PG.2018.81081
ER  -
"""


def test_a_record_with_bom_and_dos_line_ends_is_read() -> None:
    data = ("\ufeff" + RECORD).replace("\n", "\r\n").encode()
    (paper,) = read_bytes(data, "pubmed").papers
    assert paper.title == "Fibres in 18F & H2O"
    assert paper.id == "fibres-in-18f-h2o"
    assert paper.authors == ("Agata Rudnik", "Hoven")
    assert paper.abstract == "BACKGROUND: Words, and words on a second line."
    assert (paper.year, paper.venue) == (2019, "Journal of Things")
    assert paper.url == "https://doi.org/10.5114/pg.2018.81081"


def test_a_faulty_year_is_left_out_and_the_paper_kept() -> None:
    (paper,) = read_bytes(RECORD.replace("2019/10//", "10 15").encode(), "x.ris").papers
    assert paper.year is None


def test_records_without_title_or_end_are_rejected_and_the_others_kept() -> None:
    bare = "TY  - JOUR\nDO  - 10.1234/x\nER  - \n\n"
    text = bare + "TY  - JOUR\nTI  - Cut\n" + RECORD + "TY  - JOUR\nTI  - Cut too"
    read = read_bytes(text.encode(), "x.ris")
    assert len(read.papers) == 1
    assert [(r.where, r.reason.split(" (")[0]) for r in read.rejected] == [
        ("entry 1 (line 1)", "no title"),
        ("entry 2 (line 5)", "no end of record"),
        ("entry 4 (line 17)", "no end of record"),
    ]


def test_latin_1_is_refused_with_the_line_and_a_way_out() -> None:
    data = RECORD.replace("Words,", "Wörter,").encode("latin-1")
    with pytest.raises(PapersError, match=r"x\.ris is not UTF-8 text \(line 6, byte \d+\).*as UTF-8"):
        read_bytes(data, "x.ris")
