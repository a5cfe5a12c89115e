"""What a reader does to the records of a shelf: collections and tags given and taken, doubles made one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assistant.errors import PapersError
from assistant.library.library import Added, Library
from assistant.papers.merge import both
from assistant.types import Paper

_LONGEST = 200  # characters of a label
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

    Raises PapersError when it is not on the shelf, or a value does not fit its field.
    """
    if unknown := set(changed) - _EDITABLE:
        raise PapersError(
            f"Expected fields of a record ({', '.join(sorted(_EDITABLE))}), found {', '.join(sorted(unknown))}."
        )

    def edited(papers: Mapping[str, Paper]) -> tuple[Iterable[Paper], Iterable[str]]:
        if paper_id not in papers:
            raise PapersError(f"The paper {paper_id!r} is no longer on this shelf, so it cannot be changed.")
        fields = {**papers[paper_id].model_dump(), **changed}
        if not str(fields["title"]).strip():
            raise PapersError("Expected a title, found none. A paper is known by its title.")
        try:
            return [Paper.model_validate(fields)], ()
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise PapersError(f"The field {first['loc'][0]} does not fit: {first['msg']}.") from error

    return library.rewrite([paper_id], edited)


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
            else tuple(dict.fromkeys((*had, *labels)))
        )
    return paper.model_copy(update=changes)


def _filled(paper: Paper, other: Paper) -> Paper:
    changes = {name: getattr(other, name) for name in _GAPS if getattr(paper, name) in ("", (), None)}
    labels = {name: both(getattr(paper, name), getattr(other, name)) for name in ("collections", "tags")}
    return paper.model_copy(update={**changes, **labels})
