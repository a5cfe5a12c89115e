"""What the page shows for an answer, without a browser: nothing hostile survives, everything cited is found."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import (
    Added,
    Answer,
    Arrivals,
    AssistantError,
    Citation,
    Import,
    Judged,
    Paper,
    Rejected,
    Stage,
    Turn,
    Verdict,
)
from ui.page.conversation import Talk, stopped_turn
from ui.page.followups import followups
from ui.page.welcome import composer_html, welcome_html
from ui.render.answer import error_html, exchange_html, live_html, log_html, progress_text
from ui.render.export import answer_markdown, cited_bibtex, conversation_markdown, verdicts_csv
from ui.render.markup import answer_html
from ui.render.sources import sources_html
from ui.render.verdicts import verdicts_html
from ui.shelf.additions import refused_html, report_html
from ui.shelf.filters import Filter, filters_html
from ui.shelf.map import Point, ShelfMap
from ui.shelf.map_figure import map_list_html
from ui.shelf.papers_html import limit_html, papers_html

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) ![i](http://evil.example/x.png) "
    '[99] "><b onclick=alert(1)>'
)
ABSTRACT = "We used 25,578 exams. Results were good [29]. Then we stopped."
PAPER = Paper(id="pet-ct", title="PET/CT & more", abstract=ABSTRACT, authors=("A. Ng", "B. Li"), year=2024)


def cite(number: int, quote: str, paper: Paper = PAPER, field: str = "abstract") -> Citation:
    start = getattr(paper, field).index(quote)
    return Citation(
        number=number,
        paper_id=paper.id,
        title=paper.title,
        url=paper.url,
        field=field,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answered(text: str = "It was [1].", *citations: Citation, **changes: object) -> Answer:
    values = {"question": "How many?", "standalone": "How many?", "kind": "lookup", "status": "answered"}
    return Answer(**{**values, "text": text, "citations": citations, **changes})


class _Page(HTMLParser):
    """Collects the tags, attributes and visible text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def dangers(self) -> list[tuple[str, dict[str, str | None]]]:
        """Return what could run a script or fetch something."""
        return [
            (tag, attributes)
            for tag, attributes in self.tags
            if tag in ("script", "img", "iframe", "object", "style", "link", "base", "form")
            or any(name.startswith("on") or name in ("src", "srcset", "style") for name in attributes)
            or (attributes.get("href") or "#")[:1] not in ("#", "h")
        ]


def test_markers_become_links_to_the_quotes() -> None:
    page = _Page(
        exchange_html(
            Turn(question="?", answer=answered("So [1][2].", cite(1, "25,578"), cite(2, "good"))), 3
        )
    )
    links = [attributes for tag, attributes in page.tags if tag == "a"]
    assert [(link["data-turn"], link["data-n"]) for link in links] == [("3", "1"), ("3", "2")]
    sources = _Page(
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
    links = [attributes for tag, attributes in _Page(html).tags if tag == "a"]
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
    pieces = [
        log_html([turn, turn], (1, -1)),
        live_html(HOSTILE, Stage(HOSTILE, 1, 2), HOSTILE, 5.0, (HOSTILE,)),
        error_html(HOSTILE, HOSTILE),
        sources_html([answer], {"evil": paper}),
        sources_html([answer], {}),
        papers_html([paper], 1),
        limit_html([paper]),
        welcome_html([paper, paper]),
        filters_html(
            [PAPER.model_copy(update={"source": "RIS"}), paper.model_copy(update={"source": HOSTILE})],
            Filter(year=HOSTILE),
        ),
        report_html(
            Import((paper,), (Rejected(HOSTILE, HOSTILE),), HOSTILE, HOSTILE, 1, 1),
            Arrivals((paper.model_copy(update={"id": "evil", "title": HOSTILE}),), 1),
            Added(added=("evil",), notes=(HOSTILE,)),
        ),
        refused_html(HOSTILE),
        map_list_html(ShelfMap((Point("evil", HOSTILE, 0.0, 0.0, 0),), (HOSTILE,)), {"evil"}),
        composer_html(HOSTILE, 1, (HOSTILE,)),
    ]
    for piece in pieces:
        page = _Page(piece)
        dangers = [danger for danger in page.dangers() if danger[1].get("class") != "pa-say"]
        assert dangers == []
        attributes = "".join(str(value) for _, found in page.tags for value in found.values())
        assert "<script>alert(1)</script>" in page.text + attributes


@given(st.text(alphabet="[]()<>!`*_\\$|#&;:\"'=/ \n1ahjs", max_size=60))
def test_no_text_makes_anything_but_text_tables_and_web_links(text: str) -> None:
    assert _Page(answer_html(text, turn=1, numbers={1})).dangers() == []


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
    html = live_html("?", Stage("screen", 24, 38), "", 12.3, ("A paper",))
    assert "Judged 24 of 38 papers · 12 s" in html
    assert "A paper" in html


def test_retry_and_undo_are_for_the_last_exchange() -> None:
    html = log_html([Turn(question="a", answer=answered())] * 2)
    assert [
        number for act, number in re.findall(r'data-act="(\w+)" data-turn="(\d)"', html) if act == "retry"
    ] == ["2"]


def test_how_it_was_answered_is_told() -> None:
    answer = answered(
        kind="set",
        composer="small-model",
        judged=Judged(papers=38, of=38),
        usage={"requests": 5, "prompt_tokens": 12345, "completion_tokens": 67},
        timings={"screen_s": 3.5, "total_s": 4.25},
        fingerprint="abc123",
    )
    page = _Page(exchange_html(Turn(question="?", answer=answer), 1))
    for told in ("38 of 38", "small-model", "12,345 read, 67 written", "4.25 s", "judge 3.50 s", "abc123"):
        assert told in page.text


def test_verdicts_come_matches_first_with_the_denominator() -> None:
    verdicts = [
        Verdict(paper_id=str(number), title=f"Paper {number}", verdict=verdict, reason="r", quote=None)
        for number, verdict in enumerate(("no", "match", "unjudged", "partial", "match"))
    ]
    html = verdicts_html(verdicts, Judged(papers=5, of=5), 1)
    assert "2 of 5 papers match (1 partial, 1 not judged)" in html
    order = re.findall(r'<tr data-verdict="(\w+)">', html)
    assert order == ["match", "match", "partial", "no", "unjudged"]
    assert "2 of 4 judged papers (900 on the shelf) match" in verdicts_html(
        verdicts, Judged(papers=4, of=900), 1
    )


def test_csv_holds_no_formula_and_reads_back() -> None:
    cells = ("=1+1", " =cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", 'plain, "quoted"\nline')
    verdicts = [Verdict(paper_id="p", title=cell, verdict="no", reason=cell, quote=cell) for cell in cells]
    rows = list(csv.DictReader(io.StringIO(verdicts_csv(verdicts), newline="")))
    assert [row["title"].removeprefix("'") for row in rows] == list(cells)
    assert not any(
        row[name].strip(" ")[:1] in "=+-@\t" for row in rows for name in ("title", "reason", "quote")
    )


def test_bibtex_has_each_cited_paper_once_with_braces_balanced() -> None:
    other = Paper(id="x y{", title="50% of {A} & B_1 \\ C", abstract="Good.", year=2020, venue="ACL")
    turns = [
        Turn(question="?", answer=answered("", cite(1, "good"), cite(2, "Good.", other))),
        Turn(question="?", answer=answered("", cite(1, "good"))),
    ]
    text = cited_bibtex(turns, {"pet-ct": PAPER, other.id: other})
    assert re.findall(r"^@(\w+)\{([^,\n]+),$", text, re.MULTILINE) == [
        ("misc", "pet-ct"),
        ("inproceedings", "x-y-"),
    ]
    assert "author = {A. Ng and B. Li}" in text
    assert r"50\% of \{A\} \& B\_1" in text


def test_markdown_export_has_questions_answers_and_quotes() -> None:
    text = conversation_markdown(
        [Turn(question="How *many*?", answer=answered("It was [1].", cite(1, "25,578 exams")))]
    )
    assert text.startswith("## How \\*many\\*?\n\nIt was [1].")
    assert "- [1] PET/CT & more: “25,578 exams”" in text


def test_the_answer_for_the_client_carries_its_warnings() -> None:
    assert "> Two papers were left out." in answer_markdown(
        answered("Yes.", warnings=("Two papers were left out.",))
    )


def test_followups_are_about_what_was_cited() -> None:
    other = Paper(id="o", title="ERNIE-Gram: A Long Subtitle", abstract="Good.")
    asked = followups(answered("", cite(1, "good"), cite(2, "Good.", other), kind="set"))
    assert asked[0] == "Compare “PET/CT & more” and “ERNIE-Gram”."
    assert followups(answered("Hello.")) == ()


def test_a_kept_conversation_reads_back_and_a_broken_one_is_refused() -> None:
    talk = Talk().adding(Turn(question="?", answer=answered("It was [1].", cite(1, "good")))).rating(1, 1)
    assert Talk.read(talk.stored()) == talk
    assert talk.rating(1, 1).ratings == (0,)
    assert Talk.read(None).turns == ()
    with pytest.raises(AssistantError, match="cannot be read"):
        Talk.read({"id": "../../etc", "turns": [{"question": 1}]})


def test_taking_back_more_than_the_last_exchange_leaves_the_longer_conversation_alone() -> None:
    talk = Talk()
    for question in "abc":
        talk = talk.adding(Turn(question=question, answer=answered()))
    undone, edited = talk.before(3), talk.before(1)
    assert ([turn.question for turn in undone.turns], undone.id) == (["a", "b"], talk.id)
    assert edited.turns == ()
    assert edited.id != talk.id


def test_a_stopped_answer_keeps_its_text_and_says_so() -> None:
    turn = stopped_turn("Why?", "Because it works [1][2]. A paper's own \\[3\\] stays", "small-model")
    assert turn.answer.text == "Because it works. A paper's own \\[3\\] stays"
    assert turn.answer.citations == ()
    assert "stopped" in turn.answer.warnings[0]
