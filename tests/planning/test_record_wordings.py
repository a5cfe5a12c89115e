"""Questions on records in many wordings, also as follow-ups, are put as the ones that the rules know."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.planning.conditions.take import conditions_text
from assistant.planning.plan_question import Shelf, plan_question
from assistant.types import Answer, Plan, Turn
from tests.support.each_row import each_row
from tests.test_questions_doc import RECORDS, planned


@pytest.mark.parametrize(
    ("question", "asks", "conditions"),
    [
        ("Who published at EMNLP in 2016?", "authors", "at EMNLP from 2016"),
        ("Which papers do not have Liu as an author?", "list", "not by Liu"),
        ("papers without Okafor as an author", "list", "not by Okafor"),
        ("all papers except those by Okafor", "list", "not by Okafor"),
        ("Papers by Liu but not by Alisa Liu", "list", "by Liu not by Alisa Liu"),
        ("papers outside of ACL from 2020", "list", "not at ACL from 2020"),
        ("papers by Schmidt, excluding 2019", "list", "by Schmidt not from 2019"),
        ("Papers by Liu from before 2012 or after 2020", "list", "by Liu before 2012 or after 2020"),
        ("Have Chidi Okafor and Olga Ivanova ever published a paper together?", "list",
         "by Chidi Okafor and Olga Ivanova"),
        ("Who are Okafor's co-authors?", "coauthors", "by Okafor"),
        ("Who else has Okafor written with?", "coauthors", "by Okafor"),
        ("What was Savolainen's first paper?", "oldest", "by Savolainen"),
        ("In which years did Dubois publish?", "years", "by Dubois"),
        ("Where does Okafor publish?", "venues", "by Okafor"),
        ("Does Rossi have any papers on parsing?", "", "by Rossi"),
        ("Is there anything by Tanaka after 2018?", "list", "by Tanaka after 2018"),
        ("Who wrote about speech recognition since 2018?", "who", "since 2018"),
        ("When did Okafor publish on code generation?", "when", "by Okafor"),
        ("What's the earliest paper on parsing?", "oldest", ""),
        ("How many papers per venue at EMNLP or ACL?", "venues", "at EMNLP or ACL"),
        ("Who has Okafor worked with on parsing?", "who", "by Okafor"),
        ("Which papers mention Imagenet and are not from 2019?", "name", "not from 2019"),
        ("How many papers has Karl Schmidt published since 2015?", "list", "by Karl Schmidt since 2015"),
        ("Who are the top authors at EMNLP?", "authors", "at EMNLP"),
        ("Okafor 2019", "list", "by Okafor from 2019"),
        ("Which papers on sentiment analysis since 2020 use BERT?", "", "since 2020"),
        ("My supervisor is Karl Schmidt; which of his papers do we have?", "list", "by Karl Schmidt"),
        ("I share an office with Ida Larsen. What has she written since 2015?", "list", "by Ida Larsen since 2015"),
        ("Which papers have an abstract but lack a year?", "list", "with an abstract without a year"),
        ("papers of 2016 in which Liu is no author", "list", "not by Liu from 2016"),
        ("Which papers date from the 2010s?", "list", "from the 2010s"),
        ("Which papers use ImageNet in 2016?", "use", "from 2016"),
        ("How often do papers mention ImageNet?", "name", ""),
        ("Who works with ImageNet?", "use-who", ""),
        ("How has the number of papers changed over time?", "years", ""),
        ("Which titles occur more than once?", "duplicates", ""),
        ("Give me the gist of this library", "topics", ""),
        ("Who wrote Quiet Anchors for Sentiment Analysis: Study 2, and when?", "authors+year", ""),
        ("How do I cite Quiet Anchors for Sentiment Analysis: Study 2?", "authors+year+venue", ""),
        ("Give me the BibTeX entry for Quiet Anchors for Sentiment Analysis: Study 2", "authors+year+venue", ""),
    ],
)  # fmt: skip
def test_a_wording_is_read(question: str, asks: str, conditions: str) -> None:
    plan = planned(question)
    assert (plan.asks, conditions_text(plan.filters)) == (asks, conditions)
    assert plan.standalone == question
    assert RECORDS.matching(plan.filters)


@pytest.mark.parametrize(
    "question",
    [
        "Which languages other than English are studied?",
        "Which papers use models other than transformers?",
        "Which papers work without a tokenizer?",
        "Who works with children?",
        "How many annotators did Okafor use?",
        "Which papers have worked with BERT?",
        "How should I cite papers on tokenizers?",
    ],
)
def test_what_papers_say_is_no_condition(question: str) -> None:
    assert planned(question).filters == ()


@pytest.mark.parametrize(
    ("first", "then", "kind", "asks", "conditions"),
    [
        ("Who published at EMNLP in 2016?", "and in 2017?", "shelf", "authors", "at EMNLP from 2017"),
        ("How many papers did Okafor write?", "and Rossi?", "set", "list", "by Rossi"),
        ("How many papers did Okafor write?", "And since 2020?", "set", "list", "by Okafor since 2020"),
        ("papers not by Liu about parsing", "and not by Chen?", "set", "", "not by Liu not by Chen"),
        ("Papers since 2020 on parsing", "and which use Imagenet?", "set", "use", "since 2020"),
        ("Which papers are on parsing?", "and which use Imagenet?", "set", "use", ""),
        ("papers by Okafor before 2018", "and after?", "set", "list", "by Okafor since 2018"),
        ("papers by Okafor since 2020", "and earlier?", "set", "list", "by Okafor before 2020"),
        ("How many papers are from 2016?", "and before that?", "set", "list", "before 2016"),
        ("papers by Okafor", "sort them by year, oldest first", "set", "list-oldest", "by Okafor"),
        ("What is Okafor's newest paper?", "and the oldest?", "shelf", "oldest", "by Okafor"),
        ("What is Okafor's newest paper?", "And Rossi's?", "shelf", "newest", "by Rossi"),
    ],
)
def test_a_follow_up_asks_again(first: str, then: str, kind: str, asks: str, conditions: str) -> None:
    """Also a third time: what the second question stands for is a whole one."""
    once = asked(then, [turn(first)])
    assert (once.kind, once.asks, conditions_text(once.filters)) == (kind, asks, conditions)
    assert once.within is None
    again = asked("and at ACL?", [turn(first), turn(then, once)])
    assert (
        conditions_text(again.filters)
        == f"{conditions} at ACL".replace("at EMNLP from 2017 at", "from 2017 at").strip()
    )


def turn(question: str, plan: Plan | None = None) -> Turn:
    plan = plan or planned(question)
    answer = Answer(question=question, standalone=plan.standalone, kind=plan.kind, status="answered", text="",
                    filters=plan.filters)  # fmt: skip
    return Turn(question=question, answer=answer)


def asked(question: str, history: Sequence[Turn]) -> Plan:
    return plan_question(question, history, Shelf(lambda words, k: [], lambda: RECORDS, 2026)).plan


def test_a_wording_that_is_repeated_is_put_as_a_known_one_once() -> None:
    # Planned anew for each time it stands there, this one would be planned 150 times.
    assert conditions_text(planned("papers" + " without Okafor as an author" * 150).filters).startswith(
        "not by Okafor"
    )


@each_row(
    "question",
    [
        "Which papers release a corpus?",
        "which of those release a corpus",
        "papers about gender",
        "papers about people",
        "Which papers study citations?",
        "Which papers study duplicates?",
        "papers on trends",
        "Which papers are about domains?",
        "Which papers use a library?",
        "Which papers release sources?",
        "works that investigate authors",
        "Which papers summarise several documents at once?",
        "Which papers tell who wrote a text?",
        "papers that order documents by date",
        "Which papers find people in documents?",
        "Which papers find out who wrote a text?",
    ],
)
def test_words_of_records_are_subjects_where_papers_do_something_with_them(question: str) -> None:
    plan = planned(question)
    assert (plan.kind, plan.asks) == ("set", "")


@each_row(
    ("question", "asks"),
    [
        ("Is it a big collection?", "count"),
        ("Which papers have the most authors?", "team-most"),
        ("Which papers appear in the most recent year?", "newest"),
        ("Which papers are on the shelf?", "list"),
        ("Which papers are in the corpus?", "list"),
        ("Which venues are in the collection?", "venues"),
        ("What is in this collection?", "topics"),
    ],
)
def test_words_of_the_shelf_mean_the_shelf(question: str, asks: str) -> None:
    assert planned(question).asks == asks
