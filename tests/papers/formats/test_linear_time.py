"""Four times as much text takes about four times as long to read, not sixteen times."""

from __future__ import annotations

import time
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


def _seconds(read: Reader, text: str) -> float:
    begun = time.process_time()
    for _ in read(text):
        pass
    return time.process_time() - begun


@each_row(
    ("read", "write", "size"),
    [
        (hf_dump.read, _one_long_summary, 60_000),
        (hf_dump.read, _many_fields, 3_000),
        (hf_page.read, _titles_above_one_abstract, 4_000),
        (hf_page.read, _pairs, 1_000),
    ],
)
def test_reading_takes_linear_time(read: Reader, write: Callable[[int], str], size: int) -> None:
    """The least of three runs; a quadratic reader takes about sixteen times as long."""
    small = min(_seconds(read, write(size)) for _ in range(3))
    large = min(_seconds(read, write(4 * size)) for _ in range(3))
    assert large < 8 * small
