"""Files that visitors of the page uploaded: whose they are, how many, how long they are kept."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

MOST_FILES = 20  # of one visitor, kept at once
MOST_BYTES = 512 * 2**20  # of all visitors together
KEPT_S = 3600.0
_PREFIX = "paper-assistant-"
_HELD = ".held"  # the file whose lock tells that the folder's process lives


@dataclass(slots=True)
class Uploads:
    """The files in ``folder`` by visitor; used within one event loop. A file without a visitor is nobody's."""

    folder: Path
    _kept: dict[str, dict[str, float]] = field(default_factory=dict)

    def full(self, visitor: str) -> str:
        """Say why ``visitor`` may not upload now; "" when there is room."""
        self._sweep()
        if len(self._kept.get(visitor, ())) >= MOST_FILES:
            return (
                f"{MOST_FILES} files that were uploaded from this browser wait to be read. "
                "Add those first, or try again in an hour."
            )
        if sum(_size(path) for paths in self._kept.values() for path in paths) >= MOST_BYTES:
            return (
                f"The files that wait to be read take {MOST_BYTES // 2**20} MiB, which is the limit. "
                "Try again later, or add the file with: paper-assistant index FILE"
            )
        return ""

    def add(self, visitor: str, paths: Iterable[str]) -> None:
        """Remember that ``visitor`` uploaded ``paths``."""
        now = time.monotonic()
        self._kept.setdefault(visitor, {}).update({_real(path): now for path in paths})

    def holds(self, visitor: str, path: object) -> bool:
        """Whether ``path`` is a plain file in the folder that this visitor uploaded."""
        if not isinstance(path, str) or "\0" in path or _real(path) not in self._kept.get(visitor, ()):
            return False
        inside = Path(_real(path)).is_relative_to(_real(str(self.folder)))
        return inside and _is_plain(path)

    def _sweep(self) -> None:
        """Forget files that are gone, and remove those that were kept long enough."""
        latest = time.monotonic() - KEPT_S
        for visitor, paths in list(self._kept.items()):
            for path, since in list(paths.items()):
                if since < latest:
                    Path(path).unlink(missing_ok=True)
                if not os.path.exists(path):
                    del paths[path]
            if not paths:
                del self._kept[visitor]


def _real(path: str) -> str:
    return os.path.realpath(path)


def _is_plain(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)  # neither a pipe, which blocks, nor a link or device
    except OSError:
        return False


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0  # read and removed meanwhile


@functools.cache
def upload_folder() -> str:
    """Make a folder for uploads where no other user of this machine can look; it leaves with the process.

    Those that killed processes left behind are removed: a process holds the lock of its own as long as it lives.
    """
    place = Path(tempfile.gettempdir())
    for held in place.glob(f"{_PREFIX}*/{_HELD}"):
        _remove_left(held.parent)
    private = tempfile.mkdtemp(prefix=_PREFIX)
    lock = FileLock(Path(private) / _HELD, mode=0o600)
    lock.acquire()
    atexit.register(_let_go, private, lock)
    return private


def _let_go(folder: str, lock: BaseFileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _is_ours(status: os.stat_result) -> bool:
    """Whether a folder is this user's; on Windows the folder of temporary files is each user's own."""
    return sys.platform == "win32" or status.st_uid == os.getuid()


def _remove_left(folder: Path) -> None:
    """Remove a folder of ours that was not just made and that no living process holds."""
    with suppress(OSError, Timeout):
        status = folder.lstat()
        old = time.time() - status.st_mtime > KEPT_S
        if old and stat.S_ISDIR(status.st_mode) and _is_ours(status):
            with FileLock(folder / _HELD, mode=0o600, timeout=0):
                shutil.rmtree(folder)
