"""Immutable generations of an index in one folder, a pointer to the one in force, and a writer's lock.

Chroma's embedded store must not be written while another process reads it. So an index is never changed:
a new generation is made beside it, and a small pointer file is replaced when it is whole. A crash leaves
the old generation in force, and the half-made one is swept away by the next writer. A reader holds the
generation that it reads by a locked file beside it, which the operating system unlocks if the reader dies.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from filelock import BaseFileLock, FileLock, Timeout

from assistant.errors import IndexUnavailable
from assistant.index.durable_files import make_way, place, reason, sync
from assistant.private_files import make_private, private_file, private_folder

SEAL = "manifest.json"  # written last into a generation: one without it is half-made
_POINTER, _READING, _VIEW = "current", ".reading-", ".view-"
_NO_WRITING = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT)  # though one can read


class Busy(IndexUnavailable):
    """Another process is writing."""


@dataclass(frozen=True, slots=True)
class Held:
    """A generation that no writer removes until ``release``; its reader may make the folder ``view`` to write to.

    ``lock`` is None where none can be made.
    """

    path: Path
    lock: BaseFileLock | None
    view: Path

    def release(self) -> None:
        """Let writers remove the generation when it is no longer in force."""
        shutil.rmtree(self.view, ignore_errors=True)
        if self.lock:
            self.lock.release()
            Path(self.lock.lock_file).unlink(missing_ok=True)


class Generations:
    """The generations ``g-000001``, ``g-000002``, ... of the index in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """Return the folder of the generation in force, None before the first.

        Raises IndexUnavailable when the pointer to it is damaged.
        """
        while (name := self._pointed()) is not None:
            path = self.folder / name
            if name.startswith("g-") and "/" not in name and "\0" not in name and path.is_dir():
                return path
            if self._pointed() == name:  # else a writer has put another one in force meanwhile
                raise _misled(self.folder / _POINTER, f"it holds {name[:40]!r}")
        return None

    def newest_first(self) -> list[Path]:
        """Return all generations, newest first, half-made ones too, whatever the pointer holds."""
        return sorted((path for path in self.folder.glob("g-*") if path.is_dir()), reverse=True)

    def hold(self) -> Held | None:
        """Hold the generation in force, None before the first."""
        while (path := self.current()) is not None:
            mark = uuid4().hex
            view = self.folder / f"{_VIEW}{path.name}-{mark}"
            # Answers borrow and give back in different threads.
            reading = self.folder / f"{path.name}{_READING}{mark}"
            lock = FileLock(reading, mode=0o600, thread_local=False)
            try:
                lock.acquire()
            except OSError as error:
                if error.errno not in _NO_WRITING:
                    raise _unusable(self.folder, error) from error
                return Held(path, None, view)
            held = Held(path, lock, view)
            self._sweep_views()
            if self.current() == path:  # a writer reads it first and looks for readers then: this one is seen
                return held
            held.release()
        return None

    @contextmanager
    def making(self, base: Path | None, shared: Collection[str] = ()) -> Iterator[Path]:
        """Lend the folder of the next generation; it is put in force after the block, or removed if that fails."""
        path = self.begin(base, shared)
        try:
            yield path
            self.publish(path)
        finally:
            if self._in_force() != path.name:
                shutil.rmtree(path, ignore_errors=True)

    def begin(self, base: Path | None, shared: Collection[str] = ()) -> Path:
        """Make the folder of the next generation, a copy of ``base`` where one is given.

        Files and folders named in ``shared`` are linked, where the file system can: they may be replaced in
        the new generation, but not written to.
        """
        numbers = (int(path.name[2:]) for path in self.folder.glob("g-*") if path.name[2:].isdigit())
        path = self.folder / f"g-{max(numbers, default=0) + 1:06d}"
        try:
            if base is None:
                private_folder(path)
            else:
                shutil.copytree(base, path, copy_function=lambda one, other: place(base, shared, one, other))
        except OSError as error:
            raise _unusable(path, error) from error
        return path

    def publish(self, path: Path) -> None:
        """Put the finished generation ``path`` in force, durably and all at once."""
        try:
            make_private(path)
            for file in path.rglob("*"):
                if file.is_file():
                    sync(file)
            pointer, pending = self.folder / _POINTER, self.folder / f"{_POINTER}.new"
            make_way(pointer)
            make_way(pending)
            private_file(pending).write_text(path.name, encoding="utf-8")
            sync(pending)
            pending.replace(pointer)
            if os.name == "posix":  # elsewhere a folder cannot be opened
                sync(self.folder)
        except OSError as error:
            raise _unusable(path, error) from error

    def sweep(self, *, old: bool = True) -> None:
        """Remove what killed writers and readers left, and with ``old`` generations that are no longer in force.

        Those held by readers stay; without a pointer that is good, so do all that are whole.
        """
        in_force = self._in_force()
        for path in self.newest_first():
            if path.name == in_force or self._is_read(path):
                continue
            if not (path / SEAL).is_file() or (old and in_force is not None):
                shutil.rmtree(path, ignore_errors=True)
        self._sweep_views()

    def in_use(self) -> bool:
        """Tell whether a living reader holds any generation."""
        return any(self._is_read(path) for path in self.newest_first())

    @contextmanager
    def writing(self, *, wait_s: float = 0) -> Iterator[None]:
        """Hold the writer's lock; raise Busy when another process holds it for ``wait_s`` seconds."""
        lock = self.folder / "writer.lock"
        try:
            private_folder(self.folder)
            make_way(lock)
            held = FileLock(lock, mode=0o600)
            held.acquire(timeout=wait_s)
        except Timeout as error:
            raise Busy(
                f"Another process is writing to the shelf in {self.folder}. Wait until it has finished and try again."
            ) from error
        except OSError as error:
            raise _unusable(self.folder, error) from error
        try:
            yield
        finally:
            held.release()

    def written_now(self) -> bool:
        """Tell whether somebody, such as another process, holds the writer's lock."""
        try:
            with self.writing():
                return False
        except Busy:
            return True
        except IndexUnavailable:  # a folder that nobody can write to
            return False

    def _pointed(self) -> str | None:
        try:
            return (self.folder / _POINTER).read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _misled(self.folder / _POINTER, error) from error

    def _in_force(self) -> str | None:
        """Return the name of the generation in force, None when there is none or the pointer is damaged."""
        try:
            return path.name if (path := self.current()) else None
        except IndexUnavailable:
            return None

    def _is_read(self, path: Path) -> bool:
        """Tell whether a living reader holds ``path``; what dead ones left behind is removed."""
        return bool([mark for mark in self.folder.glob(f"{path.name}{_READING}*") if not _is_dead(mark)])

    def _sweep_views(self) -> None:
        """Remove the copies of readers that were killed."""
        for view in self.folder.glob(f"{_VIEW}*"):
            name, _, mark = view.name.removeprefix(_VIEW).rpartition("-")
            if _is_dead(self.folder / f"{name}{_READING}{mark}"):
                shutil.rmtree(view, ignore_errors=True)


def _is_dead(mark: Path) -> bool:
    """Tell whether no living reader holds the file ``mark``, as far as can be told; that of a dead one is removed."""
    lock = FileLock(mark)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return False
    lock.release()
    mark.unlink(missing_ok=True)
    return True


def _misled(pointer: Path, why: object) -> IndexUnavailable:
    return IndexUnavailable(
        f"The pointer {pointer} does not name an index ({why}). The papers are safe; "
        "rebuild the index from them with: paper-assistant index --rebuild"
    )


def _unusable(path: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The index folder {path} cannot be read or written ({reason(error)}). "
        "Check that it is yours, is writable and has room, or set ASSISTANT_HOME to another folder."
    )
