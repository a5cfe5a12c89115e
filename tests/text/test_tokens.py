"""Tokens are counted without the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.text.tokens import count_tokens

ROOT = Path(__file__).parents[2]


def test_tokens_are_counted_without_the_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = "from assistant.text.tokens import count_tokens; print(count_tokens('hello world'))"
    surroundings = {
        "TIKTOKEN_CACHE_DIR": str(tmp_path / "empty"),
        "PATH": "",
        "https_proxy": "http://127.0.0.1:1",
    }
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "2"
    assert not (tmp_path / "empty").exists()


def test_special_tokens_in_a_text_are_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1
    assert count_tokens("") == 0
