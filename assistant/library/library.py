"""One shelf on disk: papers go in, a Retriever over the newest index comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from assistant.embedding.embedder import Embedder
from assistant.index.building.build import Update, update_index
from assistant.index.building.build_plan import PACE, Pace
from assistant.index.manifest import Manifest
from assistant.index.snapshot import Progress
from assistant.library.admin import DEFAULT_SHELF, empty_note, existing_shelf, missing_shelf
from assistant.library.background import BackgroundIndexer, Indexing, ProgressClock
from assistant.library.readers import RetrieverPool, SharedRetriever, open_newest
from assistant.library.shelf_engine import ShelfEngine
from assistant.library.writer import ShelfWriter
from assistant.papers.store import PaperStore
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.text.wording import papers_count
from assistant.types import Paper


@dataclass(frozen=True, slots=True)
class Added:
    """What adding papers to the shelf did, by paper id."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Library:
    """The shelf that the settings name; safe for many threads, and for many processes (one writes at a time)."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder | None = None,
        progress: Progress | None = None,
        *,
        rebuild: bool = False,
        background: bool = False,
        must_exist: bool = False,
        pace: Pace = PACE,
    ) -> None:
        """Open the shelf; index the bundled papers when it is new, all papers with ``rebuild``.

        A shelf that is not there is made, unless ``must_exist``; the one called "papers" always is.
        When many papers wait to be embedded, opening does not wait for them: they are found by their words,
        ``notes`` says so, and with ``background`` a thread embeds them, in this object's lifetime.
        Raises IndexUnavailable, SettingsError, PapersError for a shelf that must exist and does not, and
        ModelUnavailable when a remote embedder fails.
        """
        must_exist = must_exist and settings.shelf != DEFAULT_SHELF
        if must_exist and not settings.chroma_url:
            existing_shelf(settings)
        self._settings = settings
        self._engine = ShelfEngine(settings, embedder)
        self._clock = ProgressClock(progress)
        self._background = background
        self._pace = pace
        self._announced = False
        self._indexer = BackgroundIndexer(self._fill, pace.turn_s)
        self._writer = ShelfWriter(settings, self._engine, self._clock, pace, rebuild=rebuild)
        self._pool = RetrieverPool(self._writer.current, self._open_newest)
        self._rebuilt: tuple[str, ...] = ()
        with ExitStack() as opened:
            opened.callback(self._writer.close)
            if must_exist and not self._writer.exists:
                raise missing_shelf(settings)
            most = None if rebuild and not background else pace.awaited
            self._rebuilt = self._begun(self._writer.bring_up_to_date(rebuild=rebuild, most=most))
            opened.pop_all()

    @property
    def opening_notes(self) -> tuple[str, ...]:
        """What happened at opening that a user should know."""
        return (*self._writer.opening_notes, *self._rebuilt)

    @property
    def notes(self) -> tuple[str, ...]:
        """What happened at opening that a user should know, and whether papers wait to be embedded."""
        manifest = Manifest.in_force(self._writer.generations)
        return self.opening_notes if manifest is None else self.notes_on(manifest)

    def notes_on(self, manifest: Manifest) -> tuple[str, ...]:
        """Return the notes that go with what is found in the index of ``manifest``."""
        waiting, total = len(manifest.pending), len(manifest.papers)
        if not total:
            return (*self.opening_notes, empty_note(self._settings))
        if not waiting:
            return self.opening_notes
        note = (
            f"{waiting:,} of {papers_count(total)} are found by their words only so far, because their "
            "meaning is not indexed yet."
        )
        if self._indexer.failed:
            note += f" Indexing stopped: {self._indexer.failed}"
        elif not self._indexer.running and self._writer.generations.written_now():
            note += " They are being indexed by another process."
        elif not self._indexer.running:
            note += " Finish the index with: paper-assistant index --finish"
        return (*self.opening_notes, note)

    @property
    def indexing(self) -> Indexing | None:
        """How far embedding in the background is; None when nothing is left to do or it was never begun."""
        if self._indexer.failed:
            return self._clock.seen(str(self._indexer.failed))
        return self._clock.seen() if self._indexer.running else None

    @property
    def papers(self) -> PaperStore:
        """The papers on the shelf."""
        return self._writer.truth

    @contextmanager
    def reading(self) -> Iterator[Retriever]:
        """Lend a Retriever over the newest index; it stays open until the block ends."""
        with self._pool.lend() as retriever:
            yield retriever

    def add(self, papers: Iterable[Paper], *, replace: bool = False, remove: Iterable[str] = ()) -> Added:
        """Add or update papers and index what changed; with ``replace`` all others leave the shelf.

        While many papers are embedded, all can be found by their words already, in other threads and
        processes too; a library opened with ``background`` returns by then.
        Another process that is writing is waited for, as long as the settings say.
        Raises IndexUnavailable when it is not done by then, or a file cannot be written.
        """
        with self._paused(), self._writer.writing():
            have = self.papers.hashes()
            incoming = {paper.id: paper for paper in papers}
            gone = (have.keys() if replace else have.keys() & set(remove)) - incoming.keys()
            return self._write(have, incoming, gone)

    def rewrite(
        self,
        ids: Sequence[str],
        work: Callable[[Mapping[str, Paper]], tuple[Iterable[Paper], Iterable[str]]],
    ) -> Added:
        """Change the papers among ``ids`` as ``work`` has it: given them, it returns papers to write and ids to remove.

        No other writer comes between reading and writing. Raises like ``add``, and what ``work`` raises.
        """
        with self._paused(), self._writer.writing():
            papers, gone = work(self.papers.get(ids))
            have, incoming = self.papers.hashes(), {paper.id: paper for paper in papers}
            return self._write(have, incoming, (have.keys() & set(gone)) - incoming.keys())

    def _write(self, have: Mapping[str, str], incoming: Mapping[str, Paper], gone: Set[str]) -> Added:
        """Write what differs from the hashes of ``have`` and index it; within the writer's lock."""
        changed = {key: paper for key, paper in incoming.items() if have.get(key) != paper.content_hash()}
        self._writer.put(list(changed.values()), list(gone))
        most = self._pace.awaited if self._background else None
        notes = self._begun(update_index(self._writer.work, most=most))
        return Added(
            added=tuple(key for key in changed if key not in have),
            updated=tuple(key for key in changed if key in have),
            unchanged=tuple(key for key in incoming if key not in changed),
            removed=tuple(key for key in have if key in gone),
            notes=notes,
        )

    def finish(self) -> int:
        """Embed all papers that wait for it, and return how many did. Raises like ``add``."""
        with self._paused(), self._writer.writing():
            return update_index(self._writer.work).embedded

    def close(self) -> None:
        """Release all files; answers that are running keep theirs until they end."""
        self._indexer.stop()
        self._pool.close()
        self._writer.close()

    @contextmanager
    def _paused(self) -> Iterator[None]:
        """Stop embedding in the background, and go on after the block, whatever became of it."""
        was_running = self._indexer.running
        self._indexer.stop()
        try:
            yield
        finally:
            if was_running and self._writer.is_partial:
                self._indexer.start()

    def _begun(self, done: Update) -> tuple[str, ...]:
        """Have what is pending embedded in the background; return what a user should know of an update."""
        if done.pending and self._background:
            self._indexer.start()
        rebuilt = (f"The index was rebuilt because {done.rebuilt}.",) if done.rebuilt else ()
        return (*rebuilt, *done.notes)

    def _fill(self, stop: Callable[[], bool]) -> int:
        with self._writer.writing(0):
            first, self._announced = not self._announced, True
            return update_index(self._writer.work, stop=stop, announce=first).pending

    def _open_newest(self) -> SharedRetriever:
        return open_newest(self._writer.generations, self._settings, self._engine)
