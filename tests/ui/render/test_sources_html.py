"""What was cited is shown with its paper, each quote where it stands."""

from __future__ import annotations

import re

from assistant import (
    Citation,
    Paper,
)
from tests.support.each_row import each_row
from tests.support.rendering import PAPER, Page, answered, cite
from ui.render.sources import card_html, marked, sources_html


def test_a_quote_is_highlighted_where_it_stands() -> None:
    html = sources_html([answered("", cite(1, "Results were good [29]."))], {"pet-ct": PAPER})
    assert re.findall(r'<mark[^>]* data-n="1">(.*?)</mark>', html) == ["Results were good [29]."]
    assert "A. Ng, B. Li · 2024" in html


def test_overlapping_quotes_are_each_whole() -> None:
    first, second = cite(1, "25,578 exams. Results"), cite(2, "Results were good")
    html = sources_html([answered("", first, second)], {"pet-ct": PAPER})
    marks = re.findall(r'<mark[^>]* data-n="([\d ]+)">(.*?)</mark>', html)
    for number, quote in ((1, first.quote), (2, second.quote)):
        assert "".join(text for numbers, text in marks if str(number) in numbers.split()) == quote


def test_a_title_can_be_quoted() -> None:
    html = sources_html([answered("", cite(1, "PET/CT", field="title"))], {"pet-ct": PAPER})
    assert re.search(r'class="pa-title"><mark[^>]*>PET/CT</mark> &amp; more', html)


@each_row(
    ("papers", "why"),
    [
        ({}, "no longer on the shelf"),
        ({"pet-ct": PAPER.model_copy(update={"abstract": "All was rewritten."})}, "changed after the answer"),
    ],
)
def test_a_quote_whose_paper_is_gone_or_changed_is_shown_with_the_reason(
    papers: dict[str, Paper], why: str
) -> None:
    html = sources_html([answered("", cite(1, "25,578 exams"))], papers)
    assert why in html
    assert '<mark id="source-1-1" data-n="1">25,578 exams</mark>' in html


def test_only_the_last_answers_sources_show() -> None:
    html = sources_html([answered("", cite(1, "good")), answered("", cite(1, "25,578"))], {"pet-ct": PAPER})
    sections = re.findall(r'<section class="pa-sources" data-turn="(\d)"( hidden)?>', html)
    assert sections == [("1", " hidden"), ("2", "")]


def test_addresses_in_abstracts_are_links_and_nothing_else_is() -> None:
    text = "Code: https://a.org/x?y=1&z=2. (See http://b.org/c) javascript:alert(1)"
    html = marked(text, [], 1)
    assert re.findall(r'href="([^"]*)"', html) == ["https://a.org/x?y=1&amp;z=2", "http://b.org/c"]
    assert Page(html).text == text


def test_a_record_is_shown_where_it_is_cited() -> None:
    paper = Paper(id="a", title="Amber", abstract="It grows.", authors=("A. <b>", "C. D"), year=2019)
    citation = Citation(
        number=1, paper_id="a", title="Amber", field="authors", quote=paper.told("authors"), start=0, end=12
    )
    shown = card_html([citation], paper, 1, unfolded=True)
    assert 'Authors: <mark id="' in shown
    assert "A. &lt;b&gt;; C. D</mark>" in shown
    assert "changed after" not in shown
