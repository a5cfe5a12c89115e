"""Whatever a model streams, the reader sees markers that each lead to one verbatim quote."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.citing.citation_stream import CitationStream
from assistant.text.markers import Lexer
from assistant.types import Paper, Source
from tests.support.each_row import each_row

PAPERS = [
    Paper(
        id=f"paper-{n}",
        title=f"Title of paper {n}",
        abstract=f"Alpha{n} needs no tokenizer. It reads bytes with {n}0 layers. "
        "We train on 7.4M files. Cases: 98%.",
        year=2020 + n,
    )
    for n in range(1, 5)
] + [Paper(id="bare", title="A title and no more")]
SOURCES = [Source(number, paper) for number, paper in enumerate(PAPERS, 1)]
BYTES, FILES, FIRST = (
    "It reads bytes with {}0 layers.",
    "We train on 7.4M files.",
    "Alpha{} needs no tokenizer.",
)

FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "[1]",
                "[2]",
                "[5]",
                "[1, 2]",
                "[1-3]",
                "[7]",
                "[0]",
                "[[",
                "]",
                "[",
                "1",
                "【2】",
                "[Source 3]",
                ". ",
                "? ",
                ", ",
                " ",
                "\n",
                "\n\n",
                "- ",
                "It reads bytes",
                "12 layers",
                "works",
                "(",
                ")",
                "and",
                "et al. ",
                ":",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=25,
)


def run(text: str, question: str = "") -> tuple[str, CitationStream]:
    stream = CitationStream(SOURCES, question)
    return stream.feed(text) + stream.close(), stream


def quotes(text: str) -> list[tuple[str, str]]:
    return [(citation.paper_id, citation.quote) for citation in run(text)[1].citations]


@each_row(
    ("written", "shown"),
    [
        ("Bytes [3].", "Bytes [1]."),
        ("Bytes [3][1].", "Bytes [1][2]."),
        ("Bytes [3] [1].", "Bytes [1][2]."),
        ("Bytes [3, 1].", "Bytes [1][2]."),
        ("Bytes [3; 1], it seems.", "Bytes [1][2], it seems."),
        ("Bytes [1-3].", "Bytes [1][2][3]."),
        ("Bytes [2–4].", "Bytes [1][2][3]."),
        ("Bytes [2-99999999999].", "Bytes [1][2][3][4]."),
        ("Bytes 【2】.", "Bytes [1]."),
        ("Bytes 【2†source】.", "Bytes [1]."),
        ("Bytes [[2]].", "Bytes [1]."),
        ("Bytes [^2].", "Bytes [1]."),
        ("Bytes [ 2 ].", "Bytes [1]."),
        ("Bytes [Source 2].", "Bytes [1]."),
        ("Bytes [source 2, source 3].", "Bytes [1][2]."),
        ("Bytes \\[2\\].", "Bytes [1]."),
        ("Bytes [2][2, 2], [2].", "Bytes [1]."),
        ("Bytes [2], [3].", "Bytes [1], [2]."),
        ("Bytes[2].", "Bytes[1]."),
        ("Bytes [2](https://evil.example).", "Bytes [1]."),
        ("Bytes [2](not a link).", "Bytes [1] (not a link)."),
        ("[2]: bytes", "[1] : bytes"),
        ("[bytes](https://x.example) [CLS] [3.5]", "[bytes] [CLS] [3.5]"),
        ("Code `x[2]`, $y[2]$, then [2].", "Code `x[2]`, $y[2]$, then [1]."),
        ("It costs $5 and [2] or $6.", "It costs $5 and [1] or $6."),
        ("Bytes [7].", "Bytes."),
        ("Bytes ([7]) work.", "Bytes work."),
        ("Bytes ( [7] ).", "Bytes."),
        ("Bytes [7] work.", "Bytes work."),
        ("Bytes [1], [7] and [9].", "Bytes [1]."),
        ("Bytes [7], [1].", "Bytes [1]."),
        ("Bytes [1][7].", "Bytes [1]."),
        ("Bytes [[7], [8]].", "Bytes."),
        ("[7] Bytes work.", "Bytes work."),
        ("- [7] Bytes\n- [1] files", "- Bytes\n- [1] files"),
        ("Bytes work. [7]\nNext", "Bytes work.\nNext"),
        ("arr[0] and arr[9]b", "arr and arr b"),
        ("[[7]1] [1[7]]", "[?1] [1?]"),
    ],
)
def test_forms_of_markers(written: str, shown: str) -> None:
    whole, _ = run(written)
    stream = CitationStream(SOURCES)
    assert whole == shown
    assert "".join(map(stream.feed, written)) + stream.close() == shown


def test_numbers_without_a_source_are_reported_once_each() -> None:
    warnings = run("A [7]. B [7, 1]. C [0].")[1].warnings
    assert len(warnings) == 2
    assert "source 7," in warnings[0]
    assert "2 times" in warnings[0]
    assert "source 0," in warnings[1]


def test_one_number_for_each_sentence_quoted() -> None:
    text = "It reads bytes in layers [1]. It trains on many files [1]. Reading bytes takes layers [1]."
    assert run(text)[0] == text.replace("files [1]", "files [2]")
    assert quotes(text) == [("paper-1", BYTES.format(1)), ("paper-1", FILES)]


@each_row(
    ("text", "expected"),
    [
        ("It reads bytes in layers. [2] It trains on many files. [1]", [BYTES.format(2), FILES]),
        ("[2] reads bytes in layers. [1] trains on many files.", [BYTES.format(2), FILES]),
        ("It reads bytes in layers.\n[2]\n\nMore files to train on.", [BYTES.format(2)]),
        ("Nothing here.\n[2] It trains on many files.", [FILES]),
        ("While it reads bytes in layers [1], others train on many files [2].", [BYTES.format(1), FILES]),
        ("Alpha1 [1] and Alpha2 [2] need no tokenizer.", [FIRST.format(1), FIRST.format(2)]),
        ("Smith et al. [1] trained e.g. on files [2].", [FILES, FILES]),
        ("It reads bytes\nthrough layers [1].", [BYTES.format(1)]),
        ("Files help training.\n\n[1]", [FILES]),
        ("Anything at all [5].", ["A title and no more"]),
    ],
)
def test_the_quote_is_chosen_by_what_the_sentence_claims(text: str, expected: list[str]) -> None:
    assert [quote for _, quote in quotes(text)] == expected


def test_text_before_a_marker_is_not_held_back() -> None:
    stream = CitationStream(SOURCES)
    assert stream.feed("It reads by") == "It reads by"
    assert stream.feed("tes") == "tes"
    assert stream.feed(" [1") == ""
    assert stream.feed("] with layers") == ""
    assert stream.citations == ()
    assert stream.feed(". Next").startswith(" [1] with layers. Next")
    assert len(stream.citations) == 1
    assert stream.close() == ""


def test_wrong_numbers_are_flagged_and_right_ones_are_not() -> None:
    text = "It has 12 layers [1]. "
    text += "It has ten layers and 7.4 million files [1]. In 2021 98 percent [1]. There are 55."
    stream = run(text)[1]
    assert [flag.sentence for flag in stream.flagged] == ["It has 12 layers.", "There are 55."]
    assert stream.warnings == tuple(flag.why for flag in stream.flagged)
    assert stream.warnings[0] == "The number 12 in “It has 12 layers.” is in none of the passages it cites."
    assert "without a citation" in stream.warnings[1]


def test_figures_of_another_source_move_the_citation_there() -> None:
    shown, stream = run("It reads bytes with 30 layers [1][2]. It reads bytes with 70 layers [1].")
    assert shown == "It reads bytes with 30 layers [1]. It reads bytes with 70 layers [2]."
    assert [each.paper_id for each in stream.citations] == ["paper-3", "paper-1"]
    assert "“Title of paper 3”" in stream.warnings[0]
    assert [flag.sentence for flag in stream.flagged] == ["It reads bytes with 70 layers."]


def test_figures_that_several_sources_state_move_nothing() -> None:
    text = "A title says that 98 percent of cases come without any paper of more than 7.4M files [5]."
    assert [each.paper_id for each in run(text)[1].citations] == ["bare"]


@each_row(
    ("said", "invented"),
    [
        ("It has 12 layers [1].", True),
        ("It has 12 layers [1]. It reads bytes [1].", True),
        ("It has 12 layers [1]. It reads bytes [1]. It trains on 7.4M files [1].", False),
        ("There are 55. It reads bytes [1].", False),
    ],
)
def test_half_of_the_cited_sentences_with_made_up_figures_are_too_many(said: str, invented: bool) -> None:
    assert bool(run(said)[1].invented) is invented


def test_numbers_of_the_question_and_counts_of_sources_are_exempt() -> None:
    text = "All 12 layers read bytes [1]. Three papers read bytes [1][2][3]. "
    text += "Of 5 papers some do [1]. 1. Code `9`. GPT-4."
    assert run(text, "Which have 12 layers?")[1].flagged == ()


@given(FRAGMENTS, st.data())
def test_the_cuts_of_the_stream_do_not_matter(fragments: list[str], data: st.DataObject) -> None:
    middle = data.draw(st.sampled_from(["", "`", "$x$", "```\n[1]", "\\[ [1]"]))
    text = "".join([*fragments, middle, *reversed(fragments)])
    whole, reference = run(text)
    cut = data.draw(st.integers(0, len(text)))
    for pieces in (list(text), [text[:cut], text[cut:]], [*fragments, text[len("".join(fragments)) :]]):
        stream = CitationStream(SOURCES)
        assert "".join(map(stream.feed, pieces)) + stream.close() == whole
        assert stream.citations == reference.citations
        assert stream.warnings == reference.warnings


@given(FRAGMENTS)
def test_every_marker_shown_has_its_citation_and_every_citation_its_marker(fragments: list[str]) -> None:
    # Without code and maths, so that every "[n]" of the text counts.
    text = re.sub(r"[`$\\~]", "", "".join(fragments))
    shown, stream = run(text)
    numbers = list(dict.fromkeys(int(number) for number in re.findall(r"\[(\d+)\]", shown)))
    assert numbers == [citation.number for citation in stream.citations] == list(range(1, len(numbers) + 1))
    papers = {paper.id: paper for paper in PAPERS}
    for citation in stream.citations:
        assert citation.quote
        assert (
            getattr(papers[citation.paper_id], citation.field)[citation.start : citation.end]
            == citation.quote
        )


@given(st.lists(st.sampled_from(["`a[1]`", "$b[2]$", "\\(c[7]\\)", "word", "[1]", "[7]", "."]), max_size=20))
def test_code_and_maths_come_out_as_they_went_in(parts: list[str]) -> None:
    def verbatim(text: str) -> list[str]:
        return [token.text for token in Lexer().feed(text, final=True) if token.kind in ("code", "maths")]

    text = " ".join(parts)
    assert verbatim(run(text)[0]) == verbatim(text) == [part for part in parts if part[0] in "`$\\"]


@each_row("text", ["[" * 40_000, "[1," * 13_000, "[9]" * 8_000, "a [1] " * 4_000, "(" * 20_000])
def test_hostile_answers_come_to_an_end(text: str) -> None:
    shown, stream = run(text)
    assert len(shown) <= len(text)
    assert len(stream.citations) <= 1
