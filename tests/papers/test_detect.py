"""Only files that are exports of papers bring papers in; others are called what they are."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from assistant.errors import PapersError
from assistant.papers import read_bytes
from tests.support.each_row import each_row

ROOT = Path(__file__).parents[2]
STANDARD = Path(sysconfig.get_paths()["stdlib"])
# Text that no service exports: source code, mark-up, styles, settings, notes.
OTHERS = [
    *sorted(path for folder in ("assistant", "ui", "eval") for path in (ROOT / folder).rglob("*.py")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "prompts").glob("*.*")),
    *sorted((ROOT / "ui").rglob("*.css")),
    *sorted((ROOT / "ui").rglob("*.js")),
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "Makefile", "pyproject.toml", "constraints.txt")),
    *sorted(STANDARD.glob("*.py")),
]
MADE_UP = {
    "films.csv": "title,director,year\nKelp,Ada Berg,2020\n",
    "news.csv": "title,description,date,url\nKelp grows,It grows fast.,2020-01-01,https://example.org\n",
    "issues.tsv": "id\ttitle\tstate\n4\tFix the build\topen\n",
    "books.csv": "title,pages\nKelp,200\n",
    "mail.eml": "From: ada@example.org\nTo: bo@example.org\nSubject: Kelp\n\nTitle: see below\n",
    "log.txt": "\n".join(f"2026-01-0{day} INFO abstract: {day} done, title: none" for day in range(1, 9)),
    "essay.txt": "Kelp\n\n" + "Kelp grows at 78 degrees north, and kelp grows fast. " * 9,
    "todo.txt": "TI - buy kelp\nAB - and bread\n",
    "code.java": '@Override\n@Entry(title = "Kelp", year = 2020)\nclass A {}\n',
    "page.html": "<!doctype html><title>Kelp</title><p>Abstract: kelp grows.</p>",
    "feed.xml": "<opml><head><title>Kelp</title></head></opml>",
}


def test_no_file_of_another_kind_gives_a_paper() -> None:
    assert len(OTHERS) > 400
    given = []
    for path in OTHERS:
        try:
            given += [(path.name, paper.title) for paper in read_bytes(path.read_bytes(), path.name).papers]
        except PapersError:
            continue
    assert given == []


@each_row("name", MADE_UP)
def test_what_only_looks_a_little_like_an_export_is_refused(name: str) -> None:
    with pytest.raises(PapersError, match=r"nothing was brought in|is JSON, but not of papers"):
        read_bytes(MADE_UP[name].encode(), name)


@each_row(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document"),
        (b"SQLite format 3\x00", "a database"),
        (b"<html><body>Kelp</body></html>", "a web page"),
        (b"import os\n\nprint(os)\n", "source code"),
        (b"# Kelp\n\nIt grows.\n", "Markdown"),
        (b"\\documentclass{article}\n", "a LaTeX document"),
        (b"From: ada@example.org\nTo: bo@example.org\n\nKelp\n", "an e-mail"),
    ],
)
def test_a_file_is_called_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(PapersError, match=f"the-file looks like {what}"):
        read_bytes(data, "the-file")
