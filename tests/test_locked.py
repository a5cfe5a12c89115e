"""What is installed is locked: each package by version and hash, and nothing says where it is fetched from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.support.each_row import each_row
from tests.support.processes import ROOT

LOCKED = sorted((ROOT / "locked").glob("*.txt"))
ENTRY = re.compile(r"^(\S+?)(?:\[.*\])?==(\S+)", re.MULTILINE)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(*files: str) -> dict[str, str]:
    return {
        normal(name): version
        for file in files
        for name, version in ENTRY.findall((ROOT / file).read_text("utf-8"))
    }


LAYERS = ("locked/build.txt", "locked/run.txt", "locked/local.txt", "locked/dev.txt", "locked/weights.txt")


def test_the_versions_of_the_constraints_are_those_that_are_locked() -> None:
    told, locked = pins("constraints.txt"), pins(*LAYERS)
    differing = {name for name in told if name in locked and told[name] != locked[name]}
    assert not differing, "run: make lock"
    assert len(told.keys() & locked.keys()) > 100


@each_row(("extra", "layer"), [("", 2), ("local", 3), ("dev", 4)])
def test_all_that_the_project_asks_for_is_locked(extra: str, layer: int) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    names = {normal(re.split(r"[\[<>=~! ]", each)[0]) for each in wanted} - {"paper-assistant"}
    assert names <= pins(*LAYERS[:layer]).keys(), "run: make lock"


@each_row("file", LOCKED)
def test_every_entry_has_hashes_and_no_address(file: Path) -> None:
    text = file.read_text("utf-8")
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    for entry in entries:
        if "==" in entry:
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]
    assert "://" not in text
    assert "index" not in re.findall(r"^--?(\S+)", text, re.MULTILINE)
