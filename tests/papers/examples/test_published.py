"""What exports write, and the text as it was published (``published.tsv``)."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.papers.cleaning import clean

_CASES = Path(__file__).with_name("published.tsv")
_HOW = {
    "bibtex": lambda text: clean.text(text, bibtex=True),
    "latex": lambda text: clean.text(text, latex=True),
    "plain": clean.text,
    "abstract": clean.abstract,
}


def _unfolded(text: str) -> str:
    return re.sub("⟨([0-9A-F]{4})⟩", lambda found: chr(int(found.group(1), 16)), text)


def test_every_field_reads_as_it_was_published() -> None:
    rows = [line for line in _CASES.read_text("utf-8").split("\n") if line and not line.startswith("#")]
    assert len(rows) > 300
    wrong = []
    for row in rows:
        how, source, right = row.split("\t")
        found = _HOW[how](_unfolded(source))
        if found != _unfolded(right):
            wrong.append(f"{how}  {source!r}\n    right {_unfolded(right)!r}\n    found {found!r}")
    assert not wrong, f"{len(wrong)} of {len(rows)} differ:\n" + "\n".join(wrong)
