"""Follow-ups that only ask for more, for the others, for the oldest, or for some of those."""

from __future__ import annotations

from assistant.planning.special.go_on import goes_on
from assistant.planning.special.older import age_asked
from assistant.retrieval.hybrid import Retriever
from assistant.types import Answer, Turn, Verdict
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI
from tests.support.scripted import InProcess, judge, only

FACT = "How many Python files was CuBERT pre-trained on?"


@each_row(
    ("said", "asks"),
    [
        ("tell me more", "more"),
        ("Go on.", "more"),
        ("More details please", "more"),
        ("could you elaborate on that?", "more"),
        ("what else does it say?", "more"),
        ("why?", "why"),
        ("And why is that?", "why"),
        ("Tell me more about parsers", ""),
        ("why do they avoid tokenizers?", ""),
        ("Which papers go on?", ""),
    ],
)
def test_what_only_asks_for_more_is_told_from_a_question(said: str, asks: str) -> None:
    assert goes_on(said) == asks


def test_more_is_what_the_paper_says_beside_the_sentences_shown(seed_shelf: Retriever) -> None:
    history: list[Turn] = []
    quoted: list[str] = []
    for question in (FACT, "tell me more", "go on", "why?"):
        answer = ask(question, seed_shelf, history=history).answer
        quoted += [citation.quote for citation in answer.citations]
        assert (
            {each.title for each in answer.citations} <= {history[0].answer.citations[0].title}
            if history
            else True
        )
        history.append(Turn(question=question, answer=answer))
    assert len(quoted) == len(set(quoted)) > 4
    assert "every sentence there was shown already" in history[-1].answer.text
    assert history[-1].answer.status == "no_evidence"


def test_more_of_a_set_is_another_sentence_of_each_paper(seed_shelf: Retriever) -> None:
    first = ask("Which papers avoid subword tokenizers?", seed_shelf).answer
    more = ask("tell me more", seed_shelf, history=[Turn(question="?", answer=first)]).answer
    assert len({each.paper_id for each in more.citations}) > 2
    assert not {each.quote for each in more.citations} & {each.quote for each in first.citations}


def test_a_model_is_pointed_at_what_was_not_said_yet(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    first = ask(FACT, seed_shelf).answer
    fake_openai.enqueue("It outperforms models with shorter training [1].")
    answer = ask("tell me more", seed_shelf, opened(), history=[Turn(question=FACT, answer=first)]).answer
    assert answer.status == "answered"
    closest = fake_openai.chats[0]["messages"][-1]["content"].split("The sentences that come closest")[1]
    assert first.citations[0].quote not in closest


def test_more_without_an_earlier_answer_is_a_question_like_any(seed_shelf: Retriever) -> None:
    assert ask("tell me more about MonoByte", seed_shelf).answer.citations[0].title.startswith("MonoByte")


def talk(shelf: Retriever, *questions: str) -> list[Answer]:
    """Ask one question after the other."""
    history: list[Turn] = []
    for question in questions:
        history.append(Turn(question=question, answer=ask(question, shelf, history=history).answer))
    return [turn.answer for turn in history]


def papers_of(answer: Answer) -> set[str]:
    return {each.paper_id for each in answer.citations}


@each_row(
    "said",
    [
        "and the other ones?",
        "What about the rest?",
        "the remaining papers, please",
        "and which of them don't?",
    ],
)
def test_the_others_are_those_that_narrowing_left_out(seed_shelf: Retriever, said: str) -> None:
    asked, narrowed, why, others = talk(
        seed_shelf, "Which papers compress long contexts?", "Which of those use memory?", "why?", said
    )
    assert papers_of(why) <= papers_of(narrowed) < papers_of(asked)
    assert papers_of(others) == papers_of(asked) - papers_of(narrowed)
    left, all_of_them = len(papers_of(others)), len(papers_of(asked))
    assert others.text.startswith(f"**{left} of {all_of_them} papers** were not listed.")
    assert (others.kind, others.status) == ("set", "answered")


def test_the_others_of_a_whole_shelf_are_its_closest_papers(seed_shelf: Retriever) -> None:
    asked, others = talk(seed_shelf, "Which papers work with graphs?", "what about the others?")
    assert not papers_of(others) & papers_of(asked)
    assert others.text.startswith(
        f"**{38 - len(papers_of(asked))} of 38 papers** were not listed; these 20 come"
    )


def test_without_an_earlier_list_the_others_mean_nothing(seed_shelf: Retriever) -> None:
    assert talk(seed_shelf, FACT, "and the other ones?")[1].kind == "lookup"


def test_after_an_answer_that_declines_a_follow_up_goes_on_with_what_it_named(seed_shelf: Retriever) -> None:
    declined, leaning, second, more = talk(
        seed_shelf,
        "How many parameters has CuBERT?",
        "and how was it trained?",
        "How tall is MonoByte?",
        "go on",
    )
    assert declined.status == "no_evidence"
    assert {each.title[:12] for each in leaning.citations} == {"Learning and"}
    assert second.nearest
    assert papers_of(more) <= {each.paper_id for each in second.nearest}
    [first, nearest] = talk(seed_shelf, "Which museum shows MonoByte?", "What about the second one?")
    assert nearest.standalone.endswith("?")
    assert {each.paper_id for each in (*nearest.citations, *nearest.nearest)} == {first.nearest[1].paper_id}


@each_row(
    ("said", "asks"),
    [
        ("which one is older?", "oldest"),
        ("And the newest of those?", "newest"),
        ("Which of them came out first?", "oldest"),
        ("Is MonoByte newer than CuBERT?", "newest"),
        ("the first", ""),
        ("Which papers use older data?", ""),
    ],
)
def test_which_is_older_is_told_by_records(said: str, asks: str) -> None:
    assert age_asked(said) == asks


def test_ages_are_those_of_the_papers_shown_or_named(seed_shelf: Retriever) -> None:
    compared, older = talk(seed_shelf, "Compare MonoByte and CuBERT.", "which one is older?")
    assert len(papers_of(compared)) == 2
    assert older.text == "This shelf records no years, so the oldest of 2 papers cannot be told."
    assert talk(seed_shelf, "Which is newer, MonoByte or SESA?")[0].kind == "shelf"


@each_row(
    ("said", "whole"),
    [
        ("Do any of those use LLMs?", "Which use LLMs, among the papers that answer"),
        ("Only those about nodes, please", "Which are about nodes, among the papers that answer"),
        ("Are any of them benchmarks?", "Which are benchmarks, among"),
    ],
)
def test_a_narrowing_question_is_whole_by_itself(seed_shelf: Retriever, said: str, whole: str) -> None:
    assert talk(seed_shelf, "Which papers work with graphs?", said)[1].standalone.startswith(whole)


def test_a_follow_up_asks_partial_matches_too_and_says_so(seed_shelf: Retriever) -> None:
    first = ask("Which papers avoid subword tokenizers?", seed_shelf).answer
    ids = list(dict.fromkeys(each.paper_id for each in first.citations))[:3]
    verdicts = tuple(
        Verdict(paper_id=key, title="t", verdict="match" if key != ids[2] else "partial", reason="")
        for key in ids
    )
    turn = Turn(question="?", answer=first.model_copy(update={"verdicts": verdicts}))
    right = next(each.title for each in first.citations if each.paper_id == ids[2])
    answer = ask(
        "Of those, which use bytes?", seed_shelf, InProcess(judge(only(right))), history=[turn]
    ).answer
    assert {each.paper_id for each in answer.verdicts} == set(ids)
    assert "_Asked of the 3 papers shown before, one of them a partial match._" in answer.text
