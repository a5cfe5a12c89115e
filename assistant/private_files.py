"""Files and folders that only their owner can read: they hold questions, papers and keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE, _FOLDER = 0o600, 0o700


@contextmanager
def private_umask() -> Iterator[None]:
    """Keep everything that this process writes meanwhile to its owner, also what libraries write.

    For a whole process of ours (a command, the server), as the mask is one of the process.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def private_folder(path: Path) -> Path:
    """Make ``path`` and what is missing above it, open to the owner alone; return ``path``.

    A folder that is there already stays as its owner made it. Raises OSError.
    """
    for missing in reversed(
        [folder_above for folder_above in (path, *path.parents) if not folder_above.exists()]
    ):
        missing.mkdir(_FOLDER, exist_ok=True)
    path.mkdir(_FOLDER, exist_ok=True)  # raises where a file stands
    return path


def private_file(path: Path) -> Path:
    """Make an empty file for the owner alone where there is nothing, for a library to open; return ``path``.

    What is there, readable or not, is left to whoever opens it.
    """
    if not os.path.lexists(path):
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, _FILE))
    return path


def private_opener(path: str, flags: int) -> int:
    """Open a file as ``open(..., opener=private_opener)`` does; one that is made is for the owner alone."""
    return os.open(path, flags, _FILE)


def make_private(folder: Path) -> None:
    """Take the files and folders below ``folder``, which libraries wrote, from everyone but their owner."""
    for path in (folder, *folder.rglob("*")):
        wanted = _FOLDER if path.is_dir() else _FILE
        if not path.is_symlink() and path.stat().st_mode & 0o077:
            path.chmod(wanted)
