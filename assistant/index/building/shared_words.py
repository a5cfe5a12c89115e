"""The words of a shelf on a Chroma server, taken over by one app and given by another: no app cuts all papers anew.

The server keeps a base (``words.package``) and the papers that it was made of. Each app brings it up to the papers of
now by itself, which cuts into stems what changed since. So it need not be sent with each change: only when more lies
beside it than an index would leave there.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import IndexUnavailable
from assistant.index.generations import Busy
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.index.vectors.server_words import SetNamed
from assistant.index.words.checked import check_base
from assistant.index.words.package import (
    BadWords,
    WordSet,
    describe,
    differing,
    longest_description,
    parts_of,
    read_description,
    stemmed_by,
    write_parts,
)
from assistant.index.words.update import WORD_FOLDERS, base_papers, clear_words, most_beside

_ARRIVING = "arriving"
# A set may be replaced while it is read; then the next one is.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What is left to do: the papers whose words are still to be cut, None for all.

    ``damage`` says what is wrong with the words on the server; they are ``missing`` where it has none.
    """

    changed: frozenset[str] | None
    damage: str = ""
    missing: bool = False


def take_words(
    server: ServerShelf, folder: Path, want: Mapping[str, str], changed: frozenset[str] | None
) -> Taken:
    """Put the words that the server keeps into ``folder`` where that spares cutting most of ``changed`` papers.

    ``want`` maps the ids of all papers, in order, to their content hashes; ``changed`` are those in which the words in
    ``folder`` differ from them, None when it has none. Raises IndexUnavailable when the server cannot be used, and
    OSError. Words that are damaged there are left.
    """
    here = len(want) if changed is None else len(changed)
    if not here or (changed is not None and here <= most_beside(len(want))):
        return Taken(changed)
    for last in range(_TRIES):
        named = None
        try:
            named, described = _description(server, len(want))
            if named is None or described is None or 2 * len(left := differing(described, want)) > here:
                return Taken(changed, missing=named is None)
            _fetch(server, named, described, folder)
            return Taken(left)
        except BadWords as error:
            if last + 1 < _TRIES and named and _in_force(server) not in (named, None):
                continue
            return Taken(changed, str(error))
        finally:
            shutil.rmtree(folder / _ARRIVING, ignore_errors=True)
    raise AssertionError("the last try returns")


def give_words(
    server: ServerShelf | None, folder: Path, want: Mapping[str, str], found: Taken | None
) -> tuple[str, ...]:
    """Have the server keep the base in ``folder`` where its own is missing, too old, or damaged, as was ``found``.

    There may be no server, and None ``found`` where the words did not change.

    Who holds the writer's lock does so; what is missing or damaged is made good by everyone who can have the lock.
    Return what a user should know. Raises Busy when the lock was taken by another app meanwhile.
    """
    if server is None or found is None or not (server.is_writing or found.damage or found.missing):
        return ()
    damage, mended = found.damage, False
    try:
        with ExitStack() as held:
            if not server.is_writing:
                held.enter_context(server.writing())
            mine = [(key, want[key] if counts else "") for key, counts in base_papers(folder)]
            if mine and (damage or _too_old(server, mine, want)):
                _send(server, folder, describe(folder, mine))
                mended = bool(damage)
    except Busy:
        if server.is_writing:
            raise
    except (IndexUnavailable, OSError) as error:
        return (
            f"The index of words could not be kept on {server.url} ({error}), so each app makes its own. "
            "It is tried again when papers are added.",
        )
    if not damage:
        return ()
    note = f"The index of words on {server.url} was damaged ({damage}), so it was made here from the papers"
    return (f"{note}, and is there again." if mended else f"{note}.",)


def _description(server: ServerShelf, papers: int) -> tuple[SetNamed | None, WordSet | None]:
    """Return the set in force and its description, as far as there is one that can be used here. Raises BadWords."""
    named = server.words.in_force()
    if named is None or named.made_by != stemmed_by():
        return named, None
    if named.description_size > longest_description(papers):
        raise BadWords(f"a description of {named.description_size:,} bytes is too long for {papers:,} papers")
    content = b"".join(server.words.read(named.name, "told", named.description_size))
    return named, read_description(content, named.name)


def _in_force(server: ServerShelf) -> SetNamed | None:
    try:
        return server.words.in_force()
    except BadWords:
        return None


def _fetch(server: ServerShelf, named: SetNamed, described: WordSet, folder: Path) -> None:
    """Put a set into ``folder`` in place of the words there, once all of it has come and is in order."""
    arriving = folder / _ARRIVING
    if shutil.disk_usage(folder).free < described.size:
        raise OSError(f"{described.size:,} bytes of words do not fit on the disk")
    write_parts(server.words.read(named.name, "files", described.size), described, arriving)
    check_base(arriving, [key for key, _ in described.papers])
    clear_words(folder)
    for name in WORD_FOLDERS:
        if (arriving / name).is_dir():
            (arriving / name).rename(folder / name)


def _too_old(server: ServerShelf, mine: list[tuple[str, str]], want: Mapping[str, str]) -> bool:
    """Whether more lies beside the server's words than an index would leave there, and twice what beside ``mine``."""
    try:
        _, described = _description(server, len(want))
    except BadWords:
        return True
    if described is None:
        return True
    there = len(differing(described, want))
    here = len(differing(WordSet(papers=tuple(mine), files={}), want))
    return there > most_beside(len(described.papers)) and 2 * here <= there


def _send(server: ServerShelf, folder: Path, described: WordSet) -> None:
    content = described.content()
    server.words.write(
        SetNamed(described.name, len(content), stemmed_by()), content, parts_of(folder), server.beat
    )
