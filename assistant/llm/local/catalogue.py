"""The models that the product knows by a name of its own: where they come from, what they take, how good they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.llm.local.hub import HubName


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model file that is pinned by its hash.

    ``size`` is in bytes, ``memory_gb`` what its process takes beside a shelf of 38 papers, ``quality`` and
    ``pace`` are measured (docs/local-model.md says how).
    """

    name: str
    hub: HubName
    size: int
    sha256: str
    licence: str
    memory_gb: float
    quality: str
    pace: str

    @property
    def file(self) -> str:
        """The name of its file, without folders."""
        return PurePosixPath(self.hub.file).name

    @property
    def size_text(self) -> str:
        """Its size in words, such as "1.1 GB"."""
        return byte_count(self.size)


CATALOGUE: tuple[KnownModel, ...] = (
    KnownModel(
        name="small",
        hub=HubName("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        memory_gb=2.7,
        quality="F1 0.85 on 23 held-back set questions, 0.76 without a model",
        pace="on two processors 5 s a paper at first, then 0.6 s a paper and question",
    ),
)


def known_model(name: str) -> KnownModel | None:
    """Return the model of that name, None when there is none."""
    return next((model for model in CATALOGUE if model.name == name), None)


def byte_count(count: int) -> str:
    """Return a number of bytes in words, such as "1.1 GB" or "12 kB"."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
