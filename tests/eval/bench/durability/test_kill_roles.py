"""What watches over the shelf of the kills sees when a paper is lost or back again."""

from __future__ import annotations

from pathlib import Path

from assistant import Paper
from assistant.library.library import Library
from eval.bench.durability.kill_roles import _OPERATIONS, _paper, _settings, expected, fill, note, problems


def done(home: Path, number: int, op: str, *ids: str, ends: str = "done") -> None:
    """Do an operation as a writer does, and note it; ``ends`` is "" for one that is killed before it says so."""
    note(home / "a.log", {"is": "begun", "no": number, "op": op, "ids": list(ids)})
    _OPERATIONS[op](home, [_paper(key, number) for key in ids])
    if ends:
        note(home / "a.log", {"is": ends, "no": number, "op": op})


def test_a_shelf_as_the_logs_have_it_is_right_and_any_other_is_told(home: Path) -> None:
    done(home, 1, "add", "a1", "a2", "a3")
    done(home, 2, "remove", "a2")
    done(home, 3, "index", "a4")
    done(home, 4, "remove", "a4", ends="")
    done(home, 5, "rebuild")
    assert {key: state.kind for key, state in expected(home).items()} == {
        "a1": "there",
        "a2": "gone",
        "a3": "there",
        "a4": "unknown",
    }
    assert problems(home) == []
    library = Library(_settings(home))
    library.add([_paper("a2", 9)], remove=["a1"])
    library.close()
    told = " ".join(problems(home))
    for each in ("lost from the shelf: a1", "lost from the index: a1", "not gone from the shelf: a2"):
        assert each in told


def test_an_operation_that_was_refused_changes_nothing_of_what_is_expected(home: Path) -> None:
    done(home, 1, "add", "a1")
    note(home / "a.log", {"is": "begun", "no": 2, "op": "remove", "ids": ["a1", "a5"]})
    note(home / "a.log", {"is": "refused", "no": 2, "op": "remove"})
    assert {key: (state.kind, state.number) for key, state in expected(home).items()} == {"a1": ("there", 1)}


def test_papers_that_no_writer_touches_must_stay(home: Path) -> None:
    others = [
        Paper(id=f"o{number}", title=f"On rivers {number}", abstract="Water. Flows.") for number in range(4)
    ]
    fill(home, others)
    done(home, 1, "add", "a1", "a2")
    assert problems(home) == []
    library = Library(_settings(home))
    library.add([], remove=["o2"])
    library.close()
    assert any("lost from the index: o2" in told for told in problems(home))
