"""The sentence that best says what is claimed is chosen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.citing.claim_support import best_support
from assistant.types import Paper
from tests.support.each_row import each_row

PAPER = Paper(
    id="net",
    title="NetBytes: A Pool of Monolingual Byte-level Models",
    abstract=(
        "Language models are costly. We release 10 models trained on 7.4M files from GitHub. "
        "Because they read bytes, the problem of unseen tokens is gone. "
        "NetBytes finds “lesions”  in 98\\% of cases — far more than the ﬁrst baseline. Models are public."
    ),
)


def quoted(claim: str, paper: Paper = PAPER, preferred: tuple[tuple[int, int], ...] = ()) -> str:
    span = best_support(claim, paper, preferred)
    return getattr(paper, span.field)[span.start : span.end]


@each_row(
    ("claim", "start"),
    [
        ("the authors published ten models", "We release 10"),
        ("it was trained on 7.4 million files", "We release 10"),
        ("byte reading solves unseen tokens", "Because"),
        ("NetBytes located lesions in 98 percent of the cases", "NetBytes finds"),
        ("language models cost a lot: costly", "Language"),
    ],
)
def test_the_sentence_that_says_it_is_chosen(claim: str, start: str) -> None:
    assert quoted(claim).startswith(start)


def test_the_title_is_quoted_when_it_says_it_better_or_stands_alone() -> None:
    assert quoted("NetBytes is a pool of monolingual byte-level models") == PAPER.title
    assert quoted("anything", PAPER.model_copy(update={"abstract": ""})) == PAPER.title
    assert quoted("NetBytes does away with unseen tokens") != PAPER.title


def test_what_retrieval_liked_decides_only_between_equals() -> None:
    last = (PAPER.abstract.index("Models are public"), len(PAPER.abstract))
    assert quoted("zebras", preferred=(last,)) == "Models are public."
    assert quoted("zebras") == "Language models are costly."
    assert quoted("unseen tokens", preferred=(last,)).startswith("Because")


@given(st.text(max_size=80), st.text(max_size=200), st.text(min_size=1, max_size=30))
def test_any_claim_gets_a_span_of_any_paper(claim: str, abstract: str, title: str) -> None:
    paper = Paper(id="x", title=title, abstract=abstract)
    assert quoted(claim, paper)
