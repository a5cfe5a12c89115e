"""Names of people and venues as they are asked for, and the papers that meet conditions."""

from __future__ import annotations

from assistant.retrieval.metadata.people import fits, name_of
from assistant.retrieval.metadata.records import Record, Records
from assistant.retrieval.metadata.venues import is_venue
from assistant.types import Filter
from tests.support.each_row import each_row


@each_row(
    ("asked", "recorded"),
    [
        ("Liu", "Alisa Liu"),
        ("liu", "Liu, Alisa"),
        ("Alisa Liu", "Liu, Alisa"),
        ("Liu Alisa", "Alisa Liu"),
        ("A. Liu", "Alisa Liu"),
        ("Alisa Liu", "A. Liu"),
        ("Liu, A.", "Alisa Liu"),
        ("garcia lopez", "José García-López"),
        ("Ostergard", "Søren Østergård"),
        ("Lukasz Nowak", "Łukasz Nowak"),
        ("van den Berg", "Anna van den Berg"),
        ("O'Neill", "Niamh O'Neill"),
        ("King", "Martin King Jr."),
        ("Liu", "Liu A"),
    ],
)
def test_a_person_is_found_by_family_name_full_name_or_initials(asked: str, recorded: str) -> None:
    assert fits(asked, name_of(recorded))


@each_row(
    ("asked", "recorded"),
    [
        ("Liu", "Liuzzi, A."),
        ("Wei Liu", "Alisa Liu"),
        ("B. Liu", "Alisa Liu"),
        ("Wei Wang", "Wei-Yao Wang"),
        ("Liu", "Liu, Wei Chen, X"),
        ("Alisa", "Alisa Liu"),
    ],
)
def test_others_are_not(asked: str, recorded: str) -> None:
    assert fits(asked, name_of(recorded)) is (recorded == "Liu, Wei Chen, X")


@each_row(
    ("asked", "venue"),
    [
        ("EMNLP", "Proceedings of the 2021 Conference on Empirical Methods in Natural Language Processing"),
        ("EMNLP", "Findings of the Association for Computational Linguistics: EMNLP 2023"),
        ("ACL", "Proceedings of the 57th Annual Meeting of the Association for Computational Linguistics"),
        (
            "LREC",
            "Proceedings of the Ninth International Conference on Language Resources and Evaluation (LREC'14)",
        ),
        ("computational linguistics", "Computational Linguistics"),
        ("Nature", "Nature"),
    ],
)
def test_a_venue_is_found_by_its_words_or_short_name(asked: str, venue: str) -> None:
    assert is_venue(asked, venue)


def test_the_short_name_of_one_venue_is_not_anothers() -> None:
    naacl = "Conference of the North American Chapter of the Association for Computational Linguistics"
    assert not is_venue("ACL", naacl)
    assert is_venue("NAACL", naacl)


ROWS = [
    Record("a", "A", ("Alisa Liu",), 2019, "Nature", "x.bib", 5),
    Record("b", "B", ("Wei Liu", "Alisa Liu"), 2021, "", "x.ris", 0),
    Record("c", "C", (), None, "Nature", "x.ris", 7),
]


def ids(*filters: Filter) -> str:
    return "".join(row.id for row in Records(ROWS).matching(filters))


def test_every_condition_must_be_met() -> None:
    liu = Filter(field="author", op="has", value=("Liu",), text="by Liu")
    assert ids(liu) == "ab"
    assert ids(liu, Filter(field="year", op=">=", value=2020, text="")) == "b"
    assert ids(Filter(field="year", op="has", value=("2019", "2021"), text="")) == "ab"
    assert ids(Filter(field="year", op="not", value=("2019",), text="")) == "b"
    assert ids(Filter(field="author", op="not", value=("Wei Liu",), text="")) == "a"
    assert ids(Filter(field="venue", op="has", value=("Nature",), text="")) == "ac"
    assert ids(Filter(field="source", op="has", value=("x.ris",), text="")) == "bc"
    assert ids(Filter(field="abstract", op="is", value=False, text="")) == "b"


def test_people_of_one_name_are_told_apart_the_most_frequent_first() -> None:
    assert Records(ROWS).people("Liu") == ("Alisa Liu", "Wei Liu")
    assert Records(ROWS).people("Alisa") == ("Alisa Liu",)
    assert Records(ROWS).people("Zorblax") == ()


@each_row(
    ("asked", "found"),
    [
        ("Schütze", {"Hinrich Schütze", "Hanna Schuetze"}),
        ("Schuetze", {"Hinrich Schütze", "Hanna Schuetze"}),
        ("Hinrich Schuetze", {"Hinrich Schütze"}),
        ("Schutze", {"Hinrich Schütze"}),
        ("Søren Østergaard", {"Østergård, Søren"}),
        ("Sun", {"Wei Sun"}),
        ("Suen", {"Ching Suen"}),
    ],
)
def test_umlauts_may_be_spelled_out(asked: str, found: set[str]) -> None:
    names = ("Hinrich Schütze", "Hanna Schuetze", "Østergård, Søren", "Wei Sun", "Ching Suen")
    records = Records([Record(name, "T", (name,), 2020, "", "", 0) for name in names])
    assert set(records.people(asked)) == found
