"""What the Map tab shows when it is opened."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from typing import Any

from assistant import BrowseSpec, Paper

from ..opening import AssistantHolder
from ..page.conversation import PageConversation
from ..page.layout import Parts
from .picture import Found, listed_of, map_list_html, map_svg, waiting_html, waiting_svg
from .places import ShelfMap, shelf_map

_AS_ADDED = BrowseSpec(sort="added")
# Of more papers than the first number so many, evenly picked, are drawn: more would take the browser seconds.
_ALL_UP_TO, _PICKED = 3000, 2000


class MapActions:
    """The handlers of the Map tab of one page; the last map is kept for as long as the shelf is the same."""

    def __init__(self, holder: AssistantHolder, parts: Parts) -> None:
        self._holder = holder
        self._on = parts
        self._lock = threading.Lock()
        self._key: tuple[str, ...] = ()
        self._map = ShelfMap()

    async def show(self, kept: Any, query: str = "") -> AsyncIterator[dict[Any, Any]]:
        """Draw the shelf, the papers of the last answer highlighted, and those that ``query`` finds.

        The first time an empty map comes before it, so that the browser gets ready to draw while it is made.
        """
        if not self._holder.ready:
            yield {self._on.map: "", self._on.map_list: map_list_html(ShelfMap(), ())}
            return
        if not self._map.points and self._holder.assistant.size:
            yield {self._on.map: waiting_svg(), self._on.map_list: waiting_html()}
        yield await asyncio.to_thread(self._shown, kept, query)

    def _shown(self, kept: Any, query: str) -> dict[Any, Any]:
        turns = PageConversation.read(kept).turns
        lit = {citation.paper_id for citation in turns[-1].answer.citations} if turns else set()
        ids = self._holder.assistant.select(_AS_ADDED)
        drawn = self._drawn(self._holder.assistant.papers(evenly_picked(ids)))
        found = self._found(str(query or "").strip()[:2000])
        left_out = len(ids) - len(drawn.points)
        return {
            self._on.map: map_svg(drawn, lit, found),
            self._on.map_list: map_list_html(drawn, lit, left_out, found),
        }

    def _found(self, words: str) -> Found | None:
        """Return what a search finds on the whole shelf, drawn or not; None without words."""
        if not words:
            return None
        ids = self._holder.assistant.select(BrowseSpec(query=words))
        best = self._holder.assistant.papers(listed_of(ids))
        return Found(words, ids, tuple(paper.title for paper in best))

    def _drawn(self, papers: tuple[Paper, ...]) -> ShelfMap:
        with self._lock:
            key = tuple(paper.content_hash() for paper in papers)
            if key != self._key or len(self._map.points) < len(papers):
                vectors = self._holder.assistant.vectors([paper.id for paper in papers])
                self._key, self._map = key, shelf_map(papers, vectors)
            return self._map


def evenly_picked(ids: Sequence[str]) -> Sequence[str]:
    """Return the ids of the papers that are drawn, in the order of the shelf."""
    if len(ids) <= _ALL_UP_TO:
        return ids
    return [ids[place * len(ids) // _PICKED] for place in range(_PICKED)]
