"""The largest files are read to their end: to look back over all of it at each line takes longer than a test may."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.papers.formats import hf_dump, hf_page
from assistant.papers.record import Record, Rejected
from tests.support.each_row import each_row

Reader = Callable[[str], Iterator[Record | Rejected]]


def _one_long_summary(size: int) -> str:
    return "Title: A\nSummary: b\n" + "more words of it\n" * size


def _many_fields(size: int) -> str:
    return "Title: A\nSummary: b\n---\n" * size


def _titles_above_one_abstract(size: int) -> str:
    titles = "\n\n".join(f"Heading{number} alone{number}" for number in range(size))
    return f"{titles}\n\nZebras in paradise\n\n" + "Zebras live in paradise. " * 20


def _pairs(size: int) -> str:
    return "".join(
        f"Zebra{n} in place{n}\n\nWe study zebra{n} in place{n}. {'More is said here. ' * 20}\n\n"
        for n in range(size)
    )


@each_row(
    ("read", "write", "size", "entries"),
    [
        (hf_dump.read, _one_long_summary, 240_000, 1),
        (hf_dump.read, _many_fields, 20_000, 20_000),
        (hf_page.read, _titles_above_one_abstract, 30_000, 30_001),
        (hf_page.read, _pairs, 6_000, 6_000),
    ],
)
def test_a_long_text_is_read_to_its_end(
    read: Reader, write: Callable[[int], str], size: int, entries: int
) -> None:
    assert sum(1 for _ in read(write(size))) == entries
