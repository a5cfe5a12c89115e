"""What a request may ask for beside its question: papers, conditions, lengths, other shelves; and what it may not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import NotFoundError, OpenAI

from assistant import Answer, Assistant, Paper, Settings
from tests.support.each_row import each_row
from tests.support.serving import http, serving
from tests.support.shelves.copies import copied
from ui.http.access import Access
from ui.opening import AssistantHolder

PET = "How many PET/CT exams were used?"
SET = "Which papers work on bytes?"
KEYED = {"Authorization": "Bearer first-secret"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, seed_home: Path) -> Iterator[Assistant]:
    """The bundled papers; beside them a shelf of bees, with years."""
    home = copied(seed_home, tmp_path_factory.mktemp("two") / "home")  # others find no bees in theirs
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


@each_row(
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


@each_row(
    ("given", "taken"),
    [
        ({"field": "year", "op": ">=", "value": 2021.0}, 2021),
        ({"field": "year", "op": "has", "value": ["2021", "2023\n"]}, ["2021", "2023"]),
    ],
)
def test_whatever_the_description_allows_is_taken(web: httpx.Client, given: Any, taken: Any) -> None:
    asked = {"question": "Which papers count bees?", "shelf": "bees", "filters": [given]}
    answer = web.post("/api/ask", json=asked).json()
    assert [each["value"] for each in answer["filters"]] == [taken]
    assert {each["paper_id"] for each in answer["citations"]} == {"b2021", "b2023"}


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


@each_row(
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


def test_papers_are_added_and_removed_with_a_key(web: httpx.Client, url: str) -> None:
    bees = {"shelf": "bees"}
    sent = {"papers": [{"title": "On hornets", "abstract": "We study hornets.", "year": 2024}], **bees}
    added = web.post("/api/papers", json=sent).json()
    [paper_id] = added["added"]
    assert added["total"] == 4
    assert web.get(f"/api/papers/{paper_id}", params=bees).json()["year"] == 2024
    assert web.post("/api/papers", json=sent).json()["unchanged"] == [paper_id]
    wrong = web.post("/api/papers", json={"papers": [{"title": "T", "doi": "x"}], **bees})
    assert wrong.status_code in (400, 422)
    assert "doi" in wrong.json()["error"]["message"]
    assert web.delete(f"/api/papers/{paper_id}", params=bees).json()["removed"] == [paper_id]
    assert web.delete(f"/api/papers/{paper_id}", params=bees).status_code == 404
    assert httpx.post(f"{url}/api/papers", json=sent).status_code == 401
