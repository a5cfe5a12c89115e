"""What adding papers would do to a shelf, told without opening or making it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.errors import PapersError
from assistant.library.admin import list_shelves, shelf_papers
from assistant.library.library import Added
from assistant.papers import bundled_papers
from assistant.settings import Settings
from assistant.types import Paper


def shelf_before(settings: Settings) -> dict[str, Paper]:
    """Return by id the papers that the settings' shelf holds, or begins with where it is not there yet.

    Raises IndexUnavailable when it cannot be read.
    """
    if not settings.chroma_url and settings.shelf not in {each.name for each in list_shelves(settings)}:
        return {paper.id: paper for paper in bundled_papers()} if settings.shelf == "papers" else {}
    try:
        return {paper.id: paper for paper in shelf_papers(settings)}
    except PapersError:  # a Chroma server that has no such collection yet
        return {}


def would_add(shelf: Mapping[str, Paper], papers: Iterable[Paper], *, replace: bool) -> Added:
    """Return what adding ``papers`` to ``shelf`` would do, as ``Library.add`` tells it."""
    incoming = {paper.id: paper for paper in papers}
    changed = {key for key, paper in incoming.items() if key not in shelf or shelf[key] != paper}
    return Added(
        added=tuple(key for key in incoming if key not in shelf),
        updated=tuple(key for key in incoming if key in shelf and key in changed),
        unchanged=tuple(key for key in incoming if key not in changed),
        removed=tuple(key for key in shelf if replace and key not in incoming),
    )
