"""Folders ``v-000001``, ... beside the generations: the vectors of most papers of a large shelf, never changed.

Generations of the index name the one that they go with, and hold only what changed since. So a change of a few papers
copies few vectors. A base is there as long as a generation names it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.index.durable_files import sync
from assistant.private_files import make_private, private_folder

BASE = "base"  # the file in a generation that names its base


def base_of(generation: Path) -> Path | None:
    """Return the folder of the base of a generation, None where all vectors are in the generation itself."""
    try:
        name = (generation / BASE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return generation.parent / name


def begin_base(folder: Path, like: Path | None) -> Path:
    """Make the folder of the next base beside the generations in ``folder``, a copy of ``like`` where one is given."""
    numbers = (int(path.name[2:]) for path in folder.glob("v-*") if path.name[2:].isdigit())
    path = folder / f"v-{max(numbers, default=0) + 1:06d}"
    if like is None:
        private_folder(path)
    else:
        shutil.copytree(like, path)
    return path


def seal_base(base: Path, generation: Path) -> None:
    """Make a finished base durable and have ``generation`` name it."""
    make_private(base)
    for file in base.rglob("*"):
        if file.is_file():
            sync(file)
    (generation / BASE).write_text(base.name, encoding="utf-8")


def sweep_bases(folder: Path) -> None:
    """Remove the bases that no generation names; none while one names a base that is not there."""
    bases = {path.name: path for path in folder.glob("v-*") if path.is_dir()}
    named = {base.name for path in folder.glob("g-*") if path.is_dir() and (base := base_of(path))}
    if named <= bases.keys():
        for name in bases.keys() - named:
            shutil.rmtree(bases[name], ignore_errors=True)
