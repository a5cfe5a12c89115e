"""Texts -> unit vectors by all-MiniLM-L6-v2, on this machine, without a network."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.minilm_files import ModelFiles, installed_files
from assistant.errors import IndexUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]

# The model was trained on 256 tokens, [CLS] and [SEP] included; more would be read but not understood.
MAX_TOKENS = 256
# 256 tokens are some 1,200 characters of prose; beyond this, a text is not worth tokenizing.
_MAX_CHARACTERS = 20_000
# 128 to 256 tokens a batch ran fastest, 1,024 at three quarters of that per second of processor time.
_BATCH_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Batch:
    """The texts at ``rows``, as the model's ``inputs``: int64 arrays of shape (texts, longest)."""

    rows: NDArray[np.intp]
    inputs: Mapping[str, Ids]


class MiniLM:
    """The local embedding model: opened once, used from any thread.

    ``name`` and ``hash`` identify it in an index, ``dim`` is the length of its vectors. Raises
    IndexUnavailable when the model's files are missing or not the expected ones.
    """

    name = "all-MiniLM-L6-v2"
    dim = 384

    def __init__(self, files: ModelFiles | None = None, *, threads: int | None = None) -> None:
        """Open ``files`` (default: the installed ones) to run on ``threads`` (default: one a core)."""
        self.files = files or installed_files()
        self.hash = self.hash_of(self.files)
        self.tokenizer = _open_tokenizer(self.files)
        self._session = self._open(self.files)
        self._threads = threads or _cores()

    @classmethod
    def hash_of(cls, files: ModelFiles) -> str:
        """Return the ``hash`` that the model would have if ``files`` were opened (16 hex digits)."""
        return files.hash

    def encode(self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Return one unit vector a text, float32 of shape (len(texts), 384), in the order of ``texts``.

        A text's first 256 tokens are read. ``progress`` is told (texts done, texts in all) after each batch.
        """
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        batches = list(self.batches(texts))
        done = 0
        for batch, part in zip(batches, self._embedded(batches), strict=True):
            vectors[batch.rows] = part
            done += len(batch.rows)
            if progress:
                progress(done, len(texts))
        return vectors

    def batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Yield every text once, the longest first, those of like length together so that padding is rare."""
        ids = [encoded.ids for encoded in self.tokenizer.encode_batch_fast([clean(text) for text in texts])]
        order = np.argsort([-len(token_ids) for token_ids in ids], kind="stable")
        start = 0
        while start < len(order):
            count = max(1, _BATCH_TOKENS // len(ids[order[start]]))
            rows = order[start : start + count]
            yield Batch(rows, _padded([ids[row] for row in rows]))
            start += count

    def _open(self, files: ModelFiles) -> Any:
        return open_session(files, str(files.model), {})

    def _embedded(self, batches: Sequence[Batch]) -> Iterator[Vectors]:
        if len(batches) < 2 or self._threads < 2:
            yield from map(self._embed, batches)
            return
        with ThreadPoolExecutor(min(self._threads, len(batches))) as pool:
            yield from pool.map(self._embed, batches)

    def _embed(self, batch: Batch) -> Vectors:
        (hidden,) = self._session.run(None, batch.inputs)
        mask = batch.inputs["attention_mask"][:, None, :].astype(np.float32)
        # The direction of the mean over a text's tokens is that of their sum.
        summed = np.matmul(mask, hidden)[:, 0, :]
        unit: Vectors = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        return unit


def _padded(ids: Sequence[Sequence[int]]) -> dict[str, Ids]:
    tokens = np.zeros((len(ids), len(ids[0])), dtype=np.int64)  # the first is the longest
    mask = np.zeros_like(tokens)
    for row, token_ids in enumerate(ids):
        tokens[row, : len(token_ids)] = token_ids
        mask[row, : len(token_ids)] = 1
    return {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}


def clean(text: str) -> str:
    """Cut an overlong text, and replace lone surrogates, which no tokenizer accepts."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _cores() -> int:
    """How many processors this process may use, which a container can limit."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _open_tokenizer(files: ModelFiles) -> Tokenizer:
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    try:
        if files.tokenizer.suffix == ".json":
            tokenizer = Tokenizer.from_file(str(files.tokenizer))
        else:
            vocabulary = models.WordPiece.read_file(str(files.tokenizer))
            tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
            tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
            tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
            tokenizer.decoder = decoders.WordPiece()
            tokenizer.post_processor = processors.BertProcessing(
                ("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"])
            )
    except Exception as error:  # the tokenizers package raises plain Exception
        raise IndexUnavailable(
            f"The embedding model's {files.tokenizer} cannot be read: {error}. Put the right file there."
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def open_session(files: ModelFiles, graph: str | bytes, entries: Mapping[str, str]) -> Any:
    """Open ``graph`` (a path or its content) with onnxruntime's configuration ``entries``."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only
    # One thread a batch and several batches at once keep all cores busy without waiting for one another.
    options.intra_op_num_threads = 1
    # Its own pool of memory keeps 50 MB that opening takes once, and makes no run faster.
    options.enable_cpu_mem_arena = False
    for key, value in entries.items():
        options.add_session_config_entry(key, value)
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base of their own
        raise IndexUnavailable(
            f"The embedding model {files.model} cannot be opened: {error}. Put the right file there."
        ) from error
