"""What is installed is one name, and works beside an app that has its own ``prompts``, ``ui`` and ``eval``."""

from __future__ import annotations

import json
import os
import shutil
import site
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest

from assistant import prompts_hash
from tests.support.processes import ROOT
from tests.support.shelves.copies import copied

# Environments are made, and libraries loaded anew in each process.
pytestmark = pytest.mark.timeout(300)

SOURCES = "assistant prompts ui eval".split()
APP = """
import prompts, ui, eval
before = prompts.OWNER, ui.OWNER, eval.OWNER
import contextlib, json, sys
from assistant import Assistant, bundled_papers, prompts_hash
assert len(bundled_papers()) == 38
answer = Assistant().ask("How many PET/CT exams were used?")
from assistant.cli.command import main
with contextlib.redirect_stdout(sys.stderr):
    main("eval --kind lookup --limit 1 --no-judge --json report.json".split())
import prompts, ui, eval
assert (prompts.OWNER, ui.OWNER, eval.OWNER) == before
print(json.dumps([before, answer.text, answer.citations[0].quote, prompts_hash(), sys.modules["assistant"].__file__]))
"""


@dataclass(frozen=True)
class Installed:
    """A fresh environment with the package in it."""

    python: Path
    packages: Path
    home: Path

    @property
    def command(self) -> Path:
        return self.python.with_name("paper-assistant")

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "PYTHON"))
        }
        return {**kept, "ASSISTANT_HOME": str(self.home)}

    def run(self, *words: object, folder: Path) -> str:
        """Run a command in ``folder`` and return what it prints; fail with its errors."""
        done = subprocess.run(
            list(map(str, words)),
            cwd=folder,
            env=self.environment,
            text=True,
            capture_output=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the package is built from, so that nothing is written into the checkout."""
    folder = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in [*ROOT.glob("*.toml"), *ROOT.glob("*.md"), ROOT / "LICENSE", ROOT / "MANIFEST.in"]:
        shutil.copy(file, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    script = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    _run(sys.executable, "-c", script, out, folder=source)  # what pip does, without all else that it does
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, seed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment whose shelf is indexed already."""
    folder = tmp_path_factory.mktemp("installed")
    made = _environment(folder, copied(seed_home, folder / "home"))
    _pip("--python", made.python, "install", "--no-deps", "--no-compile", wheel)
    return made


def test_the_wheel_holds_one_top_level_name_and_everything_that_is_needed(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"assistant"}
    needed = {
        f"assistant/{path.relative_to(ROOT / 'assistant' if folder == 'assistant' else ROOT).as_posix()}"
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert needed - names == set()
    licences = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "THIRD_PARTY_NOTICES.md"}


def test_every_package_of_the_checkout_is_listed_for_the_wheel() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "packages"
    ]
    there = {"assistant.prompts", "assistant.data", "assistant.data.minilm"}
    for folder in ("assistant", "ui", "eval"):
        for file in (ROOT / folder).rglob("__init__.py"):
            name = ".".join(file.parent.relative_to(ROOT).parts)
            there.add(name if folder == "assistant" else f"assistant.{name}")
    assert set(listed) == there, "list it under [tool.setuptools] packages in pyproject.toml"


def test_an_app_with_names_like_ours_asks_and_evaluates(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    with _same_names(tmp_path, "its folder", packages=True):
        owners, text, quote, prompts, engine = json.loads(
            installed.run(installed.python, "app.py", folder=tmp_path)
        )
    assert owners == ["its folder"] * 3
    assert "[1]" in text
    assert "25,578" in quote
    assert prompts == prompts_hash()
    assert Path(engine).is_relative_to(installed.packages)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [case["error"] for case in report["cases"]] == [""]


def test_the_page_starts_where_an_app_has_names_like_ours(installed: Installed, tmp_path: Path) -> None:
    with (
        _same_names(installed.packages, "site-packages", packages=True),
        _same_names(tmp_path, "its folder", packages=False),
    ):
        page = _page_of(installed, tmp_path)
    assert "--pa-ground" in page
    assert "window.paperAssistant" in page


def test_an_editable_installation_finds_the_parts_in_the_checkout(source: Path, tmp_path: Path) -> None:
    made = _environment(tmp_path / "environment", tmp_path / "home")
    _pip("--python", made.python, "install", "--no-deps", "--no-build-isolation", "--editable", source)
    app = tmp_path / "app"
    app.mkdir()
    script = (
        "import ui, assistant.parts as parts; from assistant.ui.page import welcome; "
        "print(ui.OWNER, parts.import_part('ui').__file__, parts.import_part('eval').__file__, "
        "parts.part_folder('prompts'), welcome.__file__, sep='\\n')"
    )
    with _same_names(app, "its folder", packages=True):
        owner, *parts = made.run(made.python, "-c", script, folder=app).splitlines()
        assert "--cases" in made.run(made.command, "eval", "--help", folder=app)
    assert owner == "its folder"
    places = ["ui/__init__.py", "eval/__init__.py", "prompts", "ui/page/welcome.py"]
    assert [Path(part) for part in parts] == [source / place for place in places]


def _pip(*words: object) -> None:
    _run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words)


def _run(*words: object, folder: Path | None = None) -> None:
    done = subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env={**os.environ, "PIP_NO_INDEX": "1"},
        text=True,
        capture_output=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _environment(folder: Path, home: Path) -> Installed:
    """Make an environment that finds the libraries of this one, but not our own package in it."""
    venv.create(folder, with_pip=False, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()) + "\n", encoding="utf-8")
    return Installed(folder / "bin" / "python", packages, home)


@contextmanager
def _same_names(folder: Path, owner: str, *, packages: bool) -> Iterator[None]:
    """Have ``prompts``, ``ui`` and ``eval`` of an app in ``folder``: packages, or modules."""
    files = [folder / name / "__init__.py" if packages else folder / f"{name}.py" for name in SOURCES[1:]]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"OWNER = {owner!r}\n", encoding="utf-8")
    try:
        yield
    finally:
        for file in files:
            shutil.rmtree(file.parent) if packages else file.unlink()


def _page_of(installed: Installed, folder: Path) -> str:
    """Start ``paper-assistant chat`` and return the page's HTML once it can answer."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with _started(installed, folder, port) as process:
        latest = time.monotonic() + 150
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20):
                    break
            except (URLError, OSError):
                assert process.poll() is None, process.communicate()[1]
                assert time.monotonic() < latest, "the page did not come up"
                time.sleep(0.2)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as reply:
            return str(reply.read().decode())


@contextmanager
def _started(installed: Installed, folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [installed.command, "chat", "--port", str(port)],
        cwd=folder,
        env=installed.environment,
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
