"""An earlier answer of which only the words were kept."""

from __future__ import annotations

from assistant import Paper, recall_turn
from tests.support.each_row import each_row

PAPERS = [
    Paper(id="attention", title="Attention: a survey"),
    Paper(id="electra", title="ELECTRA: Pre-training Text Encoders"),
    Paper(id="tilde", title="Byte-~and Word-Level Processing"),
]


def recalled(text: str, question: str = "Which papers do it?") -> list[str]:
    return [citation.paper_id for citation in recall_turn(question, text, PAPERS).answer.citations]


@each_row(
    ("text", "papers"),
    [
        ("First Byte-\\~and Word-Level Processing, then ELECTRA.", ["tilde", "electra"]),
        ("**ELECTRA: Pre-training Text Encoders** [1]", ["electra"]),
        ("Attention is not all; see SELECTRA and ELECTRAs.", []),
        ("In Attention: a survey.", ["attention"]),
        ("", []),
    ],
)
def test_papers_are_known_by_their_titles_in_order_of_mention(text: str, papers: list[str]) -> None:
    assert recalled(text) == papers


def test_the_kind_is_that_of_the_question() -> None:
    assert recall_turn("Which papers do it?", "ELECTRA does.", PAPERS).answer.kind == "set"
    assert recall_turn("How fast is it?", "Very.", PAPERS).answer.kind == "lookup"


def test_citations_are_verbatim() -> None:
    [citation] = recall_turn("What?", "ELECTRA.", PAPERS).answer.citations
    assert PAPERS[1].title[citation.start : citation.end] == citation.quote
