"""The facade: opening, conversations, streams, and models that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant as package
from assistant import Assistant, Done, ModelUnavailable, Paper, Settings, SettingsError, Token, Turn
from tests.support.answers import HashedWords, assert_contract
from tests.support.asking import KEY
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI, Status, Text
from tests.support.scripted import judge, only, shown

LOOKUP = "How many PET/CT exams were used?"
SET = "Which papers avoid subword tokenizers?"
GOOD = "The authors used 25,578 PET/CT exams [1]."


@pytest.fixture(scope="module")
def plain(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as opened:
        yield opened


def test_every_public_name_can_be_imported() -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError):
        package.nonsense  # noqa: B018


def test_the_bundled_papers_are_on_a_new_shelf(plain: Assistant) -> None:
    assert len(plain.papers()) == 38
    assert plain.composer == "extractive"
    assert next(hit.paper.title for hit in plain.search("MonoByte", k=1)).startswith("MonoByte")


def test_ask_and_stream_give_the_same_answer(plain: Assistant) -> None:
    *events, done = plain.stream(LOOKUP)
    assert isinstance(done, Done)
    assert "".join(event.text for event in events if isinstance(event, Token)) == plain.ask(LOOKUP).text
    assert_contract(done.answer, plain.papers())


def test_a_paper_that_is_removed_is_found_no_more(seed_copy: Path) -> None:
    with Assistant(Settings(home=seed_copy)) as assistant:
        [gone] = assistant.search("MonoByte", k=1)
        assert assistant.remove([gone.paper.id, "no-such-paper"]).removed == (gone.paper.id,)
        assert gone.paper.id not in {hit.paper.id for hit in assistant.search("MonoByte", k=38)}
        assert len(assistant.papers()) == 37


def test_a_question_can_be_limited_to_papers(plain: Assistant) -> None:
    [pet] = plain.search("PET/CT", k=1)
    [other] = plain.search("MonoByte", k=1)
    asked = plain.ask(LOOKUP, within=[pet.paper.id, other.paper.id, "no-such-paper"])
    assert "25,578" in asked.text
    assert "Only the 2 chosen papers were asked." in asked.warnings
    assert_contract(asked, plain.papers())
    elsewhere = plain.ask(LOOKUP, within=[other.paper.id])
    assert {citation.paper_id for citation in elsewhere.citations} <= {other.paper.id}
    assert [hit.paper.id for hit in plain.search(LOOKUP, k=5, within=[other.paper.id])] == [other.paper.id]
    with pytest.raises(SettingsError, match="None of the papers"):
        plain.ask(LOOKUP, within=["no-such-paper"])


def test_a_limited_set_question_counts_only_those_papers_and_a_follow_up_stays_as_narrow(
    plain: Assistant,
) -> None:
    ids = [hit.paper.id for hit in plain.search("bytes", k=4)]
    talk = plain.ask("Which papers work on bytes?", within=ids)
    assert "of 4 papers" in talk.text
    narrowed = plain.ask(
        "Of those, which are multilingual?", [Turn(question="?", answer=talk)], within=ids[:1]
    )
    assert {citation.paper_id for citation in narrowed.citations} <= set(ids[:1])


def test_each_paper_has_a_vector_and_like_papers_have_like_ones(plain: Assistant) -> None:
    papers = plain.papers()
    assert plain.size == len(papers) == 38
    vectors = plain.vectors([paper.id for paper in papers] + ["no-such-paper"])
    assert vectors.keys() == {paper.id for paper in papers}
    titles = {paper.title.split(":")[0]: vectors[paper.id] for paper in papers}
    one, like, unlike = (
        next(vector for title, vector in titles.items() if title.startswith(name))
        for name in ("MonoByte", "Word-Level Representation From Bytes", "Vision-Language Modeling in PET/CT")
    )
    assert one @ like > one @ unlike


@each_row("question", ["", "a" * 20_000])
def test_a_question_that_cannot_be_asked_is_refused_before_any_work(plain: Assistant, question: str) -> None:
    for refuse in (plain.ask, plain.search, plain.conversation().ask):
        with pytest.raises(SettingsError):
            refuse(question)


def test_a_conversation_remembers_its_turns(plain: Assistant) -> None:
    talk = plain.conversation()
    talk.ask(SET)
    list(talk.stream("Of those, which work on images of text?"))
    assert [turn.question for turn in talk.turns] == [SET, "Of those, which work on images of text?"]
    first, second = (turn.answer for turn in talk.turns)
    assert {c.paper_id for c in second.citations} <= {c.paper_id for c in first.citations}


def test_a_turn_that_failed_is_not_remembered(plain: Assistant) -> None:
    talk = plain.conversation()
    with pytest.raises(SettingsError):
        talk.ask("")
    for _ in zip(talk.stream(LOOKUP), range(2), strict=False):
        pass
    assert talk.turns == ()


def test_a_reader_who_leaves_stops_the_request(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.enqueue(Text("word [1] " * 3000, pause=0.002))
    with Assistant(Settings(home=seed_copy, openai_base_url=fake_openai.url)) as opened:
        stream = opened.stream(LOOKUP)
        for event in stream:
            if isinstance(event, Token):
                break
        stream.close()
        assert fake_openai.hung_up.wait(10)


def test_a_reader_who_leaves_while_papers_are_judged_stops_the_judging(
    seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = judge(only())
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, parallel=1)
    with Assistant(settings) as opened:
        stream = opened.stream(SET)
        for event in stream:
            if getattr(event, "done", 0) >= 3:
                break
        stream.close()
    assert len(fake_openai.chats) < 10


def test_a_model_that_was_down_is_used_once_it_is_back(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.api_keys = set()
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key=KEY, retries=0)
    with Assistant(settings) as opened:
        down = opened.ask(LOOKUP)
        fake_openai.api_keys = None
        fake_openai.enqueue(GOOD)
        back = opened.ask(LOOKUP)
    assert (down.composer, back.composer) == ("extractive", "fake-model")
    assert any("OPENAI_API_KEY" in warning for warning in down.warnings)
    assert down.citations
    assert back.text == GOOD


def test_a_llama_index_embedding_and_llm_of_the_apps_own(tmp_path: Path, fake_openai: FakeOpenAI) -> None:
    from llama_index.llms.openai_like import OpenAILike

    llm = OpenAILike(
        model="theirs", api_base=fake_openai.url, api_key=KEY, is_chat_model=True, context_window=8000
    )
    papers = [Paper(id=name, title=f"On {name}", abstract=f"We study {name}.") for name in ("ants", "bees")]
    fake_openai.respond = judge(only("On bees"))
    with Assistant(
        Settings(home=tmp_path, shelf="mine", create=True), llm=llm, embedding=HashedWords()
    ) as opened:
        assert opened.papers() == ()
        assert opened.add(papers).added == ("ants", "bees")
        answer = opened.ask("Which papers are about insects that make honey, such as bees?")
    assert answer.composer == "theirs"
    assert [v.paper_id for v in answer.verdicts if v.verdict == "match"] == ["bees"]
    assert {paper.title for asked in fake_openai.chats for paper in shown(asked)} == {"On ants", "On bees"}


@pytest.mark.parametrize("question", [LOOKUP, SET, "Compare ants and bees.", "Hello"])
@pytest.mark.parametrize("with_model", [True, False])
def test_an_empty_shelf_is_said_to_be_empty_or_silent(
    question: str, with_model: bool, tmp_path: Path, fake_openai: FakeOpenAI
) -> None:
    base = fake_openai.url if with_model else None
    settings = Settings(home=tmp_path, shelf="empty", create=True, openai_base_url=base)
    with Assistant(settings, embedding=HashedWords()) as opened:
        answer = opened.ask(question)
    assert answer.citations == ()
    assert answer.status == ("answered" if question == "Hello" else answer.status)
    assert answer.status in ("answered", "no_evidence", "off_topic")
    assert ("No language model is configured" in answer.text) <= (not with_model)
    assert fake_openai.chats == []


def test_an_embedding_endpoint_that_fails_is_an_error_of_the_model(
    seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.pages["/v1/embeddings"] = {"unexpected": "shape"}
    settings = Settings(home=seed_copy, embedding="openai:small", openai_base_url=fake_openai.url, retries=0)
    with pytest.raises(ModelUnavailable):
        Assistant(settings)


def test_the_old_index_survives_a_rebuild_that_fails(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.pages["/v1/embeddings"] = {"unexpected": "shape"}
    broken = Settings(home=seed_copy, embedding="openai:small", openai_base_url=fake_openai.url, retries=0)
    with pytest.raises(ModelUnavailable):
        Assistant(broken)
    with Assistant(Settings(home=seed_copy)) as opened:
        assert opened.notes == ()
        assert opened.ask(LOOKUP).citations


def test_a_second_fault_in_a_row_is_told_as_it_is(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = lambda asked: Status(500)
    with Assistant(Settings(home=seed_copy, openai_base_url=fake_openai.url, retries=0)) as opened:
        for question in (LOOKUP, SET, "Compare MonoByte and WECHSEL."):
            answer = opened.ask(question)
            assert answer.composer == "extractive"
            assert answer.citations
            assert any("500" in warning for warning in answer.warnings)
