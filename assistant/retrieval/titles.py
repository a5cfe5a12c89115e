"""A title -> the papers that bear it, and not those whose longer titles hold its words."""

from __future__ import annotations

import json

from assistant.index.snapshot import Index
from assistant.index.words.bm25 import stems
from assistant.retrieval.quotes import plain_title

_READ = 1000  # papers whose titles are read in full; of more only those that have the title to the letter


def titled(title: str, index: Index) -> list[str]:
    """Return the ids of all papers that bear ``title``, in the order of the shelf."""
    wanted = plain_title(title)
    rows: frozenset[int] | None = None
    for stem in dict.fromkeys(stems(title)):
        held = index.by_paper.holders(stem)
        rows = held if rows is None else rows & held
    if not rows:
        return []
    ids = index.by_paper.ids(rows)
    written = json.dumps(title, ensure_ascii=False)[1:-1]
    likes = [f'%"title":"{written}{end}"%' for end in ("", "_")] if len(ids) > _READ else []
    bear = {key for key, held, _ in index.papers.texts(ids, likes) if plain_title(held) == wanted}
    return [key for key in ids if key in bear]
