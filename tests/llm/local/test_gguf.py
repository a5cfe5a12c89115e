"""What a model needs, read from the head of its file, which may be anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.llm.local.gguf import Header, read_header
from tests.support.models.gguf import SMALL, head, small_model, write_head


def test_a_head_tells_the_context_and_what_a_token_takes(tmp_path: Path) -> None:
    # 30 layers of 3 heads, 64 values each for keys and for values, two bytes a value
    assert read_header(write_head(tmp_path / "m.gguf")) == Header("llama", 8192, 30 * 3 * (64 + 64) * 2)


def test_the_head_of_a_real_model_is_read(tmp_path: Path) -> None:
    assert read_header(small_model()) == read_header(write_head(tmp_path / "m.gguf"))


@pytest.mark.parametrize(
    ("change", "token_bytes"),
    [
        ({"llama.attention.head_count_kv": [3] * 15 + [0] * 15}, 15 * 3 * 128 * 2),
        ({"llama.attention.key_length": 32, "llama.attention.value_length": 16}, 30 * 3 * 48 * 2),
    ],
)
def test_layers_may_differ_and_widths_be_told(
    tmp_path: Path, change: dict[str, Any], token_bytes: int
) -> None:
    assert read_header(write_head(tmp_path / "m.gguf", SMALL | change)).token_bytes == token_bytes


def test_heads_that_are_not_shared_count_each(tmp_path: Path) -> None:
    alone = {key: value for key, value in SMALL.items() if not key.endswith("_kv")}
    assert read_header(write_head(tmp_path / "m.gguf", alone)).token_bytes == 30 * 9 * 128 * 2


def test_the_vocabulary_is_not_read(tmp_path: Path) -> None:
    path = write_head(tmp_path / "m.gguf", SMALL | {"tokenizer.ggml.tokens": ["a"]})
    path.write_bytes(path.read_bytes()[:-5])  # cut off within the vocabulary
    assert read_header(path).trained_context == 8192


def test_a_file_of_another_kind_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_text("PK not a model")
    with pytest.raises(SettingsError, match=r"m\.gguf to be a GGUF file"):
        read_header(tmp_path / "m.gguf")


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"general.architecture": 7},
        SMALL | {"llama.attention.head_count": 0},
        SMALL | {"llama.embedding_length": "wide"},
        SMALL | {"llama.block_count": 2**32 - 1},  # would fill the memory
        {key: value for key, value in SMALL.items() if "context" not in key},
    ],
)
def test_a_head_that_makes_no_sense_is_damaged(tmp_path: Path, entries: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="damaged"):
        read_header(write_head(tmp_path / "m.gguf", entries))


@given(cut=st.integers(4, len(head(SMALL)) - 1))
def test_a_head_that_is_cut_short_is_damaged(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "m.gguf"
    path.write_bytes(head(SMALL)[:cut])
    with pytest.raises(SettingsError, match="damaged"):
        read_header(path)


@given(noise=st.binary(max_size=200))
def test_no_head_does_harm(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("noise") / "m.gguf"
    path.write_bytes(head({})[:24] + noise)
    with pytest.raises(SettingsError):
        read_header(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Is a directory"):
        read_header(tmp_path)
