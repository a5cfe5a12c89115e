"""Comparisons: a table whose every cell is cited or says that the abstract does not state it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.answering.composing.comparing.comparison import NOT_STATED
from assistant.retrieval.hybrid import Retriever
from assistant.types import Answer
from tests.support.answers import ask, markers
from tests.support.asking import Opener
from tests.support.fakes import FakeOpenAI
from tests.support.scripted import shown

QUESTION = "Compare MonoByte and WECHSEL."


def cell(paper: Any, text: Any = "as it says", sentence: Any = 1) -> dict[str, Any]:
    return {"paper": paper, "text": text, "sentence": sentence}


def table(*rows: tuple[Any, list[Any]], summary: Any = "") -> str:
    return json.dumps(
        {"aspects": [{"aspect": name, "cells": cells} for name, cells in rows], "summary": summary}
    )


def rows(answer: Answer) -> list[list[str]]:
    """Return the cells of the Markdown table, as Markdown reads it; each row must be as long as the first."""
    lines = [line for line in answer.text.splitlines() if line.startswith("|")]
    split = [line.replace("\\|", "\0").strip("|").split("|") for line in lines]
    assert len({len(each) for each in split}) == 1
    return [[each.replace("\0", "|").strip() for each in line] for line in split]


def test_every_cell_is_cited_or_not_stated(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(
        table(
            ("Languages", [cell(1, "one English model", 2), cell(2, "", None)]),
            ("Method", [cell(1, "bytes", 1), cell(2, "subwords", 1)]),
            summary="They differ in units [1][2].",
        )
    )
    answer = ask(QUESTION, seed_shelf, opened()).answer
    head, _, *body = rows(answer)
    titles = [paper.title for paper in shown(fake_openai.chats[0])]
    assert head[1:] == [f"**{title}**" for title in titles]
    assert body == [
        ["Languages", "one English model [1]", f"_{NOT_STATED}_"],
        ["Method", "bytes [2]", "subwords [3]"],
    ]
    assert answer.text.rstrip().endswith("They differ in units [1][3].")
    assert [citation.title for citation in answer.citations] == [titles[0], titles[0], titles[1]]
    assert answer.status == "answered"


@pytest.mark.parametrize(
    "bad",
    [
        cell(2, "invented", 99),
        cell(2, "invented", 0),
        cell(2, "invented", True),
        cell(2, "invented", None),
        cell(2, "invented", "one"),
        cell(2, None, 1),
        cell(2, ["invented"], 1),
        cell(True, "invented", 1),
        cell(3, "invented", 1),
        "invented",
        None,
    ],
)
def test_a_cell_without_a_real_sentence_is_not_shown(
    bad: Any, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(table(("Method", [cell(1, "bytes"), bad]), ("Name", [cell(1), cell(2, "WECHSEL")])))
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert rows(answer)[2] == ["Method", "bytes [1]", f"_{NOT_STATED}_"]
    assert "invented" not in answer.text


def test_a_cell_with_a_figure_that_its_paper_does_not_hold_is_left_out_with_a_warning(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(
        table(("Size", [cell(1, "98,765 bytes"), cell(2, "subwords")]), summary="One is 43% larger [1].")
    )
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert "98,765" not in answer.text
    assert "43%" not in answer.text
    assert ["98,765" in answer.warnings[0], "43" in answer.warnings[1]] == [True, True]


def test_a_cell_cites_the_sentence_that_states_it_also_when_the_model_points_at_its_neighbour(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    said = "10 monolingual byte-level models equivalent to 420 days on a V100"
    fake_openai.enqueue(table(("Cost", [cell(1, said, 2), cell(2)])))
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert "420 days" in answer.citations[0].quote


def test_a_cell_that_speaks_of_the_other_paper_moves_there_when_that_has_none(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    said = "WECHSEL efficiently and effectively transfers pretrained LMs to new languages"
    fake_openai.enqueue(
        table(("Aim", [cell(1, said), cell(2, "", None)]), ("Name", [cell(1, said), cell(2, "WECHSEL")]))
    )
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert rows(answer)[2:] == [["Aim", "_left out_", f"{said} [1]"], ["Name", "_left out_", "WECHSEL [1]"]]
    assert "new languages" in answer.citations[0].quote
    first, second = answer.warnings
    assert "moved" in first
    assert "left out" in second


def test_cells_that_are_swapped_are_swapped_back(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    of_wechsel = "WECHSEL efficiently and effectively transfers pretrained LMs to new languages"
    of_monobyte = "MonoByte: A Pool of Monolingual Byte-level Language Models"
    fake_openai.enqueue(table(("Aim", [cell(1, of_wechsel), cell(2, of_monobyte)])))
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert rows(answer)[2] == ["Aim", f"{of_monobyte} [1]", f"{of_wechsel} [2]"]
    assert [citation.paper_id.split("-")[0] for citation in answer.citations] == ["monobyte", "wechsel"]


def test_a_cell_that_moves_is_held_to_the_figures_of_where_it_goes(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    said = (
        "WECHSEL efficiently and effectively transfers pretrained LMs to 10 new languages"  # MonoByte's ten
    )
    fake_openai.enqueue(
        table(("Aim", [cell(1, said), cell(2, "", None)]), ("Name", [cell(1, "bytes"), cell(2)]))
    )
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert rows(answer)[2] == ["Aim", "_left out_", "_left out_"]
    assert any("number 10" in warning for warning in answer.warnings)


def test_pipes_line_breaks_markers_and_tags_of_a_model_do_not_break_the_table(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(
        table(
            (
                "Meth|od\n| x",
                [cell(1, "by|tes\n\n| fake | [7] | <br><script>x</script>"), cell(2, "`a|b` **c**")],
            ),
            summary="All <b>good</b> | fine [1][8].\n\n# Title",
        )
    )
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert len(rows(answer)) == 3
    assert sorted(set(markers(answer.text))) == [1, 2]
    assert "\n# Title" not in answer.text


@pytest.mark.parametrize(
    "bad",
    ["They differ.", "{}", table(), table(("Method", [cell(1, "x", 99)])), table((None, [cell(1)])), "[1]"],
)
def test_an_unusable_table_is_asked_for_again_saying_why(
    bad: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(bad, table(("Method", [cell(1), cell(2)])))
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.composer == "fake-model"
    assert len(answer.citations) == 2
    again = fake_openai.chats[1]["messages"]
    assert again[-2] == {"role": "assistant", "content": bad}
    assert "could not be used" in again[-1]["content"]


def test_after_a_second_unusable_table_the_papers_stand_side_by_side_in_their_own_words(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue("They differ.", "They do differ.")
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.composer == "extractive"
    assert any("no usable reply (twice" in warning for warning in answer.warnings)
    assert len({citation.paper_id for citation in answer.citations}) == 2
    assert len(rows(answer)) == 4
    assert answer.usage.requests == 2


@pytest.mark.parametrize("with_model", [True, False])
def test_a_paper_that_is_not_on_the_shelf_makes_the_comparison_partial(
    with_model: bool, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = lambda asked: table(("Method", [cell(1)]))
    model = opened() if with_model else None
    answer = ask("Compare MonoByte and QuantumToken-9000.", seed_shelf, model).answer
    assert answer.status == "partial"
    assert "Not in the abstracts: QuantumToken-9000" in answer.text
    assert {citation.title.split(":")[0] for citation in answer.citations} == {"MonoByte"}


def test_papers_beyond_the_sixth_are_named_as_left_out(seed_shelf: Retriever) -> None:
    names = "MonoByte, WECHSEL, CuBERT, ELECTRA, ERNIE-Gram, ZeTT, GeoPix and CG-VLM"
    answer = ask(f"Compare {names}.", seed_shelf).answer
    assert len({citation.paper_id for citation in answer.citations}) == 6
    assert any("left out" in warning for warning in answer.warnings)


def test_more_aspects_than_a_reader_can_take_are_cut(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(table(*((f"Aspect {number}", [cell(1), cell(2)]) for number in range(50))))
    assert len(rows(ask(QUESTION, seed_shelf, opened()).answer)) == 2 + 5


def test_a_column_that_comes_back_empty_is_asked_for_alone(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    column = {
        "cells": [{"aspect": 1, "evidence": [1], "text": "subword vectors"}, {"aspect": 9, "text": "x"}]
    }
    fake_openai.enqueue(table(("Method", [cell(1, "bytes"), cell(2, "", None)])), json.dumps(column))
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert rows(answer)[2] == ["Method", "bytes [1]", "subword vectors [2]"]
    assert [paper.title[:7] for paper in shown(fake_openai.chats[1])] == ["WECHSEL"]
    assert answer.warnings == ()


def test_a_column_that_stays_empty_gets_the_papers_own_sentences_marked_as_such(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    of_one = table(("Target languages", [cell(1, "ten languages"), cell(2, "", None)]), ("Colour", [cell(1)]))
    fake_openai.enqueue(of_one, json.dumps({"cells": []}))
    answer = ask(QUESTION, seed_shelf, opened()).answer
    languages, colour = rows(answer)[2:]
    assert languages[2].startswith("_in its own words:_ “")
    assert "target language" in languages[2]
    assert colour[2] == f"_{NOT_STATED}_"
    assert any("own closest sentences" in warning for warning in answer.warnings)
    assert len({citation.paper_id for citation in answer.citations}) == 2


def test_without_a_model_papers_are_summed_up_side_by_side_or_told_by_what_is_asked(
    seed_shelf: Retriever,
) -> None:
    whole = ask("Compare HMT and Extensible Tokenization", seed_shelf).answer
    quotes = [citation.quote for citation in whole.citations]
    assert quotes[0].startswith("We propose the Hierarchical Memory Transformer")
    assert quotes[3].startswith("In this paper, we present Extensible Tokenization")
    assert not any("http" in quote or "publicly available" in quote for quote in quotes)
    compute = ask("Compare ELECTRA and ERNIE-Gram in terms of compute", seed_shelf).answer
    assert "less than 1/4 of their compute" in compute.text
