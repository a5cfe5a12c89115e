"""The ways in which the local model is run, and which of them an index asks for or a processor runs fastest."""

from __future__ import annotations

from assistant.embedding.minilm import MiniLM
from assistant.embedding.minilm_files import ModelFiles
from assistant.embedding.minilm_int8 import MiniLMInt8
from assistant.embedding.minilm_pooled import MiniLMFast, MiniLMPooled
from assistant.embedding.processor import multiplies_bytes

# What ``local:NAME`` names. Plain ``local`` is one of them.
ENGINES: dict[str, type[MiniLM]] = {
    "full": MiniLM,
    "int8": MiniLMInt8,
    "pooled": MiniLMPooled,
    "fast": MiniLMFast,
}


def engine_name(name: str, files: ModelFiles, made_by: str = "") -> str:
    """Return the engine of ``local:name``; without a name that of hash ``made_by``, else the processor's fastest."""
    if name:
        return name
    made = (each for each, engine in ENGINES.items() if made_by and engine.hash_of(files) == made_by)
    return next(made, "fast" if multiplies_bytes() else "full")
