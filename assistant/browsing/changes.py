"""What a reader does to the records of a shelf: collections and tags given and taken, doubles made one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assistant.errors import PapersError
from assistant.library.library import Added, Library
from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.limits import Limits
from assistant.papers.merge import both
from assistant.types import Paper

_LONGEST = 200  # characters of a label
_MOST = 200  # labels of one kind on a paper
_YEARS = range(1000, 2101)
_LIMITS = Limits()
_EDITABLE = frozenset(("title", "abstract", "authors", "year", "url", "venue", "collections", "tags"))
_GAPS = ("abstract", "authors", "year", "url", "venue")


def label(
    library: Library,
    ids: Sequence[str],
    *,
    collections: Sequence[str],
    tags: Sequence[str],
    remove: bool,
) -> Added:
    """Put papers into ``collections`` and give them ``tags``, or take them out with ``remove``; all or nothing.

    Vectors stay as they are. Raises PapersError for a label that is empty or too long, IndexUnavailable.
    """
    wanted = {"collections": checked(collections), "tags": checked(tags)}

    def relabelled(papers: Mapping[str, Paper]) -> tuple[Iterable[Paper], Iterable[str]]:
        return [_labelled(paper, wanted, remove=remove) for paper in papers.values()], ()

    return library.rewrite(ids, relabelled)


def edit(library: Library, paper_id: str, changed: Mapping[str, Any]) -> Added:
    """Set fields of one paper; its vectors stay unless its title or abstract changes.

    What is new is held to what imports are held to. Raises PapersError when it is not on the shelf, or a value does not
    fit its field.
    """
    if unknown := set(changed) - _EDITABLE:
        raise PapersError(
            f"Expected fields of a record ({', '.join(sorted(_EDITABLE))}), found {', '.join(sorted(unknown))}."
        )

    def edited(papers: Mapping[str, Paper]) -> tuple[Iterable[Paper], Iterable[str]]:
        if paper_id not in papers:
            raise PapersError(f"The paper {paper_id!r} is no longer on this shelf, so it cannot be changed.")
        before = papers[paper_id]
        new = {name: value for name, value in changed.items() if value != getattr(before, name)}
        try:
            paper = Paper.model_validate({**before.model_dump(), **new})
            return [paper.model_copy(update={name: _fitting(name, getattr(paper, name)) for name in new})], ()
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise PapersError(f"The field {first['loc'][0]} does not fit: {first['msg']}.") from error

    return library.rewrite([paper_id], edited)


def _fitting(name: str, value: Any) -> Any:
    """Return a field's new value as an import would have it. Raises PapersError for one that no import would take."""
    if name in ("collections", "tags"):
        return _few(checked(value), name)
    if name == "year":
        if value is not None and value not in _YEARS:
            raise PapersError(f"Expected a year from {_YEARS[0]} to {_YEARS[-1]}, found {value}.")
        return value
    if name == "url":
        return _address(value) if value else None
    if name == "authors":
        names = tuple(each for author in value if (each := clean.tidy(author)))
        _short(name, sum(map(len, names)), _LIMITS.abstract_chars)
        return names
    text = clean.tidy(value or "")
    _short(name, len(text), _LIMITS.abstract_chars if name == "abstract" else _LIMITS.title_chars)
    if name == "title" and not text:
        raise PapersError("Expected a title, found none. A paper is known by its title.")
    return text or (None if name == "venue" else "")


def _address(value: str) -> str:
    """Return the address of a page: of http or https, or that of a DOI or arXiv id."""
    if url := clean.address(value):
        return url
    if doi := ids.doi(value):
        return f"https://doi.org/{doi}"
    if arxiv := ids.arxiv_id(value):
        return f"https://arxiv.org/abs/{arxiv}"
    raise PapersError(
        f"Expected an address that begins with https:// or http://, found “{value[:80]}”. Leave it empty if there is "
        "none."
    )


def _short(name: str, length: int, most: int) -> None:
    if length > most:
        raise PapersError(f"The {name} of a paper takes {most:,} characters, found {length:,}. Shorten it.")


def _few(labels: tuple[str, ...], name: str) -> tuple[str, ...]:
    if len(labels) > _MOST:
        raise PapersError(f"A paper takes {_MOST} {name}, found {len(labels):,}. Take some away first.")
    return labels


def merge(library: Library, ids: Sequence[str]) -> Added:
    """Make one paper of several: the first keeps what it has, and gaps are filled from the others, which leave.

    Collections and tags of all are kept. Raises PapersError when fewer than two of ``ids`` are on the shelf.
    """

    def merged(papers: Mapping[str, Paper]) -> tuple[Iterable[Paper], Iterable[str]]:
        if len(papers) < 2:
            raise PapersError(
                f"Expected two or more papers of this shelf to merge, found {len(papers)}. Look for doubles again."
            )
        first, *others = papers.values()
        for other in others:
            first = _filled(first, other)
        return [first], [other.id for other in others]

    return library.rewrite(list(dict.fromkeys(ids)), merged)


def checked(labels: Sequence[str]) -> tuple[str, ...]:
    """Return labels without outer spaces. Raises PapersError for one that is empty, too long or has lines."""
    found = tuple(dict.fromkeys(" ".join(each.split()) for each in labels))
    for each in found:
        if not each or len(each) > _LONGEST or not each.isprintable():
            raise PapersError(
                f"Expected the name of a collection or tag to be 1 to {_LONGEST} characters on one line, found "
                f"{len(each)}. Write another."
            )
    return found


def _labelled(paper: Paper, wanted: Mapping[str, tuple[str, ...]], *, remove: bool) -> Paper:
    changes = {}
    for field, labels in wanted.items():
        had: tuple[str, ...] = getattr(paper, field)
        changes[field] = (
            tuple(each for each in had if each not in labels)
            if remove
            else _few(tuple(dict.fromkeys((*had, *labels))), field)
        )
    return paper.model_copy(update=changes)


def _filled(paper: Paper, other: Paper) -> Paper:
    changes = {name: getattr(other, name) for name in _GAPS if getattr(paper, name) in ("", (), None)}
    labels = {name: both(getattr(paper, name), getattr(other, name)) for name in ("collections", "tags")}
    return paper.model_copy(update={**changes, **labels})
