"""Files that mean harm, or that broke on the way: each ends in a clear error or a report."""

from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path

import pytest

from assistant.errors import PapersError
from assistant.papers import Limits, bundled_papers, read_bytes, read_papers
from tests.support.each_row import each_row
from tests.support.processes import run_python

PAPER = b'{"id": "a", "title": "A"}\n'
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]><feed xmlns="http://www.w3.org/2005/Atom">&l9;</feed>'


@each_row(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"buy milk", "no known format: nothing was brought in"),
        (b"%PDF-1.4 \xe2\xe3", "is a damaged PDF"),
        ("@article{k,\n title={Café}}".encode("latin-1"), "line 2.*Latin-1"),
        ("TY  - JOUR\nTI  - Café\nER  - \n".encode("latin-1"), "line 2.*Latin-1"),
        ('{"id": "a", "title": "Café"}'.encode("latin-1"), "line 1.*Latin-1"),
        (PAPER + b"\x00", "NUL"),
        (LAUGHS.encode(), "entities"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom" a="' + b"a" * 5_000_000 + b'"/>', "line or tag"),
        (b"[" * 1000 + b"]" * 1000, "nested"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested"),
        (b"a" * 50_000_000, "line or tag of more than"),
        (b'{"title": "ok"}\n{"title": "' + b"a" * 50_000_000 + b'"}', "line or tag of more than"),
        (b"@a{b,\n" + b"@a{" * 5000, "no room for titles"),
        (gzip.compress(PAPER)[:-9], "broken gzip"),
        (b"\x1f\x8bnonsense", "broken gzip"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_reason(data: bytes, told: str) -> None:
    with pytest.raises(PapersError, match=told) as raised:
        read_bytes(data, "the-file")
    assert str(raised.value).startswith("the-file ")


@each_row(
    ("limits", "told"),
    [
        (Limits(file_bytes=20), "larger than 20 bytes"),
        (Limits(entries=2), "more than 2 papers"),
        (Limits(line_chars=20), "more than 20 characters"),
    ],
)
def test_each_limit_names_itself(limits: Limits, told: str) -> None:
    with pytest.raises(PapersError, match=told):
        read_bytes(PAPER * 3, "x", limits=limits)


def test_a_gzip_bomb_is_stopped_at_the_limit() -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as stream:
        for _ in range(64):
            stream.write(PAPER * 10_000)
    with pytest.raises(PapersError, match="unpacks to more than 1 MiB"):
        read_bytes(packed.getvalue(), "bomb.gz", limits=Limits(unpacked_bytes=1024 * 1024))


def test_a_gzip_that_swells_a_thousandfold_is_stopped_long_before_the_limit_of_a_file() -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(PapersError, match="more than 200 times its size"):
        read_bytes(bomb, "bomb.gz")
    lines = b"".join(b'{"title": "Paper %d on the length of lines"}\n' % number for number in range(30_000))
    assert len(read_bytes(gzip.compress(lines), "papers.jsonl.gz").papers) == 30_000


def test_gzip_parts_within_one_file_count_together() -> None:
    with pytest.raises(PapersError, match="unpacks to more than 1 MiB"):
        read_bytes(gzip.compress(os.urandom(700_000)) * 3, "x.gz", limits=Limits(unpacked_bytes=1024 * 1024))


def test_entries_over_a_field_or_nesting_limit_are_rejected_alone() -> None:
    lines = [b'{"title": "%s"}' % (b"a" * 3000), b'{"title": "B", "abstract": "%s"}' % (b"a " * 30_000)]
    lines += [b'{"title": "C", "x": %s}' % (b"[" * depth + b"]" * depth) for depth in (100, 100_000)]
    read = read_bytes(b"\n".join([*lines, PAPER]), "x")
    assert [paper.title for paper in read.papers] == ["A"]
    assert [r.where for r in read.rejected] == ["line 1", "line 2", "line 3", "line 4"]


def test_gzip_is_unpacked_whatever_the_name() -> None:
    assert (
        read_bytes(gzip.compress(PAPER) + gzip.compress(b'{"title": "B"}\n'), "x.jsonl").papers[1].title
        == "B"
    )


def test_utf_16_with_its_mark_is_read() -> None:
    assert read_bytes(PAPER.decode().encode("utf-16"), "x").papers[0].title == "A"


def test_paths_that_are_no_files_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.bib", "a\x00b", "x" * 5000):
        with pytest.raises(PapersError):
            read_papers(path)
    with pytest.raises(PapersError, match="holds no files"):
        read_papers(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PapersError, match="neither a file nor a folder"):
        read_papers(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(PAPER)
    assert len(read_papers(tmp_path).papers) == 1


def test_a_folder_stops_at_its_limits(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.jsonl").write_bytes(PAPER * 10)
    with pytest.raises(PapersError, match="more than 3 files"):
        read_papers(tmp_path, limits=Limits(files=3))
    with pytest.raises(PapersError, match="limit"):
        read_papers(tmp_path, limits=Limits(unpacked_bytes=600))


def test_standard_input_is_read_by_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"@misc{k, title={From a Pipe}}")))
    read = read_papers("-")
    assert (read.papers[0].title, read.source) == ("From a Pipe", "standard input")


def test_a_truncated_page_loses_at_most_what_was_cut() -> None:
    page = "byAK and the research community\n\n" + "\n\n".join(
        line for paper in bundled_papers()[:3] for line in (paper.title, paper.abstract)
    )
    read = read_bytes(page[: -len(bundled_papers()[2].abstract) - 2].encode(), "page")
    assert [paper.title for paper in read.papers] == [paper.title for paper in bundled_papers()[:2]]
    assert len(read.rejected) == 1


WHOLE = {
    "BibTeX": "@article{a,\n title={Whole},\n year={2020}\n}\n@article{b,\n title={Cut off here},\n year={2021}\n}\n",
    "RIS": "TY  - JOUR\nTI  - Whole\nER  - \nTY  - JOUR\nTI  - Cut off here\nER  - \n",
    "CSL-JSON": '[{"id": "x", "type": "book", "title": "Whole"},\n{"id": "y", "type": "book", '
    '"title": "Cut off here"}]',
    "JSON lines": '{"id": "a", "title": "Whole"}\n{"id": "b", "title": "Cut off here"}\n',
    "arXiv Atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Whole</title></entry>'
    "<entry><title>Cut off here</title></entry></feed>",
}


@each_row("known_as", WHOLE)
def test_a_copy_that_breaks_off_gives_what_is_whole_and_reports_the_rest(known_as: str) -> None:
    text = WHOLE[known_as]
    whole = read_bytes(text.encode(), "whole")
    assert (whole.format, [paper.title for paper in whole.papers]) == (known_as, ["Whole", "Cut off here"])
    cut = read_bytes(text[: text.index("off here")].encode(), "cut")
    assert [paper.title for paper in cut.papers] == ["Whole"]
    assert len(cut.rejected) == 1


PEAK = """
import re, sys
from pathlib import Path
from assistant.errors import PapersError
from assistant.papers import read_papers
folder = Path(sys.argv[1])
for file in sorted(folder.iterdir()):
    try:
        read_papers(file)
        print(file.name, "was read")
    except PapersError as error:
        print(file.name, "refused")
# Not getrusage: there a child begins with the peak of its parent.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is not told there")
def test_hostile_files_of_any_size_are_refused_within_a_bound_of_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.gz", "wb", compresslevel=1) as stream:
        for _ in range(640):
            stream.write(b"\x20" * 2**20)  # 640 MiB in some 3 MB
    (tmp_path / "line").write_bytes(b"a" * 50_000_000)
    (tmp_path / "json-line").write_bytes(b'{"title": "ok"}\n{"title": "' + b"a" * 50_000_000 + b'"}')
    (tmp_path / "nested").write_bytes(b'[{"title": "a", "x": ' + b"[" * 1000 + b"]" * 1000 + b"}]")
    (tmp_path / "deep").write_bytes(b"[" * 1000 + b"]" * 1000)
    (tmp_path / "laughs.xml").write_text(LAUGHS)
    told = run_python(PEAK, tmp_path)
    assert told.returncode == 0, told.stderr
    *files, peak = told.stdout.splitlines()
    assert files == [f"{file.name} refused" for file in sorted(tmp_path.iterdir())]
    assert int(peak) < 1000
