"""Files of an index: made durable, linked where they are shared, never put in a folder's place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


def make_way(path: Path) -> None:
    """Keep a folder under another name that is where a file belongs: a file does not take its place."""
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name}.damaged-{uuid4().hex[:8]}"))


def place(base: Path, shared: Collection[str], source: str, target: str) -> None:
    """Copy a file of ``base``, or link it where it is shared and the file system can."""
    if Path(source).relative_to(base).parts[0] in shared:
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def reason(error: Exception) -> str:
    """Say why files could not be read or written; of many files the first, since the others mostly failed alike."""
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list) and error.args[0]:
        (_, _, why), *others = error.args[0]
        return f"{why}; and {len(others):,} more" if others else str(why)
    return str(error)
