from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Paper, PapersError, Settings
from eval import main
from eval.beir import read_corpus, read_qrels, read_queries
from tests.support.eval_fakes import FakeAssistant

CORPUS = [
    {"_id": "d1", "title": "Cats", "text": "Cats sleep most of the day and hunt mice at night."},
    {"_id": "7", "title": "Quantum", "text": "Quantum computers use qubits."},
    {"_id": "x/3", "title": "", "text": "Volcanoes erupt molten rock called lava."},
    {"_id": "4", "title": "Bread", "text": "Bread is baked from flour and water."},
]
QUERIES = [
    {"_id": "q1", "text": "What do cats hunt?"},
    {"_id": "q2", "text": "lava from volcanoes"},
    {"_id": "q3", "text": "not judged"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\tx/3\t2\nq2\t4\t0\n"


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(lines(CORPUS).encode()))
    (folder / "queries.jsonl").write_text(lines(QUERIES), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def test_ids_are_those_of_the_corpus_and_grades_of_zero_do_not_count(folder: Path) -> None:
    assert [paper.id for paper in read_corpus(folder)] == ["d1", "7", "x/3", "4"]
    assert read_corpus(folder)[2].title == "x/3"
    gold = read_qrels(folder / "qrels" / "test.tsv")
    assert gold == {"q1": {"d1": 1}, "q2": {"x/3": 2}}
    assert list(read_queries(folder / "queries.jsonl", gold)) == ["q1", "q2"]


def test_scores_are_means_over_all_judged_queries(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found: list[list[Paper]] = []

    def opened(
        papers: list[Paper], settings: Settings, name: str, progress: Callable[..., None]
    ) -> FakeAssistant:
        found.append(papers)
        return FakeAssistant({}, ranking=())

    monkeypatch.setattr("eval.beir.open_papers", opened)
    assert main(["--beir", str(folder), "--home", str(tmp_path), "--json", str(tmp_path / "o.json")]) == 0
    result = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert result["scores"]["ndcg_at_10"] == {"value": 0.0, "low": 0.0, "high": 0.0, "n": 2}
    assert len(found[0]) == 4
    assert "2 queries, 2 judgements" in capsys.readouterr().out


def test_a_tiny_corpus_is_indexed_and_searched(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--beir", str(folder), "--home", str(tmp_path / "home"), "--json", str(tmp_path / "o.json")]
    assert main(words) == 0
    result = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert result["scores"]["ndcg_at_10"]["value"] == 1.0
    assert result["by_query"]["q2"]["recall_at_5"] == 1.0
    assert "ms median" in capsys.readouterr().out
    assert not (tmp_path / "home" / "shelves" / "papers").exists()  # the user's own shelf is left alone


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "qrels/test.tsv",
            "q1\td1\t1\nq1\td2\tmany\n",
            "test.tsv:2: expected query, document and a whole grade",
        ),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n", "no judgement above 0"),
        ("queries.jsonl", lines(QUERIES[:1]), "lacks 1 of the judged queries, such as q2"),
        ("queries.jsonl", '{"_id": "q1"}\n', "queries.jsonl:1: the key text is missing"),
        ("corpus.jsonl", "{}\n", "corpus.jsonl:1: the key _id is missing"),
        ("corpus.jsonl", "oops\n", "corpus.jsonl:1: not JSON"),
        ("corpus.jsonl", "", "holds no papers"),
    ],
)
def test_a_faulty_folder_is_told_by_file_and_line(
    folder: Path, tmp_path: Path, name: str, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    assert main(["--beir", str(folder), "--home", str(tmp_path)]) == PapersError.exit_code
    assert told in capsys.readouterr().err
