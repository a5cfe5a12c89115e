"""The language model of one assistant, lent to the assistants of other shelves of the same home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from assistant.answering.model.in_force import Models
from assistant.answering.model.keeper import ModelKeeper
from assistant.settings import Settings


class SharedModel:
    """What ``ModelKeeper`` is, over the model of another: one process holds it once, however many shelves it asks.

    ``settings`` are those in force there, with this shelf's name. Closing it leaves the model alone, and papers of
    this shelf are not read in advance.
    """

    def __init__(self, keeper: ModelKeeper, shelf: str) -> None:
        self.keeper = keeper
        self._shelf = shelf
        self._seen: tuple[Settings, Settings] | None = None

    @property
    def settings(self) -> Settings:
        """The settings in force, which change when another model is chosen."""
        theirs = self.keeper.settings
        if self._seen is None or self._seen[0] is not theirs:
            self._seen = (theirs, theirs.replace(shelf=self._shelf, create=False))
        return self._seen[1]

    def prepare(self) -> None:
        """Leave it to the keeper when the model is made ready."""

    def close(self) -> None:
        """Leave the model to those who share it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.keeper, name)


class SharedModels:
    """What ``Models`` is, over that of another: a model that is chosen here or there is in force in both."""

    def __init__(self, models: Models, shelf: str) -> None:
        self._models = models
        self._shelf = shelf
        self._shared: SharedModel | None = None

    @property
    def current(self) -> ModelKeeper:
        """The keeper in force, as this shelf uses it."""
        return self._as_ours(self._models.current)

    @property
    def settings(self) -> Settings:
        """The settings in force, with this shelf's name."""
        return self.current.settings

    @contextmanager
    def lent(self) -> Iterator[ModelKeeper]:
        """Give the keeper in force for one question."""
        with self._models.lent() as keeper:
            yield self._as_ours(keeper)

    def close(self) -> None:
        """Leave the model to those who share it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._models, name)

    def _as_ours(self, keeper: ModelKeeper) -> ModelKeeper:
        shared = self._shared
        if shared is None or shared.keeper is not keeper:
            shared = self._shared = SharedModel(keeper, self._shelf)
        return cast(ModelKeeper, shared)


def lent(models: Models, shelf: str) -> Models:
    """Return ``models`` as the shelf of another name uses them."""
    return cast(Models, SharedModels(models, shelf))
