"""The name and window of a chat model -> whether it is small, as far as these tell."""

from __future__ import annotations

import re

# Models of fewer parameters than this (billions) judge best paper by paper, and answer worse than the papers' own
# sentences where these are plain: measured with 1.5 (docs/quality.md), assumed up to here.
SMALL_BELOW = 12.0
# Tokens: without a size in its name, a model that reads fewer is taken for small.
SMALL_WINDOW = 16_000

# Models of fewer parameters than this (billions) lose count of several questions in one request: measured with 1.5,
# assumed up to here.
TINY_BELOW = 4.0

_BILLIONS = re.compile(r"(?i)(?<![\w.])(?:(\d+)x)?(\d+(?:\.\d+)?)[-_ ]?b(?![a-z0-9])")
# Families that have no larger members, and the tag under which Ollama offers the smallest useful size.
_SMALL_FAMILY = re.compile(r"(?i)smollm|tiny|(?:^|[/_-])nano|ministral|(?:^|/)phi-?\d?(?:[.:-]|$)|:latest$")


def is_small(name: str, window: int) -> bool:
    """Tell whether a model is small: by the billions in its ``name``, else by its family, else by its ``window``."""
    if (size := _billions(name)) is not None:
        return size < SMALL_BELOW
    return bool(_SMALL_FAMILY.search(name)) or window < SMALL_WINDOW


def is_tiny(name: str) -> bool:
    """Tell whether a model is so small, by the billions in its ``name``, that it is asked one thing at a time."""
    size = _billions(name)
    return size is not None and size < TINY_BELOW


def _billions(name: str) -> float | None:
    return max((float(many or 1) * float(size) for many, size in _BILLIONS.findall(name)), default=None)
