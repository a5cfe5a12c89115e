from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.minilm import MAX_TOKENS, MiniLM
from assistant.embedding.minilm_files import folder_files, installed_files
from assistant.errors import IndexUnavailable
from tests.support.each_row import each_row

TEXTS = [
    "Byte-level models read text without a tokenizer.",
    "Ein kurzer Satz.",
    "Models that work on raw bytes need no subword vocabulary. " * 12,
    "Lung lesions are found in PET/CT exams.",
    "",
    "x",
]


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def test_vectors_are_float32_of_unit_length_and_384_wide(model: MiniLM) -> None:
    vectors = model.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), model.dim) == (6, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_known_vector(model: MiniLM) -> None:
    # The original fp32 weights give 0.7094; the 8-bit ones may differ in the second decimal.
    cat, kitten = model.encode(["a cat sat", "kitten sitting"])
    assert float(cat @ kitten) == pytest.approx(0.7094, abs=0.01)


def test_related_texts_are_nearer_than_unrelated_ones(model: MiniLM) -> None:
    query, related, unrelated = model.encode(["tokenizer-free language models", TEXTS[0], TEXTS[3]])
    assert query @ related > query @ unrelated + 0.3


def test_a_text_has_the_same_vector_alone_in_a_batch_and_in_any_order(model: MiniLM) -> None:
    together = model.encode(TEXTS)
    backwards = model.encode(TEXTS[::-1])[::-1]
    alone = np.concatenate([model.encode([text]) for text in TEXTS])
    assert (together * backwards).sum(axis=1).min() > 0.99999
    assert (together * alone).sum(axis=1).min() > 0.99999


def test_many_texts_at_once_from_many_threads(model: MiniLM) -> None:
    texts = [f"Sentence number {number} is about {'word ' * (number % 17)}." for number in range(60)]
    expected = model.encode(texts)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(model.encode, [texts] * 4):
            assert (found * expected).sum(axis=1).min() > 0.99999


def test_batches_hold_every_text_once_with_little_padding(model: MiniLM) -> None:
    texts = ["word " * (number % 50 + 1) for number in range(200)]
    batches = list(model.batches(texts))
    assert sorted(row for batch in batches for row in batch.rows) == list(range(200))
    masks = [batch.inputs["attention_mask"] for batch in batches]
    assert sum(int(mask.sum()) for mask in masks) > 0.9 * sum(mask.size for mask in masks)


def test_nothing_beyond_256_tokens_is_read(model: MiniLM) -> None:
    start = "word " * (MAX_TOKENS - 2)
    others = [start + "PET scan", start * 4000, "word " * 100 + "PET"]
    read, longer, huge, shorter = model.encode([start, *others])
    assert read @ longer > 0.99999
    assert read @ huge > 0.99999
    assert read @ shorter < 0.999


def test_empty_list(model: MiniLM) -> None:
    assert model.encode([]).shape == (0, 384)


@each_row("text", ["", " \n", "\x00\x07", "\ud800 lone", "日本語 🙂", "\u200b", "[SEP]"])
def test_odd_text_still_gets_a_unit_vector(model: MiniLM, text: str) -> None:
    (vector,) = model.encode([text])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_special_tokens_written_in_a_text_are_plain_text(model: MiniLM) -> None:
    ids = model.tokenizer.encode("a [SEP] b").tokens
    assert ids.count("[SEP]") == 1


def test_progress_counts_up_to_all_texts(model: MiniLM) -> None:
    seen: list[tuple[int, int]] = []
    model.encode(["word " * 200] * 5, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (5, 5)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert len(seen) > 1


def test_folder_of_the_users_gives_the_same_vectors(model: MiniLM, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").symlink_to(installed_files().model)
    model.tokenizer.save(str(tmp_path / "tokenizer.json"))
    own = MiniLM(folder_files(tmp_path))
    assert (own.encode(TEXTS) * model.encode(TEXTS)).sum(axis=1).min() > 0.99999
    assert own.hash != model.hash


@pytest.mark.parametrize("broken", ["model.onnx", "tokenizer.json", "vocab.txt"])
def test_unreadable_file_is_named(tmp_path: Path, broken: str) -> None:
    tokenizer = "vocab.txt" if broken == "model.onnx" else broken
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    if tokenizer == broken:
        (tmp_path / tokenizer).write_bytes(b"not \xff a vocabulary")
    else:
        (tmp_path / tokenizer).write_bytes(installed_files().tokenizer.read_bytes())
    with pytest.raises(IndexUnavailable, match=broken):
        MiniLM(folder_files(tmp_path))


def test_local_embedder_opens_without_llama_index_or_chroma() -> None:
    code = (
        "import sys; from assistant import Settings, open_embedder; open_embedder(Settings()).encode(['a']);"
        "sys.exit(any(name in sys.modules for name in ('llama_index.core', 'chromadb', 'openai')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                          cwd=Path(__file__).parents[2])  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
