"""No reply, list of models or error page takes more memory, time or trust than it is given."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from assistant.embedding.llama_index import openai_embedder
from assistant.errors import ModelUnavailable
from assistant.llm import bounds
from assistant.llm.bounds import BoundedBody, OverBoundsError
from assistant.settings import Settings
from tests.support.asking import ASK, KEY, Opener, ask, fails
from tests.support.fakes import FakeOpenAI, Raw, Slow

SAID = {
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Fine."}, "finish_reason": "stop"}]
}
# So much around each word that the bytes reach their bound before the text reaches that of its tokens.
EVENT = (
    b'data: {"id":"'
    + b"x" * 500
    + b'","choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}\n\n'
)


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the bounds so small that a test meets them at once."""
    monkeypatch.setattr(bounds, "REPLY_BYTES", 100_000)
    monkeypatch.setattr(bounds, "PAGE_BYTES", 100_000)


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize(
    "reply",
    [
        Raw((b" " * 50_000,), "application/json", forever=True),
        Raw((EVENT * 100,), forever=True),
        Raw((b": ping\n" * 1000,), forever=True),
        Raw((b"data: " + b"x" * 50_000,), forever=True),
        Raw((b"<p>" * 9000,), "text/html", status=400, forever=True),
    ],
    ids=["white space", "events", "comments", "one line", "error page"],
)
def test_a_reply_without_end_is_left(
    fake_openai: FakeOpenAI, opened: Opener, monkeypatch: pytest.MonkeyPatch, reply: Raw, streaming: bool
) -> None:
    model = opened(retries=2)
    small(monkeypatch)
    fake_openai.enqueue(reply)
    fails(model, ModelUnavailable, streaming=streaming)
    assert fake_openai.hung_up.wait(10)
    assert len(fake_openai.chats) == 1, "a server that never ends is not asked again"


@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_a_packed_reply_that_swells_is_left(
    fake_openai: FakeOpenAI, opened: Opener, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    model = opened(retries=0)
    small(monkeypatch)
    pack = gzip.compress if name == "gzip" else zlib.compress
    bomb = pack(b" " * 50_000_000)
    fake_openai.enqueue(Raw((bomb,), "application/json", headers={"Content-Encoding": name}))
    assert "larger than" in str(fails(model, ModelUnavailable, streaming=False))
    fake_openai.enqueue(
        Raw((pack(json.dumps(SAID).encode()),), "application/json", headers={"Content-Encoding": name})
    )
    assert ask(model, streaming=False) == "Fine."


def test_a_packing_nobody_asked_for_is_not_opened(fake_openai: FakeOpenAI, opened: Opener) -> None:
    model = opened(retries=0)
    fake_openai.enqueue(Raw((b"??",), "application/json", headers={"Content-Encoding": "br"}))
    assert "packed (br)" in str(fails(model, ModelUnavailable, streaming=False))
    assert fake_openai.requests[-1].headers["accept-encoding"] == "identity"


def test_a_list_of_models_without_end_is_left(
    fake_openai: FakeOpenAI, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch)
    fake_openai.pages["/v1/models"] = Raw((b'{"id": "m"}, ' * 999,), "application/json", forever=True)
    with pytest.raises(ModelUnavailable, match="larger than"):
        opened()


def body_of(pieces: list[bytes], kind: str, method: str = "POST", step: float = 1.0) -> BoundedBody:
    """A body whose pieces come ``step`` seconds apart by a clock of its own; the patience is 10 seconds."""

    class Pieces(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for piece in pieces:
                now[0] += step
                yield piece

    now = [0.0]
    request = httpx.Request(method, "http://127.0.0.1/v1", extensions={"timeout": {"read": 10.0}})
    response = httpx.Response(200, headers={"content-type": kind}, stream=Pieces(), request=request)
    return BoundedBody(response, clock=lambda: now[0])


def drained(body: BoundedBody, each: Callable[[], Any] = lambda: None) -> int:
    count = 0
    for _ in body:
        count += 1
        each()
    return count


def test_comments_are_not_text() -> None:
    body = body_of([b": still here\n\n"] * 30, "text/event-stream")
    with pytest.raises(httpx.ReadTimeout):
        drained(body)


def test_white_space_is_not_text() -> None:
    with pytest.raises(httpx.ReadTimeout):
        drained(body_of([b"\n"] * 30, "application/json"))


def test_events_without_text_are_not_text() -> None:
    with pytest.raises(httpx.ReadTimeout):
        drained(body_of([EVENT] * 30, "text/event-stream"))


def test_text_keeps_a_slow_stream_alive_until_its_time_is_up() -> None:
    body = body_of([EVENT] * 60, "text/event-stream")
    assert drained(body, body.heard) == 60
    body = body_of([EVENT] * 200, "text/event-stream")
    with pytest.raises(OverBoundsError, match="100 seconds"):
        drained(body, body.heard)


def test_a_page_has_less_time_than_a_reply() -> None:
    with pytest.raises(OverBoundsError, match="30 seconds"):
        drained(body_of([b"{"] * 60, "application/json", method="GET"))


def test_a_stream_of_nothing_but_comments_is_left_in_time(fake_openai: FakeOpenAI, opened: Opener) -> None:
    model = opened(retries=0, timeout_s=0.3, model="m", context_window=4096)
    fake_openai.enqueue(Raw((b": ping\n\n",), pause=0.02, forever=True))
    error = fails(model, ModelUnavailable, streaming=True)
    assert "ASSISTANT_TIMEOUT_S" in str(error)
    assert fake_openai.hung_up.wait(10)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("streaming", [False, True])
def test_no_redirect_is_followed(
    fake_openai: FakeOpenAI, opened: Opener, status: int, streaming: bool
) -> None:
    model = opened()
    with FakeOpenAI() as other:
        away = Raw((), status=status, headers={"Location": f"{other.url}/chat/completions?k=v"})
        fake_openai.enqueue(away)
        error = fails(model, ModelUnavailable, streaming=streaming)
        assert other.requests == []
    assert "OPENAI_BASE_URL" in str(error)
    assert not getattr(error, "retryable", True)


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("http://user:pass@other.example:81/v1", "to http://other.example:81."),
        ("http://[", "to an address that is none."),
        ("/v2/chat", "to http://127.0.0.1:"),
    ],
)
def test_where_a_redirect_leads_is_told(
    fake_openai: FakeOpenAI, opened: Opener, location: str, told: str
) -> None:
    model = opened()
    fake_openai.enqueue(Raw((), status=307, headers={"Location": location}))
    said = str(fails(model, ModelUnavailable, streaming=False))
    assert told in said
    assert "pass" not in said.replace("Papers", "")


def test_the_list_of_models_and_embeddings_follow_no_redirect(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    with FakeOpenAI() as other:
        for page in ("models", "embeddings"):
            fake_openai.pages[f"/v1/{page}"] = Raw(
                (), status=307, headers={"Location": f"{other.url}/{page}"}
            )
        with pytest.raises(ModelUnavailable, match="sends the request on to http://127"):
            opened()
        settings = Settings(openai_base_url=fake_openai.url, openai_api_key=KEY, retries=0)
        with pytest.raises(ModelUnavailable):
            openai_embedder("e", settings).encode(["a paper"])
        assert other.requests == []


def test_a_long_reply_that_comes_whole_is_waited_for_longer(fake_openai: FakeOpenAI, opened: Opener) -> None:
    model = opened(timeout_s=0.3, retries=0)
    fake_openai.enqueue(Slow(0.6, "late"), Slow(0.6, "late"))
    assert model.complete(ASK, max_tokens=1000).text == "late"
    with pytest.raises(ModelUnavailable, match=r"within 0\.3 seconds"):
        model.complete(ASK, max_tokens=50)
