"""Words that were sent come back as they were, or are refused: nothing that a server keeps is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.index.words import package
from assistant.index.words.checked import check_base
from assistant.index.words.package import (
    BadWords,
    WordSet,
    describe,
    differing,
    parts_of,
    read_description,
    write_parts,
)
from assistant.index.words.row_ids import save_ids
from assistant.index.words.update import BASE_FILES, BY_PAPER, BY_SENTENCE, FIRSTS, build_words
from tests.support.tiny import papers

IDS = ["p1", "p2", "p3", "p4"]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    build_words(tmp_path / "base", papers(1, 2, 3, 4))
    return tmp_path / "base"


@pytest.fixture
def told(base: Path) -> WordSet:
    return describe(base, [(key, f"hash of {key}") for key in IDS])


def test_what_is_sent_in_parts_arrives_as_the_same_files(
    base: Path, told: WordSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "PART", 100)
    parts = list(parts_of(base))
    assert {len(part) for part in parts[:-1]} == {100}
    assert sum(map(len, parts)) == told.size
    write_parts(parts, read_description(told.content(), told.name), tmp_path / "there")
    for name in BASE_FILES:
        assert (tmp_path / "there" / name).read_bytes() == (base / name).read_bytes()
    check_base(tmp_path / "there", IDS)


def test_a_base_of_no_papers_is_in_order(tmp_path: Path) -> None:
    build_words(tmp_path, [])
    check_base(tmp_path, [])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda told: {"files": {**told["files"], "../../papers.db": told["files"][BASE_FILES[0]]}},
            "other files",
        ),
        (lambda told: {"files": {}}, "other files"),
        (lambda told: {"papers": [*told["papers"], told["papers"][0]]}, "twice"),
        (
            lambda told: {"files": {name: {"size": 10**9, "sha256": "0" * 64} for name in told["files"]}},
            "too many",
        ),
        (
            lambda told: {"files": {name: {"size": -1, "sha256": "0" * 64} for name in told["files"]}},
            "cannot be read",
        ),
        (
            lambda told: {"files": {name: {"size": 1, "sha256": "../x"} for name in told["files"]}},
            "cannot be read",
        ),
    ],
    ids=["a path", "no files", "a paper twice", "too large", "below nothing", "no hash"],
)
def test_a_description_that_is_not_of_a_base_is_refused(
    told: WordSet, change: Callable[[dict[str, Any]], dict[str, object]], why: str
) -> None:
    content = json.dumps({**told.model_dump(mode="json"), **change(told.model_dump(mode="json"))}).encode()
    with pytest.raises(BadWords, match=why):
        read_description(content, hashlib.sha256(content).hexdigest())


def test_a_description_of_another_name_is_refused(told: WordSet) -> None:
    with pytest.raises(BadWords, match="not what was written"):
        read_description(told.content(), "0" * 64)


def test_parts_that_end_early_or_were_changed_are_refused(base: Path, told: WordSet, tmp_path: Path) -> None:
    parts = list(parts_of(base))
    with pytest.raises(BadWords, match="too early"):
        write_parts([parts[0][:-1]], told, tmp_path / "short")
    with pytest.raises(BadWords, match="not what was written"):
        write_parts([bytes([parts[0][0] ^ 1]) + parts[0][1:]], told, tmp_path / "changed")


def array(
    name: str, change: Callable[[np.ndarray], np.ndarray], part: str = BY_PAPER
) -> Callable[[Path], None]:
    def harm(base: Path) -> None:
        file = base / part / f"{name}.npy"
        np.save(file, change(np.load(file)))

    return harm


def set_at(place: int, value: int) -> Callable[[np.ndarray], np.ndarray]:
    def change(numbers: np.ndarray) -> np.ndarray:
        numbers[place] = value
        return numbers

    return change


def pickled(base: Path) -> None:
    np.save(base / BY_PAPER / "rows.npy", np.array([{}], object), allow_pickle=True)


def other_sentence(base: Path) -> None:
    folder = base / BY_SENTENCE
    count = len(np.load(folder / "ids.npy")) - 1
    save_ids([f"p9#s:a:{row}-{row + 1}" for row in range(count)], folder)


def no_sentence(base: Path) -> None:
    folder = base / BY_SENTENCE
    save_ids(["<b>"] * (len(np.load(folder / "ids.npy")) - 1), folder)


def other_order(base: Path) -> None:
    file = base / BY_PAPER / "terms.txt"
    words = file.read_text()[1:-1].split("\n")
    file.write_text("\n".join(["", *sorted(words, key=lambda word: (len(word), word[::-1])), ""]))


@pytest.mark.parametrize(
    "harm",
    [
        array("rows", set_at(0, 77)),
        array("rows", set_at(0, -1)),
        array("rows", lambda rows: rows[::-1].copy()),
        array("rows", lambda rows: rows.astype(np.float32)),
        array("counts", lambda counts: counts.astype(np.int64)),
        array("starts", set_at(1, 10**9)),
        array("places", set_at(1, 0)),
        array("lengths", set_at(0, -5)),
        array("lengths", lambda lengths: lengths[:-1]),
        array("ids", set_at(1, 10**9)),
        array(FIRSTS.removesuffix(".npy"), set_at(1, 10**9), BY_SENTENCE),
        array(FIRSTS.removesuffix(".npy"), lambda firsts: firsts[:-1], BY_SENTENCE),
        pickled,
        other_sentence,
        no_sentence,
        other_order,
        lambda base: (base / BY_PAPER / "terms.txt").write_bytes(b"\xff\xfe"),
        lambda base: (base / BY_PAPER / "rows.npy").write_bytes(b""),
    ],
)
def test_files_that_would_lead_a_search_astray_are_refused(
    base: Path, harm: Callable[[Path], object]
) -> None:
    check_base(base, IDS)
    harm(base)
    with pytest.raises(BadWords):
        check_base(base, IDS)


def test_words_of_other_papers_are_refused(base: Path) -> None:
    with pytest.raises(BadWords, match="papers are others"):
        check_base(base, ["p1", "p2", "p3", "p5"])


def test_what_differs_is_what_changed_came_went_or_stands_elsewhere(told: WordSet) -> None:
    want = {key: f"hash of {key}" for key in IDS}
    assert differing(told, want) == frozenset()
    assert differing(told, {**want, "p2": "another", "p9": "new"}) == {"p2", "p9"}
    assert differing(told, {key: want[key] for key in ("p1", "p2", "p4")}) == {"p3"}
    assert differing(told, {key: want[key] for key in ("p1", "p3", "p2", "p4")}) == {"p2"}
    assert differing(told.model_copy(update={"papers": (("p1", ""), *told.papers[1:])}), want) == {"p1"}
