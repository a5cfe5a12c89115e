"""OpenAI's wire, spoken by OpenAI's own client: whole, streaming, asynchronous, with a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import APIError, AsyncOpenAI, BadRequestError, OpenAI

from assistant import Answer, Assistant, Citation, Settings, Usage
from tests.support.answers import markers
from tests.support.each_row import each_row
from tests.support.fakes import Cut, FakeOpenAI
from tests.support.serving import serving
from ui.http.openai.chat_reply import Completion, url_citations
from ui.opening import AssistantHolder

PET = "How many PET/CT exams were used?"
BROKEN_OFF = "It used many PET/CT exams [1]. So they say of what was done and found there [1]."
SET = "Which papers avoid subword tokenizers?"
THOSE = "Of those, which one works on images of text?"


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def url(shelf: Assistant) -> Iterator[str]:
    with serving(AssistantHolder(shelf)) as address:
        yield f"{address}/v1"


@pytest.fixture
def client(url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=url, api_key="none", max_retries=0) as made:
        yield made


def ask(client: OpenAI, *messages: Any, **more: Any) -> Any:
    """Return the completion for messages; a string is a user's."""
    told = [{"role": "user", "content": each} if isinstance(each, str) else each for each in messages]
    return client.chat.completions.create(model="paper-assistant", messages=told, **more)


def timeless(answer: Any) -> Any:
    values = answer.model_dump(mode="json") if isinstance(answer, Answer) else answer
    return {**values, "timings": None}


def test_the_one_model_is_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["paper-assistant"]


def test_a_completion_carries_the_answer_and_its_citations(client: OpenAI, shelf: Assistant) -> None:
    nothing: Any = {"n": 1, "tools": [], "stop": [], "response_format": {"type": "text"}}
    done = ask(client, PET, temperature=0.3, seed=1, user="someone", **nothing)
    wanted = shelf.ask(PET)
    [choice] = done.choices
    assert timeless(done.answer) == timeless(wanted)
    assert (choice.message.content, choice.finish_reason) == (wanted.text, "stop")
    assert (done.model, done.usage.total_tokens) == ("paper-assistant", 0)
    noted = [note.url_citation for note in choice.message.annotations]
    assert [wanted.text[note.start_index : note.end_index] for note in noted] == ["[1]", "[2]", "[3]", "[4]"]
    assert [note.quote for note in noted] == [citation.quote for citation in wanted.citations]


@each_row("include_usage", [True, False])
def test_a_stream_gives_the_same_text_and_the_answer_last(
    client: OpenAI, shelf: Assistant, include_usage: bool
) -> None:
    chunks = list(ask(client, SET, stream=True, stream_options={"include_usage": include_usage}))
    wanted = shelf.ask(SET)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == wanted.text
    assert timeless(chunks[-1].answer) == timeless(wanted)
    assert len({chunk.id for chunk in chunks}) == 1
    assert [bool(chunk.usage) for chunk in chunks] == [False] * (len(chunks) - 1) + [include_usage]
    finished = chunks[-2] if include_usage else chunks[-1]
    assert finished.choices[0].finish_reason == "stop"
    assert len(finished.choices[0].delta.annotations) == len(markers(text))


def test_the_asynchronous_client_gets_the_same(url: str, shelf: Assistant) -> None:
    async def both() -> tuple[Any, str]:
        async with AsyncOpenAI(base_url=url, api_key="none") as client:
            said: Any = [{"role": "user", "content": PET}]
            whole = await client.chat.completions.create(model="paper-assistant", messages=said)
            stream = await client.chat.completions.create(model="paper-assistant", messages=said, stream=True)
            pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
            return whole, "".join(pieces)

    whole, streamed = asyncio.run(both())
    assert streamed == whole.choices[0].message.content == shelf.ask(PET).text


@each_row("form", ["the client's own message", "text", "answer", "annotations"])
def test_earlier_messages_are_the_conversation(client: OpenAI, shelf: Assistant, form: str) -> None:
    first = ask(client, SET)
    message = first.choices[0].message
    said: Any = {
        "the client's own message": message,
        "text": {"role": "assistant", "content": message.content},
        "answer": {"role": "assistant", "content": "", "answer": first.answer},
        "annotations": {**message.model_dump(), "content": "See [1] to [6]."},
    }[form]
    system = {"role": "system", "content": "PageConversation like a pirate."}
    done = ask(client, system, SET, said, THOSE)
    wanted = shelf.conversation()
    wanted.ask(SET)
    assert timeless(done.answer) == timeless(wanted.ask(THOSE))


def test_words_that_this_server_never_said_are_understood_by_their_titles(client: OpenAI) -> None:
    said = {"role": "assistant", "content": "I like Pixel Sentence Representation Learning and WECHSEL."}
    done = ask(client, "Which do you like?", said, "Of those, which one works on images of text?")
    assert {citation["title"].split(":")[0] for citation in done.answer["citations"]} <= {
        "Pixel Sentence Representation Learning",
        "WECHSEL",
    }
    assert done.answer["citations"]


def test_parts_of_text_are_read(client: OpenAI, shelf: Assistant) -> None:
    parts = {"role": "user", "content": [{"type": "text", "text": PET}]}
    assert ask(client, parts).choices[0].message.content == shelf.ask(PET).text


def test_an_unusable_question_is_refused_before_the_stream_begins(client: OpenAI) -> None:
    with pytest.raises(BadRequestError, match="5,000 characters"):
        ask(client, "x" * 5000, stream=True)


def test_what_is_not_text_is_refused(client: OpenAI) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:,"}}
    with pytest.raises(APIError, match="text"):
        ask(client, {"role": "user", "content": [image]})


@each_row(
    ("param", "value"),
    [
        ("n", 2),
        ("tools", [{"type": "function", "function": {"name": "f", "parameters": {}}}]),
        ("response_format", {"type": "json_object"}),
        ("logprobs", True),
        ("modalities", ["text", "audio"]),
    ],
)
def test_what_would_mislead_is_refused_with_its_name(client: OpenAI, param: str, value: Any) -> None:
    with pytest.raises(BadRequestError) as caught:
        ask(client, PET, **{param: value})
    assert (caught.value.param, caught.value.code) == (param, "unsupported_parameter")


@each_row("streaming", [True, False])
@each_row(("how", "finish"), [({"stop": "25,578"}, "stop"), ({"max_tokens": 12}, "length")])
def test_a_text_is_cut_as_asked(
    client: OpenAI, shelf: Assistant, streaming: bool, how: dict[str, Any], finish: str
) -> None:
    whole = shelf.ask(PET).text
    if streaming:
        chunks = list(ask(client, PET, stream=True, **how))
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        ended = chunks[-1].choices[0].finish_reason
        answer = chunks[-1].answer
    else:
        done = ask(client, PET, **how)
        text, ended, answer = done.choices[0].message.content, done.choices[0].finish_reason, done.answer
    assert whole.startswith(text)
    assert len(text) < len(whole)
    assert "25,578" not in text or finish == "length"
    assert (ended, answer["text"]) == (finish, whole)


@each_row("streaming", [True, False])
def test_the_responses_wire_gives_text_and_citations(
    client: OpenAI, shelf: Assistant, streaming: bool
) -> None:
    wanted = shelf.ask(PET)
    if streaming:
        with client.responses.stream(model="paper-assistant", input=PET) as stream:
            pieces = [event.delta for event in stream if event.type == "response.output_text.delta"]
            done: Any = stream.get_final_response()
        assert "".join(pieces) == wanted.text
    else:
        said: Any = [{"role": "user", "content": [{"type": "input_text", "text": PET}]}]
        done = client.responses.create(model="paper-assistant", input=said, instructions="Be brief.")
    assert (done.output_text, done.status) == (wanted.text, "completed")
    assert done.output[0].content[0].annotations[0].title == wanted.citations[0].title
    assert done.answer["citations"][0]["quote"] == wanted.citations[0].quote


def test_a_response_that_is_cut_or_cannot_be_is_told(client: OpenAI) -> None:
    cut: Any = client.responses.create(model="paper-assistant", input=PET, max_output_tokens=5)
    assert (cut.status, cut.incomplete_details.reason) == ("incomplete", "max_output_tokens")
    for refused in ({"previous_response_id": "resp_1"}, {"tools": [{"type": "web_search"}]}):
        with pytest.raises(BadRequestError) as caught:
            client.responses.create(model="paper-assistant", input=PET, **refused)  # type: ignore[call-overload]
        assert caught.value.param == next(iter(refused))


def test_a_text_that_begins_anew_is_announced(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = lambda asked: Cut(
        12, "It used many PET/CT exams [1]. So they say of what was done and found there [1]."
    )
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    with (
        Assistant(settings) as assistant,
        serving(AssistantHolder(assistant)) as address,
        OpenAI(base_url=f"{address}/v1", api_key="none") as client,
    ):
        chunks = list(ask(client, PET, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    before, announced, after = text.partition("the answer begins anew._\n\n")
    assert "It used" in before
    assert announced
    assert after == chunks[-1].answer["text"]  # type: ignore[attr-defined]
    assert chunks[-1].answer["warnings"]  # type: ignore[attr-defined]


def test_tokens_of_the_language_model_are_told() -> None:
    answer = Answer(
        question="q",
        standalone="q",
        kind="lookup",
        status="answered",
        text="T.",
        usage=Usage(requests=2, prompt_tokens=30, completion_tokens=4),
    )
    told = Completion("http://here/").whole(answer).usage
    assert told == {"prompt_tokens": 30, "completion_tokens": 4, "total_tokens": 34}


def test_markers_in_code_are_no_citations() -> None:
    one = Citation(number=1, paper_id="p", title="P", url="http://p/", quote="q", start=0, end=1)
    text = "Use `a[1]` or\n```\nb[1]\n```\nas they do [1], not \\[1] or [2]."
    answer = Answer(
        question="q", standalone="q", kind="lookup", status="answered", text=text, citations=(one,)
    )
    [note] = url_citations(answer, "http://here/")
    assert text[: note["url_citation"]["start_index"]].endswith("as they do ")
    assert note["url_citation"]["url"] == "http://p/"
