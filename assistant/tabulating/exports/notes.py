"""The numbered notes below a table in words: one for each sentence that a cell quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.tabulating.values import Cell, Row


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence and the row of the paper that it is from."""

    number: int
    row: Row
    quote: str


class Notes:
    """Numbers sentences from 1 in the order they come; the same sentence of a paper keeps its number."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str], Note] = {}

    def number(self, row: Row, cell: Cell) -> int | None:
        """Return the number of the sentence that ``cell`` quotes, None where it quotes none."""
        if cell.quote is None:
            return None
        key = (row.paper.id, cell.quote)
        if key not in self._notes:
            self._notes[key] = Note(len(self._notes) + 1, row, cell.quote)
        return self._notes[key].number

    def all(self) -> Iterator[Note]:
        """Yield the notes in order."""
        yield from self._notes.values()
