"""A process that is killed while it indexes loses nothing, and the next one finishes its work."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library.library import Library
from assistant.settings import Settings
from tests.support.running.forks import run_fork
from tests.support.tiny import SHELF, TinyEmbedder, current, everything, found, library, papers


def test_a_first_start_that_is_killed_before_its_papers_are_stored_starts_anew(home: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
import assistant.papers.store
from assistant.library.library import Library
from assistant.settings import Settings
from tests.support.tiny import SHELF, TinyEmbedder, current, everything
real = assistant.papers.store.PaperStore.write
def killed(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)
assistant.papers.store.PaperStore.write = killed
Library(Settings(home=Path(sys.argv[1])), TinyEmbedder())
"""
    assert run_fork(script, home).returncode == -signal.SIGKILL
    shelf = Library(Settings(home=home), TinyEmbedder())
    assert len(shelf.papers) == 38
    shelf.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.index.building.build_plan import Pace
from tests.support.tiny import SHELF, TinyEmbedder, current, everything, library, papers

class Deadly(TinyEmbedder):
    def encode(self, texts, *, progress=None):
        if len(self.texts) > 8:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts, progress=progress)

library(Path(sys.argv[1]), Deadly(), pace=Pace(batch=2)).add(papers(*range(20, 40)))
"""


@pytest.mark.parametrize("first", [True, False])
def test_a_build_that_is_killed_leaves_the_old_index_and_the_next_start_finishes(
    home: Path, first: bool
) -> None:
    if not first:
        shelf = library(home)
        shelf.add(papers(1, 2))
        shelf.close()
    assert run_fork(KILLED, home).returncode == -signal.SIGKILL
    left = sorted(path.name for path in (home / SHELF).glob("g-*"))
    assert left == [current(home).name]
    embedder = TinyEmbedder()
    shelf = library(home, embedder)
    assert shelf.notes == ()
    assert any("plot39." in text for text in embedder.texts)
    for kept in (1, 2, 20, 21, 22, 23):  # what was embedded before the kill is not embedded again
        assert not any(f"plot{kept}." in text for text in embedder.texts)
    expected = {f"p{n}" for n in [*range(20, 40), *(() if first else (1, 2))]}
    assert set(found(shelf, "all shelves hold", 100)) == expected
    assert [path for path in (home / SHELF).glob("g-*") if path.is_dir()] == [current(home)]
    shelf.close()


KILLED_FILLING = """
import os, pkgutil, signal, sys
from pathlib import Path
from assistant.index.building.build_plan import Pace
from tests.support.tiny import SHELF, TinyEmbedder, current, everything, library, papers
library(Path(sys.argv[1])).add(papers(1, 2, 3))
left, at = int(sys.argv[2]), sys.argv[3]
owner, name = at.rsplit(".", 1)
kind = pkgutil.resolve_name("assistant.index." + owner)
real = getattr(kind, name)

def counted(*args, **options):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **options)

setattr(kind, name, counted)
pace = Pace(batch=2, soon=3, worth_publishing=4, unbased=5, beside=5)
library(Path(sys.argv[1]), pace=pace).add(papers(*range(20, 40)), remove=["p3"])
"""


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The shelf as it is when nobody is killed."""
    shelf = library(tmp_path_factory.mktemp("unbroken"))
    shelf.add(papers(1, 2, *range(20, 40)))
    yield shelf
    shelf.close()


@pytest.mark.parametrize(
    ("step", "calls"),
    [
        ("building.checkpoint.Checkpoint.write", 5),
        ("building.checkpoint.Checkpoint.drop", 2),
        ("vectors.chroma.VectorIndex.add_chunks", 1),
        ("building.store_vectors.seal_base", 2),
        ("building.publish.sweep_bases", 2),
        ("generations.Generations.publish", 2),
    ],
)
def test_killed_at_any_step_of_filling_the_next_run_ends_where_an_unbroken_one_does(
    home: Path, unbroken: Library, step: str, calls: int
) -> None:
    assert run_fork(KILLED_FILLING, home, calls, step).returncode == -signal.SIGKILL
    embedder = TinyEmbedder()
    shelf = library(home, embedder)
    shelf.add(papers(*range(20, 40)), remove=["p3"])
    assert everything(shelf) == everything(unbroken)
    assert not any(f"plot{kept}." in text for kept in (1, 2) for text in embedder.texts)
    for query in ("wood25", "fjord", "all shelves hold", "plot31"):
        assert found(shelf, query, 50) == found(unbroken, query, 50)
    shelf.close()
