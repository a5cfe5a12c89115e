"""Threads, context and cache that fit the machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import assistant.llm.local.memory_fit as local_fit
from assistant.errors import ModelUnavailable
from assistant.llm.local.gguf import Header
from assistant.llm.local.memory_fit import DEFAULT_CONTEXT, Fit, fit_model, free_memory, usable_cores

GB = 10**9
HEADER = Header("llama", 32_768, 30_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "big.gguf"
    with path.open("wb") as opened:
        opened.truncate(GB)
    return path


def fit(file: Path, free: float, **wishes: Any) -> Fit:
    wishes = {"context": None, "paper_tokens": 38 * 350, "papers": 38, "header": HEADER, **wishes}
    return fit_model(wishes.pop("header"), file, free=int(free), **wishes)


def test_with_room_the_cache_holds_every_paper(file: Path) -> None:
    roomy = fit(file, 16 * GB)
    assert roomy.context == DEFAULT_CONTEXT
    assert roomy.cached_share == 1
    assert roomy.cache_mib * 2**20 > 38 * 350 * HEADER.token_bytes


def test_a_larger_shelf_gets_a_larger_cache(file: Path) -> None:
    small, large = fit(file, 16 * GB), fit(file, 16 * GB, paper_tokens=200 * 350, papers=200)
    assert large.cache_mib > 3 * small.cache_mib
    assert large.cached_share == 1


def test_what_is_taken_stays_within_what_is_free(file: Path) -> None:
    for free in (1.7, 1.8, 2.0, 2.5, 3.0):
        tight = fit(file, free * GB, paper_tokens=400 * 350, papers=400)
        assert GB + tight.context * HEADER.token_bytes + tight.cache_mib * 2**20 < free * GB
        assert tight.cached_share < 1


def test_little_memory_means_a_smaller_context(file: Path) -> None:
    assert fit(file, 1.75 * GB).context < DEFAULT_CONTEXT


def test_a_model_reads_no_more_than_it_was_trained_to(file: Path) -> None:
    assert fit(file, 16 * GB, header=Header("llama", 2048, 30_000)).context == 2048


def test_a_context_that_was_set_is_kept(file: Path) -> None:
    assert fit(file, 16 * GB, context=20_000).context == 20_000
    with pytest.raises(ModelUnavailable, match="free memory"):
        fit(file, 1.75 * GB, context=20_000)


def test_a_model_larger_than_free_memory_is_refused_with_both_numbers(file: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"1\.6 GB of free memory for the model big\.gguf.*0\.9 GB"):
        fit(file, 0.9 * GB)


def test_this_machine_has_memory_and_cores() -> None:
    assert free_memory() > 0
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(("limit", "used", "room"), [("1000", "400", 600), ("1000", "4000", 0)])
def test_a_containers_limit_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, used: str, room: int
) -> None:
    (tmp_path / "memory.max").write_text(f"{limit}\n")
    (tmp_path / "memory.current").write_text(f"{used}\n")
    monkeypatch.setattr(local_fit, "_CGROUP", tmp_path)
    assert free_memory() == room


def test_a_container_without_a_limit_has_what_the_machine_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("400\n")
    monkeypatch.setattr(local_fit, "_CGROUP", tmp_path)
    assert free_memory() > 2**20
