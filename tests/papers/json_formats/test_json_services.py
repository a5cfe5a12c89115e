"""JSON of services: the list is found wherever it lies, and every field in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.errors import PapersError
from assistant.papers import Import, read_bytes
from assistant.types import Paper
from tests.support.each_row import each_row

DOI = "10.1234/kelp"
TITLE, ABSTRACT = "Kelp forests of Svalbard", "Kelp grows at 78 degrees north."


def imported(value: Any) -> Import:
    return read_bytes(json.dumps(value).encode(), "answer.json")


ANSWERS: dict[str, Any] = {
    "OpenAlex": {
        "results": [
            {
                "title": TITLE,
                "doi": f"https://doi.org/{DOI}",
                "publication_year": 2020,
                "primary_location": {"source": {"display_name": "Arctic Things"}},
                "authorships": [{"author": {"display_name": "Ada Berg"}}],
                "abstract_inverted_index": {
                    "Kelp": [0],
                    "at": [2],
                    "grows": [1],
                    "78": [3],
                    "degrees": [4],
                    "north.": [5],
                },
            }
        ]
    },
    "Crossref": {
        "message": {
            "items": [
                {
                    "title": [TITLE],
                    "DOI": DOI,
                    "container-title": ["Arctic Things"],
                    "author": [{"given": "Ada", "family": "Berg"}],
                    "issued": {"date-parts": [[2020, 5]]},
                    "abstract": f"<jats:title>Abstract</jats:title><jats:p>{ABSTRACT}</jats:p>",
                }
            ]
        }
    },
    "ADS": {
        "response": {
            "docs": [
                {
                    "bibcode": "2020AT",
                    "title": [TITLE],
                    "author": ["Berg, Ada"],
                    "year": "2020",
                    "pub": "Arctic Things",
                    "abstract": ABSTRACT,
                    "doi": [DOI],
                }
            ]
        }
    },
    "Zotero": [
        {
            "library": {"id": 1},
            "data": {
                "title": TITLE,
                "abstractNote": ABSTRACT,
                "date": "May 2020",
                "publicationTitle": "Arctic Things",
                "DOI": DOI,
                "creators": [
                    {"creatorType": "editor", "name": "E. Ditor"},
                    {"creatorType": "author", "firstName": "Ada", "lastName": "Berg"},
                ],
            },
        }
    ],
    "Europe PMC": {
        "resultList": {
            "result": [
                {
                    "title": TITLE,
                    "authorString": "Berg A.",
                    "authorList": {"author": [{"fullName": "Ada Berg"}]},
                    "pubYear": "2020",
                    "journalTitle": "Arctic Things",
                    "abstractText": ABSTRACT,
                    "doi": DOI,
                }
            ]
        }
    },
    "INSPIRE": {
        "hits": {
            "hits": [
                {
                    "metadata": {
                        "titles": [{"title": TITLE}],
                        "abstracts": [{"value": ABSTRACT}],
                        "authors": [{"full_name": "Berg, Ada"}],
                        "publication_info": [{"year": 2020, "journal_title": "Arctic Things"}],
                        "dois": [{"value": DOI}],
                    }
                }
            ]
        }
    },
    "CORE": {
        "results": [
            {
                "title": TITLE,
                "abstract": ABSTRACT,
                "authors": [{"name": "Berg, Ada"}],
                "yearPublished": 2020,
                "publisher": "Arctic Things",
                "doi": DOI,
            }
        ]
    },
}


@each_row("service", ANSWERS)
def test_an_answer_gives_every_field(service: str) -> None:
    read = imported(ANSWERS[service])
    assert read.format == service
    assert read.papers == (
        Paper(
            id="kelp-forests-of-svalbard",
            title=TITLE,
            abstract=ABSTRACT,
            authors=("Ada Berg",),
            year=2020,
            url=f"https://doi.org/{DOI}",
            venue="Arctic Things",
            source=service,
        ),
    )


def test_the_works_that_a_paper_cites_are_not_brought_in() -> None:
    read = imported({"paperId": "a", "title": "Main", "references": [{"paperId": "b", "title": "Cited"}]})
    assert [paper.title for paper in read.papers] == ["Main"]


def test_notes_and_attachments_of_a_library_are_rejected() -> None:
    note = {"library": {"id": 1}, "data": {"itemType": "note", "note": "<p>read it</p>"}}
    [rejected] = imported([*ANSWERS["Zotero"], note]).rejected
    assert rejected.where == "entry 2"


@each_row(
    "value",
    [
        [{"title": "Fix the build", "body": "It is red.", "user": "ada", "number": 4}],
        [{"title": "The Kelp", "director": "Ada Berg", "rating": 7.1}],
        [["a", 1], ["b", 2]],
        {"name": "a-package", "version": "1.0.0"},
    ],
)
def test_json_of_other_things_brings_nothing_in(value: Any) -> None:
    with pytest.raises(PapersError, match="is JSON, but not of papers"):
        imported(value)


@each_row("odd", [None, 4, "x", [], {}, [None], {"0": 1}])
@each_row("service", ANSWERS)
def test_fields_of_another_kind_do_no_harm(service: str, odd: Any) -> None:
    text = json.dumps(ANSWERS[service])
    for value in (ABSTRACT, "Ada Berg", DOI, "Arctic Things"):
        changed = text.replace(json.dumps(value), json.dumps(odd))
        read = read_bytes(changed.encode(), "answer.json")
        assert [paper.title for paper in read.papers] == [TITLE]


@each_row("odd", [5, True, {"a": 1}, [None], "", [["x"]]])
def test_authors_of_another_shape_leave_the_paper_without_any(odd: Any) -> None:
    zotero = {"library": {}, "data": {"itemType": "book", "title": "Roofs of moss", "creators": odd}}
    biorxiv = {"title": "Roofs of moss", "author_corresponding": "I. Tamm", "authors": odd}
    for value in (zotero, biorxiv):
        (paper,) = read_bytes(json.dumps([value]).encode(), "export.json").papers
        assert (paper.title, paper.authors) == ("Roofs of moss", ())
