"""What a parser hands on: an entry as its source gives it, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Paper


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry that was not used: ``where`` it stands (say "entry 4 (key foo2020)") and the ``reason``.

    ``file`` is set where the entry is of one of several files.
    """

    where: str
    reason: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """An entry that turned out to be a paper that another entry, or the shelf, gives already."""

    where: str
    title: str
    into: str  # where the other entry stands, or its id on the shelf
    file: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A part of an entry that was left out: a field that cannot be used, or a publisher's line."""

    where: str
    what: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry, cleaned but not yet named or merged.

    ``doi`` (lower case, without resolver) and ``arxiv`` (without version) show the same paper in two
    sources; ``own_id`` is a readable id that the source itself gives. ``keep_id`` marks entries of our own
    format, whose id is kept whatever it is and which are never merged with one another. ``dropped`` names what the
    source gives and cannot be used, for the report. ``collections`` and ``tags`` are None where the source keeps no
    such thing, () where it says that there are none. ``paper`` is what our own format gives whole.
    """

    where: str
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    url: str | None = None
    venue: str | None = None
    source: str = ""
    doi: str | None = None
    arxiv: str | None = None
    own_id: str | None = None
    keep_id: bool = False
    dropped: tuple[str, ...] = ()
    collections: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    file: str = ""
    paper: Paper | None = None
