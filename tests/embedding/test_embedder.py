from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import numpy as np
import openai
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from assistant.embedding.embedder import open_embedder
from assistant.embedding.llama_index import LlamaEmbedder, LocalEmbedding
from assistant.embedding.minilm import MiniLM
from assistant.errors import ModelUnavailable, SettingsError
from assistant.llm.failures import Place, as_assistant_error
from assistant.settings import Settings
from assistant.text.tokens import count_tokens
from tests.support.each_row import each_row
from tests.support.fakes import DIMENSIONS, FakeOpenAI


class Lengths(BaseEmbedding):
    """Embeds a text as (its length, 1), so that order and scale can be seen."""

    def _get_text_embedding(self, text: str) -> list[float]:
        if "boom" in text:
            raise RuntimeError("out of order")
        return [float(len(text)), 1.0]

    _get_query_embedding = _get_text_embedding

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class Demanding(Lengths):
    def __init__(self, key: str, **options: Any) -> None:
        super().__init__(**options)


class Ragged(Lengths):
    def _get_text_embedding(self, text: str) -> list[float]:
        return [1.0] * len(text)


@pytest.fixture(scope="module")
def local() -> LocalEmbedding:
    return LocalEmbedding(MiniLM())


def test_local_is_the_default() -> None:
    embedder = open_embedder(Settings())
    assert (embedder.name, embedder.dim) == ("all-MiniLM-L6-v2", 384)
    assert embedder.encode(["a text"]).shape == (1, 384)


def test_llama_index_sees_the_local_model_alike_through_every_method(local: LocalEmbedding) -> None:
    texts = ["Byte-level models.", "A longer sentence about PET/CT exams."]
    expected = MiniLM().encode(texts)
    assert isinstance(local, BaseEmbedding)
    for found in (
        local.get_text_embedding_batch(texts),
        [local.get_text_embedding(text) for text in texts],
        [local.get_query_embedding(text) for text in texts],
        asyncio.run(local.aget_text_embedding_batch(texts)),
        [asyncio.run(local.aget_query_embedding(text)) for text in texts],
        [asyncio.run(local.aget_text_embedding(text)) for text in texts],
    ):
        np.testing.assert_allclose(np.array(found), expected, atol=1e-5)


@each_row("path", ["tests.embedding.test_embedder.Lengths", "tests.embedding.test_embedder:Lengths"])
def test_llama_class_is_imported_and_its_vectors_brought_to_unit_length(path: str) -> None:
    embedder = open_embedder(Settings(embedding=f"llama:{path}"))
    seen: list[tuple[int, int]] = []
    texts = ["x" * (number + 1) for number in range(25)]
    vectors = embedder.encode(texts, progress=lambda done, total: seen.append((done, total)))
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(vectors[:, 0] / vectors[:, 1], np.arange(1, 26), rtol=1e-5)
    assert seen[-1] == (25, 25)
    assert embedder.dim == 2
    assert embedder.encode([]).shape == (0, 2)
    assert "Lengths" in embedder.name


@each_row(
    "path",
    [
        "no_such_package_at_all.Class",
        "tests.embedding.test_embedder.NoSuchClass",
        "tests.embedding.test_embedder.DIMENSIONS",
        "pathlib.Path",
        "NoModule",
        "tests.embedding.test_embedder:Demanding",
    ],
)
def test_unusable_llama_class_is_a_settings_error_that_names_it(path: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_EMBEDDING") as caught:
        open_embedder(Settings(embedding=f"llama:{path}"))
    assert path in str(caught.value)


def test_llama_class_that_fails_is_unavailable() -> None:
    embedder = open_embedder(Settings(embedding="llama:tests.embedding.test_embedder.Lengths"))
    with pytest.raises(ModelUnavailable, match="out of order"):
        embedder.encode(["boom"])


def test_vectors_of_different_lengths_are_unavailable_not_a_crash() -> None:
    embedder = open_embedder(Settings(embedding="llama:tests.embedding.test_embedder.Ragged"))
    with pytest.raises(ModelUnavailable):
        embedder.encode(["a", "bb"])


def _remote(fake: FakeOpenAI, **settings: Any) -> Settings:
    given = {"embedding": "openai:my-embedder", "openai_base_url": fake.url, "retries": 0, **settings}
    return Settings(**given)


def test_openai_embedder_sends_its_name_and_every_text(fake_openai: FakeOpenAI) -> None:
    embedder = open_embedder(_remote(fake_openai, openai_api_key="secret"))
    vectors = embedder.encode(["one", "", "three"])
    assert vectors.shape == (3, DIMENSIONS) == (3, embedder.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    (request,) = [each for each in fake_openai.requests if each.path == "/v1/embeddings"]
    assert request.json["model"] == "my-embedder"
    assert len(request.json["input"]) == 3
    assert all(request.json["input"])


def test_openai_models_of_different_names_have_different_hashes(fake_openai: FakeOpenAI) -> None:
    one, other = (open_embedder(_remote(fake_openai, embedding=f"openai:{name}")) for name in ("a", "b"))
    assert one.hash != other.hash
    assert one.hash == open_embedder(_remote(fake_openai, embedding="openai:a")).hash


def test_openai_embedder_without_key_or_address_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        open_embedder(Settings(embedding="openai:text-embedding-3-small"))


@contextmanager
def _server(status: int, body: bytes) -> Iterator[tuple[str, list[str]]]:
    """A server that answers every request so; yields its base URL and the paths asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            paths.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1", paths
        finally:
            server.shutdown()
            thread.join()


@each_row(
    ("status", "body", "advice"),
    [
        (401, b"{}", "OPENAI_API_KEY"),
        (404, b"{}", "ASSISTANT_EMBEDDING"),
        (400, b"{}", "ASSISTANT_EMBEDDING"),
        (500, b"{}", "Try again"),
        (200, b"<html>a proxy</html>", "OPENAI_BASE_URL"),
        (200, b'{"object": "list", "data": []}', "OPENAI_BASE_URL"),
    ],
)
def test_openai_faults_are_unavailable_and_say_what_to_do(status: int, body: bytes, advice: str) -> None:
    with _server(status, body) as (url, paths):
        embedder = open_embedder(Settings(embedding="openai:x", openai_base_url=url, retries=0))
        with pytest.raises(ModelUnavailable, match=advice):
            embedder.encode(["a text"])
    assert paths == ["/v1/embeddings"]


def test_openai_server_that_is_down_is_unavailable() -> None:
    settings = Settings(embedding="openai:x", openai_base_url="http://127.0.0.1:9/v1", retries=0)
    with pytest.raises(ModelUnavailable, match=r"127\.0\.0\.1:9"):
        open_embedder(settings).encode(["a text"])


def test_a_busy_endpoint_is_asked_again_for_an_index_and_told_at_once_for_a_question(
    fake_openai: FakeOpenAI,
) -> None:
    waited: list[float] = []
    busy = ModelUnavailable("busy", retryable=True)
    calls = iter([RuntimeError(), RuntimeError(), None, None, RuntimeError()])

    class Busy(Lengths):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            if error := next(calls):
                raise error
            return [self._get_text_embedding(text) for text in texts]

    embedder = LlamaEmbedder(Busy(), lambda error: busy, remote=True, wait=waited.append)
    assert embedder.encode(["word"] * 20).shape == (20, 2)  # two batches; the first needs three tries
    assert waited == [1.0, 2.0]
    with pytest.raises(ModelUnavailable, match="busy"):
        embedder.encode(["a question"])
    assert len(waited) == 2


def test_the_server_s_own_retry_after_is_heeded_and_patience_ends() -> None:
    waited: list[float] = []
    request = httpx.Request("POST", "http://127.0.0.1/v1/embeddings")

    def limited(seconds: str) -> openai.RateLimitError:
        response = httpx.Response(429, headers={"retry-after": seconds}, request=request)
        return openai.RateLimitError("slow down", response=response, body=None)

    class Limited(Lengths):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            raise limited(["7", "5000", "soon"][len(waited) % 3])

    embedder = LlamaEmbedder(
        Limited(), lambda error: as_assistant_error(error, Place("x")), remote=True, wait=waited.append
    )
    with pytest.raises(ModelUnavailable, match="429"):
        embedder.encode(["a", "b"])
    assert waited[:3] == [7.0, 120.0, 5.0]
    assert len(waited) == 8


def test_an_overlong_text_is_cut_to_what_the_wire_s_models_read(fake_openai: FakeOpenAI) -> None:
    embedder = open_embedder(_remote(fake_openai))
    embedder.encode(["short", "word " * 20_000])
    (request,) = [each for each in fake_openai.requests if each.path == "/v1/embeddings"]
    sent = request.json["input"]
    assert sent[0] == "short"
    assert count_tokens(sent[1]) <= 8000
    assert sent[1].startswith("word word")
    assert len(sent[1]) > 30_000
