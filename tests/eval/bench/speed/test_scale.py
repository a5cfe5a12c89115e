"""The benchmarks of growth and of broken builds measure and compare what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import eval.bench.durability.broken_builds as broken_builds
import eval.bench.search.graph_recall as graph_recall
import eval.bench.speed.scale as bench_scale
from assistant import Paper, Settings
from assistant.library.library import Library
from tests.support.tiny import paper, papers


def settings(home: Path, shelf: str = "scale") -> dict[str, Any]:
    return {"home": str(home), "shelf": shelf, "embedding": bench_scale.STAND_IN}


def filled(home: Path, shelf: str, content: list[Paper]) -> Settings:
    made = Settings(**settings(home, shelf))
    library = Library(made)
    library.add(content)
    library.close()
    return made


def test_a_row_holds_what_was_measured_and_an_index_that_is_there_keeps_its_seconds(home: Path) -> None:
    row = home / "row-x.json"
    some = papers(*range(12))
    bench_scale.index(settings(home), some, row)
    first = bench_scale.Row(row, {}).values
    assert first["index_s"] >= first["words_s"] > 0
    bench_scale.index(settings(home), some, row)
    assert bench_scale.Row(row, {}).values["index_s"] == first["index_s"]
    found = bench_scale.search(settings(home), some)
    assert set(found) == {"open_s", "first_s", "search_ms", "parts_ms"}
    assert found["search_ms"][0] <= found["search_ms"][1]
    held = bench_scale.rest(settings(home), ["bytes"])
    assert held["rest_mb"] >= held["own_mb"] > 0
    assert bench_scale.change(settings(home), some)["ten"] == 10
    library = Library(Settings(**settings(home)))
    assert list(library.papers) == some  # changed back
    library.close()


def test_the_table_has_a_line_a_row_the_smallest_shelf_first() -> None:
    rows = [
        {"papers": 2839, "vectors": "model", "search_ms": [7.25, 30.0]},
        {"papers": 38, "vectors": "model", "index_s": 4.0},
    ]
    head, rule, first, second = bench_scale.table(rows).splitlines()
    assert head.count("|") == rule.count("|") == first.count("|") == second.count("|")
    assert first.startswith("| 38 | model | – | 4.0 |")
    assert "7.2 / 30.0" in second


def test_equal_indexes_have_no_differences_and_others_name_them(home: Path) -> None:
    one = filled(home, "one-shelf", papers(*range(8)))
    same = filled(home, "same-shelf", papers(*range(8)))
    other = filled(home, "other-shelf", [*papers(*range(7)), paper(7, "And more of it.")])
    assert broken_builds.compare(one, same) == []
    told = broken_builds.compare(one, other)
    assert told[0] == "the papers differ"
    assert any("passages" in line for line in told)


def test_the_recall_of_a_graph_is_told_against_all_vectors(home: Path) -> None:
    made = filled(home, "scale", papers(*range(12)))
    assert graph_recall.graph_recall(made, 10) == 1.0
    queries = np.eye(3, dtype=np.float32)[:2]
    slices = [queries, np.array([[0.9, 0, 0], [0, 0, 1]], dtype=np.float32)]
    told = graph_recall.least_cosines(queries, iter(slices), 2)
    assert told == [(2, pytest.approx(0.9, abs=1e-4)), (2, pytest.approx(0.0, abs=1e-4))]


@pytest.mark.parametrize("module", [bench_scale, broken_builds])
def test_help_is_shown(module: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        module.main(["--help"])
    assert stop.value.code == 0
    assert "--papers" in capsys.readouterr().out
