"""The shelves of one home beside the one that is served: listed, opened by their names, made and removed."""

from __future__ import annotations

import threading
from collections import OrderedDict

from assistant import Listed, SettingsError, list_shelves, remove_shelf

from .opening import AssistantHolder

MOST_OPEN = 8  # beside the one that is served; of those that nobody asks, the one asked longest ago is closed
MOST_SHELVES = 200  # of one home, made on the page


class NoShelf(SettingsError):
    """There is no shelf of this name."""


class Shelves:
    """Opens a shelf when it is first asked for; safe for many threads.

    All answer with the language model of the one that is served.
    """

    def __init__(self, holder: AssistantHolder) -> None:
        self._holder = holder
        self._opened: OrderedDict[str, AssistantHolder] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def served(self) -> AssistantHolder:
        """The holder of the shelf that the server was started with."""
        return self._holder

    def listed(self) -> tuple[Listed, ...]:
        """Return the shelves of the home, the one that is served among them; none while that is being opened."""
        return list_shelves(self._holder.assistant.settings) if self._holder.ready else ()

    def names(self) -> tuple[str, ...]:
        """Return the names of the other shelves."""
        return tuple(shelf.name for shelf in self.listed() if shelf.name != self._holder.shelf)

    def holder(self, name: str) -> AssistantHolder:
        """Return the holder of the shelf ``name`` once it is open.

        Raises NoShelf, which names those that there are, and what opening it raises.
        """
        found = self.begun(name)
        found.wait()
        return found

    def begun(self, name: str) -> AssistantHolder:
        """Return the holder of the shelf ``name``, which may still be opening it. Raises NoShelf.

        While the served one is being opened, no other can be, so that it stands for all.
        """
        if not name or not self._holder.ready or name == self._holder.shelf:
            return self._holder
        with self._lock:
            if name not in self._opened or self._opened[name].error is not None:
                names = self.names()
                if name not in names:
                    known = ", ".join((self._holder.shelf, *names))
                    raise NoShelf(f"There is no shelf {name[:60]!r}; there are {known}.")
                self._open(name, create=False)
            self._opened.move_to_end(name)
            return self._opened[name]

    def make(self, name: str) -> AssistantHolder:
        """Make the shelf ``name``, empty, and return its holder. Raises SettingsError for one that cannot be."""
        with self._lock:  # two who make the same one at once get one
            taken = {shelf.name.casefold() for shelf in self.listed()}
            opening = {each.casefold() for each, holder in self._opened.items() if holder.error is None}
            if name.casefold() in taken | opening:
                raise SettingsError(
                    f"There is a shelf {name} already. Choose it in the menu, or another name."
                )
            if len(taken | opening) >= MOST_SHELVES:
                raise SettingsError(
                    f"There are {MOST_SHELVES} shelves, which is the limit. Remove one first."
                )
            made = self._open(name, create=True)
        made.wait()
        return made

    def remove(self, name: str) -> int:
        """Remove the shelf ``name`` and return how many papers it held.

        Raises SettingsError for the one that is served, and for one that is in use; NoShelf.
        """
        settings = self._holder.assistant.settings
        if name == settings.shelf:
            raise SettingsError(
                f"The server was started with the shelf {name}, so it cannot be removed here. Start it with another "
                f"one, and use: paper-assistant shelves --remove {name}"
            )
        with self._lock:
            if name not in self.names():
                raise NoShelf(f"There is no shelf {name[:60]!r} any more.")
            opened = self._opened.get(name)
            if opened is not None and opened.busy:
                raise SettingsError(
                    "This shelf is in use: a question, a table or a change is under way. Try again when that has ended."
                )
            if opened is not None:
                self._opened.pop(name).close()
            return remove_shelf(settings.replace(shelf=name))

    def close(self) -> None:
        """Close all that were opened."""
        with self._lock:
            while self._opened:
                self._opened.popitem()[1].close()

    def _open(self, name: str, *, create: bool) -> AssistantHolder:
        main = self._holder.assistant
        settings = main.settings.replace(shelf=name, create=create)
        holder = AssistantHolder.opening(settings, lambda: None, beside=main)
        holder.served, holder.may_fetch = self._holder, self._holder.may_fetch
        self._opened[name] = holder
        idle = [key for key, each in self._opened.items() if not each.busy and key != name]
        for key in idle[: max(0, len(self._opened) - MOST_OPEN)]:
            self._opened.pop(key).close()
        return holder
