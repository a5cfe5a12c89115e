"""Read papers from files: exports of reference managers, archives and indexes, told apart by content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

from assistant.errors import PapersError
from assistant.papers.assemble import Import, assemble
from assistant.papers.limits import Limits
from assistant.papers.match_shelf import Arrivals, on_shelf
from assistant.papers.record import Record, Rejected
from assistant.types import Paper

__all__ = [
    "Arrivals",
    "Import",
    "Limits",
    "Rejected",
    "bundled_papers",
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
    from assistant.papers import detect

    known_as, entries = detect.parse(data, name, limits)
    return assemble(entries, source=name, format=known_as, limits=limits)


def _import_folder(folder: Path, limits: Limits) -> Import:
    formats: dict[str, None] = {}
    entries = _folder_entries(folder, limits, formats)
    read = assemble(entries, source=folder.name, format="folder", limits=limits)
    if not read.papers and not read.rejected:
        raise PapersError(f"The folder {folder} holds no files. Give a folder with files of papers.")
    return replace(read, format=f"folder ({', '.join(sorted(formats))})" if formats else "folder")


def _folder_entries(folder: Path, limits: Limits, formats: dict[str, None]) -> Iterator[Record | Rejected]:
    """Yield the entries of every file, the file's name in front; note the formats met in ``formats``."""
    from assistant.papers import detect, sources

    for source in sources.read_folder(folder, limits):
        if isinstance(source, Rejected):
            yield source
            continue
        try:
            known_as, entries = detect.parse(source.data, source.name, limits)
            formats[known_as] = None
            for entry in entries:
                yield replace(entry, where=f"{source.name}, {entry.where}")
        except PapersError as error:
            yield Rejected(source.name, str(error))
