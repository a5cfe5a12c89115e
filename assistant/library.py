"""One shelf on disk: papers go in, a Retriever over the newest index comes out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from assistant.chunks import Chunking
from assistant.embedding import Embedder, open_embedder
from assistant.errors import IndexUnavailable, SettingsError
from assistant.generations import Busy, Generations, Held
from assistant.index import PAPERS, Progress, Update, open_index, state_of, update_index
from assistant.manifest import EmbeddingId
from assistant.papers import bundled_papers
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.shelf import PaperStore
from assistant.types import Paper

# How long a reader that finds the index being built for the first time waits for it.
_FIRST_BUILD_S = 3600.0


@dataclass(frozen=True, slots=True)
class Added:
    """What adding papers to the shelf did, by paper id."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Lease:
    """An open Retriever and how many answers are using it just now."""

    retriever: Retriever
    held: Held
    users: int = 0
    retired: bool = False

    def close(self) -> None:
        """Release the files, and let them be removed."""
        self.retriever.index.close()
        self.held.release()


class Library:
    """The shelf that the settings name; safe for many threads, and for many processes (one writes at a time)."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder | None = None,
        progress: Progress | None = None,
        *,
        rebuild: bool = False,
    ) -> None:
        """Open the shelf; index the bundled papers when it is new, all papers with ``rebuild``.

        Raises IndexUnavailable, SettingsError, and ModelUnavailable when a remote embedder fails.
        """
        if settings.chroma_url:
            raise SettingsError(
                "ASSISTANT_CHROMA_URL is set, but this version keeps its index in embedded Chroma only. "
                "Unset it; the index then lives under ASSISTANT_HOME."
            )
        self.notes: tuple[str, ...] = ()
        self._settings = settings
        self._progress: Progress = progress or (lambda name, done, total: None)
        self._chunking = Chunking()
        self._embedder = embedder or open_embedder(settings)
        self._generations = Generations(settings.shelf_folder)
        self._lock = threading.Lock()
        self._lease: _Lease | None = None
        self._truth = self._open_truth()
        self._bring_up_to_date(rebuild)

    @property
    def papers(self) -> PaperStore:
        """The papers on the shelf."""
        return self._truth

    @contextmanager
    def reading(self) -> Iterator[Retriever]:
        """Lend a Retriever over the newest index; it stays open until the block ends."""
        lease = self._borrow()
        try:
            yield lease.retriever
        finally:
            self._give_back(lease)

    def add(self, papers: Iterable[Paper], *, replace: bool = False, remove: Iterable[str] = ()) -> Added:
        """Add or update papers and index what changed; with ``replace`` all others leave the shelf.

        Raises IndexUnavailable when another process is writing, or a file cannot be written.
        """
        with self._generations.writing():
            have = self._truth.hashes()
            incoming = {paper.id: paper for paper in papers}
            gone = (have.keys() if replace else have.keys() & set(remove)) - incoming.keys()
            changed = {key: paper for key, paper in incoming.items() if have.get(key) != paper.content_hash()}
            self._truth.write(changed.values(), remove=gone)
            notes = self._update()
        return Added(
            added=tuple(key for key in changed if key not in have),
            updated=tuple(key for key in changed if key in have),
            unchanged=tuple(key for key in incoming if key not in changed),
            removed=tuple(key for key in have if key in gone),
            notes=notes,
        )

    def close(self) -> None:
        """Release all files; answers that are running keep theirs until they end."""
        with self._lock:
            if self._lease:
                self._retire(self._lease)
                self._lease = None
        self._truth.close()

    def _open_truth(self) -> PaperStore:
        path = self._settings.shelf_folder / PAPERS
        if not path.exists():
            with self._generations.writing(wait_s=_FIRST_BUILD_S):
                if not path.exists():
                    PaperStore.create(path, self._first_papers())
        return PaperStore(path)

    def _first_papers(self) -> Sequence[Paper]:
        """Return what a shelf begins with: the index's copy of its papers, should the papers have been lost."""
        current = self._generations.current()
        if current is not None:
            with closing(PaperStore(current / PAPERS, read_only=True)) as snapshot:
                return tuple(snapshot)
        # Only the default shelf comes with papers; one that the user named starts empty.
        return bundled_papers() if self._settings.shelf == "papers" else ()

    def _bring_up_to_date(self, rebuild: bool) -> None:
        if rebuild:
            with self._generations.writing():
                self.notes = self._update(rebuild=True)
            return
        state = state_of(self._generations, self._truth, self._embedding_id(), self._chunking)
        if state == "current":
            return
        try:
            with self._generations.writing(wait_s=0 if state == "behind" else _FIRST_BUILD_S):
                self.notes = self._update()
        except Busy:
            # Whoever is adding papers puts them in force; until then the older index serves.
            if state != "behind":
                raise
        except IndexUnavailable as error:
            if state != "behind":
                raise
            self.notes = (f"The papers added last cannot be found yet. {error}",)

    def _update(self, *, rebuild: bool = False) -> tuple[str, ...]:
        done: Update = update_index(
            self._generations,
            self._truth,
            self._settings.shelf,
            self._embedder,
            self._chunking,
            rebuild=rebuild,
            progress=self._progress,
        )
        return (f"The index was rebuilt because {done.rebuilt}.",) if done.rebuilt else ()

    def _embedding_id(self) -> EmbeddingId:
        return EmbeddingId(name=self._embedder.name, hash=self._embedder.hash, dim=self._embedder.dim)

    def _borrow(self) -> _Lease:
        with self._lock:
            lease = self._lease
            if lease is None or lease.retriever.index.folder != self._generations.current():
                newest = self._open_newest()
                if lease:
                    self._retire(lease)
                lease = self._lease = newest
            lease.users += 1
            return lease

    def _open_newest(self) -> _Lease:
        held = self._generations.hold()
        if held is None:
            raise IndexUnavailable(
                f"The shelf in {self._generations.folder} has no index. Make it with: paper-assistant index"
            )
        with ExitStack() as opened:
            opened.callback(held.release)
            index = opened.enter_context(closing(open_index(held.path, self._settings.shelf)))
            if index.manifest.embedding != self._embedding_id():
                raise IndexUnavailable(
                    f"The index was rebuilt for the embedding model {index.manifest.embedding.name}, but this "
                    f"process uses {self._embedder.name}. Start it again with the same ASSISTANT_EMBEDDING."
                )
            opened.pop_all()
        return _Lease(Retriever(index, self._embedder), held)

    def _give_back(self, lease: _Lease) -> None:
        with self._lock:
            lease.users -= 1
            if lease.retired and not lease.users:
                lease.close()

    def _retire(self, lease: _Lease) -> None:
        lease.retired = True
        if not lease.users:
            lease.close()
