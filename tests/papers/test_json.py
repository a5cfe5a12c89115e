from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.errors import PapersError
from assistant.papers import Import, read_bytes
from tests.support.each_row import each_row


def imported(value: Any) -> Import:
    return read_bytes(json.dumps(value, indent=1).encode(), "export.json")


CSL = {
    "id": "doi:10.1093/bib/bbw110",
    "type": "article-journal",
    "title": "A <i>review</i> of repositioning",
    "container-title": "Briefings",
    "URL": "https://academic.oup.com/x",
    "author": [{"family": "Brown", "given": "Adam"}, {"literal": "The Consortium"}],
    "issued": {"date-parts": [["2016", 1]]},
    "abstract": "<jats:title>Abstract</jats:title><jats:p>Short &amp; sweet.</jats:p>",
}
S2 = {
    "paperId": "c31c",
    "externalIds": {"DOI": "10.2139/SSRN.288970", "ArXiv": "2107.01234"},
    "url": "https://www.semanticscholar.org/paper/c31c",
    "title": "How Much Should We Trust?",
    "abstract": None,
    "venue": "",
    "journal": {"name": "A Journal"},
    "year": 2001,
    "authors": [{"authorId": "1", "name": "E. Duflo"}],
}


def test_csl_items_give_papers_without_markup() -> None:
    read = imported([CSL, {"id": "x", "type": "book"}, 7])
    (paper,) = read.papers
    assert read.format == "CSL-JSON"
    assert paper.title == "A review of repositioning"
    assert paper.abstract == "Short & sweet."
    assert paper.authors == ("Adam Brown", "The Consortium")
    assert (paper.year, paper.venue, paper.url) == (2016, "Briefings", "https://academic.oup.com/x")
    assert [(r.where, r.reason) for r in read.rejected] == [
        ("entry 2 (key x)", "no title"),
        ("entry 3", "expected a JSON object with a title"),
    ]


def test_a_semantic_scholar_batch_keeps_papers_without_abstract_and_reports_null() -> None:
    read = imported([None, S2])
    (paper,) = read.papers
    assert read.format == "Semantic Scholar"
    assert (paper.id, paper.abstract, paper.venue, paper.year) == ("2107.01234", "", "A Journal", 2001)
    assert read.without_abstract == 1
    assert [r.where for r in read.rejected] == ["entry 1"]


@each_row(
    "wrapped",
    [{"total": 1, "data": [S2]}, {"data": [{"citingPaper": S2}]}, {"recommendedPapers": [S2]}],
)
def test_the_service_s_other_answers_are_unwrapped(wrapped: dict[str, Any]) -> None:
    assert [paper.title for paper in imported(wrapped).papers] == ["How Much Should We Trust?"]
    one_line = read_bytes(json.dumps(wrapped).encode(), "answer")
    assert [paper.title for paper in one_line.papers] == ["How Much Should We Trust?"]


def test_a_list_that_breaks_off_gives_its_whole_entries_and_a_report() -> None:
    text = json.dumps([CSL, CSL], indent=1)
    read = read_bytes(text[:-60].encode(), "cut.json")
    assert len(read.papers) == 1
    assert [r.where for r in read.rejected] == ["entry 2"]
    assert "breaks off" in read.rejected[0].reason


def test_arxiv_s_kaggle_lines_give_first_version_s_year_and_unicode() -> None:
    line = {
        "id": "0704.0001",
        "title": "Calculation of\n  $k$-pebble games",
        "authors_parsed": [["Bal\\'azs", "C.", ""], ["Yuan", "C. -P.", "Jr."]],
        "doi": "10.1103/PhysRevD.76.013009",
        "journal-ref": None,
        "abstract": "  We use $(k,\\ell)$-pebbles on 98% of cases.\n",
        "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
        "update_date": "2008-11-26",
        "categories": "math.CO",
    }
    untitled = {**line, "id": "0704.0002", "title": None}
    text = json.dumps(line) + "\n{broken\n" + json.dumps(untitled)
    read = read_bytes(text.encode(), "arxiv.json")
    (paper,) = read.papers
    assert read.format == "arXiv Kaggle"
    assert paper.id == "0704.0001"
    assert paper.title == "Calculation of k-pebble games"
    assert paper.abstract == "We use (k,ℓ)-pebbles on 98% of cases."
    assert paper.authors == ("C. Balázs", "C. -P. Yuan Jr.")
    assert (paper.year, paper.url) == (2007, "https://arxiv.org/abs/0704.0001")
    assert [r.where for r in read.rejected] == ["line 2", "line 3 (0704.0002)"]


def test_json_without_titles_is_refused() -> None:
    with pytest.raises(PapersError, match="not of papers"):
        imported([{"name": "x"}])


def test_our_lines_are_taken_as_they_are_and_rejected_one_by_one() -> None:
    lines = [
        '{"title": "No id here", "abstract": "Kept  as \\\\alpha is.", "listed": "2024-06-21"}',
        '{"id": "mine", "title": "T", "authors": ["A B"], "year": 2020}',
        '{"id": "mine", "title": "Another"}',
        '{"id": "x"}',
        '{"id": "y", "title": "T", "year": "soon"}',
        '{"id": "z", "title": "T", "url": "javascript:alert(1)"}',
        "[1]",
        '{"title":',
    ]
    read = read_bytes("\n".join(lines).encode(), "mine.jsonl")
    assert [(paper.id, paper.title) for paper in read.papers] == [("no-id-here", "No id here"), ("mine", "T")]
    assert read.papers[0].abstract == "Kept  as \\alpha is."
    assert {r.where for r in read.rejected} == {f"line {n}" for n in range(3, 9)}
