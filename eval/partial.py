"""Results kept while a run goes on, so that the same command resumes after an interruption."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from assistant import SettingsError

Value = TypeVar("Value", bound=BaseModel)


class Partial:
    """A JSON-lines file whose first line is the ``key`` of the run; a file of another run is begun anew."""

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = key
        self._begun = False

    def load(self, kind: type[Value]) -> list[Value]:
        """Return what an interrupted run of the same key left; a line cut off by the interruption is left out."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (FileNotFoundError, UnicodeDecodeError):
            return []
        if not lines or lines[0] != self._head():
            return []
        found: list[Value] = []
        for line in lines[1:]:
            try:
                found.append(kind.model_validate_json(line))
            except ValidationError:
                continue  # the line that was being written
        self._write([self._head(), *(row.model_dump_json() for row in found)])
        return found

    def add(self, result: BaseModel) -> None:
        """Note one more result. Raises SettingsError when the file cannot be written."""
        if not self._begun:
            self._write([self._head()])
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(result.model_dump_json() + "\n")
        except OSError as error:
            raise self._unwritable(error) from error

    def remove(self) -> None:
        """Delete the file: the run is done, or is to begin anew."""
        self.path.unlink(missing_ok=True)
        self._begun = False

    def _head(self) -> str:
        return json.dumps({"run": self._key})

    def _write(self, lines: list[str]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as error:
            raise self._unwritable(error) from error
        self._begun = True

    def _unwritable(self, error: OSError) -> SettingsError:
        return SettingsError(
            f"Results cannot be kept in {self.path} ({error.strerror}). Give another --json or --home."
        )
