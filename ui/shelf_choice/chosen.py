"""One holder for the whole page that stands for the shelf which the reader who asks is on."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from gradio.context import LocalContext

from assistant import Assistant

from ..opening import AssistantHolder
from ..shelves import NoShelf, Shelves

_LONGEST_NAME = 60  # characters; no shelf has a longer one
_MOST_SESSIONS = 10_000  # pages that are open; the one that asked longest ago is forgotten first


def _of_shelf(name: str) -> Any:
    """Return an attribute that is the one of the shelf which the reader is on."""
    return property(
        lambda self: getattr(self.here, name), lambda self, value: setattr(self.here, name, value)
    )


class ChosenHolder(AssistantHolder):
    """Stands for another shelf to each open page: the one that it followed last, at first the one that is served.

    Only within an event of the page is it known who asks; ``here`` is what other threads must be given.
    """

    stage: Any = _of_shelf("stage")
    error: Any = _of_shelf("error")
    may_fetch: Any = _of_shelf("may_fetch")
    closing: Any = _of_shelf("closing")
    answering: Any = _of_shelf("answering")
    using: Any = _of_shelf("using")
    busy: Any = _of_shelf("busy")
    ready: Any = _of_shelf("ready")
    indexing: Any = _of_shelf("indexing")

    def __init__(self, shelves: Shelves) -> None:
        self.shelves = shelves
        self._of_session: OrderedDict[str, str] = OrderedDict()

    @property
    def here(self) -> AssistantHolder:
        """The holder of the reader's shelf; of one that is not there any more, one that holds the error."""
        try:
            return self.shelves.begun(self._name)
        except NoShelf as error:
            gone = AssistantHolder()
            gone.error, gone.may_fetch = error, self.shelves.served.may_fetch
            return gone

    @property
    def assistant(self) -> Assistant:
        """The assistant of the reader's shelf; raises AssistantError while there is none."""
        return self.here.assistant

    @property
    def shelf(self) -> str:
        """The name of the reader's shelf, whether it is there or not."""
        return self._name or self.shelves.served.shelf

    def follow(self, shelf: str) -> None:
        """Be on ``shelf`` from now on, in the page that asks; "" changes nothing."""
        session = _session()
        if not session or not shelf:
            return
        self._of_session[session] = shelf[:_LONGEST_NAME]
        self._of_session.move_to_end(session)
        while len(self._of_session) > _MOST_SESSIONS:
            self._of_session.popitem(last=False)

    def wait(self) -> Assistant:
        """Return the assistant once it is open."""
        return self.here.wait()

    def at_work(self) -> Any:
        """Count an answer that is being given."""
        return self.here.at_work()

    def in_use(self) -> Any:
        """Count work that needs the shelf open."""
        return self.here.in_use()

    def close(self) -> None:
        """Leave the shelves to those who opened them."""

    @property
    def _name(self) -> str:
        return self._of_session.get(_session(), "")


def _session() -> str:
    """Return which open page the event that is being handled comes from; "" outside of one."""
    request = LocalContext.request.get(None)
    return str(getattr(request, "session_hash", None) or "")
