from __future__ import annotations

import pytest

from eval.scoring.claims import Claim, claims_of, plain_text, supported_by_strings
from eval.scoring.support import citation_scores
from eval.scoring.validity import faults
from tests.support.each_row import each_row
from tests.support.eval_fakes import BY_ID, answer, citation, lists, verdict


def test_sentences_keep_their_markers() -> None:
    assert claims_of(
        "Bytes need no tokenizer [1]. Characters have small vocabularies. [2][3] Nothing else."
    ) == (
        Claim("Bytes need no tokenizer.", (1,)),
        Claim("Characters have small vocabularies.", (2, 3)),
    )


def test_headings_lists_tables_and_remarks() -> None:
    text = (
        "_No language model is configured, so these are the papers' own sentences._\n\n"
        "**Two of them**\n\n"
        "2 of 38 papers judged match.\n\n"
        "- **Models of Bytes** reads plain bytes [1]\n"
        "- an uncited claim about very large vocabularies\n\n"
        "| Paper | Input |\n| --- | --- |\n| Models of Words | whole words [2]<br>large vocabulary [3] |\n\n"
        "The papers do not say how fast it is."
    )
    assert [claim.numbers for claim in claims_of(text)] == [(1,), (), (2,), (3,)]


def test_a_quotation_of_two_sentences_is_one_claim() -> None:
    assert claims_of("“We read bytes. No tokenizer is needed.” [1]") == (
        Claim("“We read bytes. No tokenizer is needed.”", (1,)),
    )


def test_plain_text_undoes_markdown_and_latex_escapes() -> None:
    assert plain_text(r"**only** 10\\% [1] and \[MASK\]") == "only 10%  and [MASK]"


@each_row(
    ("claim", "quotes", "supported"),
    [
        ("It reaches 25578 points.", ["It reaches 25,578 points."], True),
        ("It was trained on 7.4 million files.", ["a corpus of 7.4M files to train on"], True),
        ("It reaches 25,579 points.", ["It reaches 25,578 points."], False),
        ("It was tested on three tasks.", ["tested on 3 tasks"], True),
        ("It reads pixels of drawn text.", ["The vocabulary has many entries."], False),
        ("It reads bytes.", [], False),
    ],
)
def test_strings_and_numbers(claim: str, quotes: list[str], supported: bool) -> None:
    assert supported_by_strings(claim, quotes) is supported


def test_a_title_may_name_the_paper_but_not_stand_in_for_the_quote() -> None:
    assert supported_by_strings("Models of Bytes reads bytes.", ["We read bytes."], ["Models of Bytes"])
    assert not supported_by_strings(
        "Models of Bytes translates Swahili poems.", ["We read bytes."], ["Models of Bytes"]
    )


def test_no_citation_scores_zero_and_full_support_scores_one() -> None:
    bare = citation_scores(answer("We read bytes of long texts. No tokenizer is ever needed."))
    assert (bare.recall, bare.precision, bare.claims) == (0.0, 0.0, 2)
    full = citation_scores(lists("bytes", "chars"))
    assert (full.recall, full.precision) == (1.0, 1.0)
    assert citation_scores(answer("")).recall == 0.0


def test_everything_cited_costs_precision_not_recall() -> None:
    every = [
        citation(1, "bytes", "We read bytes"),
        citation(2, "chars", "The vocabulary has 300 entries"),
        citation(3, "pixels", "We read pixels of drawn text"),
    ]
    scores = citation_scores(answer("It reads bytes alone [1][2][3].", *every))
    assert (scores.recall, scores.precision) == (1.0, pytest.approx(1 / 3))
    assert scores.citations == 3


def test_two_halves_of_the_support_both_help() -> None:
    halves = [
        citation(1, "bytes", "It reaches 25,578 points"),
        citation(2, "chars", "The vocabulary has 300 entries"),
    ]
    scores = citation_scores(
        answer("One reaches 25,578 points, one vocabulary has 300 entries [1][2].", *halves)
    )
    assert (scores.recall, scores.precision) == (1.0, 1.0)


def test_a_marker_that_leads_nowhere_is_idle() -> None:
    scores = citation_scores(answer("We read bytes [1][9].", citation(1, "bytes", "We read bytes")))
    assert scores.precision == 0.5
    assert "[9] leads nowhere" in scores.idle


def test_a_sound_answer_has_no_faults() -> None:
    assert faults(lists("bytes", "chars", verdicts=(verdict("bytes", "match"),)), BY_ID) == ()
    assert faults(answer("No citation at all, and none claimed."), BY_ID) == ()


def test_faults_are_named() -> None:
    good = citation(1, "bytes", "We read bytes")
    shifted = good.model_copy(update={"start": 1, "end": 14})
    unknown = good.model_copy(update={"paper_id": "gone"})
    for bad, words in (
        (answer("x [1]", shifted), "verbatim"),
        (answer("x [1]", unknown), "not on the shelf"),
        (answer("x [1] [2]", good), "[2] has no citation"),
        (answer("x", good), "not used"),
        (answer("x [1]", good, good), "share a number"),
        (answer("x [1]", good, status="no_evidence"), "no evidence, and cites"),
        (lists("bytes", verdicts=(verdict("chars", "match"),)), "a match and not cited"),
        (
            answer("x", verdicts=(verdict("bytes", "no").model_copy(update={"quote": "made up"}),)),
            "quotes what the paper does not say",
        ),
    ):
        assert any(words in fault for fault in faults(bad, BY_ID)), words
