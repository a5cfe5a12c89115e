"""What the page tells of an answer beside its text: progress, verdicts, cost, warnings, what to ask next."""

from __future__ import annotations

import re

from assistant import (
    Citation,
    Judged,
    Paper,
    Stage,
    Turn,
    Verdict,
)
from tests.support.rendering import Page, answered, cite
from ui.page.conversation import stopped_turn
from ui.page.followups import followups
from ui.render.answer import around_list, exchange_html
from ui.render.export import answer_markdown, conversation_markdown
from ui.render.progress import live_html, progress_text
from ui.render.verdicts import verdicts_html


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
    # What leads to the list is folded away with it.
    said, listed = around_list(
        "**0 of 2 papers judged match.** Read. The closest ones:\n\n- Byte Models — bytes"
    )
    assert said == "**0 of 2 papers judged match.** Read."
    assert listed == "The closest ones:\n\n- Byte Models — bytes"


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


def test_the_answer_for_the_client_carries_its_warnings() -> None:
    assert "> Two papers were left out." in answer_markdown(
        answered("Yes.", warnings=("Two papers were left out.",))
    )


def test_followups_are_about_what_was_cited() -> None:
    other = Paper(id="o", title="ERNIE-Gram: A Long Subtitle", abstract="Good.")
    asked = followups(answered("", cite(1, "good"), cite(2, "Good.", other), kind="set"))
    assert asked[0] == "Compare “PET/CT & more” and “ERNIE-Gram”."
    assert followups(answered("Hello.")) == ()
