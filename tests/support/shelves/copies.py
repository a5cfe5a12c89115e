"""Copies of a home that others may be reading."""

from __future__ import annotations

import shutil
from pathlib import Path


def copied(home: Path, to: Path) -> Path:
    """Copy ``home`` to ``to``, which may be there and empty, and return ``to``."""
    # What an open reader holds there may go while it is copied.
    theirs = shutil.ignore_patterns("*.reading-*", ".view-*")
    return Path(shutil.copytree(home, to, ignore=theirs, dirs_exist_ok=True))
