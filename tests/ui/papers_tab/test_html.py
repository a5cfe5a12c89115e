"""What the library renders: nothing of a paper or of the browser's words gets out of its text."""

from __future__ import annotations

import re

import pytest

from assistant import BrowseSpec, Facets, ListedPaper, Paper, PapersError, PapersPage
from tests.support.each_row import each_row
from ui.papers_tab.changed import fields_of
from ui.papers_tab.doubles_html import doubles_html
from ui.papers_tab.forms_html import edit_html, labels_html
from ui.papers_tab.limits import told_limit, view_limit_html
from ui.papers_tab.list_html import list_html
from ui.papers_tab.marked import marked_html
from ui.papers_tab.narrow_html import narrow_html
from ui.papers_tab.view import View

HOSTILE = "\"'><script>window.hacked=1</script><img src=x onerror=alert(1)></textarea></dialog>"
EVIL = Paper(
    id=HOSTILE,
    title=HOSTILE,
    abstract=f'{HOSTILE} see https://example.org/a?b="onclick=x and https://example.org/c.',
    authors=(HOSTILE,),
    venue=HOSTILE,
    url="javascript:alert(1)",
    tags=(HOSTILE,),
    collections=(HOSTILE,),
)


def pieces() -> list[str]:
    view = View(query=HOSTILE, venue=HOSTILE, tag=HOSTILE, sort="title")
    row = ListedPaper(EVIL, None, ((0, 3),), ((4, 10),))
    facets = Facets(
        {2020: 1, 2021: 1}, {HOSTILE: 1}, {HOSTILE: 1, "b": 1}, {HOSTILE: 1}, {HOSTILE: 2}, 2, 1, 2
    )
    return [
        list_html(PapersPage((row,), 120, 200, 50), view),
        list_html(PapersPage((), 0, 200), view),
        list_html(PapersPage((), 0, 200), View(query=HOSTILE)),
        narrow_html(facets, view),
        edit_html(EVIL),
        labels_html(3, facets),
        doubles_html([[EVIL, EVIL]]),
        view_limit_html(told_limit({"view": view.model_dump(), "without": [HOSTILE]}, 2000)),
    ]


def test_hostile_text_stays_text() -> None:
    for html in pieces():
        assert "<script" not in html
        assert "<img" not in html
        assert "javascript:" not in re.sub(r"value=\"[^\"]*\"", "", html).replace(
            "· javascript:alert(1) ·", ""
        )
        assert html.count("</textarea>") == html.count("<textarea")
        assert html.count("</dialog>") == html.count("<dialog")
    rows = pieces()[0]
    assert 'href="https://example.org/c" target="_blank" rel="noopener noreferrer nofollow"' in rows
    assert "Open the paper’s page" not in rows


def test_marks_are_put_into_escaped_text() -> None:
    assert marked_html("a < kelp & b", ((4, 8),)) == "a &lt; <mark>kelp</mark> &amp; b"
    assert marked_html("kelp. More kelp here.", ((0, 4), (11, 15)), 6) == "More <mark>kelp</mark> here."


@each_row(
    ("sent", "spec"),
    [
        (None, BrowseSpec(sort="added", descending=True)),
        ("nonsense", BrowseSpec(sort="added", descending=True)),
        ({"query": "x"}, BrowseSpec(query="x")),
        ({"query": ["x"], "page": "-3", "year_from": "20x", "sort": "rm -rf"}, None),
        (
            {"sort": "year-", "year_from": "2020", "abstract": "without"},
            BrowseSpec(year_from=2020, abstract=False, sort="year", descending=True),
        ),
        (
            {"venue": "v" * 9000, "path": "/etc/passwd"},
            BrowseSpec(venue="v" * 500, sort="added", descending=True),
        ),
    ],
)
def test_whatever_the_browser_sends_is_a_view(sent: object, spec: BrowseSpec | None) -> None:
    view = View.read(sent)
    assert view.page == 1
    assert spec is None or view.spec == spec


def test_the_end_of_a_search_is_told_on_its_last_page_only() -> None:
    rows = tuple(ListedPaper(Paper(id=f"p{number}", title=f"P {number}")) for number in range(50))
    assert "No further papers" not in list_html(PapersPage(rows, 60, 64_254), View(query="kelp"))
    last = list_html(PapersPage(rows[:10], 60, 64_254, 50), View(query="kelp", page=2))
    assert "No further papers speak of this." in last
    assert "51–60 shown" in last
    assert 'data-page="3" disabled' in last
    assert "No further papers" not in list_html(PapersPage(rows, 50, 64_254), View())


def test_filters_are_offered_only_where_papers_differ() -> None:
    plain = narrow_html(Facets({}, {}, {"a.bib": 3}, {}, {}, 0, 0, 3), View())
    assert 'data-filter="source"' not in plain
    assert 'data-filter="author"' not in plain
    assert 'data-filter="year_from"' not in plain
    assert 'data-filter="abstract"' not in plain
    rich = narrow_html(
        Facets({1999: 1}, {"ACL": 1}, {"a": 1, "b": 1}, {}, {"unread": 2}, 3, 1, 3), View(tag="unread")
    )
    assert '<option value="unread" selected>unread (2)</option>' in rich
    assert "Without abstract (1)" in rich
    assert narrow_html(Facets({}, {}, {}, {}, {}, 0, 0, 0), View()) == ""


def test_a_form_is_read_as_a_record() -> None:
    fields = fields_of(
        {"title": " A\n title ", "authors": "Ann Kim\n\n Bo ", "year": "", "url": " ", "tags": "a\nb"}
    )
    assert fields["title"] == "A title"
    assert fields["authors"] == ("Ann Kim", "Bo")
    assert (fields["year"], fields["url"], fields["tags"]) == (None, None, ("a", "b"))
    with pytest.raises(PapersError, match="four digits"):
        fields_of({"title": "A", "year": "soon"})


def test_papers_without_a_year_are_told_of_where_a_filter_by_years_finds_none() -> None:
    shown = list_html(PapersPage((), 0, 20), View(year_from=2005), 19)
    assert "19 papers of this shelf have no year on record" in shown
    assert "on record" not in list_html(PapersPage((), 0, 20), View(year_from=2005))
