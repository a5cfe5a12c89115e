"""Counts tokens as OpenAI's current models do, without the network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.errors import SettingsError

if TYPE_CHECKING:
    from tiktoken import Encoding

ENCODING = "o200k_base"
# tiktoken names a cached file by the sha1 of the address that it would fetch it from.
_RANKS_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"
_VARIABLE = "TIKTOKEN_CACHE_DIR"
_loading = Lock()


def count_tokens(text: str) -> int:
    """Count the tokens of ``text``; raises SettingsError as ``encode`` does."""
    return len(encode(text))


def encode(text: str) -> list[int]:
    """Split ``text`` into token numbers; markup of special tokens is taken as plain text.

    Raises SettingsError when llama-index-core was installed without its token files. The first call
    loads the table, which takes some tenths of a second.
    """
    with _loading:
        encoding = _load()
    return encoding.encode_ordinary(text)


def decode(tokens: list[int]) -> str:
    """Return the text of token numbers; the inverse of ``encode``, but for a character that was cut in two."""
    with _loading:
        encoding = _load()
    return encoding.decode(tokens)


@cache
def _load() -> Encoding:
    with _cache_folder():
        import tiktoken

        return tiktoken.get_encoding(ENCODING)


@contextmanager
def _cache_folder() -> Iterator[None]:
    """Point tiktoken at a folder that holds the ranks; a folder of the user's own wins if it does."""
    before = os.environ.get(_VARIABLE)
    if before and (Path(before) / _RANKS_FILE).is_file():
        yield
        return
    os.environ[_VARIABLE] = str(_bundled_folder())
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before


def _bundled_folder() -> Path:
    """Find the files that come inside llama-index-core, without importing that package."""
    found = find_spec("llama_index")
    for place in (found.submodule_search_locations or ()) if found else ():
        folder = Path(place) / "core" / "_static" / "tiktoken_cache"
        if (folder / _RANKS_FILE).is_file():
            return folder
    raise SettingsError(
        f"Expected the token table {ENCODING} inside llama-index-core, but it is not there. "
        "Reinstall llama-index-core."
    )
