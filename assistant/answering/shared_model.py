"""The language model of one assistant, lent to the assistants of other shelves of the same home."""

from __future__ import annotations

from typing import Any, cast

from assistant.answering.model_keeper import ModelKeeper
from assistant.settings import Settings


class SharedModel:
    """What ``ModelKeeper`` is, over the model of another: one process holds it once, however many shelves it asks.

    ``settings`` are those in force there, with this shelf's name. Closing it leaves the model alone, and papers of
    this shelf are not read in advance.
    """

    def __init__(self, keeper: ModelKeeper, shelf: str) -> None:
        self._keeper = keeper
        self._shelf = shelf
        self._seen: tuple[Settings, Settings] | None = None

    @property
    def settings(self) -> Settings:
        """The settings in force, which change when another model is chosen."""
        theirs = self._keeper.settings
        if self._seen is None or self._seen[0] is not theirs:
            self._seen = (theirs, theirs.replace(shelf=self._shelf, create=False))
        return self._seen[1]

    def prepare(self) -> None:
        """Leave it to the keeper when the model is made ready."""

    def close(self) -> None:
        """Leave the model to those who share it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keeper, name)


def lent(keeper: ModelKeeper, shelf: str) -> ModelKeeper:
    """Return ``keeper`` as the shelf of another name uses it."""
    return cast(ModelKeeper, SharedModel(keeper, shelf))
