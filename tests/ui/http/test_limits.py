"""What a request may ask for beside its question: papers, conditions, lengths, other shelves; and what it may not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import BadRequestError, NotFoundError, OpenAI

from assistant import Answer, Assistant, Paper, Settings
from tests.support.each_row import each_row
from tests.support.serving import http, serving
from ui.http.access import Access
from ui.http.openai.limits import Cut
from ui.opening import AssistantHolder

PET = "How many PET/CT exams were used?"
SET = "Which papers work on bytes?"
KEYED = {"Authorization": "Bearer first-secret"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, seed_home: Path) -> Iterator[Assistant]:
    """The bundled papers; beside them a shelf of bees, with years."""
    home = shutil.copytree(
        seed_home, tmp_path_factory.mktemp("two") / "home"
    )  # others find no bees in theirs
    with Assistant(Settings(home=home, shelf="bees", create=True, trace=False)) as bees:
        bees.add(
            [
                Paper(id=f"b{year}", title=f"On bees of {year}", abstract=f"We count {year} bees.", year=year)
                for year in (2019, 2021, 2023)
            ]
        )
    with Assistant(Settings(home=home, trace=False)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def url(shelf: Assistant) -> Iterator[str]:
    access = Access.of(Settings(api_keys="first-secret"), has_login=False, loopback=True)
    with serving(AssistantHolder(shelf), access=access) as address:
        yield address


@pytest.fixture
def web(url: str) -> Iterator[httpx.Client]:
    with http(url, **KEYED) as client:
        yield client


@pytest.fixture
def client(url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{url}/v1", api_key="first-secret", max_retries=0) as made:
        yield made


def chat(client: OpenAI, question: str = PET, **more: Any) -> Any:
    told = {"model": "paper-assistant", "messages": [{"role": "user", "content": question}], **more}
    return client.chat.completions.create(**told)


def error(reply: httpx.Response) -> tuple[int, str, str | None]:
    told = reply.json()["error"]
    return reply.status_code, told["code"], told["param"]


def test_a_question_and_a_search_are_limited_to_papers(web: httpx.Client, shelf: Assistant) -> None:
    ids = [hit.paper.id for hit in shelf.search("bytes", 3)]
    answer = Answer.model_validate(web.post("/api/ask", json={"question": SET, "within": ids}).json())
    assert {citation.paper_id for citation in answer.citations} <= set(ids)
    assert "Only the 3 chosen papers were asked." in answer.warnings
    hits = web.post("/api/search", json={"query": "PET", "k": 10, "within": ids[:2]}).json()["hits"]
    assert {hit["paper_id"] for hit in hits} == set(ids[:2])


def test_conditions_are_met_and_told_back(web: httpx.Client) -> None:
    asked = {
        "model": "paper-assistant/bees",
        "messages": [{"role": "user", "content": "Which papers count bees?"}],
    }
    since = {"field": "year", "op": ">=", "value": 2021}
    answer = web.post("/v1/chat/completions", json={**asked, "filters": [since]}).json()["answer"]
    assert {citation["paper_id"] for citation in answer["citations"]} == {"b2021", "b2023"}
    assert answer["filters"] == [{**since, "text": "since 2021"}]
    # As they come back they can be sent again.
    again = web.post("/v1/chat/completions", json={**asked, "filters": answer["filters"]}).json()["answer"]
    assert again["citations"] == answer["citations"]


def test_a_condition_that_was_named_is_waived_by_every_wire(web: httpx.Client) -> None:
    question, since = "Which papers since 2021 are there?", {"field": "year", "op": ">=", "value": 2021}
    ask = {"question": question, "shelf": "bees"}
    asked = web.post("/api/ask", json=ask).json()
    assert {each["paper_id"] for each in asked["citations"]} == {"b2021", "b2023"}
    said = {"model": "paper-assistant/bees", "waived": asked["filters"]}
    messages = [{"role": "user", "content": question}]
    streamed = web.post("/api/ask", json={**ask, "waived": [since], "stream": True}).text
    last = [line.removeprefix("data: ") for line in streamed.splitlines() if line.startswith("data: ")][-1]
    free = [
        web.post("/api/ask", json={**ask, "waived": [since]}).json(),
        json.loads(last),
        web.post("/v1/chat/completions", json={**said, "messages": messages}).json()["answer"],
        web.post("/v1/responses", json={**said, "input": question}).json()["answer"],
    ]
    for answer in free:
        assert {each["paper_id"] for each in answer["citations"]} == {"b2019", "b2021", "b2023"}
        assert (answer["filters"], answer["waived"]) == ([], asked["filters"])


@pytest.mark.parametrize(
    "question",
    ["papers from 2019 or 2021", "papers not from 2019", "papers without a year", "papers with an abstract"],
)
def test_the_conditions_of_an_answer_are_taken_as_they_come(web: httpx.Client, question: str) -> None:
    ask = {"question": question, "shelf": "bees"}
    told = web.post("/api/ask", json=ask).json()["filters"]
    assert told
    assert web.post("/api/ask", json={**ask, "waived": told}).json()["waived"] == told
    given = web.post(
        "/api/ask", json={"question": "Which papers count bees?", "shelf": "bees", "filters": told}
    )
    if told[0]["value"] is False:  # every paper here has a year
        assert error(given) == (404, "papers_not_found", None)
    else:
        assert given.json()["filters"] == told


def test_papers_and_tables_of_another_shelf(web: httpx.Client) -> None:
    bees = {"shelf": "bees"}
    listed = web.get("/api/papers", params={**bees, "year_from": 2020, "sort": "year"}).json()
    assert ([each["id"] for each in listed["papers"]], listed["total"]) == (["b2021", "b2023"], 3)
    assert web.get("/api/papers/b2019", params=bees).json()["year"] == 2019
    assert web.get("/api/papers/b2019").status_code == 404
    wasp = {"id": "wasp", "title": "On wasps", "abstract": "We count 7 wasps."}
    assert web.post("/api/papers", json={"papers": [wasp], **bees}).json()["total"] == 4
    assert web.delete("/api/papers/wasp", params=bees).json()["removed"] == ["wasp"]
    table = web.post("/api/table", json={"columns": ["sample size"], "papers": ["b2021"], **bees}).json()
    assert table["rows"][0]["title"] == "On bees of 2021"
    nowhere = {"shelf": "wasps"}
    for reply in (
        web.get("/api/papers", params=nowhere),
        web.get("/api/papers/b2019", params=nowhere),
        web.delete("/api/papers/b2019", params=nowhere),
        web.post("/api/papers", json={"papers": [wasp], **nowhere}),
        web.post("/api/table", json={"columns": ["sample size"], **nowhere}),
        web.put("/api/table/cell", json={"paper": "b2019", "column": "metric", "value": 1, **nowhere}),
    ):
        assert reply.status_code == 404
        assert reply.json()["error"]["message"] == "There is no shelf 'wasps'; there are papers, bees."


def test_a_cell_is_corrected_and_told_as_a_readers(web: httpx.Client) -> None:
    column = {"name": "Bees", "question": "How many bees are counted?", "type": "number"}
    asked = {"paper": "b2021", "column": column, "shelf": "bees"}

    def cell() -> dict[str, Any]:
        sent = {"columns": [column], "papers": ["b2021"], "shelf": "bees"}
        found: dict[str, Any] = web.post("/api/table", json=sent).json()["rows"][0]["cells"]["Bees"]
        return found

    before = cell()
    told = web.put("/api/table/cell", json={**asked, "value": "2021 bees"}).json()
    assert (told["paper_id"], told["column"]) == ("b2021", "Bees")
    assert cell() == told["cell"]
    assert (cell()["value"], cell()["given_by"], cell()["quote"]) == (2021, "reader", "We count 2021 bees.")
    assert web.put("/api/table/cell", json={**asked, "value": ""}).json()["cell"]["status"] == "not_stated"
    assert web.put("/api/table/cell", json={**asked, "value": None}).json()["cell"] == before == cell()
    unfit = web.put("/api/table/cell", json={**asked, "value": "some"})
    assert (unfit.status_code, "Expected a number" in unfit.text) == (400, True)
    assert web.put("/api/table/cell", json={**asked, "paper": "wasp", "value": 1}).status_code == 404


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        ("/api/ask", {"question": PET, "K": 3}, (400, "unknown_field", "K")),
        ("/api/search", {"query": "a", "limit": 3, "top": 1}, (400, "unknown_field", "limit")),
        ("/api/ask", {"question": PET, "filters": [{"field": "year", "op": "=", "value": 1, "x": 1}]},
         (400, "unknown_field", "filters.0.year.x")),
        ("/api/ask", {"question": PET, "filters": [{"field": "year", "op": "near", "value": 1}]},
         (422, "invalid_body", "filters.0.year.op")),
        ("/api/ask", {"question": PET, "waived": [{"field": "year", "op": ">=", "value": "soon"}]},
         (422, "invalid_body", "waived.0.year.value")),
        ("/api/ask", {"question": PET, "waived": [{"field": "year", "op": "=", "value": 1, "x": 1}]},
         (400, "unknown_field", "waived.0.year.x")),
        ("/v1/chat/completions",
         {"messages": [{"role": "user", "content": PET}], "waived": [{"field": "doi", "op": "has", "value": "a"}]},
         (422, "invalid_body", "waived.0.name.field")),
        ("/v1/responses", {"input": PET, "waived": ["since 2020"]}, (422, "invalid_body", "waived.0.name")),
        ("/api/ask", {"question": PET, "within": ["nothing"]}, (404, "papers_not_found", None)),
        ("/api/search", {"query": "a", "filters": [{"field": "year", "op": "=", "value": 1}]},
         (404, "papers_not_found", None)),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(web: httpx.Client, path: str, sent: Any, told: Any) -> None:
    reply = web.post(path, json=sent)
    assert error(reply) == told
    if told[1] == "unknown_field":
        assert str(told[2]) in reply.json()["error"]["message"]


@pytest.mark.parametrize(
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
        chat(client, **{param: value})
    assert (caught.value.param, caught.value.code) == (param, "unsupported_parameter")


def test_what_changes_nothing_is_taken(client: OpenAI, shelf: Assistant) -> None:
    done = chat(
        client, n=1, tools=[], response_format={"type": "text"}, temperature=0, seed=1, user="me", stop=[]
    )
    assert done.choices[0].message.content == shelf.ask(PET).text


@pytest.mark.parametrize("streaming", [True, False])
@pytest.mark.parametrize(("how", "finish"), [({"stop": "25,578"}, "stop"), ({"max_tokens": 12}, "length")])
def test_a_text_is_cut_as_asked(
    client: OpenAI, shelf: Assistant, streaming: bool, how: dict[str, Any], finish: str
) -> None:
    whole = shelf.ask(PET).text
    if streaming:
        chunks = list(chat(client, stream=True, **how))
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        ended = chunks[-1].choices[0].finish_reason
        answer = chunks[-1].answer
    else:
        done = chat(client, **how)
        text, ended, answer = done.choices[0].message.content, done.choices[0].finish_reason, done.answer
    assert whole.startswith(text)
    assert len(text) < len(whole)
    assert "25,578" not in text or finish == "length"
    assert (ended, answer["text"]) == (finish, whole)


@each_row("size", [1, 3, 100])
def test_a_stop_sequence_is_found_across_pieces(size: int) -> None:
    text = "one two three four"
    cut = Cut(["three", "four"])
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert "".join(cut.feed(piece) for piece in pieces) + cut.rest() == "one two "
    open_end = Cut(["threex"])
    assert "".join(open_end.feed(piece) for piece in pieces) + open_end.rest() == text


def test_other_shelves_are_models(client: OpenAI, shelf: Assistant) -> None:
    assert [model.id for model in client.models.list()] == ["paper-assistant", "paper-assistant/bees"]
    assert client.models.retrieve("paper-assistant/bees").id == "paper-assistant/bees"
    done = chat(client, "Which papers count bees?", model="paper-assistant/bees")
    assert done.model == "paper-assistant/bees"
    cited = {citation["paper_id"] for citation in done.answer["citations"]}
    assert cited
    assert cited <= {"b2019", "b2021", "b2023"}
    assert chat(client).answer["citations"][0]["paper_id"] == shelf.ask(PET).citations[0].paper_id
    for wrong in (lambda: chat(client, model="paper-assistant/bes"), lambda: client.models.retrieve("gpt-4")):
        with pytest.raises(NotFoundError) as caught:
            wrong()
        assert (caught.value.param, caught.value.code) == ("model", "model_not_found")
        assert "bees" in str(caught.value)


def test_a_request_may_name_another_shelf(web: httpx.Client) -> None:
    found = web.post("/api/search", json={"query": "bees", "shelf": "bees"}).json()["hits"]
    assert {hit["paper_id"] for hit in found} == {"b2019", "b2021", "b2023"}
    asked = web.post("/api/ask", json={"question": "Which papers count bees?", "shelf": "bees"}).json()
    assert {each["paper_id"] for each in asked["citations"]} <= {"b2019", "b2021", "b2023"}
    gone = web.post("/api/ask", json={"question": "Which papers count bees?", "shelf": "../bees"})
    assert gone.status_code == 404
    assert "there are papers, bees" in gone.json()["error"]["message"]


@pytest.mark.parametrize("streaming", [True, False])
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


def test_the_native_stream_tells_the_engines_events(web: httpx.Client, shelf: Assistant) -> None:
    kinds, text, answer = [], "", None
    with web.stream("POST", "/api/ask", json={"question": PET, "stream": True}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        for line in reply.iter_lines():
            if line.startswith("event: "):
                kinds.append(line.removeprefix("event: "))
            elif line.startswith("data: "):
                data = json.loads(line.removeprefix("data: "))
                text += data["text"] if kinds[-1] == "token" else ""
                answer = data
    assert kinds[0] == "stage"
    assert kinds[-1] == "done"
    assert answer
    assert text == answer["text"] == shelf.ask(PET).text


def test_papers_are_added_and_removed_with_a_key(home: Path) -> None:
    access = Access.of(Settings(api_keys="first-secret"), has_login=False, loopback=True)
    sent = {"papers": [{"title": "On wasps", "abstract": "We study wasps.", "year": 2024}]}
    with (
        Assistant(Settings(home=home, shelf="wasps", create=True, trace=False)) as assistant,
        serving(AssistantHolder(assistant), access=access) as url,
        http(url, **KEYED) as client,
    ):
        added = client.post("/api/papers", json=sent).json()
        [paper_id] = added["added"]
        assert (added["total"], assistant.papers([paper_id])[0].year) == (1, 2024)
        assert client.post("/api/papers", json=sent).json()["unchanged"] == [paper_id]
        wrong = client.post("/api/papers", json={"papers": [{"title": "T", "doi": "x"}]})
        assert wrong.status_code in (400, 422)
        assert "doi" in wrong.json()["error"]["message"]
        assert client.delete(f"/api/papers/{paper_id}").json()["removed"] == [paper_id]
        assert client.delete(f"/api/papers/{paper_id}").status_code == 404
        assert httpx.post(f"{url}/api/papers", json=sent).status_code == 401
    with (
        Assistant(Settings(home=home, shelf="wasps", trace=False)) as again,
        serving(AssistantHolder(again)) as url,
    ):
        for reply in (httpx.post(f"{url}/api/papers", json=sent), httpx.delete(f"{url}/api/papers/x")):
            assert error(reply) == (401, "no_keys_set", None)


def test_a_look_at_its_health_needs_no_body(web: httpx.Client) -> None:
    reply = web.head("/healthz")
    assert (reply.status_code, reply.content) == (200, b"")


def test_operations_have_short_names(web: httpx.Client) -> None:
    paths = web.get("/openapi.json").json()["paths"]
    names = [way["operationId"] for path in paths.values() for way in path.values()]
    assert len(names) == len(set(names))
    assert {"ask", "search", "papers", "paper", "chat_completions", "responses", "models"} <= set(names)
    assert max(map(len, names)) < 20
