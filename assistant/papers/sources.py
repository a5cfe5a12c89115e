"""Bring in the bytes of a file, a folder or standard input, gzip unpacked, within the limits."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assistant.errors import PapersError
from assistant.papers.limits import Limits
from assistant.papers.record import Rejected

_GZIP = b"\x1f\x8b"
_PIECE = 1024 * 1024  # bytes unpacked at a time, between two looks at the limits


@dataclass(frozen=True, slots=True)
class Source:
    """The unpacked bytes of one file, and the name to call it by in messages."""

    name: str
    data: bytes


def read_source(path: Path, limits: Limits) -> Source:
    """Read one file. Raises PapersError when it is missing, unreadable, no regular file or too large."""
    try:
        if path.exists() and not path.is_file():
            raise PapersError(
                f"{path.name} is neither a file nor a folder. Give a file of papers or a folder of them."
            )
        with path.open("rb") as stream:
            return Source(path.name, unpack(_at_most(stream, path.name, limits), path.name, limits))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path itself
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PapersError(f"{path} cannot be read: {reason}. Check the path and its permissions.") from error


def read_stdin(limits: Limits) -> Source:
    """Read standard input to its end."""
    return Source(
        "standard input",
        unpack(_at_most(sys.stdin.buffer, "standard input", limits), "standard input", limits),
    )


def read_folder(folder: Path, limits: Limits) -> Iterator[Source | Rejected]:
    """Yield the files below ``folder`` by name, hidden ones and links left out; unreadable ones are rejected.

    Raises PapersError when there are more files, or more bytes in all, than allowed.
    """
    total = 0
    for path in _files(folder, limits):
        name = path.relative_to(folder).as_posix()
        try:
            source = Source(name, read_source(path, limits).data)
        except PapersError as error:
            yield Rejected(name, str(error))
            continue
        total += len(source.data)
        limits.check_unpacked(total, f"the folder {folder.name}")
        yield source


def is_zip(data: bytes) -> bool:
    """Tell whether a file is a zip archive, a workbook of Excel's included."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_zip(source: Source, limits: Limits) -> Iterator[Source | Rejected]:
    """Yield the files of a zip archive by name, without unpacking any to the disk; encrypted ones are rejected.

    Raises PapersError for a broken archive, or more files or bytes in all than allowed.
    """
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            inside = [member for member in archive.infolist() if _wanted(member)]
            if len(inside) > limits.files:
                raise PapersError(
                    f"{source.name} holds more than {limits.files:,} files, the limit of one import. Import its "
                    "parts one after the other."
                )
            for member in sorted(inside, key=lambda entry: entry.filename):
                if member.flag_bits & 1:
                    yield Rejected(
                        member.filename, "it is encrypted. Unpack the archive, and import the folder."
                    )
                    continue
                with archive.open(member) as packed:
                    data = packed.read(limits.unpacked_bytes - total + 1)
                total += len(data)
                limits.check_unpacked(total, source.name)
                yield Source(member.filename, unpack(data, member.filename, limits))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise PapersError(f"{source.name} is a broken zip archive ({error}). Pack it again.") from error


def _wanted(entry: zipfile.ZipInfo) -> bool:
    """Leave out folders, hidden files and what a Mac adds."""
    parts = entry.filename.split("/")
    return not entry.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def unpack(data: bytes, name: str, limits: Limits) -> bytes:
    """Return ``data``, unpacked when it is gzip; raise PapersError when that is broken or goes over a limit."""
    if not data.startswith(_GZIP):
        return data
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            while piece := packed.read(_PIECE):
                unpacked += piece
                limits.check_unpacked(len(unpacked), name)
                limits.check_ratio(len(unpacked), len(data), name)
    except (OSError, EOFError, zlib.error) as error:
        raise PapersError(f"{name} is broken gzip ({error}). Download or pack it again.") from error
    return bytes(unpacked)


def _at_most(stream: BinaryIO, name: str, limits: Limits) -> bytes:
    data = stream.read(limits.file_bytes + 1)
    limits.check_size(len(data), name)
    return data


def _files(folder: Path, limits: Limits) -> list[Path]:
    found: list[Path] = []
    waiting = [folder]
    while waiting:
        try:
            inside = list(waiting.pop().iterdir())
        except OSError as error:
            raise PapersError(
                f"The folder {folder} cannot be read: {error.strerror}. Check its permissions."
            ) from error
        for path in inside:
            if path.name.startswith(".") or path.is_symlink():
                continue
            if path.is_dir():
                waiting.append(path)
            elif path.is_file():
                found.append(path)
            if len(found) + len(waiting) > limits.files:
                raise PapersError(
                    f"The folder {folder.name} holds more than {limits.files:,} files, the limit of one "
                    "import. Import its parts one after the other."
                )
    return sorted(found)
