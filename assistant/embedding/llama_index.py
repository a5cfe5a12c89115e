"""Between LlamaIndex's embedding interface and ours, in both directions; importing it loads LlamaIndex."""

from __future__ import annotations

import asyncio
import hashlib
import time
import weakref
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import openai
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.embeddings.openai import OpenAIEmbedding
from numpy.typing import NDArray

from assistant.embedding.installed import check_installed
from assistant.embedding.minilm import MiniLM
from assistant.errors import AssistantError, ModelUnavailable, SettingsError
from assistant.llm.endpoint import Endpoint, LastResponse
from assistant.llm.failures import Place, as_assistant_error
from assistant.settings import Settings
from assistant.text.tokens import decode, encode

Vectors = NDArray[np.float32]

# Seconds between tries of a batch, over two minutes in all: rate limits are counted by the minute.
_WAITS = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 30.0, 30.0)
_LONGEST_WAIT = 120.0
# OpenAI's embedding models read 8,191 tokens; a text of so few characters has no more.
_MOST_TOKENS = 8000
_SHORT = 8000


class LocalEmbedding(BaseEmbedding):
    """The local model as a LlamaIndex embedding; texts and queries are embedded alike, as it was trained."""

    _model: MiniLM = PrivateAttr()

    def __init__(self, model: MiniLM | None = None, **options: Any) -> None:
        """Wrap ``model``, or open the installed one; ``options`` are those of BaseEmbedding."""
        super().__init__(**{"model_name": MiniLM.name, **options})
        self._model = model or MiniLM()

    @classmethod
    def class_name(cls) -> str:
        return "LocalEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embeddings([query])[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts).tolist()
        return vectors

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


class LlamaEmbedder:
    """Any LlamaIndex embedding as an Embedder; its vectors are brought to unit length.

    ``hash`` is of the class and the model's name, as nothing more is known of such a model. ``explained``
    turns what the embedding raises into one of our errors. ``encode`` raises what ``explained`` returns,
    and ModelUnavailable when the vectors are not one a text, all of one length, finite. A ``remote`` model
    that is busy or away is asked again for some minutes when there is more than one text: that is an index
    being made, not somebody waiting. ``wait`` is given the seconds between.
    """

    def __init__(
        self,
        embedding: BaseEmbedding,
        explained: Callable[[Exception], AssistantError],
        *,
        remote: bool = False,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._embedding = embedding
        self._explained = explained
        self._wait = wait
        self.remote = remote
        self._dim: int | None = None
        kind = type(embedding)
        self.name = f"{kind.__name__} {embedding.model_name}"
        identity = f"{kind.__module__}.{kind.__qualname__} {embedding.model_name}"
        self.hash = hashlib.sha256(identity.encode()).hexdigest()[:16]

    @property
    def dim(self) -> int:
        """The length of a vector; the first look embeds one word to find out."""
        if self._dim is None:
            self._dim = self._vectors(["word"]).shape[1]
        return self._dim

    def encode(self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Return one unit vector a text, float32 of shape (len(texts), dim), in the order of ``texts``."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        step = self._embedding.embed_batch_size
        parts = []
        for start in range(0, len(texts), step):
            parts.append(self._patiently(texts[start : start + step], _WAITS if len(texts) > 1 else ()))
            if progress:
                progress(min(start + step, len(texts)), len(texts))
        vectors = np.concatenate(parts)
        self._dim = vectors.shape[1]
        return vectors

    def _patiently(self, texts: Sequence[str], waits: Sequence[float]) -> Vectors:
        for seconds in waits if self.remote else ():
            try:
                return self._vectors(texts)
            except ModelUnavailable as error:
                if not error.retryable:
                    raise
                self._wait(max(seconds, _asked_to_wait(error)))
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        # Some endpoints refuse an empty text or an overlong one, and with it the whole batch.
        filled = [_fitting(text) if text.strip() else "-" for text in texts]
        try:
            vectors = np.asarray(self._embedding.get_text_embedding_batch(filled), dtype=np.float32)
        except Exception as error:  # each embedding class raises errors of its own
            raise self._explained(error) from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ModelUnavailable(
                f"Expected {self.name} to return a vector for each of {len(texts)} texts, but it did not. "
                "Check ASSISTANT_EMBEDDING."
            )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(lengths, np.float32(1e-12))
        return unit


def openai_embedder(name: str, settings: Settings) -> LlamaEmbedder:
    """Make the embedder ``name`` of the settings' OpenAI endpoint; nothing is asked of it yet.

    Raises SettingsError when there is neither a key nor a base URL.
    """
    if not settings.openai_api_key and not settings.openai_base_url:
        raise SettingsError(
            f"Expected OPENAI_API_KEY or OPENAI_BASE_URL for the embedding model {name}. "
            "Set one of them, or leave ASSISTANT_EMBEDDING at local."
        )
    endpoint = Endpoint.of(settings)
    place = Place(endpoint.host, name, settings.timeout_s, endpoint.key)
    http = endpoint.http_client(settings.timeout_s, LastResponse())
    embedding = OpenAIEmbedding(
        model_name=name,  # ``model`` would accept only the names that LlamaIndex knows
        api_key=endpoint.key,
        api_base=endpoint.url,
        # Beyond 1, LlamaIndex multiplies the client's own retries by as many again.
        max_retries=min(settings.retries, 1),
        timeout=settings.timeout_s,
        http_client=http,
    )
    embedder = LlamaEmbedder(embedding, lambda error: _refused(error, place), remote=True)
    weakref.finalize(embedder, http.close)
    return embedder


def imported_embedder(path: str) -> LlamaEmbedder:
    """Make the embedder of the class at ``path``, "package.module.Class" or "package.module:Class".

    Raises SettingsError when there is no such class, it is not a BaseEmbedding, or it wants arguments.
    """
    module, _, name = path.partition(":") if ":" in path else path.rpartition(".")
    advice = "Correct ASSISTANT_EMBEDDING: llama:package.module.Class."
    try:
        check_installed(module.partition(".")[0])
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(f"The embedding class {path} cannot be imported: {error}. {advice}") from error
    if not isinstance(found, type) or not issubclass(found, BaseEmbedding):
        raise SettingsError(f"Expected {path} to be a LlamaIndex BaseEmbedding, but it is not. {advice}")
    try:
        embedding = found()
    except Exception as error:  # a foreign class may raise anything
        raise SettingsError(f"{path} cannot be made without arguments: {error}. {advice}") from error
    return LlamaEmbedder(embedding, lambda error: _failed(error, path))


def _fitting(text: str) -> str:
    """Cut a text that is longer than any model of this wire reads; its beginning stands for it."""
    if len(text) <= _SHORT:
        return text
    return decode(encode(text)[:_MOST_TOKENS])


def _asked_to_wait(error: ModelUnavailable) -> float:
    """Return the seconds that a server's Retry-After asks for, at most two minutes; 0 when it does not."""
    cause = error.__cause__
    retry_after = (
        cause.response.headers.get("retry-after", "") if isinstance(cause, openai.APIStatusError) else ""
    )
    try:
        return min(float(retry_after), _LONGEST_WAIT)
    except ValueError:  # none, or a date
        return 0.0


def _refused(error: Exception, place: Place) -> AssistantError:
    if isinstance(error, (openai.BadRequestError, openai.NotFoundError)):
        return ModelUnavailable(
            f"Expected {place} to embed, but it answered with status {error.status_code}. "
            "Check ASSISTANT_EMBEDDING, and that OPENAI_BASE_URL is complete (it often ends in /v1)."
        )
    translated = as_assistant_error(error, place)
    return (
        translated
        if isinstance(translated, ModelUnavailable)
        else ModelUnavailable(
            f"Expected embeddings of {place}, but its reply cannot be read. "
            "Check that OPENAI_BASE_URL is the address of an OpenAI-compatible API (it often ends in /v1)."
        )
    )


def _failed(error: Exception, path: str) -> AssistantError:
    return ModelUnavailable(f"The embedding class {path} failed: {error}. Check what it needs, try again.")


def given_embedder(embedding: BaseEmbedding) -> LlamaEmbedder:
    """Use an embedding that an app made itself."""
    kind = type(embedding)
    return LlamaEmbedder(embedding, lambda error: _failed(error, f"{kind.__module__}.{kind.__qualname__}"))
