"""What of a Zotero library a shelf has taken over: which item is which paper, and in which version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.private_files import private_folder, private_opener

_FILE = "zotero.json"


class Taken(BaseModel):
    """One item: its version when it was read, and the paper that it became ("" where it was no paper)."""

    model_config = ConfigDict(frozen=True)

    version: int
    paper: str = ""


class Chosen(BaseModel):
    """One selection: the keys that it held, and the newest change in it, as Zotero writes moments."""

    model_config = ConfigDict(frozen=True)

    keys: tuple[str, ...] = ()
    newest: str = ""


class State(BaseModel):
    """All that is remembered; ``version`` is the library's, ``selections`` are by collection and tag as JSON."""

    model_config = ConfigDict(frozen=True)

    version: int = 0
    items: Mapping[str, Taken] = {}
    selections: Mapping[str, Chosen] = {}
    collections: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class StateFile:
    """The file of a shelf that remembers it; without one, or with one that is damaged, all is read again."""

    folder: Path

    def read(self) -> State:
        """Return what is remembered."""
        try:
            return State.model_validate_json((self.folder / _FILE).read_bytes())
        except (OSError, ValidationError):
            return State()

    def write(self, state: State) -> None:
        """Remember ``state``. Raises OSError."""
        private_folder(self.folder)
        pending = self.folder / f"{_FILE}.new"
        with open(pending, "w", encoding="utf-8", opener=private_opener) as out:
            out.write(state.model_dump_json())
        pending.replace(self.folder / _FILE)


def name_of(collection: str, tag: str) -> str:
    """Return the name that a selection is remembered by."""
    return json.dumps([collection, tag])
