"""A question for a whole paper, or its problem, aim, findings or limits, is answered by the sentences of that role."""

from __future__ import annotations

from assistant.retrieval.hybrid import Retriever
from assistant.text.wording import DECLINED
from assistant.types import Turn
from tests.support.answers import ask
from tests.support.each_row import each_row

HMT = [
    "We propose the Hierarchical Memory Transformer (HMT)",
    "Leveraging memory-augmented segment-level recurrence",
    "Evaluating general language modeling (Wikitext-103, PG-19)",
    "With an additional 0.5% - 2% of parameters",
]


@each_row(
    ("question", "begins"),
    [
        ("What is HMT about?", HMT),
        ("Summarize the HMT paper in one sentence", HMT),
        ("could you give me a quick summary of HMT, please?", HMT),
        ("tl;dr of TEG-DB", ["To address this gap, we introduce Textual-Edge Graphs"]),
        ("give me the gist of Zero-Shot Tokenizer Transfer", ["Hence, in this work we define a new problem"]),
        ("What does the MonoByte paper contribute?", ["To help further research on the topic, we released"]),
        ("What problem does HMT solve?", ['However, they have "flat" memory architectures', HMT[0]]),
        ("what did the WECHSEL paper find", ["WECHSEL improves over proposed methods"]),
        (
            "What are the limitations of ConTEXTual Net 3D?",
            ["ConTEXTual Net 3D achieved an F1 score of 0.80"],
        ),
    ],
)
def test_the_sentences_of_its_role_are_quoted_in_reading_order(
    question: str, begins: list[str], seed_shelf: Retriever
) -> None:
    answer = ask(question, seed_shelf).answer
    quotes = [citation.quote for citation in answer.citations]
    assert len({citation.paper_id for citation in answer.citations}) == 1
    assert len(quotes) <= 4
    assert [quote.startswith(begin) for quote, begin in zip(quotes, begins, strict=False)] == [True] * len(
        begins
    )
    assert not any("http" in quote for quote in quotes)


def test_a_follow_up_asks_the_paper_shown(seed_shelf: Retriever) -> None:
    first = ask("What is HMT about?", seed_shelf).answer
    findings = ask("and the results?", seed_shelf, history=[Turn(question=first.question, answer=first)])
    assert findings.answer.citations[0].quote.startswith(HMT[2])


def test_limits_that_an_abstract_does_not_tell_are_not_made_up(seed_shelf: Retriever) -> None:
    answer = ask("What are the limitations of HMT?", seed_shelf).answer
    assert answer.status == "no_evidence"
    assert DECLINED in answer.text


def test_less_than_a_paper_is_no_summary(seed_shelf: Retriever) -> None:
    quotes = [
        each.quote for each in ask("What are the results of HMT on PG-19?", seed_shelf).answer.citations
    ]
    assert quotes[0].startswith(HMT[2])
