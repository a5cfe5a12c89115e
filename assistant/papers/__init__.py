"""Read papers from files: exports of reference managers, archives and indexes, told apart by content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import PapersError
from assistant.papers.assemble import Import, assemble
from assistant.papers.limits import Limits
from assistant.papers.match_shelf import Arrivals, on_shelf
from assistant.papers.record import Record, Rejected
from assistant.papers.report import FileReport, file_reports
from assistant.types import Paper

if TYPE_CHECKING:
    from assistant.papers.sources import Source

__all__ = [
    "Arrivals",
    "FileReport",
    "Import",
    "Limits",
    "Rejected",
    "bundled_papers",
    "file_reports",
    "on_shelf",
    "read_bytes",
    "read_papers",
]

_DEFAULT = Limits()


def read_papers(path: Path | str, *, limits: Limits = _DEFAULT) -> Import:
    """Read the papers of a file, of every file in a folder, or of standard input (``-``).

    The format is told by content; gzip is unpacked. Entries that cannot be used are in ``rejected``.
    Raises PapersError when a file cannot be read at all or goes over a limit; in a folder such a file
    is rejected, and the others are read.
    """
    from assistant.papers import sources

    if not str(path).strip():
        raise PapersError(
            "The path is empty. Give a file of papers, a folder of them, or - for standard input."
        )
    if str(path) == "-":
        source = sources.read_stdin(limits)
        return _import_file(source.data, source.name, limits)
    path = Path(path)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise PapersError(f"{str(path)!r} is no usable path: {error}. Give a file or a folder.") from error
    if is_folder:
        return _import_folder(path, limits)
    source = sources.read_source(path, limits)
    return _import_file(source.data, source.name, limits)


def read_bytes(data: bytes, name: str, *, limits: Limits = _DEFAULT) -> Import:
    """Read the papers of a file's bytes; called ``name`` in messages. Raises like ``read_papers``."""
    from assistant.papers import sources

    limits.check_size(len(data), name)
    return _import_file(sources.unpack(data, name, limits), name, limits)


def bundled_papers() -> tuple[Paper, ...]:
    """Return the 38 papers that come with the product, from a Hugging Face papers page on language models."""
    data = resources.files("assistant").joinpath("data/seed_papers.jsonl").read_bytes()
    return _import_file(data, "the bundled papers", _DEFAULT).papers


def _import_file(data: bytes, name: str, limits: Limits) -> Import:
    from assistant.papers import detect, sources
    from assistant.papers.formats import xlsx

    if sources.is_zip(data):
        if xlsx.looks_like(data):
            return assemble(xlsx.read(data, name, limits), source=name, format="workbook", limits=limits)
        return _import_many(sources.read_zip(sources.Source(name, data), limits), name, "zip archive", limits)
    known_as, entries = detect.parse(data, name, limits)
    return assemble(entries, source=name, format=known_as, limits=limits)


def _import_folder(folder: Path, limits: Limits) -> Import:
    from assistant.papers import sources

    return _import_many(sources.read_folder(folder, limits), folder.name, "folder", limits)


def _import_many(files: Iterable[Source | Rejected], name: str, kind: str, limits: Limits) -> Import:
    """Read the files of a folder or an archive as one import."""
    formats: dict[str, str] = {}
    read = assemble(_entries(files, limits, formats), source=name, format=kind, limits=limits)
    if not read.papers and not read.rejected:
        raise PapersError(f"The {kind} {name} holds no files. Expected files of papers in it.")
    known = sorted({*formats.values()})
    return replace(
        read, format=f"{kind} ({', '.join(known)})" if known else kind, files=tuple(formats.items())
    )


def _entries(
    files: Iterable[Source | Rejected], limits: Limits, formats: dict[str, str]
) -> Iterator[Record | Rejected]:
    """Yield the entries of every file, the file's name in front; note each file's format in ``formats``."""
    from assistant.papers import detect

    for source in files:
        if isinstance(source, Rejected):
            yield source
            continue
        try:
            known_as, entries = detect.parse(source.data, source.name, limits)
            formats[source.name] = known_as
            for entry in entries:
                yield replace(entry, where=f"{source.name}, {entry.where}", file=source.name)
        except PapersError as error:
            yield Rejected(source.name, str(error), source.name)
