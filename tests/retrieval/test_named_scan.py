"""The scan finds every text that holds a name, however the word index cuts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.types import Paper
from eval.bench.search.named import measure, scan_words

TEXTS = {
    "plain": "We use GSM8K here.",
    "hyphen": "Tried on GSM-8K.",
    "apart": "GSM 8K is hard",
    "title": "",
    "chinese": "我们在使用GSM8K等数据",
    "underscore": "see gsm8k_test",
    "other": "AGSM8K and GSM80K are others",
    "none": "nothing of that",
    "latex": 'with "quotes" and $\\text{GSM8K}$ in it',
}
PAPERS = [
    Paper(id=key, title="On GSM8K" if key == "title" else f"Paper {key}", abstract=text)
    for key, text in TEXTS.items()
]


def test_a_name_is_found_wherever_it_stands(tmp_path: Path) -> None:
    with scan_words(PAPERS, tmp_path) as scan:
        for name in ("GSM8K", "GSM-8K", "gsm 8k"):
            assert scan(name) == ["plain", "hyphen", "apart", "title", "chinese", "underscore", "latex"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("C", "written in C for speed"),
        ("AI", "an AI system"),
        ("the of", "the of"),
        ("Sørensen", "SØRENSEN's index"),
        ("50%", "by 50% less"),
        ("tokenizers", "a tokeniser"),
        ("Llama", "Llama2 and others"),
        ("state of the art", "state-of-the-art results"),
    ],
)
def test_names_that_the_word_index_hardly_knows_are_found_too(name: str, text: str, tmp_path: Path) -> None:
    papers = [
        Paper(id="right", title="A", abstract=text),
        Paper(id="wrong", title="B", abstract="quite another"),
    ]
    with scan_words(papers, tmp_path) as scan:
        assert scan(name) == ["right"]


def test_the_measure_compares_with_the_regular_expression(tmp_path: Path) -> None:
    with scan_words(PAPERS, tmp_path) as scan:
        [row] = measure(PAPERS, scan, [("GSM8K", r"gsm[- ]?8k(?!\d)")])
    assert row.gold == 8  # the expression takes AGSM8K too
    assert (row.recall, row.precision) == (7 / 8, 1.0)
