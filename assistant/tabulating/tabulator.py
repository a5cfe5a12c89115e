"""Papers and columns -> a table: what is kept first, then what is read now, each row when it is ready."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from assistant.answering.model.in_force import Models
from assistant.answering.model.keeper import ModelKeeper
from assistant.errors import ModelUnavailable, SettingsError
from assistant.library.library import Library
from assistant.llm.wrapping.metering import MeteredModel
from assistant.tabulating.columns import column_of, columns_of, key_of
from assistant.tabulating.reading.cells import empty
from assistant.tabulating.reading.model_cells import Read, reading_key
from assistant.tabulating.reading.model_reading import ModelReading, Todo
from assistant.tabulating.reading.sentence_cells import VERSION, sentence_cells
from assistant.tabulating.store.cell_store import CellStore
from assistant.tabulating.store.corrections import corrected, correction_of
from assistant.tabulating.store.kept_cells import Cells, keep_cells, kept_cells
from assistant.tabulating.table import Table
from assistant.tabulating.values import Cell, Column, GivenBy, Row
from assistant.types import Paper

_AT_ONCE = 100  # papers that are looked up, and read, together
EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class Composer:
    """Who gives cells: a model, or the papers' own sentences (``model`` None); ``failure`` tells why no model."""

    key: str
    given_by: GivenBy
    model: MeteredModel | None = None
    failure: ModelUnavailable | None = None


class Tabulator:
    """Makes the tables of one shelf, and keeps their cells; safe for many threads."""

    def __init__(self, library: Library, models: Models, *, strict: bool = False) -> None:
        self._library = library
        self._models = models
        self._strict = strict
        self._store = CellStore(models.settings.shelf_folder)

    def table(self, papers: Sequence[str] | None, columns: Any, *, wait_for_model: bool = True) -> Table:
        """Return the table of ``papers`` (ids; None: all) and ``columns``; see ``Assistant.table``."""
        whole = columns_of(columns)
        ids = self._ids(papers)
        table = Table(whole, len(ids), self._models.current.composer)
        if papers is not None and (lost := len(set(papers)) - len(ids)):
            table.warn(f"{lost} of the ids that were given are not on this shelf; they have no row.")
        return table.filled_by(self._rows(ids, table, wait=wait_for_model))

    def correct(self, paper_id: str, column: Any, value: Any) -> Cell:
        """Put a reader's ``value`` in a cell's place; see ``Assistant.correct_cell``."""
        whole = column_of(column)
        paper = self._library.papers.get([paper_id]).get(paper_id)
        if paper is None:
            raise SettingsError(
                f"There is no paper {paper_id!r} on this shelf. The ids are told by: paper-assistant papers"
            )
        kept = None if value is None else correction_of(whole, value)
        if not self._store.correct(paper_id, key_of(whole), kept):
            raise SettingsError(f"The correction could not be kept. {' '.join(self._store.warnings)}".strip())
        if kept is not None:
            return corrected(paper, whole, kept)
        key, given_by = self._key(self._models.current.composer)
        found = kept_cells([paper], (whole,), key, given_by, self._store)
        return found.get((paper_id, whole.name)) or empty(paper_id, whole, "unread", given_by)

    def close(self) -> None:
        """Release the file."""
        self._store.close()

    def _ids(self, papers: Sequence[str] | None) -> list[str]:
        known = self._library.papers.ids()
        if papers is None:
            return list(known)
        here = set(known)
        return [paper_id for paper_id in dict.fromkeys(papers) if paper_id in here]

    def _composer(self, keeper: ModelKeeper, table: Table, *, wait: bool) -> Composer:
        """Open the model, if one is configured; one that is being made ready may be done without."""
        waiting = not wait and not keeper.ready
        model, why = keeper.chat_model(wait=not waiting)
        if model is not None:
            key, given_by = self._key(model.name)
            return Composer(key, given_by, MeteredModel(model))
        if why and not waiting:
            error = ModelUnavailable(why, retryable=True)
            if self._strict:
                raise error
            key, given_by = self._key(keeper.composer)
            return Composer(key, given_by, failure=error)
        if why:
            table.warn(f"{why} The cells are the papers' closest sentences, which no model has read.")
        return Composer(*self._key(EXTRACTIVE))

    def _key(self, composer: str) -> tuple[str, GivenBy]:
        """Return what cells of ``composer`` are kept by, and who they are told to be given by."""
        if composer == EXTRACTIVE:
            return f"{EXTRACTIVE} {VERSION}", "sentence"
        return f"{composer} {reading_key()}", "model"

    def _rows(self, ids: Sequence[str], table: Table, *, wait: bool) -> Generator[Row, None, None]:
        with self._models.lent() as keeper:  # another may be chosen meanwhile: this one stays open to the end
            composer = self._composer(keeper, table, wait=wait)
            table.composer = composer.model.name if composer.model else keeper.composer
            if composer.given_by == "sentence":
                table.composer = EXTRACTIVE
            yield from self._filled(ids, table, composer, self._reading(keeper, composer, table.columns))

    def _filled(
        self, ids: Sequence[str], table: Table, composer: Composer, reading: ModelReading | None
    ) -> Generator[Row, None, None]:
        left: list[str] = []
        for papers in self._batches(ids):
            have = self._have(papers, table, composer)
            for paper in papers:
                if _missing(paper, table.columns, have):
                    left.append(paper.id)
                else:
                    yield _row(paper, table.columns, have)
        for papers in self._batches(left):
            have = self._have(papers, table, composer)
            yield from self._read(papers, have, table, composer, reading)
            for warning in self._store.warnings:
                table.warn(warning)

    def _reading(
        self, keeper: ModelKeeper, composer: Composer, columns: Sequence[Column]
    ) -> ModelReading | None:
        def keep(paper: Paper, found: Read) -> None:
            keep_cells(paper, columns, found.cells, composer.key, self._store)

        if composer.given_by == "sentence":
            return None
        workers, asking = self._models.settings.parallel, self._models.asking
        return ModelReading(composer.model, workers, asking, keep, strict=self._strict, dead=composer.failure)

    def _read(
        self,
        papers: Sequence[Paper],
        have: Cells,
        table: Table,
        composer: Composer,
        reading: ModelReading | None,
    ) -> Iterator[Row]:
        columns = table.columns
        if reading is None:
            have = have | self._sentences(papers, columns, have, composer)
            yield from (_row(paper, columns, have) for paper in papers)
            return
        todo: list[Todo] = [(paper, _missing(paper, columns, have)) for paper in papers]
        with closing(reading.read(todo)) as results:
            for paper, found in results:
                cells = {(paper.id, name): cell for name, cell in found.cells.items()}
                if composer.model:
                    table.usage = composer.model.usage
                yield _row(paper, columns, have | cells, found.problems)

    def _sentences(
        self, papers: Sequence[Paper], columns: Sequence[Column], have: Cells, composer: Composer
    ) -> Cells:
        """Find the cells that are missing without a model, and keep them."""
        found: Cells = {}
        for column in columns:
            todo = [paper for paper in papers if (paper.id, column.name) not in have]
            if not todo:
                continue
            with self._library.reading() as retriever:
                cells = sentence_cells(todo, column, retriever)
            for paper in todo:
                found[paper.id, column.name] = cells[paper.id]
                keep_cells(paper, (column,), {column.name: cells[paper.id]}, composer.key, self._store)
        return found

    def _have(self, papers: Sequence[Paper], table: Table, composer: Composer) -> Cells:
        return kept_cells(papers, table.columns, composer.key, composer.given_by, self._store)

    def _batches(self, ids: Sequence[str]) -> Iterator[list[Paper]]:
        for start in range(0, len(ids), _AT_ONCE):
            yield list(self._library.papers.get(ids[start : start + _AT_ONCE]).values())


def _missing(paper: Paper, columns: Sequence[Column], have: Cells) -> tuple[Column, ...]:
    return tuple(column for column in columns if (paper.id, column.name) not in have)


def _row(paper: Paper, columns: Sequence[Column], cells: Cells, warnings: tuple[str, ...] = ()) -> Row:
    return Row(paper, tuple(cells[paper.id, column.name] for column in columns), warnings)
