"""What every test is spared: work that libraries do over and over, and that no test is about."""

from __future__ import annotations

import functools
import inspect
import os
import ssl
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.running.kept_vectors import KeptVectors, graph_key


def spare_stubs() -> None:
    """Tell Gradio of no source file as it is loaded: it parses each to write types beside it, which takes a second."""
    file_of = inspect.getfile

    def told(thing: Any) -> str:
        if sys._getframe(1).f_globals.get("__name__") == "gradio.component_meta":
            raise OSError("types of components are not written in tests")
        return file_of(thing)

    inspect.getfile = told


@pytest.fixture(scope="session", autouse=True)
def _one_embedding_model() -> Iterator[dict[Any, bytes]]:
    """Open the files of the embedding model once a process: that takes most of the time of opening a shelf.

    Yields what each open one was made of.
    """
    from assistant.embedding import minilm

    opened: dict[Any, Any] = {}
    made_of: dict[Any, bytes] = {}
    real = minilm.open_session

    def once(files: Any, graph: Any, entries: Any) -> Any:
        key = (files, graph, tuple(entries.items()))
        if key not in opened:
            opened[key] = real(files, graph, entries)
            made_of[opened[key]] = graph_key(graph, entries)
        return opened[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minilm, "open_session", once)
        yield made_of


@pytest.fixture(scope="session", autouse=True)
def _texts_embedded_once(_one_embedding_model: dict[Any, bytes]) -> Iterator[None]:
    """Run the embedding model once on what is the same: the same questions are asked of the same papers."""
    from assistant.embedding.minilm import MiniLM

    kept = KeptVectors()
    real = MiniLM._embed

    def once(self: Any, batch: Any) -> Any:
        if self._session not in _one_embedding_model:  # a stand-in of a test
            return real(self, batch)
        tokens, mask = batch.inputs["input_ids"], batch.inputs["attention_mask"]
        key = b" ".join(
            (
                _one_embedding_model[self._session],
                str(tokens.shape).encode(),
                tokens.tobytes(),
                mask.tobytes(),
            )
        )
        vectors = kept.get(key)
        if vectors is None:
            vectors = real(self, batch)
            kept.put(key, vectors)
        return vectors

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MiniLM, "_embed", once)
        yield
    kept.close()


@pytest.fixture(scope="session", autouse=True)
def _one_trust() -> Iterator[None]:
    """Read the public certificates once a process, not for every client: nothing here is told to anyone beyond it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def _fields_told_once() -> Iterator[None]:
    """Work out once a process how the fields of settings are read, which is most of the time of making some."""
    from pydantic_settings import EnvSettingsSource

    kept: dict[Any, tuple[Any, Any]] = {}  # with the field, so that its id stays its own

    def once(name: str) -> None:
        real = getattr(EnvSettingsSource, name)

        def told(self: Any, field: Any, *more: Any) -> Any:
            key = (name, id(field), self.settings_cls, self.env_prefix, self.case_sensitive, *map(str, more))
            if key not in kept:
                kept[key] = (field, real(self, field, *more))
            return kept[key][1]

        patch.setattr(EnvSettingsSource, name, told)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("_extract_field_info", "_field_is_complex"):
            once(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_power_cut() -> Iterator[None]:
    """Let the system write files when it likes: what tests break is processes and files, not the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield
