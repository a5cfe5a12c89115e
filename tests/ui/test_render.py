"""What the page shows for an answer, without a browser: nothing hostile survives, everything cited is found."""

from __future__ import annotations

import re
import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import (
    Added,
    Arrivals,
    Citation,
    Completion,
    FileReport,
    Import,
    Judged,
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
from tests.support.rendering import HOSTILE, PAPER, Page, answered, cite
from ui.adding.report_html import report_html
from ui.adding.tally import Tally
from ui.guide.chips import chips_html
from ui.guide.completion import options_html
from ui.guide.declined import nearest_html
from ui.guide.welcome import welcome_html
from ui.page.conversation import stopped_turn
from ui.page.followups import followups
from ui.page.welcome import composer_html
from ui.render.answer import exchange_html, log_html
from ui.render.export import answer_markdown, conversation_markdown
from ui.render.markup import answer_html
from ui.render.progress import error_html, live_html, progress_text
from ui.render.sources import card_html, marked, sources_html
from ui.render.verdicts import verdicts_html
from ui.shelf.additions import refused_html
from ui.shelf.map import Point, ShelfMap
from ui.shelf.map_figure import map_list_html
from ui.shelf.papers_html import limit_html


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


@pytest.mark.parametrize(
    "text",
    ["[" * 31_000, "a " * 210_000, "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n" + "|a\n" * 200, "![" * 16_000],
)
def test_a_text_that_would_take_everyone_s_time_is_shown_as_it_stands(text: str) -> None:
    begun = time.process_time()
    shown = answer_html(f"{text}<script>", turn=1, numbers=())
    assert time.process_time() - begun < 1  # it took up to half a minute
    assert shown == f"<p>{escape(text)}&lt;script&gt;</p>"


@given(st.text(alphabet="[]()<>!`*_\\$|#&;:\"'=/ \n1ahjs", max_size=60))
def test_no_text_makes_anything_but_text_tables_and_web_links(text: str) -> None:
    assert Page(answer_html(text, turn=1, numbers={1})).dangers() == []


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


@pytest.mark.parametrize(
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


def test_progress_counts_papers() -> None:
    assert progress_text(Stage("screen", 24, 38)) == "Judged 24 of 38 papers"
    came = [
        Verdict(paper_id=label, title=f"Paper {label}", verdict=label, reason=f"Why {label}")
        for label in ("no", "match")
    ]
    page = Page(live_html("?", Stage("screen", 24, 38), "", 12.3, came))
    assert "Judged 24 of 38 papers · 12 s" in page.text
    assert "1 match · 1 not of 38 papers" in page.text
    assert page.text.index("Paper match") < page.text.index("Why match") < page.text.index("Paper no")


def test_how_it_was_answered_is_told() -> None:
    answer = answered(
        kind="set",
        composer="small-model",
        judged=Judged(papers=38, of=38),
        usage={"requests": 5, "prompt_tokens": 12345, "completion_tokens": 67},
        timings={"screen_s": 3.5, "total_s": 4.25},
        fingerprint="abc123",
    )
    page = Page(exchange_html(Turn(question="?", answer=answer), 1))
    for told in ("38 of 38", "small-model", "12,345 read, 67 written", "4.25 s", "judge 3.50 s", "abc123"):
        assert told in page.text


def test_verdicts_come_matches_first_with_the_denominator() -> None:
    verdicts = [
        Verdict(paper_id=str(number), title=f"Paper {number}", verdict=verdict, reason="r", quote=None)
        for number, verdict in enumerate(("no", "match", "unjudged", "partial", "match"))
    ]
    html = verdicts_html(verdicts, Judged(papers=5, of=5), 1)
    assert "2 match · 1 partly · 1 not · 1 not judged of 5 papers" in Page(html).text
    order = re.findall(r'<tr data-verdict="(\w+)"', html)
    assert order == ["match", "match", "partial", "no", "unjudged"]
    assert "of 4 judged papers (900 on the shelf)" in verdicts_html(verdicts, Judged(papers=4, of=900), 1)


def test_of_a_set_the_table_is_the_answer_and_its_list_is_folded() -> None:
    paper = Paper(id="a", title="Byte Models", abstract="It reads bytes. It works.", year=2024)
    quote = Citation(
        number=1, paper_id="a", title=paper.title, field="abstract", start=0, end=15, quote="It reads bytes."
    )
    answer = answered(
        "**1 of 2 papers** match.\n\n### Matches\n\n- **Byte Models** — reads bytes [1]",
        kind="set",
        citations=(quote,),
        verdicts=(
            Verdict(
                paper_id="a", title="Byte Models", verdict="match", reason="reads bytes", quote=quote.quote
            ),
            Verdict(paper_id="b", title="Other", verdict="no", reason="words", quote=None),
        ),
        judged=Judged(papers=2, of=2),
    )
    html = exchange_html(Turn(question="?", answer=answer), 1, papers={"a": paper})
    before, _, after = html.partition('<section class="pa-verdicts"')
    assert "1 of 2 papers" in before
    assert "reads bytes" not in before
    assert "The same as text" in after
    assert after.count("pa-opens") == 2
    assert '<td data-label="Year">2024</td>' in after


def test_the_note_on_how_to_set_a_model_is_not_repeated_with_each_answer() -> None:
    note = (
        "_No language model is configured, so these are the papers' own sentences. Set `OPENAI_API_KEY`._\n\n"
    )
    for text in (f"{note}It works.", f"{note.replace('_No', 'No').replace('`._', '`.')}It works."):
        turn = Turn(question="?", answer=answered(text, composer="extractive"))
        assert "OPENAI_API_KEY" not in exchange_html(turn, 1) + conversation_markdown([turn, turn])
    assert conversation_markdown([turn, turn]).count("Without a language model") == 1


def test_an_answer_that_was_stopped_tells_no_time() -> None:
    page = Page(exchange_html(stopped_turn("?", "So far", "small-model"), 1))
    assert "Stopped before its end" in page.text
    assert "0.0 s" not in page.text


def test_addresses_in_abstracts_are_links_and_nothing_else_is() -> None:
    text = "Code: https://a.org/x?y=1&z=2. (See http://b.org/c) javascript:alert(1)"
    html = marked(text, [], 1)
    assert re.findall(r'href="([^"]*)"', html) == ["https://a.org/x?y=1&amp;z=2", "http://b.org/c"]
    assert Page(html).text == text


def test_the_answer_for_the_client_carries_its_warnings() -> None:
    assert "> Two papers were left out." in answer_markdown(
        answered("Yes.", warnings=("Two papers were left out.",))
    )


def test_followups_are_about_what_was_cited() -> None:
    other = Paper(id="o", title="ERNIE-Gram: A Long Subtitle", abstract="Good.")
    asked = followups(answered("", cite(1, "good"), cite(2, "Good.", other), kind="set"))
    assert asked[0] == "Compare “PET/CT & more” and “ERNIE-Gram”."
    assert followups(answered("Hello.")) == ()


def test_a_record_is_shown_where_it_is_cited() -> None:
    paper = Paper(id="a", title="Amber", abstract="It grows.", authors=("A. <b>", "C. D"), year=2019)
    citation = Citation(
        number=1, paper_id="a", title="Amber", field="authors", quote=paper.told("authors"), start=0, end=12
    )
    shown = card_html([citation], paper, 1, unfolded=True)
    assert 'Authors: <mark id="' in shown
    assert "A. &lt;b&gt;; C. D</mark>" in shown
    assert "changed after" not in shown
