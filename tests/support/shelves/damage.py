"""The files of a home with one shelf, and what may happen to them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.support.tiny import SHELF, current

NUMBERS = (1, 2, 3, 4)
BM25 = (
    "terms.txt",
    "ids.txt",
    "ids.npy",
    "places.npy",
    "starts.npy",
    "rows.npy",
    "counts.npy",
    "lengths.npy",
)
GRAPH = ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")
# Every file of a home with one shelf; "G" is the index in force, "0" and "1" the two graphs in it.
SINGLE = ("papers.db", "current", "writer.lock", "G/manifest.json", "G/papers.db", "G/chroma/chroma.sqlite3")
FILES = (
    *SINGLE,
    *(f"G/{folder}/{name}" for folder in ("bm25-papers", "bm25-sentences") for name in BM25),
    "G/bm25-sentences/papers.npy",
    *(f"G/sentences/{name}" for name in ("ids.txt", "ids.npy", "firsts.npy", "spans.npy", "vectors.bin")),
    *(f"G/chroma/0/{name}" for name in GRAPH),
)


def place(home: Path, name: str) -> Path:
    """Return the file that ``name`` of FILES stands for."""
    shelf, index = home / SHELF, current(home)
    graphs = sorted(path.name for path in (index / "chroma").iterdir() if path.is_dir())
    parts = [index.name if part == "G" else part for part in name.split("/")]
    return shelf.joinpath(*[graphs[int(part)] if part in ("0", "1") else part for part in parts])


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def be_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_text("of somebody")


DAMAGE: dict[str, Callable[[Path, random.Random], object]] = {
    "emptied": lambda path, _: path.write_bytes(b""),
    "truncated": lambda path, _: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "a bit flipped": flip,
    "deleted": lambda path, _: path.unlink(),
    "replaced by a folder": lambda path, _: be_folder(path),
    "unreadable": lambda path, _: path.chmod(0),
}
