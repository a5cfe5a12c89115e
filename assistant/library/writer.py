"""The papers of a shelf and its index, kept in step: opened, brought up to date, written by one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.errors import IndexUnavailable
from assistant.index.building.build import Update, update_index
from assistant.index.building.build_plan import BuildInputs, Pace, embedding_id
from assistant.index.generations import Busy, Generations
from assistant.index.manifest import Manifest
from assistant.index.passages import Chunking
from assistant.index.snapshot import Progress, State, state_of
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.library.admin import DEFAULT_SHELF
from assistant.library.shelf_engine import ShelfEngine
from assistant.library.sync import LocalOnly, ServerSync, ShelfSync
from assistant.library.truth import copied_papers, open_truth
from assistant.papers import bundled_papers
from assistant.papers.store import PaperStore
from assistant.settings import Settings
from assistant.types import Paper

# How long a reader that finds the index being built for the first time waits for its words.
_FIRST_BUILD_S = 3600.0
# How long a writer waits for one who fills the index in the background and lends the lock now and then.
_TURN_S = 60.0
# States of an index that answers can be found in.
_SERVING = ("behind", "partial")


class ShelfWriter:
    """Writes the papers and the index of one shelf, on this machine and where it is shared."""

    def __init__(
        self, settings: Settings, engine: ShelfEngine, progress: Progress, pace: Pace, *, rebuild: bool
    ) -> None:
        """Open the papers; with ``rebuild`` they are read through. Raises as ``engine`` does, and IndexUnavailable."""
        self.generations = Generations(settings.shelf_folder)
        self._settings, self._shelf, url = settings, settings.shelf, settings.chroma_url
        self._engine = engine
        self._sharing: ShelfSync = LocalOnly()
        if url:
            self._sharing = ServerSync(ServerShelf(url, self._shelf), self._shelf)
        with ExitStack() as opened:
            opened.callback(self._sharing.close)
            self.truth, self.opening_notes = open_truth(
                self.generations, self._first_papers, thorough=rebuild, shared=bool(url)
            )
            embedder, chunking, server = engine.of(self._made_by(rebuild)), Chunking(), self._sharing.server
            opened.pop_all()
        self.work = BuildInputs(
            self.generations, self.truth, self._shelf, embedder, chunking, progress, server, pace
        )
        if server:
            server.made_with(embedding_id(embedder), chunking)

    def close(self) -> None:
        """Release all files, and the connection."""
        self.truth.close()
        self._sharing.close()

    @property
    def exists(self) -> bool:
        """Whether the shelf is there where it is shared; True where it is not shared."""
        return self._sharing.server is None or bool(self._sharing.version())

    @property
    def is_partial(self) -> bool:
        """Whether papers in the index in force wait to be embedded."""
        try:
            manifest = Manifest.in_force(self.generations)
        except IndexUnavailable:  # for those to say who are to read it
            return False
        return manifest is not None and bool(manifest.pending)

    @contextmanager
    def writing(self, wait_s: float | None = None) -> Iterator[None]:
        """Hold the locks that keep other writers out, here and elsewhere; the papers are those of now.

        Without ``wait_s`` (seconds) it waits as long as the settings say, and at least a minute for one who fills the
        index in the background, who lends the lock. Raises Busy.
        """
        if wait_s is None:
            least = self._settings.writer_wait_s
            wait_s = max(_TURN_S, least) if self.is_partial else least
        with self.generations.writing(wait_s=wait_s), self._sharing.writing(wait_s=wait_s):
            self._sharing.pull(self.truth)
            self._choose_engine()
            yield

    def put(self, changed: Sequence[Paper], gone: Sequence[str]) -> None:
        """Write changed papers and take others away, here and elsewhere; within ``writing``."""
        self._sharing.push(changed, gone)
        self.truth.write(changed, remove=gone)

    def bring_up_to_date(self, *, rebuild: bool = False, most: int | None = None) -> Update:
        """Make the index that answers need, of all papers anew with ``rebuild``.

        When more than ``most`` papers are to be embedded none is. While another process adds papers, the older
        index serves, and so it does when what was added last cannot be indexed: then ``opening_notes`` says why.
        Raises IndexUnavailable, SettingsError, ModelUnavailable.
        """
        if self._sharing.server:
            self._join(rebuild)
        state = "unfit" if rebuild else self._state()
        if state == "current":
            return Update()
        serving = state in _SERVING
        wait_s = None if rebuild else 0.0 if serving else _FIRST_BUILD_S
        try:
            with self.writing(wait_s):
                self._choose_engine(rebuild)
                return update_index(self.work, rebuild=rebuild, most=most)
        except Busy:
            if not serving:
                raise
        except IndexUnavailable as error:
            if not serving:
                raise
            self.opening_notes += (f"The papers added last cannot be found yet. {error}",)
        return Update()

    def current(self) -> Path | None:
        """Return the folder of the index in force, after taking over what changed where the shelf is shared."""
        if self._sharing.server:
            self._follow()
        return self.generations.current()

    def _join(self, rebuild: bool) -> None:
        """Find the shelf where it is shared, make it if need be, and take its papers over."""
        with ExitStack() as locked:
            if rebuild or not self._sharing.version():
                locked.enter_context(self.generations.writing(wait_s=_TURN_S))
                locked.enter_context(self._sharing.writing(wait_s=_TURN_S))
            self._choose_engine(rebuild)
            self._sharing.join(self._first_papers, rebuild=rebuild)
        self._follow()

    def _follow(self) -> None:
        """Take over what changed where the shelf is shared: its papers here, and BM25 over them.

        While another process here writes, the older index serves. Raises Busy when there is none.
        """
        manifest = Manifest.in_force(self.generations)
        if manifest is not None and manifest.version == self._sharing.version():
            return
        try:
            with self.generations.writing(wait_s=_TURN_S if manifest is None else 0.0):
                self._sharing.pull(self.truth)
                self._choose_engine()
                self._sharing.check()
                notes = update_index(self.work, most=0).notes
                self.opening_notes = tuple(dict.fromkeys((*self.opening_notes, *notes)))
        except Busy:
            if manifest is None:
                raise

    def _made_by(self, rebuild: bool = False) -> str:
        """Return the hash of the embedding model whose vectors are there; "" with ``rebuild``, which makes new ones."""
        if rebuild:
            return ""
        return self._sharing.made_by() if self._sharing.server else Manifest.made_by(self.generations)

    def _choose_engine(self, rebuild: bool = False) -> None:
        """Use the embedding model that the vectors ask for by now: another process may have made them anew."""
        embedder = self._engine.of(self._made_by(rebuild))
        if embedder is not self.work.embedder:
            self.work = replace(self.work, embedder=embedder)
            if self._sharing.server:
                self._sharing.server.made_with(embedding_id(embedder), self.work.chunking)

    def _first_papers(self) -> Sequence[Paper]:
        """Return what a shelf begins with: the index's copy of its papers, should the papers have been lost."""
        copy = copied_papers(self.generations)
        if copy is not None:
            with closing(PaperStore(copy, read_only=True)) as snapshot:
                return tuple(snapshot)
        # Only the default shelf comes with papers; one that the user named starts empty.
        bundled = self._shelf == DEFAULT_SHELF and self._settings.bundled
        return bundled_papers() if bundled else ()

    def _state(self) -> State:
        work = self.work
        return state_of(
            work.generations, work.truth, work.embedding(), work.chunking, self._sharing.version()
        )
