"""A table as a file: every value with its quote and paper, and nothing in it that runs."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from openpyxl import load_workbook

from assistant import Cell, Column, Paper, Row, SettingsError, export_table

EVIL = '=HYPERLINK("http://evil.example","x")'
COLUMNS = [Column("data set", "Which?"), Column("=sum", "How many?", "number")]
PAPERS = [
    Paper(
        id="p1",
        title="+Évil & 50% of $x_1$ | <b>",
        abstract=f"We use 7.4M files. {EVIL} is said.",
        authors=("Ö. Ünal", "B. C"),
        year=2020,
        url="https://example.org/a_b%20c#d",
    ),
    Paper(id="p2", title="Silent", abstract="Nothing.", url="javascript:alert(1)"),
]


def stated(paper: Paper, column: str, quote: str, **more: object) -> Cell:
    start = paper.abstract.index(quote)
    return Cell(
        paper.id,
        column,
        quote=quote,
        start=start,
        end=start + len(quote),
        field="abstract",
        status="stated",
        **more,
    )  # type: ignore[arg-type]


SUM = {"value": 7_400_000, "unit": "files", "text": "7.4M files", "given_by": "model"}
ROWS = [
    Row(
        PAPERS[0],
        (
            stated(PAPERS[0], "data set", f"{EVIL} is said.", value=EVIL, text=EVIL, given_by="model"),
            stated(
                PAPERS[0],
                "=sum",
                "We use 7.4M files.",
                value=7_400_000,
                unit="files",
                text="7.4M files",
                given_by="model",
            ),
        ),
    ),
    Row(
        PAPERS[1],
        (
            Cell("p2", "data set", value="mine", text="mine", status="stated", given_by="reader"),
            Cell("p2", "=sum", status="unread", given_by="model"),
        ),
        ("“=sum” could not be read: it broke.",),
    ),
]


def test_csv_has_everything_and_runs_nothing() -> None:
    data = export_table(ROWS, COLUMNS, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert first["title"] == "'+Évil & 50% of $x_1$ | <b>"
    assert (first["authors"], first["year"], first["url"]) == ("Ö. Ünal; B. C", "2020", PAPERS[0].url)
    assert first["data set"] == f"'{EVIL}"
    assert (first["'=sum"], first["'=sum (unit)"], first["'=sum (as written)"]) == (
        "7400000",
        "files",
        "7.4M files",
    )
    assert first["'=sum (quote)"] == "We use 7.4M files."
    assert (second["data set"], second["data set (status)"]) == ("mine", "corrected by a reader")
    assert (second["'=sum"], second["'=sum (status)"]) == ("", "not read")
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_a_workbook_has_texts_and_numbers_but_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(export_table(ROWS, COLUMNS, "xlsx"))).active
    assert sheet is not None
    names = [cell.value for cell in sheet[1]]
    row = dict(zip(names, sheet[2], strict=True))
    assert (row["data set"].value, row["data set"].data_type, row["data set"].quotePrefix) == (
        EVIL,
        "s",
        True,
    )
    assert (row["=sum"].value, row["=sum"].data_type) == (7_400_000, "n")
    assert row["url"].hyperlink.target == PAPERS[0].url
    assert dict(zip(names, sheet[3], strict=True))["url"].hyperlink is None
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}


def test_markdown_numbers_the_sentences_and_lists_them_below() -> None:
    text = export_table(ROWS, COLUMNS, "md").decode()
    table, notes = text.split("\n\n")
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
    assert "7.4M files [2]" in table
    assert "mine (corrected by a reader)" in table
    assert "\\<b\\>" in table
    assert "<b>" not in text
    assert notes.startswith("[1] ")
    assert notes.count("<https://example.org/a_b%20c#d>") == 2
    assert "javascript" not in text


def test_latex_is_escaped_and_set_in_booktabs() -> None:
    text = export_table(ROWS, COLUMNS, "latex").decode()
    assert r"+Évil \& 50\% of \$x\_1\$ \textbar{} \textless{}b\textgreater{}" in text
    assert text.index(r"\toprule") < text.index(r"\midrule") < text.index(r"\bottomrule")
    assert r"\url{https://example.org/a_b\%20c\#d}" in text
    body = text.split(r"\endhead")[1].split(r"\bottomrule")[0]
    assert [line.count(" & ") for line in body.strip().splitlines()] == [2, 2]
    assert text.count("{") == text.count("}")


def test_json_is_what_http_gives() -> None:
    told = json.loads(export_table(ROWS, COLUMNS, "json"))
    assert told["columns"][1] == {"name": "=sum", "question": "How many?", "type": "number", "choices": []}
    assert told["rows"] == [row.as_json() for row in ROWS]
    cell = told["rows"][0]["cells"]["=sum"]
    assert set(cell) == {"value", "unit", "text", "quote", "start", "end", "field", "status", "given_by"}


def test_another_kind_is_refused() -> None:
    with pytest.raises(SettingsError, match="csv, xlsx, md, latex, json"):
        export_table(ROWS, COLUMNS, "pdf")
