"""A table that is being filled: rows come as they are ready, and closing it stops the work."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from assistant.tabulating.values import Column, Row
from assistant.types import Usage


class Table(Iterator[Row]):
    """Rows, each when it is ready: those that were kept first, in no other order; to be read once.

    ``columns`` are whole, ``total`` is how many rows there will be and ``done`` how many came. ``composer`` is the
    model that reads the papers, or "extractive". ``usage`` and ``warnings`` grow while it is read. ``close`` stops
    the work, from another thread too, as a ``with`` block does at its end; what was read is kept.
    """

    def __init__(self, columns: tuple[Column, ...], total: int, composer: str) -> None:
        self.columns = columns
        self.total = total
        self.composer = composer
        self.done = 0
        self.warnings: tuple[str, ...] = ()
        self.usage = Usage()
        self._stopped = False
        self._rows: Generator[Row, None, None] | None = None

    def filled_by(self, rows: Generator[Row, None, None]) -> Self:
        """Take the rows from ``rows``."""
        self._rows = rows
        return self

    def warn(self, sentence: str) -> None:
        """Tell the reader something about the whole table, once."""
        if sentence not in self.warnings:
            self.warnings = (*self.warnings, sentence)

    def __next__(self) -> Row:
        if self._rows is None:
            raise StopIteration
        if self._stopped:
            self._rows.close()
            raise StopIteration
        row = next(self._rows)
        self.done += 1
        return row

    def close(self) -> None:
        """Stop; what has been asked of a model ends by itself."""
        self._stopped = True
        if self._rows is not None:
            with suppress(ValueError):  # another thread is waiting for a row: the next one is the last
                self._rows.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
