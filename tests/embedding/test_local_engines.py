"""Which engine plain ``local`` is: that of the index, and for a new one what the processor runs fastest."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.embedding import local_engines, processor
from assistant.embedding.embedder import open_embedder
from assistant.settings import Settings
from tests.support.each_row import each_row


@each_row(("vnni", "engine"), [(True, "local:fast"), (False, "local:full")])
def test_a_new_index_is_made_by_the_fastest_engine_and_an_old_one_read_by_its_own(
    monkeypatch: pytest.MonkeyPatch, vnni: bool, engine: str
) -> None:
    monkeypatch.setattr(local_engines, "multiplies_bytes", lambda: vnni)
    named = {name: open_embedder(Settings(embedding=f"local:{name}")) for name in local_engines.ENGINES}
    assert len({model.hash for model in named.values()}) == len(named)
    for made_by in ("", "hash of an engine that is no more"):
        assert open_embedder(Settings(), made_by) is open_embedder(Settings(embedding=engine))
    for model in named.values():
        assert open_embedder(Settings(), model.hash) is model
        assert open_embedder(Settings(embedding="local:pooled"), model.hash) is named["pooled"]


@each_row(
    ("flags", "has"),
    [
        ("fpu avx2 avx512_vnni", True),
        ("avx_vnni fpu", True),
        ("fpu avx2 avx512f avx512_vnni_like", False),
        ("", False),
    ],
)
def test_vnni_is_read_off_the_flags_of_the_processor(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flags: str, has: bool
) -> None:
    described = tmp_path / "cpuinfo"
    described.write_text(f"processor\t: 0\nvmx flags\t: avx_vnni\nflags\t\t: {flags}\nbugs\t: none\n" * 2)
    monkeypatch.setattr(processor, "CPUINFO", described)
    assert processor.multiplies_bytes.__wrapped__() is has


def test_where_no_file_tells_of_the_processor_numpy_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from numpy._core import _multiarray_umath

    monkeypatch.setattr(processor, "CPUINFO", tmp_path / "none")
    for has in (True, False):
        monkeypatch.setattr(_multiarray_umath, "__cpu_features__", {"AVX512VNNI": has})
        assert processor.multiplies_bytes.__wrapped__() is has
