"""The shelves of one home: listed, copied out, removed."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

from assistant.errors import IndexUnavailable, PapersError
from assistant.index.generations import Generations
from assistant.index.manifest import Manifest
from assistant.index.snapshot import PAPERS, check_files
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.papers import bundled_papers
from assistant.papers.json_formats.jsonl import write
from assistant.papers.store import PaperStore
from assistant.papers.store_damage import condition
from assistant.private_files import private_file
from assistant.settings import Settings
from assistant.types import Paper

# The shelf that is always there: it begins with the bundled papers.
DEFAULT_SHELF = "papers"


@dataclass(frozen=True, slots=True)
class Listed:
    """One shelf of a home: its name, how many papers it holds, and its size on disk in bytes.

    ``samples`` says that it is the default shelf and holds no paper but those that came with the product.
    """

    name: str
    papers: int
    bytes: int
    samples: bool = False


def list_shelves(settings: Settings) -> tuple[Listed, ...]:
    """Return the shelves of the settings' home, by name; with a Chroma server, those that were used from here.

    Raises IndexUnavailable when one cannot be read.
    """
    root = settings.shelf_folder.parent
    try:
        folders = sorted(path for path in root.iterdir() if path.name[0] != "." and _is_shelf(path))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _unusable(root, error) from error
    return tuple(Listed(path.name, _count(path), _size(path), _is_samples(path)) for path in folders)


def check_shelf(settings: Settings) -> tuple[str, ...]:
    """Read every file of the settings' shelf through, and say what is damaged and how it is mended; () when nothing is.

    Raises PapersError when there is no such shelf.
    """
    folder, problems = existing_shelf(settings), []
    state = condition(folder / PAPERS, thorough=True)
    if state.fault:
        problems.append(
            f"The papers in {folder / PAPERS} are damaged ({state.why}). They are taken from the index's copy of "
            "them with: paper-assistant index --rebuild"
        )
    try:
        held = Generations(folder).hold()
        if held is None and state.papers:
            raise IndexUnavailable(
                f"The shelf in {folder} has no index. Make it with: paper-assistant index --finish"
            )
        if held is not None:
            with ExitStack() as stack:
                stack.callback(held.release)
                check_files(held.path, Manifest.open(held.path), thorough=True)
    except IndexUnavailable as error:
        problems.append(str(error))
    return tuple(problems)


def shelf_papers(settings: Settings) -> Iterator[Paper]:
    """Yield the papers of the settings' shelf without opening its index. Raises PapersError when there is none."""
    if settings.chroma_url:
        with closing(_on_server(settings)) as server:
            yield from server.papers(list(server.hashes()))
        return
    with closing(PaperStore(existing_shelf(settings) / PAPERS, read_only=True)) as store:
        yield from store


def export_papers(settings: Settings, path: Path, *, force: bool = False) -> int:
    """Write the papers to ``path`` as JSON lines, gzipped if it ends in ".gz"; return how many.

    The file is whole or not there. Raises PapersError when the shelf does not exist, the file exists and
    ``force`` is not given, or it cannot be written.
    """
    papers = shelf_papers(settings)
    pending = path.with_name(f"{path.name}.{uuid4().hex}.new")
    count = 0
    try:
        if path.exists() and not force:
            raise PapersError(f"{path} exists. Give another FILE, or --force to replace it.")
        with _opened(pending, packed=path.suffix == ".gz") as file:
            for count, line in enumerate(write(papers), 1):  # noqa: B007 (the last number is the answer)
                file.write(line)
        pending.replace(path)
    except (OSError, ValueError) as error:
        raise PapersError(f"{path} cannot be written: {error}. Give another FILE.") from error
    finally:
        papers.close()  # type: ignore[attr-defined]
        if pending.exists():
            pending.unlink()
    return count


def remove_shelf(settings: Settings) -> int:
    """Remove the settings' shelf, papers and index; return how many papers it held.

    Raises PapersError when there is no such shelf,
    IndexUnavailable when another process is using it or its files cannot be removed.
    Killed half-way it leaves the whole shelf, or none of it in force.
    """
    if settings.chroma_url:
        count = _remove_from_server(settings)
        shutil.rmtree(settings.shelf_folder, ignore_errors=True)
        return count
    folder = existing_shelf(settings)
    generations = Generations(folder)
    with generations.writing():
        if generations.in_use():
            raise IndexUnavailable(
                f"The shelf {settings.shelf} is open in another process. Stop that one and try again."
            )
        count = _count(folder)
        gone = folder.with_name(f".removed-{uuid4().hex}")
        try:
            folder.rename(gone)
        except OSError as error:
            raise _unusable(folder, error) from error
    for left in folder.parent.glob(".removed-*"):
        shutil.rmtree(left, ignore_errors=True)
    return count


def _on_server(settings: Settings) -> ServerShelf:
    assert settings.chroma_url, "asked for only when there is a server"
    server = ServerShelf(settings.chroma_url, settings.shelf)
    if server.version():
        return server
    server.close()
    raise PapersError(
        f"There is no shelf {settings.shelf} on {settings.chroma_url}. "
        f"Make it with: paper-assistant index --shelf {settings.shelf} FILE"
    )


def _remove_from_server(settings: Settings) -> int:
    with closing(_on_server(settings)) as server, server.writing():
        count = len(server.hashes())
        server.remove()
        return count


def existing_shelf(settings: Settings) -> Path:
    """Return the folder of the settings' shelf. Raises PapersError, which lists the others, when there is none."""
    folder = settings.shelf_folder
    if _is_shelf(folder):
        return folder
    raise missing_shelf(settings)


def missing_shelf(settings: Settings) -> PapersError:
    """Return the error for a shelf that is not there: it names those that are."""
    place = settings.chroma_url or settings.home
    names = ", ".join(shelf.name for shelf in list_shelves(settings)) or "none yet"
    known = "shelves that were used from here" if settings.chroma_url else "shelves there"
    return PapersError(
        f"There is no shelf {settings.shelf} in {place}; {known}: {names}. "
        f"Make it with: paper-assistant index --shelf {settings.shelf} FILE (in Python: Settings(create=True))"
    )


def empty_note(settings: Settings) -> str:
    """Return what is said of a shelf without papers."""
    return (
        f"The shelf {settings.shelf} is empty. Add papers to it: on the page, or with paper-assistant index "
        f"--shelf {settings.shelf} FILE."
    )


def _is_shelf(folder: Path) -> bool:
    return (folder / PAPERS).exists() or any(folder.glob("g-*"))


def _count(folder: Path) -> int:
    """Return how many papers the shelf holds; when they are damaged, how many its index does."""
    try:
        with closing(PaperStore(folder / PAPERS, read_only=True)) as store:
            return len(store)
    except IndexUnavailable:
        with suppress(IndexUnavailable):
            manifest = Manifest.in_force(Generations(folder))
            return len(manifest.papers) if manifest else 0
    return 0


def _is_samples(folder: Path) -> bool:
    if folder.name != DEFAULT_SHELF:
        return False
    ours = {paper.id for paper in bundled_papers()}
    try:
        with closing(PaperStore(folder / PAPERS, read_only=True)) as store:
            return 0 < len(store) <= len(ours) and ours.issuperset(store.hashes())
    except IndexUnavailable:  # damaged, which is said when it is opened
        return False


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).stat().st_size
            except OSError:  # swept by a writer while we looked
                continue
    return total


def _opened(path: Path, *, packed: bool) -> IO[str]:
    if packed:
        return gzip.open(private_file(path), "wt", encoding="utf-8", newline="\n")
    return private_file(path).open("w", encoding="utf-8", newline="\n")


def _unusable(path: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The folder {path} cannot be read or changed ({error}). "
        "Check that it is yours, or set ASSISTANT_HOME to another folder."
    )
