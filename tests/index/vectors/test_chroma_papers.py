"""A shelf on a Chroma server: several apps see one shelf, and it answers as an embedded one does."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.embedding import local_engines
from assistant.errors import IndexUnavailable, PapersError
from assistant.index.generations import Busy, Generations
from assistant.index.vectors.chroma_client import close_client, server_client
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.library.admin import remove_shelf, shelf_papers
from assistant.library.library import Library
from assistant.papers import bundled_papers
from assistant.settings import Settings
from assistant.types import Paper
from tests.support.running.forks import run_fork, start_fork
from tests.support.running.waiting import until
from tests.support.shelves.shared_shelf import Apps
from tests.support.tiny import TinyEmbedder, everything, found, library, paper, papers

QUERIES = (
    "Which papers avoid subword tokenizers?",
    "How many PET/CT exams were used?",
    "pre-training on source code",
    "byte-level language models",
    "embeddings of sentences",
    "zorblax tuning of quokkas",
)


def test_the_same_questions_give_the_same_papers_in_the_same_order_as_embedded(
    apps: Apps, home: Path
) -> None:
    # Papers of real sentences: among many vectors that are alike, which ones a graph finds first is chance.
    shelf = apps.open("one", TinyEmbedder(dim=384))
    embedded = library(home / "embedded", TinyEmbedder(dim=384))
    bundled = bundled_papers()
    changed = bundled[3].model_copy(update={"abstract": "It changed. Now it is about the tuning of quokkas."})
    for each in (shelf, embedded):
        each.add(bundled)
        each.add([changed, paper(77)], remove=[bundled[5].id])
    assert list(shelf.papers) == list(embedded.papers)
    assert everything(shelf) == everything(embedded)
    for query in QUERIES:
        with shelf.reading() as one, embedded.reading() as other:
            hits, expected = one.search(query, 20), other.search(query, 20)
            assert [hit.paper for hit in hits] == [hit.paper for hit in expected]
            assert [hit.passage for hit in hits] == [hit.passage for hit in expected]
            some = [bundled[1].id, bundled[17].id, "p77"]
            hits, expected = (each.search(query, 3, within=some) for each in (one, other))
            assert [(hit.paper, hit.passage, hit.ranks) for hit in hits] == [
                (hit.paper, hit.passage, hit.ranks) for hit in expected
            ]
    embedded.close()


def test_what_one_app_adds_changes_and_removes_another_finds_without_a_restart(apps: Apps) -> None:
    one, embedder = apps.open("one"), TinyEmbedder()
    two = apps.open("two", embedder)
    assert found(two, "wood7") == []
    one.add(papers(1, 2, 7))
    assert found(two, "wood7", 1) == ["p7"]
    assert two.papers.ids() == ("p1", "p2", "p7")
    two.add([paper(2, "Now with mushrooms."), paper(8)], remove=["p7"])
    assert found(one, "mushrooms", 1) == ["p2"]
    assert set(found(one, "all shelves hold", 9)) == {"p1", "p2", "p8"}
    assert not any("plot1." in text for text in embedder.texts)  # the other app had embedded it
    late = apps.open("three")
    assert list(late.papers) == list(one.papers)
    with late.reading() as retriever:
        assert "dense" in retriever.search("wood8", 1)[0].ranks


def test_the_default_shelf_begins_with_the_bundled_papers_once(apps: Apps) -> None:
    settings = [apps.settings(home).replace(shelf="papers") for home in ("one", "two")]
    embedders = [TinyEmbedder(), TinyEmbedder()]
    for each, embedder in zip(settings, embedders, strict=True):
        shelf = Library(each, embedder)
        assert len(shelf.papers) == 38
        assert found(shelf, "byte-level models")
        shelf.close()
    assert not any(len(text.split()) > 30 for text in embedders[1].texts)
    assert remove_shelf(settings[0]) == 38
    with pytest.raises(PapersError, match="no shelf papers"):
        list(shelf_papers(settings[0]))


KILLED = """
import os, signal, sys
from pathlib import Path
import assistant.index.vectors.chroma_papers as server
from assistant.library.library import Library
from assistant.papers import bundled_papers
from assistant.settings import Settings
from tests.support.shelves.shared_shelf import Apps
from tests.support.tiny import TinyEmbedder, paper, papers
home, shelf, url, step, calls = sys.argv[1:]
made = Library(Settings(home=Path(home), shelf=shelf, chroma_url=url), TinyEmbedder())
made.add(papers(1, 2, 3))
real, left = getattr(server.ServerShelf, step), int(calls)

def counted(*args, **options):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **options)

setattr(server.ServerShelf, step, counted)
made.add([*papers(*range(20, 30)), paper(2, "Changed.")], remove=["p3"])
"""


@pytest.mark.parametrize(("step", "calls"), [("bump", 1), ("mark", 0), ("bump", 2)])
def test_an_app_that_is_killed_while_it_writes_leaves_a_shelf_that_the_next_one_completes(
    apps: Apps, home: Path, monkeypatch: pytest.MonkeyPatch, step: str, calls: int
) -> None:
    ran = run_fork(KILLED, apps.folder / "dead", apps.name, apps.url, step, calls)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    monkeypatch.setattr("assistant.index.vectors.server_lock._DEAD_S", 0.0)
    monkeypatch.setattr("assistant.index.vectors.server_lock._SETTLED_S", 0.0)
    shelf = apps.open("alive")
    shelf.add([*papers(*range(20, 30)), paper(2, "Changed.")], remove=["p3"])
    unbroken = library(home / "unbroken")
    unbroken.add([paper(1), paper(2, "Changed."), *papers(*range(20, 30))])
    assert {each.id: each for each in shelf.papers} == {each.id: each for each in unbroken.papers}
    assert everything(shelf) == everything(unbroken)
    assert shelf.notes == ()
    unbroken.close()


def test_a_second_writer_is_told_to_wait_and_readers_go_on(apps: Apps) -> None:
    one, two = apps.open("one"), apps.open("two", writer_wait_s=0.5)
    one.add(papers(1))
    server = ServerShelf(apps.url, apps.name)
    with server.writing():
        with pytest.raises(Busy, match="Another app is writing"):
            two.add(papers(2))
        assert found(two, "wood1", 1) == ["p1"]
        server.beat()
    server.close()
    two.add(papers(2))
    assert set(found(one, "all shelves hold")) == {"p1", "p2"}


def test_a_writer_that_is_busy_for_long_keeps_its_lock(apps: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = [0.0]
    clock = SimpleNamespace(time=lambda: time.time() + ahead[0], monotonic=time.monotonic, sleep=time.sleep)
    monkeypatch.setattr("assistant.index.vectors.server_lock.time", clock)
    monkeypatch.setattr("assistant.index.vectors.server_lock._BEAT_S", 0.05)
    one, two = ServerShelf(apps.url, apps.name), ServerShelf(apps.url, apps.name)
    client = server_client(apps.url)
    with one.writing():
        ahead[0] = 1_000.0  # as a batch that an endpoint takes its time for
        lock = f"{apps.name}-writer"
        until(
            lambda: client.get_collection(lock, embedding_function=None).metadata["beat"] > clock.time() - 100
        )
        with pytest.raises(Busy), two.writing():
            pytest.fail("two wrote at once")
        one.beat()
    with two.writing():
        pass
    close_client(client)
    one.close()
    two.close()


def test_a_writer_whose_lock_was_taken_stops_and_leaves_the_lock_of_the_next(
    apps: Apps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.index.vectors.server_lock._BEAT_S", 60.0)
    monkeypatch.setattr("assistant.index.vectors.server_lock._DEAD_S", 0.2)
    monkeypatch.setattr("assistant.index.vectors.server_lock._SETTLED_S", 0.0)
    one, two, three = (ServerShelf(apps.url, apps.name) for _ in range(3))
    with ExitStack() as second, ExitStack() as first:
        first.enter_context(one.writing())
        time.sleep(0.4)  # as a machine that was asleep
        second.enter_context(two.writing())
        monkeypatch.setattr("assistant.index.vectors.server_lock._DEAD_S", 300.0)
        with pytest.raises(Busy, match=r"taken by another app.*Try again"):
            one.beat()
        first.close()
        with pytest.raises(Busy), three.writing():
            pytest.fail("the lock of the second was gone")
        two.beat()
    with three.writing():
        pass
    for each in (one, two, three):
        each.close()


def test_while_another_process_here_writes_a_question_is_answered_from_the_older_index(apps: Apps) -> None:
    one, two = apps.open("one"), apps.open("two", writer_wait_s=3_600)
    one.add(papers(1))
    assert found(two, "all shelves hold", 9) == ["p1"]
    with Generations(apps.settings("two").shelf_folder).writing():
        one.add(papers(2))
        assert found(two, "wood1", 1) == ["p1"]
    assert set(found(two, "all shelves hold", 9)) == {"p1", "p2"}


def test_a_record_of_a_newer_version_is_read_without_its_new_fields(apps: Apps) -> None:
    one = apps.open("one")
    one.add(papers(1, 2))
    server = ServerShelf(apps.url, apps.name)
    records = server._there()
    text = paper(1).model_dump_json()[:-1]
    records.update(ids=["p1"], embeddings=[[1.0]], documents=[text + ', "citations": 12}'])
    assert server.papers(["p1", "p2"]) == papers(1, 2)
    records.update(ids=["p1"], embeddings=[[1.0]], documents=[text + ', "title": 12}'])
    with pytest.raises(IndexUnavailable, match=r"'p1'.*newer version"):
        server.papers(["p1"])
    server.close()


def test_another_embedding_model_is_refused_until_a_rebuild_which_embeds_for_all(apps: Apps) -> None:
    one = apps.open("one")
    one.add(papers(1, 2))
    with pytest.raises(IndexUnavailable, match=r"tiny.*other.*--rebuild"):
        apps.open("two", TinyEmbedder("other", dim=30))
    two = apps.open("two", TinyEmbedder("other", dim=30), rebuild=True)
    assert found(two, "wood2", 1) == ["p2"]
    with two.reading() as retriever:
        assert "dense" in retriever.search("wood2", 1)[0].ranks
    assert two.papers.ids() == ("p1", "p2")


def test_an_export_holds_what_the_server_holds(apps: Apps) -> None:
    apps.open("one").add([Paper(id="ü#", title="Ü"), *papers(1, 2)])
    assert list(shelf_papers(apps.settings("elsewhere"))) == [Paper(id="ü#", title="Ü"), *papers(1, 2)]


def test_a_server_that_is_down_is_one_clear_error(home: Path) -> None:
    settings = Settings(home=home, shelf="mine", chroma_url="http://127.0.0.1:9")
    with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1:9.*ASSISTANT_CHROMA_URL"):
        Library(settings, TinyEmbedder())


SECOND = """
import sys
from pathlib import Path
from assistant.library.library import Library
from assistant.papers import bundled_papers
from assistant.settings import Settings
from tests.support.shelves.shared_shelf import Apps
from tests.support.tiny import TinyEmbedder, found
shelf = Library(Settings(home=Path(sys.argv[1]), shelf=sys.argv[2], chroma_url=sys.argv[3]), TinyEmbedder())
for query in sys.stdin:
    print(*found(shelf, query, 2), flush=True)
"""


def test_two_processes_answer_from_one_server(apps: Apps) -> None:
    one = apps.open("one")
    one.add(papers(1, 2))
    with start_fork(SECOND, apps.folder / "two", apps.name, apps.url) as two:

        def asked(query: str) -> list[str]:
            two.stdin.write(f"{query}\n")
            two.stdin.flush()
            return two.stdout.readline().split()

        assert asked("wood1") == found(one, "wood1", 2) == ["p1", "p2"]
        one.add(papers(9))
        assert asked("wood9") == found(one, "wood9", 2)
        assert asked("wood9")[0] == "p9"


def test_apps_on_unlike_processors_share_the_engine_of_the_shelf(
    apps: Apps, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(home: str, vnni: bool, **options: bool) -> Library:
        monkeypatch.setattr(local_engines, "multiplies_bytes", lambda: vnni)
        shelf = Library(apps.settings(home), **options)
        apps.opened.append(shelf)
        return shelf

    there = ServerShelf(apps.url, apps.name)
    apps.opened.append(there)
    one = start("one", True)
    one.add(papers(1, 2))
    made_by = there.made_by()
    two = start("two", False)
    assert two.notes == ()
    assert found(two, "wood2", 1) == ["p2"]
    two.add(papers(7))
    assert found(one, "wood7", 1) == ["p7"]
    assert there.made_by() == made_by
    start("three", False, rebuild=True)  # for all of them
    assert there.made_by() != made_by
    for app in (one, two):
        assert found(app, "wood2", 1) == ["p2"]
    one.add(papers(8))
    assert found(two, "wood8", 1) == ["p8"]
