from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import PapersError
from assistant.papers import Import, bundled_papers, read_bytes
from tests.support.each_row import each_row

HEADER = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\n"
    "byAK and the research community\n\nMar 14\n\n"
)
SEEDS = bundled_papers()
PAIRS = {(paper.title, paper.abstract) for paper in SEEDS}


def page(*lines: str) -> Import:
    return read_bytes((HEADER + "\n\n".join(lines)).encode(), "page.txt")


def pairs(read: Import) -> set[tuple[str, str]]:
    return {(paper.title, paper.abstract) for paper in read.papers}


def both(*places: int) -> list[str]:
    return [line for place in places for line in (SEEDS[place].title, SEEDS[place].abstract)]


def test_titles_and_abstracts_by_turns_below_a_header_give_every_paper_and_no_report() -> None:
    read = page(*both(*range(38)))
    assert pairs(read) == PAIRS
    assert read.rejected == ()
    assert read.format == "Hugging Face page"
    assert [paper.id for paper in read.papers] == [paper.id for paper in SEEDS]


@each_row("place", range(37))
def test_a_title_without_abstract_is_reported_and_the_next_paper_keeps_its_own(place: int) -> None:
    lines = both(*range(38))
    del lines[2 * place + 1]
    read = page(*lines)
    assert pairs(read) == PAIRS - {(SEEDS[place].title, SEEDS[place].abstract)}
    (rejected,) = read.rejected
    assert rejected.where == f"line {11 + 4 * place}"
    assert "no abstract" in rejected.reason


@each_row("place", [0, 7, 37])
def test_an_abstract_without_title_is_reported_and_goes_to_no_other_paper(place: int) -> None:
    lines = both(*range(38))
    del lines[2 * place]
    read = page(*lines)
    assert pairs(read) == PAIRS - {(SEEDS[place].title, SEEDS[place].abstract)}
    (rejected,) = read.rejected
    assert rejected.where == f"line {11 + 4 * place}"
    assert "without a title" in rejected.reason


def test_a_title_left_beside_a_stranger_abstract_is_not_paired_with_it() -> None:
    read = page(*both(0), SEEDS[8].title, SEEDS[2].abstract, *both(5))
    assert pairs(read) <= PAIRS
    assert len(read.papers) == 2
    assert any("does not seem to belong" in rejected.reason for rejected in read.rejected)


def test_a_repeated_paper_is_kept_once_and_reported_by_line() -> None:
    read = page(*both(0, 1, 0))
    assert pairs(read) == {(SEEDS[k].title, SEEDS[k].abstract) for k in (0, 1)}
    (rejected,) = read.rejected
    assert rejected.where == "line 19"
    assert "with the same abstract" in rejected.reason


def test_a_repeated_title_line_above_one_abstract_is_reported_and_the_paper_kept() -> None:
    read = page(SEEDS[3].title, SEEDS[3].title, SEEDS[3].abstract)
    assert pairs(read) == {(SEEDS[3].title, SEEDS[3].abstract)}
    assert [rejected.where for rejected in read.rejected] == ["line 11"]


def test_the_page_header_in_the_midst_is_reported_and_shifts_nothing() -> None:
    read = page(*both(0), "Subscribe", "Mar 15", *both(1), "Some words that stand on the page", *both(2))
    assert pairs(read) == {(SEEDS[k].title, SEEDS[k].abstract) for k in (0, 1, 2)}
    assert [rejected.where for rejected in read.rejected] == ["line 15", "line 17", "line 23"]


def test_a_stray_line_between_title_and_abstract_never_becomes_the_title() -> None:
    read = page(SEEDS[4].title, "Sponsored: try our new cloud for free", SEEDS[4].abstract, *both(6))
    assert pairs(read) == {(SEEDS[6].title, SEEDS[6].abstract)}
    assert len(read.rejected) == 2


def test_the_second_half_of_a_title_on_two_lines_never_becomes_the_title() -> None:
    title = SEEDS[12].title
    first, second = title[: title.index(":") + 1], title[title.index(":") + 2 :]
    read = page(*both(0), f"{first}\n{second}", SEEDS[12].abstract, *both(1))
    assert pairs(read) == {(SEEDS[k].title, SEEDS[k].abstract) for k in (0, 1)}
    assert [rejected.where for rejected in read.rejected] == ["line 15", "lines 16 and 18"]


def test_a_page_of_titles_alone_is_no_page_of_papers() -> None:
    with pytest.raises(PapersError, match="no known format"):
        page(*(paper.title for paper in SEEDS))


JUNK = st.sampled_from(
    ["new", "Subscribe", "Mar 14", "Upvote 12", "· 5 authors", "44", "byAK and all", "Daily Papers"]
)
WORDS = st.lists(
    st.sampled_from(["amber", "birch", "cedar", "daisy", "elder", "ficus", "grape", "hazel"]), min_size=2
)


@st.composite
def papers(draw: st.DrawFn) -> tuple[str, str]:
    title = " ".join(draw(WORDS)[:8])
    filler = draw(st.sampled_from(["We show a thing. ", "It was measured well. "]))
    return title.title(), f"On {title} and more. " + filler * 20 + "End."


@given(
    st.lists(papers(), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 30), JUNK), max_size=6),
    st.sets(st.integers(0, 11), max_size=1),
)
def test_no_page_gives_a_wrong_pair_whatever_header_lines_lie_about(
    listed: list[tuple[str, str]], junk: list[tuple[int, str]], lost: set[int]
) -> None:
    lines = [line for place, line in enumerate(line for pair in listed for line in pair) if place not in lost]
    for place, line in junk:
        lines.insert(place, line)
    try:
        read = page(*lines)
    except PapersError:
        assert lost
        return
    assert pairs(read) <= set(listed)


@given(st.lists(papers(), min_size=1, max_size=6), st.lists(st.tuples(st.integers(0, 30), JUNK), max_size=6))
def test_no_paper_of_a_whole_page_is_lost_without_a_word(
    listed: list[tuple[str, str]], junk: list[tuple[int, str]]
) -> None:
    lines = [line for pair in listed for line in pair]
    for place, line in junk:
        lines.insert(place, line)
    read = page(*lines)
    told = {title.casefold() for title, _ in listed}
    assert {paper.title.casefold() for paper in read.papers} | {
        title for title in told if any(title[:20] in r.reason.casefold() for r in read.rejected)
    } == told
