"""The head of a GGUF file -> what its model needs: read here, since the format's own package takes seconds."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import SettingsError

MAGIC = b"GGUF"
# Far more than any model's head holds; a file that tells more is damaged, or made to waste memory.
_MOST_ENTRIES = 100_000
_LONGEST_KEY = 65_535
_LONGEST_TEXT = 2**20
# The format's types of a value: number -> struct's letter. 8 is a text, 9 a list.
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _LIST = 8, 9
# Lists longer than this (vocabularies) are skipped; lists of one number a layer are read.
_LONGEST_LIST = 1024
# Keys and values are kept as 16-bit floats.
_BYTES_A_VALUE = 2


@dataclass(frozen=True, slots=True)
class Header:
    """A model's kind; the tokens it was trained to read; bytes that one token read takes in memory."""

    architecture: str
    trained_context: int
    token_bytes: int


def read_header(path: Path) -> Header:
    """Read the head of ``path``; raises SettingsError when it is no GGUF file, or its head is damaged."""
    try:
        with path.open("rb") as file:
            if file.read(4) != MAGIC:
                raise SettingsError(
                    f"Expected {path} to be a GGUF file, but it does not begin like one. "
                    "Name a file that ends in .gguf, made for llama.cpp."
                )
            entries = _entries(file)
        return _header(entries)
    except OSError as error:
        raise SettingsError(
            f"Expected to read the model file {path}, but that failed: {error.strerror}. Make it readable."
        ) from error
    except (struct.error, ValueError, LookupError, TypeError, ZeroDivisionError) as error:
        raise SettingsError(
            f"Expected a whole GGUF file at {path}, but its head is damaged. Download it again."
        ) from error


def _header(entries: Mapping[str, Any]) -> Header:
    kind = entries["general.architecture"]

    def value(name: str) -> Any:
        return entries.get(f"{kind}.{name}")

    layers, heads = value("block_count"), value("attention.head_count")
    if layers > _LONGEST_LIST:
        raise ValueError("too many layers")
    shared = value("attention.head_count_kv") or heads
    each = shared if isinstance(shared, list) else [shared] * layers
    width = value("embedding_length") // (max(heads) if isinstance(heads, list) else heads)
    values = (value("attention.key_length") or width) + (value("attention.value_length") or width)
    return Header(kind, int(value("context_length")), sum(each) * values * _BYTES_A_VALUE)


def _entries(file: BinaryIO) -> dict[str, Any]:
    """Return the head's entries by key, up to the vocabulary, which stands last and is long."""
    version, _tensors, entries = struct.unpack("<IQQ", file.read(20))
    if version not in (2, 3) or entries > _MOST_ENTRIES:
        raise ValueError("not a version that llama.cpp reads")
    by_key: dict[str, Any] = {}
    for _ in range(entries):
        key = _text(file, _LONGEST_KEY)
        if key.startswith("tokenizer."):
            break
        by_key[key] = _value(file, _number(file, "I"))
    return by_key


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == _TEXT:
        return _text(file, _LONGEST_TEXT)
    if kind == _LIST:
        inner, count = _number(file, "I"), _number(file, "Q")
        if inner == _LIST or count > _LONGEST_LIST:
            raise ValueError("a list of lists, or too long a list")
        return [_value(file, inner) for _ in range(count)]
    return _number(file, _NUMBERS[kind])


def _number(file: BinaryIO, letter: str) -> Any:
    return struct.unpack(f"<{letter}", file.read(struct.calcsize(f"<{letter}")))[0]


def _text(file: BinaryIO, longest: int) -> str:
    length = _number(file, "Q")
    if length > longest:
        raise ValueError("too long a text")
    return bytes(file.read(length)).decode()
