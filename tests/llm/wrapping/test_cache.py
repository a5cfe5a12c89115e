"""The cache of replies saves requests, and never stands in the way of an answer."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run

import pytest

from assistant.errors import ModelUnavailable
from assistant.llm.chat import Message, Reply, open_model
from assistant.llm.wrapping.cache import FILE, CachedModel, ReplyCache
from assistant.settings import Settings
from assistant.types import Usage
from tests.support.fakes import Cut, FakeOpenAI, Text

ASK = [Message("user", "Does it avoid subwords?")]
ROOT = Path(__file__).parents[3]


def reply(text: str) -> Reply:
    return Reply(text, Usage(requests=1, prompt_tokens=9, completion_tokens=3))


@pytest.fixture
def cache(home: Path) -> Iterator[ReplyCache]:
    cache = ReplyCache(home)
    yield cache
    cache.close()


@pytest.fixture
def model(fake_openai: FakeOpenAI, cache: ReplyCache) -> Iterator[CachedModel]:
    model = CachedModel(open_model(Settings(openai_base_url=fake_openai.url)), cache)
    yield model
    model.close()


def test_a_stored_reply_comes_back_whole_and_costs_nothing(cache: ReplyCache) -> None:
    cache.put(
        "k", Reply("yes", Usage(requests=1, prompt_tokens=9), {"yes": -0.1, "no": -2.5}, cut_short=True)
    )
    again = cache.get("k")
    assert again == Reply("yes", Usage(cached_requests=1), {"yes": -0.1, "no": -2.5}, cut_short=True)
    assert cache.get("another") is None
    assert cache.warnings == ()


def test_replies_outlive_the_process(home: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from assistant.llm.wrapping.cache import ReplyCache;"
        "from assistant.llm.chat import Reply; from assistant.types import Usage;"
        "cache = ReplyCache(Path(sys.argv[1])); cache.put('k', Reply('kept', Usage())); cache.close()"
    )
    run([sys.executable, "-c", script, str(home)], check=True, cwd=ROOT)
    cache = ReplyCache(home)
    found = cache.get("k")
    cache.close()
    assert found is not None
    assert found.text == "kept"


def test_the_oldest_replies_go_first(home: Path) -> None:
    cache = ReplyCache(home, limit=3)
    for number in range(5):
        cache.put(str(number), reply(f"reply {number}"))
    kept = [number for number in range(5) if cache.get(str(number))]
    cache.close()
    assert kept == [2, 3, 4]


def test_many_threads_and_two_connections_write_at_once(home: Path) -> None:
    caches = [ReplyCache(home), ReplyCache(home)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: caches[n % 2].put(str(n), reply(f"reply {n}")), range(80)))
        found = list(pool.map(lambda n: caches[(n + 1) % 2].get(str(n)), range(80)))
    warnings = [cache.warnings for cache in caches]
    for cache in caches:
        cache.close()
    assert [hit.text if hit else None for hit in found] == [f"reply {n}" for n in range(80)]
    assert warnings == [(), ()]


def test_a_damaged_file_is_set_aside_and_the_cache_begins_anew(home: Path) -> None:
    (home / FILE).write_bytes(b"this is no database, whatever its name says. " * 200)
    cache = ReplyCache(home)
    assert cache.get("k") is None
    cache.put("k", reply("fresh"))
    found = cache.get("k")
    cache.close()
    assert found is not None
    assert found.text == "fresh"
    assert len(cache.warnings) == 1
    assert "damaged" in cache.warnings[0]
    assert next(home.glob("*.damaged")).read_bytes().startswith(b"this is no database")


def test_a_row_that_is_no_reply_counts_as_damage(home: Path) -> None:
    cache = ReplyCache(home)
    cache.put("k", reply("fine"))
    cache.close()
    with sqlite3.connect(home / FILE) as connection:
        connection.execute("UPDATE replies SET body = 'half a'")
    connection.close()
    assert cache.get("k") is None
    cache.close()
    assert "damaged" in cache.warnings[0]


def test_an_unusable_folder_is_a_warning(home: Path) -> None:
    (home / "file").write_text("not a folder")
    cache = ReplyCache(home / "file" / "cache")
    cache.put("k", reply("lost"))
    assert cache.get("k") is None
    assert any(str(home) in warning for warning in cache.warnings)


def test_a_file_that_another_process_holds_is_a_warning(home: Path) -> None:
    ReplyCache(home).put("k", reply("old"))
    holder = sqlite3.connect(home / FILE)
    holder.execute("BEGIN IMMEDIATE")
    cache = ReplyCache(home, patience_s=0.01)
    cache.put("k", reply("new"))
    holder.close()
    found = cache.get("k")
    cache.close()
    assert found is not None
    assert found.text == "old"
    assert "written" in cache.warnings[0]


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on file size")
def test_a_full_disk_is_a_warning(home: Path) -> None:
    import resource

    cache = ReplyCache(home)
    cache.put("small", reply("fits"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        cache.put("large", reply("x" * 1_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    found = cache.get("small"), cache.get("large")
    cache.close()
    assert found[0] is not None
    assert found[1] is None
    assert len(cache.warnings) == 1


def test_asking_the_same_again_sends_nothing(fake_openai: FakeOpenAI, model: CachedModel) -> None:
    fake_openai.enqueue("No, it does not.")
    first = model.complete(ASK, max_tokens=20)
    second = model.complete(ASK, max_tokens=20)
    assert (first.text, second.text) == ("No, it does not.", "No, it does not.")
    assert first.usage.requests == 1
    assert second.usage == Usage(cached_requests=1)
    assert len(fake_openai.chats) == 1


@pytest.mark.parametrize("change", [{"max_tokens": 21}, {"json": True}, {"logprobs": True}])
def test_other_parameters_are_another_request(
    fake_openai: FakeOpenAI, model: CachedModel, change: dict[str, int]
) -> None:
    model.complete(ASK, max_tokens=20)
    model.complete(ASK, **{"max_tokens": 20, **change})
    assert len(fake_openai.chats) == 2


def test_another_model_or_prompt_is_another_request(
    fake_openai: FakeOpenAI, model: CachedModel, cache: ReplyCache
) -> None:
    model.complete(ASK, max_tokens=20)
    model.complete([*ASK, Message("assistant", "It does.")], max_tokens=20)
    other = CachedModel(open_model(Settings(openai_base_url=fake_openai.url, model="other")), cache)
    other.complete(ASK, max_tokens=20)
    other.close()
    assert [chat["model"] for chat in fake_openai.chats] == ["fake-model", "fake-model", "other"]


def test_a_streamed_reply_is_replayed_in_pieces(fake_openai: FakeOpenAI, model: CachedModel) -> None:
    text = "First line.\n\n- second  line\n"
    fake_openai.enqueue(text)
    first = model.stream(ASK, max_tokens=20)
    assert "".join(first) == text
    second = model.stream(ASK, max_tokens=20)
    pieces = list(second)
    assert "".join(pieces) == text
    assert len(pieces) > 2
    assert second.usage == Usage(cached_requests=1)
    assert len(fake_openai.chats) == 1


def test_half_a_reply_is_not_kept(fake_openai: FakeOpenAI, model: CachedModel) -> None:
    fake_openai.enqueue(Cut(3), "whole this time")
    with pytest.raises(ModelUnavailable):
        list(model.stream(ASK, max_tokens=20))
    assert "".join(model.stream(ASK, max_tokens=20)) == "whole this time"


def test_a_stream_closed_early_is_not_kept(fake_openai: FakeOpenAI, model: CachedModel) -> None:
    fake_openai.enqueue("one two three four", "five")
    with model.stream(ASK, max_tokens=20) as stream:
        next(stream)
    assert list(model.stream(ASK, max_tokens=20)) == ["five"]


def test_a_cached_reply_without_logprobs_tells_that_the_endpoint_gives_none(
    fake_openai: FakeOpenAI, cache: ReplyCache
) -> None:
    fake_openai.gives_logprobs = False
    settings = Settings(openai_base_url=fake_openai.url)
    for _ in range(2):  # the second model never sends a request
        model = CachedModel(open_model(settings), cache)
        assert model.gives_logprobs
        assert model.complete(ASK, max_tokens=1, logprobs=True).top == {}
        assert not model.gives_logprobs
        model.close()
    assert len(fake_openai.chats) == 1


def test_log_probabilities_are_kept(fake_openai: FakeOpenAI, model: CachedModel) -> None:
    fake_openai.enqueue(Text("Yes", top={"Yes": -0.1, "No": -2.4}))
    model.complete(ASK, max_tokens=1, logprobs=True)
    assert model.complete(ASK, max_tokens=1, logprobs=True).top == {"Yes": -0.1, "No": -2.4}
