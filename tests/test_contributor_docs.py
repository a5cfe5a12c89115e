"""What a newcomer reads about the code is so: every path, the order of the packages, every make target."""

from __future__ import annotations

import re
import tomllib

import yaml

from tests.support.each_row import each_row
from tests.support.processes import ROOT

TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("ARCHITECTURE.md", "CONTRIBUTING.md")}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PATHS = [
    (name, path)
    for name, text in TEXTS.items()
    for path in dict.fromkeys(re.findall(r"`((?:assistant|ui|eval|prompts|tests|docs)/[\w./]*)`", text))
]


def test_paths_are_named() -> None:
    assert {"ARCHITECTURE.md", "CONTRIBUTING.md"} == {name for name, _ in PATHS}


@each_row(("name", "path"), PATHS)
def test_every_path_named_is_there(name: str, path: str) -> None:
    assert (ROOT / path).exists(), f"{name} names {path}"


def test_the_picture_shows_the_layers_that_lint_checks() -> None:
    [layers] = [
        contract["layers"]
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    picture = TEXTS["ARCHITECTURE.md"].split("```text\n")[1].split("```")[0]
    shown = re.findall(r"^(\w+) {2,}\S", picture, re.MULTILINE)
    assert [f"assistant.{name}" for name in shown] == layers


def test_every_module_beside_a_package_is_a_layer() -> None:
    [layers] = [
        contract["layers"]
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    there = {path.stem for path in (ROOT / "assistant").glob("*.py")} - {"__init__", "__main__"}
    there |= {path.parent.name for path in (ROOT / "assistant").glob("*/__init__.py")}
    assert {f"assistant.{name}" for name in there} == set(layers)


@each_row("target", sorted(set(re.findall(r"`make (\w+)`", TEXTS["CONTRIBUTING.md"]))))
def test_every_make_target_named_exists(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_a_commit_is_linted_as_make_does() -> None:
    configured = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in configured["repos"]] == ["local"]
    hooks = [hook["entry"].removeprefix(".venv/bin/") for hook in configured["repos"][0]["hooks"]]
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe
    assert hooks == [line.strip().removeprefix("$(BIN)/") for line in recipe[1].splitlines()]


def test_the_changelog_names_the_version_or_says_unreleased() -> None:
    sections = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sections[0] == "Unreleased"
    released = [section.split()[0].strip("[]") for section in sections[1:]]
    assert not released or released[0] == PROJECT["project"]["version"]
