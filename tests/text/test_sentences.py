"""A text is cut into sentences that a reader would call sentences, and nothing is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.papers import bundled_papers
from assistant.text.sentences import sentence_spans
from tests.support.each_row import each_row

WORDS = "We test it|e.g.|et al.|Eq.|(1)|2)|(|)|. |.|? |! |3.5|%|“|”|It|works|。|好|👩‍🔬|a".split("|")
GAPS = "\n|\n\n| |\u00a0|\x00|\u2028|\r\n".split("|")
PROSE = st.lists(st.sampled_from([*WORDS, *GAPS]), max_size=40).map("".join)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), PROSE))
def test_spans_are_in_order_and_leave_out_white_space_only(text: str) -> None:
    position = 0
    for start, end in sentence_spans(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@each_row(
    ("text", "expected"),
    [
        ("It works. We show why.", ["It works.", "We show why."]),
        ("  It works!\n\nDoes it? Yes. ", ["It works!", "Does it?", "Yes."]),
        ("We use e.g. BERT, i.e. a model. It helps.", ["We use e.g. BERT, i.e. a model.", "It helps."]),
        ("Smith et al. propose it. We do not.", ["Smith et al. propose it.", "We do not."]),
        ("It gains 3.5 points on v2.0. See Fig. 2.", ["It gains 3.5 points on v2.0.", "See Fig. 2."]),
        ("By Eq. 3 it holds. Done.", ["By Eq. 3 it holds.", "Done."]),
        ("Sizes are approx. 3 TB. Large.", ["Sizes are approx. 3 TB.", "Large."]),
        ("First of all ... we test. Done.", ["First of all ... we test.", "Done."]),
        ("It works. ... It fails.", ["It works. ...", "It fails."]),
        ("我们提出模型。它很好！", ["我们提出模型。", "它很好！"]),
        (
            "“We don’t cut. It works (e.g. here). Code is out.”",
            ["“We don’t cut.", "It works (e.g. here).", "Code is out.”"],
        ),
        ('"We propose X. No mark closes it. Done.', ['"We propose X.', "No mark closes it.", "Done."]),
        ("‘While models don’t err, we do. It works.", ["‘While models don’t err, we do.", "It works."]),
        ("“Hello.” is a greeting. It works.", ["“Hello.” is a greeting.", "It works."]),
        ('"Attention is all" is a paper. It works.', ['"Attention is all" is a paper.', "It works."]),
        ("“He said, ‘It works.’ We test it.”", ["“He said, ‘It works.’", "We test it.”"]),
        (
            "(ii) We show X. It is good. iii) We prove Y.",
            ["(ii) We show X.", "It is good.", "iii) We prove Y."],
        ),
        ("B) Arguments count. They help.", ["B) Arguments count.", "They help."]),
        ("• Results are broad. Terms vary.", ["• Results are broad.", "Terms vary."]),
        ("We: (1) cut it; (2) join it. Done.", ["We: (1) cut it; (2) join it.", "Done."]),
        (
            "Code is at https://ab.github.io/reward. Done.",
            ["Code is at https://ab.github.io/reward.", "Done."],
        ),
        ("It grew to 33.33%. Good.", ["It grew to 33.33%.", "Good."]),
        ("Up to max. 30% of words. Done.", ["Up to max. 30% of words.", "Done."]),
        ("In two stages: 1. before the test. Done.", ["In two stages: 1. before the test.", "Done."]),
        ("It mitigates bias.Existing methods fail.", ["It mitigates bias.", "Existing methods fail."]),
        ("no full stop at all", ["no full stop at all"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_what_follows_a_list_marker_is_cut_into_sentences_too() -> None:
    text = "We add three things: (1) We show X. We show Y. (2) We prove Z. (3) Code is out. Enjoy it."
    cut = sentences(text)
    assert {"(1) We show X.", "We show Y.", "(2) We prove Z.", "Enjoy it."} <= set(cut)


@each_row("piece", ["(1) ", "1. ", "(2) It works. ", "a", "Eq. "])
def test_a_hostile_repetition_is_cut_without_a_failure(piece: str) -> None:
    text = piece * 3000
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_the_bundled_abstracts_fall_into_sentences_of_a_sensible_size() -> None:
    sizes = [len(each) for paper in bundled_papers() for each in sentences(paper.abstract)]
    assert min(sizes) > 20
    assert max(sizes) < 600
    assert 120 < sum(sizes) / len(sizes) < 200
