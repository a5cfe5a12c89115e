"""The file of papers of a shelf, opened: made when it is new, and restored from the index when it was damaged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from shlex import quote
from uuid import uuid4

from assistant.errors import IndexUnavailable
from assistant.index.generations import Generations
from assistant.index.manifest import Manifest
from assistant.index.snapshot import PAPERS
from assistant.papers.store import PaperStore
from assistant.papers.store_damage import Condition, condition, readable_rows, write_rows
from assistant.text.wording import papers_count
from assistant.types import Paper

# How long one waits who finds that another process is making or restoring the papers.
_PATIENCE_S = 3600.0


def open_truth(
    generations: Generations,
    first: Callable[[], Iterable[Paper]],
    *,
    thorough: bool = False,
    shared: bool = False,
) -> tuple[PaperStore, tuple[str, ...]]:
    """Open the papers of the shelf in the folder of ``generations``; also return what a user should know of it.

    A new shelf begins with what ``first`` returns. Papers that were lost (a file that is gone, empty though nobody
    emptied it, or damaged) come back from the newest generation that holds them; the damaged file is kept.
    With ``thorough`` a large file is read through, too, and when no generation helps, what can still be read
    of a damaged one is taken. Those of a ``shared`` shelf are a copy, and begun anew.
    Raises IndexUnavailable when the papers cannot be opened, or not be restored.
    """
    path = generations.folder / PAPERS
    notes: tuple[str, ...] = ()
    if _faulty(path, generations, thorough):
        with generations.writing(wait_s=_PATIENCE_S):
            if state := _faulty(path, generations, thorough):  # another process may have mended it meanwhile
                if shared:
                    _put_aside(path, keep=False)
                    PaperStore.create(path, ())
                else:
                    notes = _mend(path, generations, first, state, thorough)
    return PaperStore(path), notes


def copied_papers(generations: Generations) -> Path | None:
    """Return the newest generation's copy of the papers that is whole, or None."""
    for folder in generations.newest_first():
        state = condition(folder / PAPERS, thorough=True)
        if not state.fault:
            return folder / PAPERS
    return None


def _holds_none(copy: Path) -> bool:
    return not condition(copy).papers


def _held_none(generations: Generations) -> bool:
    """Tell whether no generation ever held a paper, as far as their manifests tell; an unreadable one may have."""
    try:
        return not any(Manifest.open(folder).papers for folder in generations.newest_first())
    except IndexUnavailable:
        return False


def _faulty(path: Path, generations: Generations, thorough: bool) -> Condition | None:
    state = condition(path, thorough=thorough)
    if state.fault == "unreadable":
        raise IndexUnavailable(
            f"The papers in {path} cannot be opened ({state.why}). Make the file yours to read and write with: "
            f"chmod u+rw {quote(str(path))}"
        )
    return state if state.fault else None


def _mend(
    path: Path,
    generations: Generations,
    first: Callable[[], Iterable[Paper]],
    state: Condition,
    thorough: bool,
) -> tuple[str, ...]:
    copy = copied_papers(generations)
    rows = readable_rows(path) if state.fault == "damaged" else []
    if state.fault != "damaged" and (_holds_none(copy) if copy else _held_none(generations)):
        _put_aside(path, keep=False)
        PaperStore.create(path, () if generations.newest_first() else first())
        return ()
    if copy is None and not (rows and thorough):
        raise _lost(path, state, bool(rows))
    pending = path.with_name(f"{PAPERS}.new")
    count = _collect(pending, copy, rows)
    kept = _put_aside(path, keep=state.fault == "damaged")
    try:
        pending.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    source = "the index's copy of them" if copy else "what could still be read"
    note = (
        f"The papers of this shelf were restored from {source} ({papers_count(count)}): {path} was damaged "
    )
    note += f"({state.why})" + (f" and is kept as {kept.name}." if kept else ".")
    return (note,)


def _collect(pending: Path, copy: Path | None, rows: list[tuple[str, str, str]]) -> int:
    """Write ``copy`` and, over it, ``rows`` to the file ``pending``; return how many papers that makes."""
    for left in (pending, _journal(pending)):
        left.unlink(missing_ok=True)
    if copy is not None:
        with closing(PaperStore(copy, read_only=True)) as store:
            store.copy_to(pending)
    return write_rows(pending, rows)


def _put_aside(path: Path, *, keep: bool) -> Path | None:
    """Make way for a new file; ``keep`` this one under another name, as a folder is always, and return that."""
    mark = uuid4().hex[:8]
    try:
        if _journal(path).exists():  # SQLite would play it back into the file that takes this place
            _journal(path).rename(path.with_name(f"{PAPERS}.damaged-{mark}-journal"))
        if not path.is_dir() and not (keep and path.exists()):
            return None
        kept = path.with_name(f"{PAPERS}.damaged-{mark}")
        if path.is_dir():
            path.rename(kept)
            return kept
        try:  # a second name: the papers are never without the first
            os.link(path, kept)
        except OSError:
            shutil.copy2(path, kept)
    except OSError as error:
        raise _unwritable(path, error) from error
    return kept


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _lost(path: Path, state: Condition, readable: bool) -> IndexUnavailable:
    loss = f"The papers in {path} are lost ({state.why}), and no index here holds a whole copy of them. "
    if readable:
        return IndexUnavailable(
            f"{loss}Take over what can still be read of them with: paper-assistant index --rebuild"
        )
    return IndexUnavailable(
        f"{loss}Put a backup of that file in its place, or begin the shelf anew after: "
        f"paper-assistant shelves --remove {path.parent.name}"
    )


def _unwritable(path: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The papers in {path} are damaged and could not be restored ({error}). Check that the folder is yours, "
        "is writable and has room, and run: paper-assistant index --rebuild"
    )
