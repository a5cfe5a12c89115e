"""Which conditions on records a question holds, what is left of it, and what is no condition."""

from __future__ import annotations

from assistant.planning.conditions.take import conditions_text, take_conditions
from assistant.planning.plan_question import Shelf, plan_question
from assistant.retrieval.metadata.records import Record, Records
from tests.support.each_row import each_row

EMNLP = "Proceedings of the 2019 Conference on Empirical Methods in Natural Language Processing"
SHELF = Records(
    [
        Record("a", "A", ("Alisa Liu", "Yang Chen"), 2019, EMNLP, "BibTeX", 10),
        Record("b", "B", ("Jukka Savolainen", "A. Liu"), 2021, "Nature", "RIS", 0),
        Record("c", "C", ("José García-López",), 2021, "", "RIS", 0),
    ]
)
THIS_YEAR = 2026


def taken(question: str, shelf: Records = SHELF) -> tuple[str, str]:
    found = take_conditions(question, lambda: shelf, THIS_YEAR)
    return found.rest, conditions_text(found.filters)


@each_row(
    ("question", "rest", "conditions"),
    [
        ("How many papers are from 2019?", "How many papers?", "from 2019"),
        ("papers from 2025 about agents", "papers about agents", "from 2025"),
        ("papers about agents from 2025", "papers about agents", "from 2025"),
        ("Which papers since 2020 use BERT?", "Which papers use BERT?", "since 2020"),
        ("papers after 2023", "papers", "after 2023"),
        ("Which papers published between 2019 and 2021 parse?", "Which papers parse?", "from 2019 to 2021"),
        ("papers from the last three years", "papers", "since 2023"),
        ("papers from last year", "papers", "from 2025"),
        ("papers published in 2019 or later", "papers", "since 2019"),
        ("papers from 2019, 2020 or 2021", "papers", "from 2019, 2020 or 2021"),
        ("papers from the 1990s", "papers", "from the 1990s"),
        ("Give me the 2018 papers", "Give me the papers", "from 2018"),
        ("Of those, which are from 2021?", "Of those,?", "from 2021"),
        ("List papers with Liu as an author", "List papers", "by Liu"),
        ("Which papers did Savolainen write since 2019?", "Which papers?", "by Savolainen since 2019"),
        ("Which papers are by Liu and colleagues?", "Which papers?", "by Liu"),
        ("List Savolainen's papers", "List papers", "by Savolainen"),
        ("Papers about parsing from 2010 to 2012", "Papers about parsing", "from 2010 to 2012"),
        ("Which papers mention GSM8K and are from 2022?", "Which papers mention GSM8K?", "from 2022"),
        ("papers from 2015 or earlier", "papers", "until 2015"),
        ("papers not by Liu about moss", "papers about moss", "not by Liu"),
        ("papers published in Nature in the 2010s", "papers", "at Nature from the 2010s"),
        ("Liu's papers on bytes since 2022", "papers on bytes", "by Liu since 2022"),
        ("papers by garcia lopez", "papers", "by garcia lopez"),
        ("papers on parsing by Chen", "papers on parsing", "by Chen"),
        ("papers by Alisa Liu and Yang Chen", "papers", "by Alisa Liu and Yang Chen"),
        ("papers not by Liu", "papers", "not by Liu"),
        ("Which papers were not published in 2019?", "Which papers?", "not from 2019"),
        ("Which papers are not from Nature?", "Which papers?", "not at Nature"),
        ("Which of them are from before 2015?", "Which of them?", "before 2015"),
        (
            "How many papers did Liu publish at EMNLP since 2015?",
            "How many papers?",
            "by Liu at EMNLP since 2015",
        ),
        ("Which papers are from 2019 and use BERT?", "Which papers use BERT?", "from 2019"),
        ("What does Liu's 2019 paper find?", "What does paper find?", "by Liu from 2019"),
        ("papers by Liu or Chen", "papers", "by Liu or Chen"),
        ("What do Liu et al. (2019) say about agents?", "What do say about agents?", "by Liu from 2019"),
        ("Which papers were published at EMNLP 2019?", "Which papers?", "at EMNLP from 2019"),
        ("Chen's papers at EMNLP after 2011", "papers", "by Chen at EMNLP after 2011"),
        ("List the papers in Nature", "List the papers", "at Nature"),
        ("Which papers appeared in Science?", "Which papers?", "at Science"),
        ("Which papers have no abstract?", "Which papers?", "without an abstract"),
        ("How many papers come from the RIS file?", "How many papers?", "from RIS"),
        ("Which papers come from zotero.bib?", "Which papers?", "from zotero.bib"),
    ],
)
def test_conditions_are_read_and_taken_out(question: str, rest: str, conditions: str) -> None:
    assert taken(question) == (rest, conditions)


@each_row(
    "question",
    [
        "Which papers use tweets from 2020?",
        "Which papers evaluate on WMT 2019?",
        "Which papers about the 2016 election use Twitter?",
        "Which papers use the CoNLL 2003 data set?",
        "How many GPUs were used in 2019?",
        "Which models are trained by Adam?",
        "Which papers replace attention by Mamba?",
        "Which papers in the shelf avoid tokenizers?",
        "Which papers work in Chinese?",
        "What was collected from 2015 to 2018?",
        'Who wrote "Attention by Liu from 2019"?',
        "Which papers avoid subword tokenizers?",
    ],
)
def test_what_a_paper_says_is_no_condition_on_its_record(question: str) -> None:
    assert taken(question) == (question, "")


# A group and a workshop are called by what most titles are about.
SUBJECTS = Records(
    [
        Record("a", "Machine translation of poems", ("Translation Group",), 2019, "Arabic Corpora Workshop", "RIS", 0),
        Record("b", "Arabic machine translation", ("Ann Short",), 2020, "CASE", "RIS", 0),
        Record("c", "Short Arabic texts, a case of translation", ("Bo Liu",), 2020, "CASE", "RIS", 0),
        Record("d", "A case for short sentences", ("Bo Liu",), 2020, "", "RIS", 0),
    ]
)  # fmt: skip


@each_row(
    ("question", "conditions"),
    [
        ("latest papers on machine translation", ""),
        ("Which translation papers are from 2020?", "from 2020"),
        ("Which papers are about hate speech in Arabic?", ""),
        ("papers from English", ""),
        ("newest short papers", ""),
        ("newest papers by short", "by short"),
        ("newest papers by Liu at CASE", "by Liu at CASE"),
        ("newest papers of liu", "by liu"),
        ("papers of liu", "by liu"),
        ("papers by a Liu", "by Liu"),
        ("papers by Man Liu", "by Man Liu"),
    ],
)
def test_a_subject_is_no_name_though_somebody_or_a_venue_is_called_so(question: str, conditions: str) -> None:
    shelf = Shelf(lambda words, k: [], lambda: SUBJECTS, THIS_YEAR)
    assert conditions_text(plan_question(question, (), shelf).plan.filters) == conditions


def test_records_are_not_read_for_a_question_without_a_hint_of_a_condition() -> None:
    def unread() -> Records:
        raise AssertionError("read")

    assert take_conditions("Why does that matter?", unread, THIS_YEAR).filters == ()


def test_the_years_are_those_of_the_day_that_is_asked() -> None:
    found = take_conditions("papers from this year", lambda: SHELF, 2031)
    assert [each.value for each in found.filters] == [2031]
