from __future__ import annotations

from assistant.papers import read_bytes

DUMP = """Title: Thinking in a Low-Resource Language
PDF: https://arxiv.org/pdf/2608.17744
Summary: Take three models; \\textbf{bold} gains of 9\\% and ~98% of items.
It goes on.
---
PDF: https://arxiv.org/pdf/2608.1
Summary: Nobody's.
---
Title: Title only
---
stray words
Title: The last one
PDF: https://arxiv.org/pdf/2501.00001
Summary: Cut o"""


def test_blocks_give_papers_and_what_is_amiss_is_reported_by_line() -> None:
    read = read_bytes(DUMP.encode(), "dump.txt")
    assert read.format == "Hugging Face dump"
    assert [paper.id for paper in read.papers] == ["2608.17744", "title-only", "2501.00001"]
    assert read.papers[0].abstract == "Take three models; bold gains of 9% and ~98% of items. It goes on."
    assert (read.papers[0].year, read.papers[0].url) == (2026, "https://arxiv.org/abs/2608.17744")
    assert read.without_abstract == 1
    assert [r.where for r in read.rejected] == ["line 6", "line 11"]
