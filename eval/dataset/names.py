"""The titles and ids of a shelf, for finding the papers that a case names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from assistant import Paper
from eval.dataset.nodes import Problems


class Names:
    """Titles (case and white space do not matter) and ids of a shelf."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._ids: dict[str, str] = {}
        self._titles: dict[str, list[str]] = {}
        self._shown: dict[str, str] = {}
        for paper in papers:
            self._ids[paper.id] = paper.id
            self._titles.setdefault(_plain(paper.title), []).append(paper.id)
            self._shown[_plain(paper.title)] = paper.title

    def id_of(self, name: str, line: int, problems: Problems) -> str:
        if name in self._ids:
            return name
        found = self._titles.get(_plain(name), [])
        if len(found) == 1:
            return found[0]
        if found:
            problems.add(line, f"{len(found)} papers are called {name!r}; give an id: {', '.join(found)}")
            return name
        close = get_close_matches(_plain(name), list(self._shown), n=1)
        near = get_close_matches(name, list(self._ids), n=1, cutoff=0.75)
        hint = f"; did you mean {(self._shown[close[0]] if close else near[0])!r}?" if close or near else ""
        problems.add(line, f"no paper on the shelf has the title or id {name!r}{hint}")
        return name


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
