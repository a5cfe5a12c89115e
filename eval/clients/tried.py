"""One client's script run against the server, and what it said it could do."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .clients import Client
from .install import Installed
from .served import KEY, Server

_SCRIPTS = Path(__file__).parent / "scripts"
_TRY_S = 300


@dataclass(frozen=True, slots=True)
class Tried:
    """One row of the table; ``ok`` is None for what could not be tried here."""

    client: str
    version: str
    can: str
    ok: bool | None
    note: str = ""


def attempt(name: str, client: Client, place: Installed, server: Server) -> list[Tried]:
    """Run the client's script; a script that ends early leaves a row that says so."""
    script = place.folder / client.script
    shutil.copy(_SCRIPTS / client.script, script)
    python = client.script.endswith(".py") and client.node  # drives a program of npm
    runs = ("python3",) if python else place.runs
    given = json.dumps({"url": server.url, "key": KEY, "stdio": server.stdio, "folder": str(place.folder)})
    try:
        done = subprocess.run(
            [*runs, str(script), given],
            cwd=place.folder,
            env={**server.environment, "OPENAI_API_KEY": KEY},
            capture_output=True,
            text=True,
            timeout=_TRY_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [Tried(name, place.version, "everything", False, f"not done within {_TRY_S} s")]
    rows = []
    for line in done.stdout.splitlines():
        if line.startswith('{"can"'):
            result = json.loads(line)
            rows.append(Tried(name, place.version, result["can"], result["ok"], result.get("note", "")))
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        rows.append(Tried(name, place.version, "the rest", False, last[:200]))
    return rows
