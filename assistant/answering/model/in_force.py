"""The language model in force, which may be changed while questions are answered with the one before."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answering.model.keeper import ModelKeeper
from assistant.errors import SettingsError
from assistant.llm.chat import ChatModel
from assistant.llm.choosing.choice import (
    ModelChoice,
    address_of,
    checked,
    named_in,
    same_server,
    settings_with,
)
from assistant.llm.choosing.store import ChoiceStore, Kept
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.library.library import Library


class Models:
    """Holds the keeper of the model in force; one object serves many threads.

    What was set last is in force: a choice that is kept in the home folder, until the settings (arguments,
    environment, ``.env``) name another model than they did when it was made. A choice made by another process is
    followed with the next question. A model that an app hands over goes before all of it.
    """

    def __init__(
        self, settings: Settings, library: Library, given: ChatModel | None, *, background: bool
    ) -> None:
        self.opened_with = settings
        self.note = ""
        self._library = library
        self._given = given
        self._background = background
        self._store = ChoiceStore(settings.home)
        self._lock = threading.RLock()
        self._lent: Counter[ModelKeeper] = Counter()
        self._retired: list[ModelKeeper] = []
        self._closed = False
        self._kept: Kept | None = None
        self._before: Kept | None = None
        self._stamp = None if given else self._store.stamp()
        if self._stamp:
            self._kept, self.note = self._store.read()
            self._stamp = self._store.stamp()
        self._current = self._made()

    @property
    def current(self) -> ModelKeeper:
        """The keeper in force."""
        self._follow()
        return self._current

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.current.settings

    def chat_model(self, *, wait: bool = True) -> tuple[ChatModel | None, str]:
        """Return the model in force, or none and why not; to be called within ``asking``."""
        return self.current.chat_model(wait=wait)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Keep the model in force open, and have reading in advance wait, while it works."""
        with self.lent() as keeper, keeper.asking():
            yield

    @property
    def given(self) -> bool:
        """Whether an app handed the model over, so that no other can be chosen."""
        return self._given is not None

    @property
    def chosen(self) -> ModelChoice | None:
        """The choice in force; None where the settings are."""
        self._follow()
        with self._lock:
            return self._kept.choice if self._kept and self._kept.holds(self.opened_with) else None

    @contextmanager
    def lent(self) -> Iterator[ModelKeeper]:
        """Give the keeper in force for one question: its model stays open until that is answered."""
        self._follow()
        with self._lock:
            keeper = self._current
            self._lent[keeper] += 1
        try:
            yield keeper
        finally:
            with self._lock:
                self._lent[keeper] -= 1
                done = keeper in self._retired and not self._lent[keeper]
                if done:
                    self._retired.remove(keeper)
                self._lent += Counter()  # forgets those that nobody holds
            if done:
                keeper.close()

    def use(self, choice: ModelChoice | None) -> None:
        """Keep ``choice`` and put it in force; None puts the settings in force again.

        Raises SettingsError for one that cannot be, that cannot be kept, and where an app handed a model over.
        """
        if self.given:
            raise SettingsError("The language model is given by the program that runs this. Change it there.")
        kept = Kept(self.completed(choice), named_in(self.opened_with)) if choice is not None else None
        if kept and kept.choice.local and (why := self.current.cannot_run):
            raise SettingsError(why)
        with self._lock:
            self._before = self._kept
            self._put(kept)

    def cancel(self) -> None:
        """Give up a local model that is being made ready: what was in force before is so again; else do nothing."""
        with self._lock:
            keeper = self._current
            if not keeper.settings.local_model or keeper.ready:
                return
            by_choice = self._kept is not None and self._kept.holds(self.opened_with)
            before = self._before if by_choice else Kept(ModelChoice(), named_in(self.opened_with))
            self._put(before)
            self._before = None

    def completed(self, choice: ModelChoice) -> ModelChoice:
        """Return ``choice`` checked, with the key that is in use for the same server if it brings none.

        A key that was given for one server goes to no other. Raises SettingsError.
        """
        choice = checked(choice)
        if not choice.address or choice.key:
            return choice
        return replace(choice, key=self.key_for(choice.address))

    def key_for(self, address: str) -> str:
        """Return the key that is kept, or set, for the server of ``address``; "" where there is none."""
        for settings in (self.current.settings, self.opened_with):
            key = settings.openai_api_key.get_secret_value().strip() if settings.openai_api_key else ""
            place = address_of(settings)
            if key and place and same_server(place, address):
                return key
        return ""

    def settings_for(self, choice: ModelChoice) -> Settings:
        """Return the settings by which ``choice`` is asked; raises SettingsError."""
        return settings_with(self.opened_with, self.completed(choice))

    def close(self) -> None:
        """Stop what is under way, and end all models."""
        with self._lock:
            self._closed = True
            ending = [self._current, *self._retired]
            self._retired = []
        for keeper in ending:
            keeper.close()

    def _put(self, kept: Kept | None) -> None:
        if kept is None:
            self._store.clear()
        else:
            self._store.write(kept)
        self._stamp = self._store.stamp()
        self._kept, self.note = kept, ""
        self._background = self._background or bool(kept and kept.choice.local)
        self._change()

    def _follow(self) -> None:
        """Put in force what another process has chosen meanwhile."""
        if self.given or self._closed or self._store.stamp() == self._stamp:
            return
        with self._lock:
            if (stamp := self._store.stamp()) == self._stamp:
                return
            kept, self.note = self._store.read()
            self._stamp = stamp if kept else self._store.stamp()
            if kept != self._kept:
                self._kept = kept
                self._change()

    def _change(self) -> None:
        """Let a keeper of what is kept follow the one before, which ends with its last question."""
        before, self._current = self._current, self._made()
        if self._lent[before]:
            before.reading.end()
            self._retired.append(before)
        else:
            # A local model that is being fetched or loaded must not hold up who chooses.
            threading.Thread(target=before.close, name="end a model", daemon=True).start()
        if self._background:
            self._current.prepare()

    def _made(self) -> ModelKeeper:
        settings, chosen = self.opened_with, False
        if self._kept and self._kept.holds(self.opened_with):
            settings, chosen = settings_with(settings, self._kept.choice), True
        return ModelKeeper(settings, self._library, self._given, background=self._background, on_page=chosen)
