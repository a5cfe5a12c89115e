"""``owner/repo:file.gguf`` of a model hub -> a checked file on this machine."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from filelock import FileLock

from assistant.errors import AssistantError, ModelUnavailable, SettingsError
from assistant.private_files import private_file, private_folder, private_opener

if TYPE_CHECKING:
    from huggingface_hub.file_download import HfFileMetadata

# Names as the hub allows them; no part of a path begins with a dot, so none leads out of the folder.
_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_NAME = re.compile(rf"(?P<repo>{_PART}/{_PART}):(?P<file>(?:{_PART}/)*{_PART}\.gguf)", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")
# Seconds to wait for the hub to tell about a file.
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class HubName:
    """A file in a repository of the hub."""

    repo: str
    file: str

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read ``owner/repo:file.gguf``; None when ``text`` is not of that form."""
        found = _NAME.fullmatch(text)
        return cls(found["repo"], found["file"]) if found else None

    def __str__(self) -> str:
        return f"{self.repo}:{self.file}"


def hub_file(name: HubName, folder: Path, endpoint: str | None = None) -> Path:
    """Return the file of ``name`` under ``folder``, downloaded the first time and checked every time.

    A download that was interrupted goes on where it stopped. Size and sha256 are recorded beside the file.
    ``endpoint`` is the hub's address, else that of the environment (HF_ENDPOINT). Raises SettingsError when
    the hub has no such file, ModelUnavailable when it cannot be reached or the file is not what was promised.
    """
    path = folder / name.repo / name.file
    record = path.with_name(f"{path.name}.json")
    try:
        private_folder(path.parent)
        with FileLock(f"{path}.lock", mode=0o600):
            if path.is_file() and record.is_file():
                _check(path, record)
                return path
            _fetch(name, path, endpoint)
            promise = {"from": str(name), "size": path.stat().st_size, "sha256": _sha256(path)}
            private_file(record).write_text(json.dumps(promise), encoding="utf-8")
    except AssistantError:
        raise
    except Exception as error:  # the hub's client raises errors of three packages
        raise _explained(error, name) from error
    return path


def _check(path: Path, record: Path) -> None:
    """Compare the file with its record: a damaged model answers nonsense, or not at all."""
    try:
        promise = json.loads(record.read_text(encoding="utf-8"))
        same = promise["size"] == path.stat().st_size and promise["sha256"] == _sha256(path)
    except (ValueError, LookupError, TypeError):
        same = False
    if not same:
        raise ModelUnavailable(
            f"Expected {path} to be as it was downloaded, but its size or sha256 has changed. "
            f"Delete it together with {record.name}; it is then downloaded again."
        )


def _fetch(name: HubName, path: Path, endpoint: str | None) -> None:
    from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # public, but not listed

    # Its variable in the environment is read when the package is imported, which others may have done before.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    url = hf_hub_url(name.repo, name.file, endpoint=endpoint)
    promised = get_hf_file_metadata(url, timeout=_PATIENCE_S, endpoint=endpoint)
    # The name of the part holds the etag: what was begun of an older version is not continued.
    part = path.with_name(f"{path.name}.{_tag(promised)}.part")
    _have_room(name, part, promised)
    with open(part, "ab", opener=private_opener) as file:
        http_get(
            url,
            file,
            resume_size=file.tell(),
            headers=build_hf_headers(),
            expected_size=promised.size,
            displayed_filename=path.name,
        )
    etag = (promised.etag or "").lower()
    if _SHA256.fullmatch(etag) and _sha256(part) != etag:
        part.unlink()
        raise ModelUnavailable(
            f"Expected {name} to arrive as the hub holds it, but its sha256 differs. Try again.",
            retryable=True,
        )
    part.replace(path)


def _have_room(name: HubName, part: Path, promised: HfFileMetadata) -> None:
    wanted = (promised.size or 0) - (part.stat().st_size if part.exists() else 0)
    free = shutil.disk_usage(part.parent).free
    if wanted > free:
        raise ModelUnavailable(
            f"Expected {wanted / 1e9:.1f} GB of free disk for {name} in {part.parent}, but there is "
            f"{free / 1e9:.1f} GB. Free some, or set ASSISTANT_HOME to a folder on another disk."
        )


def _tag(promised: HfFileMetadata) -> str:
    return hashlib.sha256(f"{promised.etag} {promised.size}".encode()).hexdigest()[:12]


def _explained(error: Exception, name: HubName) -> AssistantError:
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        return SettingsError(
            f"Expected to download {name}, but its owner wants terms accepted first. "
            "Accept them on the repository's page, and set HF_TOKEN to a token of yours."
        )
    if isinstance(error, (errors.RepositoryNotFoundError, errors.EntryNotFoundError)):
        missing = "repository" if isinstance(error, errors.RepositoryNotFoundError) else "file"
        return SettingsError(
            f"Expected the hub to have {name}, but it knows no such {missing}. "
            "Correct ASSISTANT_LOCAL_MODEL, or set HF_TOKEN if it is private."
        )
    if isinstance(error, OSError) and error.filename is not None:
        return ModelUnavailable(
            f"Expected to write {name} to {error.filename}, but that failed: {error.strerror}. "
            "Free space there, or make the folder writable."
        )
    return ModelUnavailable(
        f"Expected to download {name}, but the hub cannot be reached or broke off ({type(error).__name__}). "
        "Check the network and ask again (what has come is kept), or give the path of a GGUF file.",
        retryable=True,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
