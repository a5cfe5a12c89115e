"""Immutable generations of an index in one folder, a pointer to the one in force, and a writer's lock.

Chroma's embedded store must not be written while another process reads it. So an index is never changed:
a new generation is made beside it, and a small pointer file is replaced when it is whole. A crash leaves
the old generation in force, and the half-made one is swept away by the next writer. A reader holds the
generation that it reads by a locked file beside it, which the operating system unlocks if the reader dies.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from filelock import BaseFileLock, FileLock, Timeout

from assistant.errors import IndexUnavailable

_POINTER = "current"
_READING = ".reading-"


class Busy(IndexUnavailable):
    """Another process is writing."""


@dataclass(frozen=True, slots=True)
class Held:
    """A generation that no writer removes until ``release`` is called."""

    path: Path
    lock: BaseFileLock

    def release(self) -> None:
        """Let writers remove the generation when it is no longer in force."""
        self.lock.release()
        Path(self.lock.lock_file).unlink(missing_ok=True)


class Generations:
    """The generations ``g-000001``, ``g-000002``, ... of the index in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """Return the folder of the generation in force, None before the first."""
        name = self._pointed()
        if name is None:
            return None
        path = self.folder / name
        if not name.startswith("g-") or "/" in name or not path.is_dir():
            raise IndexUnavailable(
                f"The pointer {self.folder / _POINTER} does not name an index. The papers are safe; "
                "rebuild the index from them with: paper-assistant index --rebuild"
            )
        return path

    def hold(self) -> Held | None:
        """Hold the generation in force, None before the first."""
        while (path := self.current()) is not None:
            # Answers borrow and give back in different threads.
            lock = FileLock(self.folder / f"{path.name}{_READING}{uuid4().hex}", thread_local=False)
            try:
                lock.acquire()
            except OSError as error:
                raise _unusable(self.folder, error) from error
            held = Held(path, lock)
            # A writer reads the pointer first and looks for readers then; so this one will be seen.
            if self.current() == path:
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
            if self._pointed() != path.name:
                shutil.rmtree(path, ignore_errors=True)

    def begin(self, base: Path | None, shared: Collection[str] = ()) -> Path:
        """Make the folder of the next generation, a copy of ``base`` where one is given.

        Files and folders named in ``shared`` are linked, where the file system can: they may be replaced in
        the new generation, but not written to.
        """
        numbers = [int(path.name[2:]) for path in self._all() if path.name[2:].isdigit()]
        path = self.folder / f"g-{max(numbers, default=0) + 1:06d}"
        try:
            if base is None:
                path.mkdir(parents=True)
            else:
                shutil.copytree(base, path, ignore=lambda folder, names: _top(base, folder, shared))
                for name in shared:
                    _link(base / name, path / name)
        except OSError as error:
            raise _unusable(path, error) from error
        return path

    def publish(self, path: Path) -> None:
        """Put the finished generation ``path`` in force, durably and all at once."""
        try:
            for file in path.rglob("*"):
                if file.is_file():
                    _sync(file)
            pending = self.folder / f"{_POINTER}.new"
            pending.write_text(path.name, encoding="utf-8")
            _sync(pending)
            pending.replace(self.folder / _POINTER)
            if os.name == "posix":  # elsewhere a folder cannot be opened
                _sync(self.folder)
        except OSError as error:
            raise _unusable(path, error) from error

    def sweep(self) -> None:
        """Remove leftovers of killed writers and old generations; the one in force and those held by readers stay."""
        in_force = self._pointed()
        for path in self._all():
            if path.name != in_force and not self._is_read(path):
                shutil.rmtree(path, ignore_errors=True)

    def in_use(self) -> bool:
        """Tell whether a living reader holds any generation."""
        return any(self._is_read(path) for path in self._all())

    @contextmanager
    def writing(self, *, wait_s: float = 0) -> Iterator[None]:
        """Hold the writer's lock; raise Busy when another process holds it for ``wait_s`` seconds."""
        lock = self.folder / "writer.lock"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            held = FileLock(lock)
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

    def _pointed(self) -> str | None:
        try:
            return (self.folder / _POINTER).read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(self.folder, error) from error

    def _is_read(self, path: Path) -> bool:
        """Tell whether a living reader holds ``path``; what dead ones left behind is removed."""
        for left in self.folder.glob(f"{path.name}{_READING}*"):
            lock = FileLock(left)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                return True
            lock.release()
            left.unlink(missing_ok=True)
        return False

    def _all(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("g-*") if path.is_dir())


def _top(base: Path, folder: str, names: Collection[str]) -> Collection[str]:
    return names if Path(folder) == base else ()


def _link(source: Path, target: Path) -> None:
    """Link a file, or the files of a folder, to ``target``; copy them where there are no links."""
    if source.is_dir():
        target.mkdir()
        for inside in source.iterdir():
            _link(inside, target / inside.name)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unusable(path: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The index folder {path} cannot be read or written ({error}). "
        "Check that it is yours, is writable and has room, or set ASSISTANT_HOME to another folder."
    )
