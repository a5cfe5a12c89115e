"""A client's packages into a folder of its own, once."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .clients import Client

_INSTALL_S = 900


class Unavailable(Exception):
    """A client cannot be installed here."""


@dataclass(frozen=True, slots=True)
class Installed:
    """Where a client is, its version, and what runs a script of it."""

    folder: Path
    version: str
    runs: tuple[str, ...]


def install(name: str, client: Client, folder: Path) -> Installed:
    """Install ``client`` below ``folder`` unless it is there. Raises Unavailable."""
    place = folder / re.sub(r"\W+", "-", name).strip("-")
    place.mkdir(parents=True, exist_ok=True)
    return _node(client, place) if client.node else _python(client, place)


def _python(client: Client, place: Path) -> Installed:
    python = place / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not (place / "installed").exists():
        _run([sys.executable, "-m", "venv", str(place / "venv")])
        _run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *client.packages]
        )
        (place / "installed").touch()
    package = re.split(r"[<>=!~ ]", client.packages[0])[0]
    asked = f"import importlib.metadata as m; print(m.version({package!r}))"
    return Installed(place, _run([str(python), "-c", asked]).strip(), (str(python),))


def _node(client: Client, place: Path) -> Installed:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        raise Unavailable("npm is not on the path")
    if not (place / "installed").exists():
        (place / "package.json").write_text('{"type": "module", "private": true}\n', encoding="utf-8")
        _run(
            [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place), *client.packages]
        )
        (place / "installed").touch()
    package = json.loads((place / "node_modules" / client.packages[0] / "package.json").read_text("utf-8"))
    return Installed(place, str(package["version"]), (node,))


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_INSTALL_S, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        lines = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        raise Unavailable(f"{' '.join(command[:3])} ... failed: {lines[-1] if lines else error}") from error
    return done.stdout
