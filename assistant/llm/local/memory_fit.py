"""A model file + this machine -> threads, context and cache that fit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelUnavailable
from assistant.llm.local.gguf import Header

# Tokens of context without a setting: on a processor, reading more than this takes minutes.
DEFAULT_CONTEXT = 8192
# The least that comparing and composing can work with.
LEAST_CONTEXT = 2048
# Room for llama.cpp's working buffers and for Python; 0.35 GB was measured with a vocabulary of 152,000.
_WORKING = 512 * 2**20
# What the cache takes at least: some turns of a conversation.
_LEAST_CACHE = 64 * 2**20
# Tokens around a paper in a judging prompt: instructions and question.
_AROUND = 200
# Prompts that are not judgements share the cache, and other models count tokens a little differently.
_SLACK = 1.3
_CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Fit:
    """How to run a model: threads, context in tokens, cache in MiB, and the share of the papers that it holds."""

    threads: int
    context: int
    cache_mib: int
    cached_share: float


def fit_model(
    header: Header,
    file: Path,
    *,
    context: int | None,
    paper_tokens: int,
    papers: int,
    free: int | None = None,
) -> Fit:
    """Fit the model in ``file`` to the free memory (bytes; asked of the system unless given).

    ``context`` is what the user set; without it, the most that fits up to DEFAULT_CONTEXT is taken. The cache
    holds ``papers`` papers of together ``paper_tokens`` tokens where there is room.
    Raises ModelUnavailable when the model does not fit.
    """
    free = free_memory() if free is None else free
    weights = file.stat().st_size
    left = free - weights - _WORKING
    wanted = context or min(header.trained_context, DEFAULT_CONTEXT)
    least = context or min(wanted, LEAST_CONTEXT)
    if left < least * header.token_bytes:
        need = weights + _WORKING + least * header.token_bytes
        raise ModelUnavailable(
            f"Expected {_gigabytes(need)} of free memory for the model {file.name}, but there is "
            f"{_gigabytes(free)}. Close other programs, or name a smaller model in ASSISTANT_LOCAL_MODEL."
        )
    while wanted > least and wanted * header.token_bytes > left / 2:
        wanted //= 2
    wanted = max(wanted, least)
    left -= wanted * header.token_bytes
    shelf = int((paper_tokens + papers * _AROUND) * header.token_bytes * _SLACK)
    cache = min(max(shelf, 0) + _LEAST_CACHE, max(left // 2, 0))
    share = min(1.0, cache / shelf) if shelf else 1.0
    return Fit(usable_cores(), wanted, int(cache / 2**20), share)


def usable_cores() -> int:
    """Return the threads to compute with: the processors of this process, on a large machine one for each core."""
    import psutil

    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cores = psutil.cpu_count(logical=False) or ours
    # Two threads on one core get in each other's way, but a machine of few cores needs all it has.
    return ours if ours <= 4 else max(4, min(ours, cores))


def free_memory() -> int:
    """Return the bytes that can be taken without swapping, within the limit of a container."""
    import psutil

    return int(min([psutil.virtual_memory().available, *_container_room()]))


def _container_room() -> list[int]:
    try:
        limit, used = ((_CGROUP / name).read_text().strip() for name in ("memory.max", "memory.current"))
    except OSError:  # no container, or not one of this kind
        return []
    return [max(int(limit) - int(used), 0)] if limit.isdecimal() else []


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
