"""Prompts, page and evaluation are found by where the package lies, whatever else has their names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.parts import import_part, part_folder
from tests.support.processes import ROOT


def run(script: str, folder: Path, path: Path) -> subprocess.CompletedProcess[str]:
    """Run ``script`` in ``folder``, whose modules come first, with ``path`` behind it."""
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(path), "PYTHONSAFEPATH": ""},
        text=True,
        capture_output=True,
        timeout=100,
        check=False,
    )


def test_in_a_checkout_they_lie_beside_the_package() -> None:
    assert [part_folder(name) for name in ("prompts", "ui", "eval")] == [
        ROOT / name for name in ("prompts", "ui", "eval")
    ]
    import eval as evaluation
    import ui

    assert (import_part("ui"), import_part("eval")) == (ui, evaluation)


def test_an_app_that_hides_the_checkouts_folders_keeps_its_own_and_gets_ours(tmp_path: Path) -> None:
    for name in ("ui", "eval", "prompts"):
        (tmp_path / f"{name}.py").write_text("OWNER = 'app'\n")
    done = run(
        "from assistant.parts import import_part, part_folder\n"
        "for name in ('ui', 'eval', 'ui'):\n"
        "    part = import_part(name)\n"
        "    print(part.__name__, part.__file__)\n"
        "from assistant.eval.dataset.cases import KINDS\n"
        "print(part_folder('prompts'))\n"
        "import ui, eval, prompts\n"
        "print(ui.OWNER, eval.OWNER, prompts.OWNER)\n",
        tmp_path,
        ROOT,
    )
    assert done.stdout.splitlines() == [
        f"assistant.ui {ROOT / 'ui' / '__init__.py'}",
        f"assistant.eval {ROOT / 'eval' / '__init__.py'}",
        f"assistant.ui {ROOT / 'ui' / '__init__.py'}",
        str(ROOT / "prompts"),
        "app app app",
    ], done.stderr


@pytest.mark.parametrize("part", ["prompts", "ui"])
def test_a_copy_that_came_without_a_part_says_so_and_takes_no_other(tmp_path: Path, part: str) -> None:
    shutil.copytree(
        ROOT / "assistant", tmp_path / "assistant", ignore=shutil.ignore_patterns("data", "__pycache__")
    )
    (tmp_path / part).mkdir()
    (tmp_path / part / "__init__.py").write_text("OWNER = 'app'\n")
    done = run(f"from assistant.parts import part_folder; part_folder({part!r})", tmp_path, tmp_path)
    assert "AssistantError: Expected the folder " + part in done.stderr
    assert "Install paper-assistant anew." in done.stderr
