"""Sentences of an answer that the papers they cite do not bear."""

from __future__ import annotations

from assistant.citing.borne_claims import REFERENCES_CUT, BorneClaims
from assistant.types import Paper, Source
from tests.support.each_row import each_row

HMT = Paper(
    id="hmt",
    title="HMT: Hierarchical Memory Transformer",
    abstract="We propose HMT, which imitates human memory. On PG-19, HMT steadily improves long-context processing.",
)
LEXINVARIANT = Paper(
    id="lex",
    title="Lexinvariant Models",
    abstract="They have no fixed tokens. They attain perplexity comparable to that of a standard model on long texts.",
)
SOURCES = [Source(1, HMT), Source(2, LEXINVARIANT)]
QUESTION = "What perplexity does HMT reach?"
GOOD = "HMT steadily improves long-context processing on PG-19 [1]."


def passed(said: str, step: int = 7) -> tuple[str, tuple[str, ...]]:
    claims = BorneClaims(SOURCES, QUESTION)
    pieces = [said[at : at + step] for at in range(0, len(said), step)]
    return "".join([*map(claims.feed, pieces), claims.close()]), claims.warnings


@each_row("step", [1, 7, 1000])
@each_row(
    "said",
    [
        GOOD,
        f"{GOOD} It imitates how people remember [1].\n\nNot in the abstracts: its perplexity.",
        "[2] attains a standard perplexity. [1] imitates human memory.\n",
        "The words here are no paper's, and no paper is cited for them at all.",
        "It costs less [7].",
    ],
)
def test_what_papers_bear_or_nobody_is_cited_for_passes_as_it_is(said: str, step: int) -> None:
    assert passed(said, step) == (said, ())


def test_a_sentence_in_another_papers_words_is_left_out_where_it_names_what_that_one_does_not() -> None:
    said = f"The perplexity of HMT on PG-19 is comparable to that of a standard model [1]. {GOOD}"
    text, (warning,) = passed(said)
    assert text == GOOD
    assert "Lexinvariant Models" in warning


def test_a_sentence_in_another_papers_words_is_moved_there_where_nothing_speaks_against_it() -> None:
    text, (warning,) = passed(f"It is comparable to a standard model [1]. {GOOD}")
    assert text == f"It is comparable to a standard model [2]. {GOOD}"
    assert "changed" in warning


def test_a_sentence_of_which_its_papers_hold_hardly_a_word_is_left_out() -> None:
    text, (warning,) = passed(f"{GOOD} Quantum annealing factors enormous integers cheaply [1].")
    assert text.strip() == GOOD
    assert "left out" in warning


@each_row(
    "listed",
    [
        "References:\n[1] Anything.",
        "**Sources:**\n- x",
        "[1] HMT: Hierarchical Memory Transformer\n[2] Lexinvariant Models",
        "[1] Smith, J. (2021). On memory.\n\nMore.",
        "[3] Smith et al., 2021",
    ],
)
def test_a_list_of_references_is_left_out_with_all_that_follows(listed: str) -> None:
    text, warnings = passed(f"{GOOD}\n\n{listed}")
    assert (text.strip(), warnings) == (GOOD, (REFERENCES_CUT,))
