"""The choice of a model, kept in one file of the home folder that its owner alone can read."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError
from assistant.llm.choosing.choice import ModelChoice, checked, named_in
from assistant.private_files import private_folder
from assistant.settings import Settings

FILE = "model.json"
_FORMAT = 1
_WRITING_S = 60.0  # seconds after which nobody is writing a part any more
_FIELDS = ("address", "name", "key", "local")


@dataclass(frozen=True, slots=True)
class Kept:
    """A choice, and a hash of the model that the settings named when it was made ("": none)."""

    choice: ModelChoice
    settings_named: str = ""

    def holds(self, settings: Settings) -> bool:
        """Whether it is in force: the settings name no model, or the one that they named when it was made."""
        return named_in(settings) in ("", self.settings_named)


class ChoiceStore:
    """The file; several processes may use it, the last who writes wins."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE

    def stamp(self) -> tuple[int, int, int] | None:
        """Return what changes with each writing; None when there is no file."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def read(self) -> tuple[Kept | None, str]:
        """Return what is kept, and a sentence for the user when it cannot be read: then it is set aside."""
        try:
            if os.name != "nt" and not self.path.is_symlink() and self.path.stat().st_mode & 0o077:
                self.path.chmod(0o600)
            return _read(json.loads(self.path.read_text("utf-8"))), ""
        except FileNotFoundError:
            return None, ""
        except OSError as error:
            return None, (
                f"The model chosen on the page cannot be read from {self.path} ({error.strerror}); the settings are "
                "in force. Make the file readable, or choose again."
            )
        except (ValueError, TypeError, LookupError, RecursionError, SettingsError):
            return None, self._set_aside()

    def write(self, kept: Kept) -> None:
        """Keep ``kept`` in place of what there is; raises SettingsError when the folder cannot be written."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        body = {"format": _FORMAT, **asdict(kept.choice), "settings_named": kept.settings_named, "time": now}
        part = self.path.with_name(f"{FILE}.{os.getpid()}.part")
        try:
            private_folder(self.path.parent)
            self._sweep()
            with open(
                os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump(body, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise SettingsError(
                f"The choice of a model cannot be kept in {self.path} ({error.strerror}). Make the folder writable."
            ) from error

    def clear(self) -> None:
        """Forget the choice, and its key; raises SettingsError when the file cannot be removed."""
        try:
            self.path.unlink(missing_ok=True)
            self._sweep()
        except OSError as error:
            raise SettingsError(
                f"The choice of a model cannot be removed from {self.path} ({error.strerror}). Delete the file."
            ) from error

    def _sweep(self) -> None:
        """Remove what a process that was killed while it wrote has left: a key may stand in it."""
        latest = time.time() - _WRITING_S
        for part in self.path.parent.glob(f"{FILE}.*.part"):
            with suppress(FileNotFoundError):
                if part.name.split(".")[-2] == str(os.getpid()) or part.stat().st_mtime < latest:
                    part.unlink()

    def _set_aside(self) -> str:
        aside = self.path.with_name(f"{FILE}.damaged")
        try:
            self.path.replace(aside)
        except OSError as error:
            return (
                f"The model chosen on the page is not in force: {self.path} is damaged and cannot be moved "
                f"({error.strerror}). Delete it, and choose again."
            )
        return (
            f"The model chosen on the page is not in force: its file was damaged, and is now {aside}. "
            "The settings are in force; choose again."
        )


def _read(body: Any) -> Kept:
    if body["format"] != _FORMAT:
        raise ValueError("another version's")
    values = {name: body[name] for name in (*_FIELDS, "settings_named")}
    if any(not isinstance(value, str) for value in values.values()):
        raise TypeError("expected text")
    named = values.pop("settings_named")
    return Kept(checked(ModelChoice(**values)), named)
