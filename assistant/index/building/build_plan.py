"""What an index is made of, and what it needs to equal the papers: compared before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding.embedder import Embedder
from assistant.index.generations import Generations
from assistant.index.manifest import VECTORS, WORDS, EmbeddingId, Manifest
from assistant.index.passages import Chunking
from assistant.index.snapshot import PAPERS, Progress, check_files
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.papers.store import PaperStore
from assistant.types import Paper


def embedding_id(embedder: Embedder) -> EmbeddingId:
    """Return the identity of an embedding model, as manifests keep it."""
    return EmbeddingId(name=embedder.name, hash=embedder.hash, dim=embedder.dim)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many papers are worked off at once, and how long, while an index is made.

    ``batch`` papers are embedded at once: bounds memory and what a kill can cost, and still leaves batches of like
    length. Up to ``soon`` are embedded before anything is published: some ten seconds. Vectors of
    ``worth_publishing`` papers make a new generation, and a quarter of those that are in it already: copying the
    index stays cheap beside embedding. More than ``announced`` papers for a remote model are told of in tokens
    beforehand: they may cost money. Opening waits for up to ``awaited`` papers, half a minute's worth; more are left
    for later, and the thread that works them off lends the writer's lock every ``turn_s`` seconds.
    Vectors of up to ``unbased`` papers are copied into each generation. Beyond that they lie in a base that generations
    share, and those of papers that changed beside it: at most ``beside``, or ``beside_share`` of what is in the base.
    """

    batch: int = 64
    soon: int = 200
    worth_publishing: int = 1000
    announced: int = 10_000
    awaited: int = 500
    turn_s: float = 20.0
    unbased: int = 1000
    beside: int = 200
    beside_share: float = 1 / 50


PACE = Pace()
OLDER_FORM = "its vectors were of an older version's form; what was embedded was taken over"
READ_WHOLE = "it read each paper twice; what was embedded of its sentences was taken over"


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """What an index is made of, with what, and where; its vectors go to ``server`` where one is given."""

    generations: Generations
    truth: PaperStore
    shelf: str
    embedder: Embedder
    chunking: Chunking
    progress: Progress = lambda name, done, total: None
    server: ServerShelf | None = None
    pace: Pace = PACE

    def embedding(self) -> EmbeddingId:
        """Return the identity of the embedding model."""
        return embedding_id(self.embedder)


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What the next generation needs: the one to start from, papers whose passages go, papers to embed.

    ``retold`` says that papers differ from those of the index in force in their records alone: authors, tags.
    ``notes`` are what a user should know of the way in which the index was made.
    """

    base: Path | None
    old: Manifest | None
    want: Mapping[str, str]
    stale: tuple[str, ...]
    pending: tuple[str, ...]
    version: str = ""
    retold: bool = False
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> bool:
        """Whether the papers differ from those of the index in force, or its words are of another form."""
        return self.old is None or self.old.papers != self.want or self.old.words != WORDS

    @property
    def reworded(self) -> frozenset[str] | None:
        """The papers that differ from those whose words the index holds; None when it holds none of this form."""
        if self.old is None or self.old.words != WORDS:
            return None
        have, want = self.old.papers, self.want
        return frozenset(key for key in {**have, **want} if have.get(key) != want.get(key))

    @property
    def news(self) -> bool:
        """Whether the index in force is not what it should be, vectors that are to be made left aside."""
        return self.words or (self.old is not None and self.old.version != self.version)


def plan_update(inputs: BuildInputs, rebuild: bool) -> tuple[UpdatePlan, str | None]:
    """Compare the index in force with the papers; also return the reason why all must be made anew, if so.

    Raises IndexUnavailable when a file that the next index would take over is damaged.
    """
    plan, reason = _compared(inputs, *_base(inputs, rebuild))
    if plan.base and plan.old and (plan.news or plan.pending):
        check_files(plan.base, plan.old, words=plan.retold or not plan.words)
    return plan, reason


def _compared(
    inputs: BuildInputs, base: Path | None, old: Manifest | None, reason: str | None
) -> tuple[UpdatePlan, str | None]:
    want, have = inputs.truth.hashes(), old.papers if old else {}
    if inputs.server:
        version, on_server = inputs.server.version(), inputs.server.hashes()
        pending = tuple(key for key in want if key in on_server and not on_server[key][1])
        return UpdatePlan(base, old, want, (), pending, version), reason
    waiting = set(old.pending) if old else set()
    kept = _same_words(inputs, base, [key for key, seen in have.items() if want.get(key, seen) != seen])
    stale = tuple(key for key, seen in have.items() if want.get(key) != seen and key not in kept)
    pending = tuple(
        key for key, seen in want.items() if (have.get(key) != seen and key not in kept) or key in waiting
    )
    same_papers = old is not None and not stale and want.keys() == have.keys()
    retold = same_papers and old is not None and old.words == WORDS
    return UpdatePlan(base, old, want, stale, pending, retold=retold), reason


def _same_words(inputs: BuildInputs, base: Path | None, changed: Sequence[str]) -> set[str]:
    """Return those of the ``changed`` papers whose title and abstract are as before: their vectors stay."""
    if base is None or not changed:
        return set()
    now = inputs.truth.get(changed)
    with closing(PaperStore(base / PAPERS, read_only=True)) as snapshot:
        return {
            key
            for key, paper in snapshot.get(changed).items()
            if _embedded_of(paper) == _embedded_of(now[key])
        }


def _embedded_of(paper: Paper) -> tuple[str, str]:
    """Return all of a paper that is embedded."""
    return paper.title, paper.abstract


def _base(inputs: BuildInputs, rebuild: bool) -> tuple[Path | None, Manifest | None, str | None]:
    """Return the generation to start from with its manifest, or none and the reason to start anew."""
    if rebuild:
        return None, None, "a rebuild was asked for"
    current = inputs.generations.current()
    if current is None:
        return None, None, None
    if reason := Manifest.other_form(current):
        return None, None, reason
    manifest = Manifest.open(current)
    if reason := manifest.mismatch(inputs.embedding(), inputs.chunking):
        return None, None, READ_WHOLE if _same_sentences(inputs, manifest) else reason
    if manifest.vectors != VECTORS and not inputs.server:
        return None, None, OLDER_FORM
    return current, manifest, None


def _same_sentences(inputs: BuildInputs, manifest: Manifest) -> bool:
    """Tell whether the vectors of sentences are those of the embedding model, and only the chunks' are not."""
    of_texts = getattr(inputs.embedder, "hash_of_texts", None)
    return (
        manifest.embedding.hash == of_texts
        and manifest.embedding.dim == inputs.embedder.dim
        and manifest.chunking == inputs.chunking
        and manifest.vectors == VECTORS
        and not inputs.server
    )
