"""An answer's text as HTML: markers become links, Markdown is rendered, and nothing hostile survives."""

from __future__ import annotations

import re
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from assistant import (
    Added,
    Arrivals,
    Completion,
    FileReport,
    Import,
    ModelState,
    Nearest,
    Overview,
    Paper,
    Rejected,
    Stage,
    Suggestion,
    Topic,
    Turn,
    Verdict,
    on_shelf,
    read_bytes,
)
from assistant import Filter as Condition
from assistant.papers.record import Dropped, Joined
from tests.support.each_row import each_row
from tests.support.rendering import HOSTILE, PAPER, Page, answered, cite
from ui.adding.report_html import report_html
from ui.adding.tally import Tally
from ui.guide.chips import chips_html
from ui.guide.completion import options_html
from ui.guide.declined import nearest_html
from ui.guide.welcome import welcome_html
from ui.map.picture import map_list_html
from ui.map.places import Point, ShelfMap
from ui.page.welcome import composer_html
from ui.papers_tab.chosen_html import limit_html
from ui.papers_tab.reports_html import refused_html
from ui.render.answer import exchange_html, log_html
from ui.render.markup import answer_html
from ui.render.progress import error_html, live_html
from ui.render.sources import sources_html


def test_markers_become_links_to_the_quotes() -> None:
    page = Page(
        exchange_html(
            Turn(question="?", answer=answered("So [1][2].", cite(1, "25,578"), cite(2, "good"))), 3
        )
    )
    links = [attributes for tag, attributes in page.tags if tag == "a"]
    assert [(link["data-turn"], link["data-n"]) for link in links] == [("3", "1"), ("3", "2")]
    sources = Page(
        sources_html([answered()] * 2 + [answered("", cite(1, "25,578"), cite(2, "good"))], {"pet-ct": PAPER})
    )
    targets = {attributes.get("id") for _, attributes in sources.tags}
    assert {str(link["href"])[1:] for link in links} <= targets


def test_a_marker_without_a_citation_and_an_escaped_one_stay_text() -> None:
    html = answer_html("known [1], unknown [99], quoted \\[1\\], `code [1]`", turn=1, numbers={1})
    assert html.count("<a ") == 1
    assert "[99]" in html
    assert "quoted [1]" in html


def test_markers_of_an_unfinished_answer_are_no_links_yet() -> None:
    html = live_html("Why?", Stage("compose"), "Because [1]", 0.1)
    assert "[1]" in html
    assert "<a " not in html


def test_markdown_is_rendered_tables_included() -> None:
    html = answer_html("**bold**\n\n| a | b |\n|---|---|\n| x [1] | y<br>\\<br> |", turn=1, numbers={1})
    assert "<strong>bold</strong>" in html
    assert re.search(r"<td>x <a [^>]*>\[1\]</a></td>", html)
    assert re.search(r"<td>y<br ?/?>\s*&lt;br&gt;</td>", html)


def test_only_web_links_can_be_clicked_and_they_are_fenced_off() -> None:
    html = answer_html(
        "[ok](https://example.org/a) [no](javascript:alert(1)) [no](data:text/html,x) [no](/x)", turn=1
    )
    links = [attributes for tag, attributes in Page(html).tags if tag == "a"]
    assert [link["href"] for link in links] == ["https://example.org/a"]
    assert links[0]["rel"] == "noopener noreferrer nofollow"


def test_nothing_hostile_survives_anywhere() -> None:
    paper = Paper(
        id="evil",
        title=HOSTILE,
        abstract=f"{HOSTILE} The end.",
        authors=(HOSTILE,),
        url="javascript:alert(1)",
    )
    citation = cite(1, "The end.", paper)
    verdict = Verdict(paper_id="evil", title=HOSTILE, verdict="match", reason=HOSTILE, quote=HOSTILE)
    answer = answered(
        HOSTILE + " [1]",
        citation,
        verdicts=(verdict,),
        warnings=(HOSTILE,),
        standalone=HOSTILE,
        fingerprint=HOSTILE,
    )
    turn = Turn(question=HOSTILE, answer=answer)
    condition = Condition(field="author", op="has", value=(HOSTILE,), text=HOSTILE)
    near = Nearest(paper_id="evil", title=HOSTILE, url=HOSTILE, quote=HOSTILE, start=0, end=5, reason=HOSTILE)
    declined = answer.model_copy(
        update={"status": "no_evidence", "filters": (condition,), "waived": (condition,), "nearest": (near,)}
    )
    pieces = [
        log_html([turn, turn], (1, -1)),
        live_html(HOSTILE, Stage(HOSTILE, 1, 2), HOSTILE, 5.0),
        live_html(HOSTILE, Stage("screen", 1, 2), "", 5.0, (verdict,)),
        error_html(HOSTILE, HOSTILE),
        sources_html([answer], {"evil": paper}),
        sources_html([answer], {}),
        limit_html([paper]),
        welcome_html(2, Overview(2, (1, 2), (Topic(HOSTILE, 0.5),), (Suggestion(HOSTILE, "set"),))),
        nearest_html(declined, {"evil": paper}),
        nearest_html(declined, {}),
        chips_html(declined),
        options_html([Completion("title", HOSTILE, HOSTILE, 0)]),
        report_html(
            Tally(HOSTILE).plus(
                [
                    Import(
                        (paper,),
                        (Rejected(HOSTILE, HOSTILE),),
                        HOSTILE,
                        HOSTILE,
                        1,
                        1,
                        joined=(Joined(HOSTILE, HOSTILE, HOSTILE),),
                        dropped=(Dropped(HOSTILE, HOSTILE),),
                    )
                ],
                [FileReport(HOSTILE, "not read", rejected=(Rejected("", HOSTILE),))],
                Arrivals((paper.model_copy(update={"id": HOSTILE, "title": HOSTILE}),), 1),
                Added(added=("evil",), notes=(HOSTILE,)),
            )
        ),
        refused_html(HOSTILE),
        map_list_html(ShelfMap((Point("evil", HOSTILE, 0.0, 0.0, 0),), (HOSTILE,)), {"evil"}),
        composer_html(ModelState("fails", name=HOSTILE, host=HOSTILE, short=HOSTILE), 1, (HOSTILE,)),
    ]
    for piece in pieces:
        page = Page(piece)
        dangers = [
            danger for danger in page.dangers() if danger[1].get("class") not in ("pa-say", "pa-add-here")
        ]
        assert dangers == []
        attributes = "".join(str(value) for _, found in page.tags for value in found.values())
        assert "<script>alert(1)</script>" in page.text + attributes


def test_the_report_of_adding_says_what_was_merged_left_out_and_rejected() -> None:
    text = "@misc{a, title={Kelp}, abstract={NA}}\n@misc{b, title={Kelp}, abstract={NA}}\n@misc{c, year={2020}}\n"
    read = read_bytes(text.encode(), "mine.bib")
    told = Page(report_html(Tally("mine").plus([read], [], on_shelf([read]), Added(added=("kelp",))))).text
    assert "entry 2 (key b): “Kelp” is entry 1 (key a)" in told
    assert "entry 1 (key a): abstract “NA”" in told
    assert "entry 3 (key c): no title" in told


@each_row(
    "text",
    ["[" * 31_000, "a " * 210_000, "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n" + "|a\n" * 200, "![" * 16_000],
)
def test_a_text_that_would_take_everyone_s_time_is_shown_as_it_stands(text: str) -> None:
    # As Markdown each takes up to half a minute, so it is not read as that at all.
    assert answer_html(f"{text}<script>", turn=1, numbers=()) == f"<p>{escape(text)}&lt;script&gt;</p>"


@given(st.text(alphabet="[]()<>!`*_\\$|#&;:\"'=/ \n1ahjs", max_size=60))
def test_no_text_makes_anything_but_text_tables_and_web_links(text: str) -> None:
    assert Page(answer_html(text, turn=1, numbers={1})).dangers() == []
