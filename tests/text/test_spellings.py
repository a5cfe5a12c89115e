"""A name is found in every usual spelling of it, and other names are not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.spellings import spellings
from tests.support.each_row import each_row


@each_row(
    ("name", "found", "other"),
    [
        ("GSM8K", ["GSM-8K", "GSM 8k", "(gsm8k)", "GSM8K's"], ["AGSM8K", "GSM80K"]),
        ("GSM-8K", ["GSM8K"], []),
        ("Llama 3", ["LLaMA-3", "Llama3", "Llama 3.1", "llama-3-8b"], ["Llama 30", "Llama-3B", "Llama 2"]),
        ("GPT-4", ["GPT4", "GPT–4"], ["GPT-4o", "GPT-40", "GPT-2"]),
        ("LLaVA", ["LLaVA1.5", "Video-LLaVA", "LLaVAs"], ["LLaVAGuard"]),
        ("SWE-bench", ["SWEbench", "SWE-Bench", "SWE bench"], ["SWE-benchmark"]),
        ("MATH", ["MATH", "the MATH-500 set"], ["math", "mathematics"]),
        ("CLIP", ["CLIPs", "Clip"], ["CLIPS", "clip", "CLIPScore"]),
        ("LLMs", ["LLM", "LLMs"], ["VLLM", "LLMOps"]),
        ("tokenizer", ["tokenisers", "Tokenizers"], ["tokenization"]),
        ("behaviour modelling", ["behavior modeling", "Behaviour-modelling"], ["behavioural models"]),
        ("summarization", ["summarisation"], ["summaries"]),
        ("ontology", ["ontologies"], ["ontological"]),
        ("C++", ["in C++, too"], ["in C"]),
        ("Sørensen", ["Sørensen's"], ["Sorenson"]),
    ],
)
def test_the_usual_spellings_are_one_name(name: str, found: list[str], other: list[str]) -> None:
    spelled = spellings(name)
    assert [text for text in found if not spelled.find(text)] == []
    assert [text for text in other if spelled.find(text)] == []


def test_a_name_without_a_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="letter or a digit"):
        spellings("…")


_PIECES = [
    "CLIP",
    "clip",
    "CLIPS",
    "Clip",
    "AIME",
    "aimed",
    "Llama",
    "LLaMA-3",
    "llama",
    " ",
    "-",
    "\n",
    "3",
    "s",
    "İ",
]


@given(
    st.sampled_from(["CLIP", "AIME", "Llama 3", "LLaMA"]),
    st.lists(st.sampled_from(_PIECES), max_size=60).map("".join),
)
def test_only_looking_around_a_part_of_the_name_misses_none_and_finds_no_other(name: str, text: str) -> None:
    spelled = spellings(name)
    places = [found.span() for found in spelled.pattern.finditer(text)]
    if name.isupper():
        places = [
            (start, end)
            for start, end in places
            if not text[start:end].islower() and not text[start:end][len(name) :].isupper()
        ]
    found = spelled.find(text)
    assert (found.span() if found else None) == (places[0] if places else None)
    assert spelled.held_by(text) == bool(places)
