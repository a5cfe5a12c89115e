"""An answer is cut into sentences, each with the markers that belong to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.citing.sentence_stream import SENTENCE_LENGTH, Part, Sentence, SentenceCutter
from assistant.text.markers import Lexer
from tests.support.each_row import each_row

PIECES = st.lists(
    st.sampled_from(
        "It works|et al.|e.g.|.|?| |  |\n|\n\n|- |(|)|[1]|[2, 3]|`x[1]`|so|1.|$5$|*|,".split("|")
    ),
    max_size=30,
)


def cut(*pieces: str) -> list[Part]:
    lexer, cutter = Lexer(), SentenceCutter()
    tokens = [token for piece in pieces for token in lexer.feed(piece)] + lexer.feed("", final=True)
    return [part for token in tokens for part in cutter.feed(token)] + cutter.close()


def rest(sentence: Sentence) -> str:
    return "".join(token.text for token in sentence.held)


def sentences(*pieces: str) -> list[str]:
    texts = [(part.lead + rest(part)).strip() for part in cut(*pieces) if isinstance(part, Sentence)]
    return [text for text in texts if text]


@each_row(
    "expected",
    [
        ["It works.", "So it does!", "Does it?", "Yes."],
        ["Smith et al. trained it, e.g. on files, cf. Fig. 3 and v. 2.", "Next."],
        ["“It works.”", "(So it does.)", "**Yes.**", "Next."],
        ["It works 1.5 times.", "Next [1]."],
        ["It works [1].", "So it does [2]."],
        ["It works. [1]", "So it does. [2]"],
        ["[1] works.", "[2] works, too."],
        ["Works it does. [1] [2]", "Next."],
        ["It works [1] ... so to say.", "Next."],
    ],
)
def test_sentences_of_one_line(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@each_row(
    ("text", "expected"),
    [
        ("One\nand the same [1].", ["One\nand the same [1]."]),
        ("A heading\nText [1]", ["A heading", "Text [1]"]),
        ("A heading\n\ntext [1]", ["A heading", "text [1]"]),
        ("- one [1]\n- two [2]", ["- one [1]", "- two [2]"]),
        ("It works.\n[1]\n\nNext", ["It works.\n[1]", "Next"]),
        ("It works.\n[1] Next", ["It works.", "[1] Next"]),
        ("It works.\n\n[1]", ["It works.", "[1]"]),
        ("It works.\n[1]", ["It works.\n[1]"]),
        ("[1] It works. [2]\nNext", ["[1] It works. [2]", "Next"]),
    ],
)
def test_lines_end_sentences_unless_they_run_on(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_text_is_let_through_up_to_the_first_marker() -> None:
    parts = cut("It works [1] so. Next")
    assert parts[:3] == ["It", " works", parts[2]]
    first = parts[2]
    assert isinstance(first, Sentence)
    assert (first.lead, rest(first)) == ("It works", " [1] so. ")
    assert parts[3] == "Next"


def test_an_opening_bracket_waits_for_what_follows_it() -> None:
    cutter = SentenceCutter()
    tokens = Lexer().feed("so ([1])", final=True)
    assert [cutter.feed(token) for token in tokens] == [["so"], [], [], [], []]


def test_a_sentence_without_an_end_ends_all_the_same() -> None:
    word = "x" * 99
    first, *_ = sentences(" ".join(["[1]", *[word] * 100]))
    assert SENTENCE_LENGTH < len(first) <= SENTENCE_LENGTH + 200


def test_prose_is_without_markers_code_and_formulas() -> None:
    (sentence,) = [
        part for part in cut("It\nhas `12` or $x_3$ of $7$ layers [1]") if isinstance(part, Sentence)
    ]
    assert sentence.prose == "It has or of 7 layers"


@given(PIECES)
def test_the_parts_join_up_to_the_text(pieces: list[str]) -> None:
    shown, lead = "", ""
    for part in cut("".join(pieces)):
        if isinstance(part, Sentence):
            assert part.lead == lead
            shown, lead = shown + rest(part), ""
        else:
            shown, lead = shown + part, lead + part
    assert shown == "".join(pieces)
    assert lead == ""


@given(PIECES)
def test_the_cuts_of_the_stream_do_not_matter(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert sentences(*pieces) == sentences(text) == sentences(*text)
