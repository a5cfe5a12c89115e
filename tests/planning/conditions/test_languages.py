"""Conditions on the language of papers, told from their text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Paper, Settings
from tests.support.each_row import each_row

GERMAN = "Wir untersuchen die Wälder der Arktis und zeigen, dass sie nicht mehr wachsen. Das ist neu für die Forschung."
CHINESE = "我们研究北极的海藻森林，并展示它们如何生长。"
ENGLISH = "We study the German forests of the Arctic and show how they grow in cold water."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(Settings(home=tmp_path_factory.mktemp("tongues"), shelf="tongues", create=True)) as opened:
        opened.add(
            [
                Paper(id="de", title="Wälder der Arktis", abstract=GERMAN),
                Paper(id="zh", title="北极的海藻", abstract=CHINESE),
                Paper(id="en", title="Forests of the Arctic", abstract=ENGLISH),
                Paper(id="none", title="Arktis", abstract=""),
            ]
        )
        yield opened


@each_row(
    ("question", "ids"),
    [
        ("List papers in German", {"de"}),
        ("Which papers are written in Chinese?", {"zh"}),
        ("How many English-language papers are there?", {"en"}),
        ("Which papers are not written in German?", {"zh", "en", "none"}),
        ("papers not in German", {"zh", "en", "none"}),
    ],
)
def test_papers_of_a_language_are_listed_and_how_it_is_known_is_said(
    shelf: Assistant, question: str, ids: set[str]
) -> None:
    answer = shelf.ask(question)
    assert {citation.paper_id for citation in answer.citations} == ids
    assert [each.field for each in answer.filters] == ["language"]
    assert any("told from the words" in warning for warning in answer.warnings)


def test_a_language_that_no_paper_here_is_in_is_a_subject_unless_it_is_said_outright(
    shelf: Assistant,
) -> None:
    assert shelf.ask("List papers in French").filters == ()
    outright = shelf.ask("List papers written in French")
    assert outright.status == "no_evidence"
    assert outright.text.startswith("None of the 4 papers is in French.")
    assert shelf.ask("Which papers use corpora in German?").filters == ()
