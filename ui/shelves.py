"""Other shelves of the same home, asked by their names beside the one that is served."""

from __future__ import annotations

import threading
from collections import OrderedDict

from assistant import Assistant, SettingsError, list_shelves

from .opening import AssistantHolder

MOST_OPEN = 8  # beside the one that is served; the one asked longest ago is closed for a further one


class NoShelf(SettingsError):
    """There is no shelf of this name."""


class Shelves:
    """Opens a shelf when it is first asked for; safe for many threads."""

    def __init__(self, holder: AssistantHolder) -> None:
        self._holder = holder
        self._opened: OrderedDict[str, AssistantHolder] = OrderedDict()
        self._lock = threading.Lock()

    def names(self) -> tuple[str, ...]:
        """Return the names of the other shelves; none where the model runs in here, which serves one shelf."""
        settings = self._holder.assistant.settings
        if settings.local_model:
            return ()
        return tuple(shelf.name for shelf in list_shelves(settings) if shelf.name != settings.shelf)

    def holder(self, name: str) -> AssistantHolder:
        """Return the holder of the shelf ``name``. Raises NoShelf, which names those that there are."""
        settings = self._holder.assistant.settings
        if name == settings.shelf:
            return self._holder
        names = self.names()
        if name not in names:
            known = ", ".join((settings.shelf, *names))
            raise NoShelf(f"There is no shelf {name[:60]!r}; there are {known}.")
        with self._lock:
            if name not in self._opened:
                opened_with = self._holder.assistant.opened_with
                self._opened[name] = AssistantHolder(Assistant(opened_with.replace(shelf=name, create=False)))
            self._opened.move_to_end(name)
            while len(self._opened) > MOST_OPEN:
                self._opened.popitem(last=False)[1].close()
            return self._opened[name]

    def close(self) -> None:
        """Close all that were opened."""
        with self._lock:
            while self._opened:
                self._opened.popitem()[1].close()
