"""Files that visitors of the page uploaded: whose they are, how many, how long they are kept."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

MOST_FILES = 20  # of one visitor, kept at once
MOST_BYTES = 512 * 2**20  # of all visitors together
KEPT_S = 3600.0


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
