"""What writers and readers do to the shelf of ``random_kills``, and what must be so whenever one of them is killed."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import AssistantError, Paper, Settings, read_papers
from assistant.index.building.build_plan import Pace
from assistant.library.library import Library

WRITERS = ("a", "b")
_SHELF = "kills"
_PAPERS = 8  # of each writer
_SENTENCES = 3  # of each paper's abstract
# A base of vectors, as large shelves have, from the fifth paper on, and a new one whenever four have changed.
_PACE = Pace(unbased=4, beside=3, beside_share=0.0)
_OTHERS = "others.json"


def fill(home: Path, papers: Sequence[Paper]) -> None:
    """Put papers on the shelf that no writer touches, and note their ids and how many passages they have."""
    library = Library(_settings(home), pace=_PACE)
    try:
        library.add(papers)
        with library.reading() as retriever:
            counts = retriever.index.vectors.counts()
    finally:
        library.close()
    ids = [paper.id for paper in papers]
    (home / _OTHERS).write_text(json.dumps({"ids": ids, "counts": counts}), encoding="utf-8")


def write(home: Path, name: str, seed: int) -> None:
    """Be the writer ``name``: one operation after the other on papers of its own, until killed."""
    chance = random.Random(seed)
    number = len(log(home, name))
    while True:
        number += 1
        op = chance.choices(("add", "index", "remove", "rebuild"), (4, 3, 4, 1))[0]
        chosen = chance.sample([f"{name}{n}" for n in range(_PAPERS)], chance.randint(1, 4))
        ids = [] if op == "rebuild" else chosen
        note(home / f"{name}.log", {"is": "begun", "no": number, "op": op, "ids": ids})
        try:
            _OPERATIONS[op](home, [_paper(key, number) for key in ids])
        except AssistantError as error:
            busy = "is writing" in str(error)
            note(home / f"{name}.log", {"is": "refused" if busy else "failed", "no": number, "op": op})
            if not busy:
                note(home / "reader.log", f"{name} could not {op}: {error}")
            time.sleep(chance.random() * 0.1)
        else:
            note(home / f"{name}.log", {"is": "done", "no": number, "op": op})


def read(home: Path, name: str, seed: int) -> None:
    """Be the reader: look at the shelf over and over, and note what is wrong."""
    while True:
        for problem in problems(home):
            note(home / f"{name}.log", f"the reader saw: {problem}")
        note(home / "looks.log", seed)


def problems(home: Path) -> list[str]:
    """Open and search the shelf, and return what is lost or doubled, in words."""
    before = expected(home)
    try:
        library = Library(_settings(home), pace=_PACE)
    except AssistantError as error:
        return [f"it does not open: {error}"]
    try:
        listed = library.papers.ids()
        with library.reading() as retriever:
            index = retriever.index
            indexed, counts, waiting = index.papers.ids(), index.vectors.counts(), index.manifest.pending
            hits = [hit.paper.id for hit in retriever.search("paper about numbers", max(100, len(indexed)))]
    except AssistantError as error:
        return [f"it cannot be searched: {error}"]
    finally:
        library.close()
    after, others = expected(home), _others(home)
    wrong: list[str] = []
    for where, ids in (("the shelf", listed), ("the index", indexed)):
        wrong += [f"doubled in {where}: {key}" for key, count in Counter(ids).items() if count > 1]
        for key, state in before.items():
            if (
                state == after.get(key)
                and state.kind != "unknown"
                and (key in ids) != (state.kind == "there")
            ):
                wrong.append(f"{'lost from' if state.kind == 'there' else 'not gone from'} {where}: {key}")
    wrong += [f"doubled among what is found: {key}" for key, count in Counter(hits).items() if count > 1]
    wrong += [f"lost to searches: {key}" for key in set(indexed) - set(hits) - set(others["ids"])]
    wrong += [f"lost from the index: {key}" for key in set(others["ids"]) - set(indexed)]
    wrong += _miscounted(others, indexed, waiting, counts)
    return wrong


@dataclass(frozen=True, slots=True)
class _State:
    """What a paper must be, "there", "gone" or "unknown", since operation ``number`` of its writer."""

    kind: str
    number: int


def expected(home: Path) -> dict[str, _State]:
    """Return what must be so by the writers' logs; of what was begun and not finished nothing is known."""
    states: dict[str, _State] = {}
    for name in WRITERS:
        before: dict[str, _State] = {}
        ids: list[str] = []
        for line in log(home, name):
            if line["is"] == "begun":
                ids = line["ids"]
                before = {key: states[key] for key in ids if key in states}
                states.update(dict.fromkeys(ids, _State("unknown", line["no"])))
            elif line["is"] == "done":
                kind = "gone" if line["op"] == "remove" else "there"
                states.update(dict.fromkeys(ids, _State(kind, line["no"])))
            elif line["is"] == "refused":
                for key in ids:
                    states.pop(key)
                states.update(before)
    return states


def _others(home: Path) -> Any:
    """Return the ids and the counts of passages of the papers that no writer touches."""
    if not (home / _OTHERS).exists():
        return {"ids": [], "counts": (0, 0)}
    return json.loads((home / _OTHERS).read_text(encoding="utf-8"))


def _miscounted(
    others: Any, indexed: Sequence[str], waiting: Sequence[str], counts: tuple[int, int]
) -> list[str]:
    """Return in words what is wrong with the counts of chunks and sentences; told only when all others have theirs."""
    if set(waiting) & set(others["ids"]):
        return []
    own, (chunks, spans) = len(indexed) - len(waiting) - len(others["ids"]), others["counts"]
    if counts == (own + chunks, own * _SENTENCES + spans):
        return []
    return [f"doubled or lost passages: {counts} of {own} papers, and {chunks} and {spans} of others"]


def _add(home: Path, papers: Sequence[Paper]) -> None:
    library = Library(_settings(home), pace=_PACE)
    try:
        library.add(papers)
    finally:
        library.close()


def _index(home: Path, papers: Sequence[Paper]) -> None:
    file = home / f"{papers[0].id[0]}.jsonl"
    file.write_text("".join(f"{paper.model_dump_json()}\n" for paper in papers), encoding="utf-8")
    _add(home, read_papers(file).papers)


def _remove(home: Path, papers: Sequence[Paper]) -> None:
    library = Library(_settings(home), pace=_PACE)
    try:
        library.add((), remove=[paper.id for paper in papers])
    finally:
        library.close()


def _rebuild(home: Path, papers: Sequence[Paper]) -> None:
    Library(_settings(home), pace=_PACE, rebuild=True).close()


_OPERATIONS: Mapping[str, Callable[[Path, Sequence[Paper]], None]] = {
    "add": _add,
    "index": _index,
    "remove": _remove,
    "rebuild": _rebuild,
}


def _settings(home: Path) -> Settings:
    return Settings(home=home, shelf=_SHELF, embedding="llama:eval.bench.speed.stand_in.StandIn")


def _paper(key: str, number: int) -> Paper:
    abstract = f"This paper is about numbers. It is called {key}. It was changed by step {number}."
    return Paper(id=key, title=f"On the numbers of {key}", abstract=abstract)


def log(home: Path, name: str) -> list[Any]:
    return lines(home / f"{name}.log")


def lines(path: Path) -> list[Any]:
    """Return the lines of a log; one that a kill cut short is passed over."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def note(path: Path, entry: object) -> None:
    with path.open("ab", buffering=0) as file:
        file.write(f"{json.dumps(entry)}\n".encode())
