"""A name is found in every usual spelling of it, and other names are not taken for it."""

from __future__ import annotations

import pytest

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
