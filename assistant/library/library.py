"""One shelf on disk: papers go in, a Retriever over the newest index comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding.embedder import Embedder, open_embedder
from assistant.errors import IndexUnavailable
from assistant.index.build import update_index
from assistant.index.build_plan import PACE, BuildInputs, Pace, embedding_id
from assistant.index.generations import Busy, Generations
from assistant.index.manifest import Manifest
from assistant.index.passages import Chunking
from assistant.index.snapshot import Progress, State, state_of
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.library.background import BackgroundIndexer, Indexing, ProgressClock
from assistant.library.readers import RetrieverPool, SharedRetriever, open_newest
from assistant.library.sync import LocalOnly, ServerSync, ShelfSync
from assistant.library.truth import copied_papers, open_truth
from assistant.papers import bundled_papers
from assistant.papers.store import PaperStore
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.text.wording import papers_count
from assistant.types import Paper

# How long a reader that finds the index being built for the first time waits for its words.
_FIRST_BUILD_S = 3600.0
# How long a writer waits for one who fills the index in the background and lends the lock now and then.
_TURN_S = 60.0
# States of an index that answers can be found in.
_SERVING = ("behind", "partial")


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
        pace: Pace = PACE,
    ) -> None:
        """Open the shelf; index the bundled papers when it is new, all papers with ``rebuild``.

        When many papers wait to be embedded, opening does not wait for them: they are found by their words,
        ``notes`` says so, and with ``background`` a thread embeds them, in this object's lifetime.
        Raises IndexUnavailable, SettingsError, and ModelUnavailable when a remote embedder fails.
        """
        self.opening_notes: tuple[str, ...] = ()
        self._settings = settings
        self._embedder = embedder or open_embedder(settings)
        self._generations = Generations(settings.shelf_folder)
        self._pool = RetrieverPool(self._current, self._open_newest)
        self._clock = ProgressClock(progress)
        self._background = background
        self._pace = pace
        self._announced = False
        self._indexer = BackgroundIndexer(self._fill, pace.turn_s)
        self._sharing: ShelfSync = self._shared(settings.chroma_url) if settings.chroma_url else LocalOnly()
        with ExitStack() as opened:
            opened.callback(self._sharing.close)
            self._truth, self.opening_notes = open_truth(
                self._generations,
                self._first_papers,
                thorough=rebuild,
                shared=self._sharing.server is not None,
            )
            opened.callback(self._truth.close)
            self._work = self._working()
            self._bring_up_to_date(rebuild)
            opened.pop_all()

    @property
    def notes(self) -> tuple[str, ...]:
        """What happened at opening that a user should know, and whether papers wait to be embedded."""
        manifest = Manifest.in_force(self._generations)
        return self.opening_notes if manifest is None else self.notes_on(manifest)

    def notes_on(self, manifest: Manifest) -> tuple[str, ...]:
        """Return the notes that go with what is found in the index of ``manifest``."""
        waiting, total = len(manifest.pending), len(manifest.papers)
        if not waiting:
            return self.opening_notes
        note = (
            f"{waiting:,} of {papers_count(total)} are found by their words only so far, because their "
            "meaning is not indexed yet."
        )
        if self._indexer.failed:
            note += f" Indexing stopped: {self._indexer.failed}"
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
        return self._truth

    @contextmanager
    def reading(self) -> Iterator[Retriever]:
        """Lend a Retriever over the newest index; it stays open until the block ends."""
        with self._pool.lend() as retriever:
            yield retriever

    def add(self, papers: Iterable[Paper], *, replace: bool = False, remove: Iterable[str] = ()) -> Added:
        """Add or update papers and index what changed; with ``replace`` all others leave the shelf.

        While many papers are embedded, all can be found by their words already, in other threads and
        processes too; a library opened with ``background`` returns by then.
        Raises IndexUnavailable when another process is writing, or a file cannot be written.
        """
        with self._paused(), self._writing():
            have = self._truth.hashes()
            incoming = {paper.id: paper for paper in papers}
            gone = (have.keys() if replace else have.keys() & set(remove)) - incoming.keys()
            changed = {key: paper for key, paper in incoming.items() if have.get(key) != paper.content_hash()}
            self._sharing.push(list(changed.values()), list(gone))
            self._truth.write(changed.values(), remove=gone)
            notes = self._update(most=self._pace.awaited if self._background else None)
        return Added(
            added=tuple(key for key in changed if key not in have),
            updated=tuple(key for key in changed if key in have),
            unchanged=tuple(key for key in incoming if key not in changed),
            removed=tuple(key for key in have if key in gone),
            notes=notes,
        )

    def finish(self) -> int:
        """Embed all papers that wait for it, and return how many did. Raises like ``add``."""
        with self._paused(), self._writing():
            return update_index(self._work).embedded

    def close(self) -> None:
        """Release all files; answers that are running keep theirs until they end."""
        self._indexer.stop()
        self._pool.close()
        self._truth.close()
        self._sharing.close()

    @contextmanager
    def _paused(self) -> Iterator[None]:
        """Stop embedding in the background, and go on after the block, whatever became of it."""
        was_running = self._indexer.running
        self._indexer.stop()
        try:
            yield
        finally:
            if was_running and self._is_partial():
                self._indexer.start()

    def _is_partial(self) -> bool:
        try:
            manifest = Manifest.in_force(self._generations)
        except IndexUnavailable:  # for those to say who are to read it
            return False
        return manifest is not None and bool(manifest.pending)

    @contextmanager
    def _writing(self, wait_s: float | None = None) -> Iterator[None]:
        """Hold the locks that keep other writers out, here and elsewhere; the papers are those of now."""
        wait_s = self._patience() if wait_s is None else wait_s
        with self._generations.writing(wait_s=wait_s), self._sharing.writing(wait_s=wait_s):
            self._sharing.pull(self._truth)
            yield

    def _shared(self, url: str) -> ServerSync:
        embedding = embedding_id(self._embedder)
        return ServerSync(ServerShelf(url, self._settings.shelf, embedding, Chunking()), self._settings.shelf)

    def _working(self) -> BuildInputs:
        shelf, server, pace = self._settings.shelf, self._sharing.server, self._pace
        return BuildInputs(
            self._generations, self._truth, shelf, self._embedder, Chunking(), self._clock, server, pace
        )

    def _first_papers(self) -> Sequence[Paper]:
        """Return what a shelf begins with: the index's copy of its papers, should the papers have been lost."""
        copy = copied_papers(self._generations)
        if copy is not None:
            with closing(PaperStore(copy, read_only=True)) as snapshot:
                return tuple(snapshot)
        # Only the default shelf comes with papers; one that the user named starts empty.
        return bundled_papers() if self._settings.shelf == "papers" else ()

    def _bring_up_to_date(self, rebuild: bool) -> None:
        state = self._joined(rebuild)
        if state == "current":
            return
        if rebuild:
            with self._writing():
                most = self._pace.awaited if self._background else None
                self.opening_notes += self._update(rebuild=True, most=most)
            return
        try:
            with self._writing(0 if state in _SERVING else _FIRST_BUILD_S):
                self.opening_notes += self._update(most=self._pace.awaited)
        except Busy:
            # Whoever is adding papers puts them in force; until then the older index serves.
            if state not in _SERVING:
                raise
        except IndexUnavailable as error:
            if state not in _SERVING:
                raise
            self.opening_notes += (f"The papers added last cannot be found yet. {error}",)

    def _joined(self, rebuild: bool) -> State:
        """Find the shelf where it is shared, make it if need be, and take its papers over; return the state."""
        if not self._sharing.server:
            return "unfit" if rebuild else self._state()
        if rebuild or not self._sharing.version():
            with self._generations.writing(wait_s=_TURN_S), self._sharing.writing(wait_s=_TURN_S):
                self._sharing.join(self._first_papers, rebuild=rebuild)
        else:
            self._sharing.join(self._first_papers, rebuild=False)
        self._follow()
        return "unfit" if rebuild else self._state()

    def _follow(self) -> None:
        """Take over what changed where the shelf is shared: its papers here, and BM25 over them.

        While another process here writes, the older index serves. Raises Busy when there is none.
        """
        manifest = Manifest.in_force(self._generations)
        if manifest is not None and manifest.version == self._sharing.version():
            return
        try:
            with self._generations.writing(wait_s=_TURN_S if manifest is None else 0.0):
                self._sharing.pull(self._truth)
                update_index(self._work, most=0)
        except Busy:
            if manifest is None:
                raise

    def _update(self, *, rebuild: bool = False, most: int | None = None) -> tuple[str, ...]:
        done = update_index(self._work, rebuild=rebuild, most=most)
        if done.pending and self._background:
            self._indexer.start()
        return (f"The index was rebuilt because {done.rebuilt}.",) if done.rebuilt else ()

    def _fill(self, stop: Callable[[], bool]) -> int:
        with self._writing(0):
            first, self._announced = not self._announced, True
            return update_index(self._work, stop=stop, announce=first).pending

    def _patience(self) -> float:
        """Return how long to wait for the writer's lock: one who fills the index in the background lends it."""
        return _TURN_S if self._is_partial() else 0.0

    def _state(self) -> State:
        work = self._work
        version = self._sharing.version()
        return state_of(work.generations, work.truth, work.embedding(), work.chunking, version)

    def _current(self) -> Path | None:
        """Return the folder of the index in force, after taking over what changed where the shelf is shared."""
        if self._sharing.server:
            self._follow()
        return self._generations.current()

    def _open_newest(self) -> SharedRetriever:
        return open_newest(self._generations, self._settings, self._embedder, self._work.embedding())
