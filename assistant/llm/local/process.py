"""A GGUF model served by a child process on loopback, which ends when this process does."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
import weakref
from concurrent.futures import Future
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import assistant.llm.local.child
from assistant.errors import ModelUnavailable, SettingsError
from assistant.llm.local.memory_fit import Fit
from assistant.private_files import private_folder, private_opener

# Seconds that a child which was told to end gets, before it is ended.
_GRACE_S = 3.0
# Characters of the library's last words that a message quotes.
_QUOTED = 200


@dataclass(frozen=True, slots=True)
class LaunchSpec:
    """What to serve: the model file and its name, how it fits, the folder of readings, the log file."""

    file: Path
    name: str
    fit: Fit
    readings: Path
    log: Path


class LocalServer:
    """A running child; ``url`` is its base URL (with ``/v1``) and ``key`` what it wants to hear."""

    def __init__(self, launch: LaunchSpec) -> None:
        """Start the child and wait until it serves.

        Raises ModelUnavailable when the model cannot be loaded, SettingsError when the package that runs it
        cannot.
        """
        self.key = secrets.token_urlsafe(24)
        private_folder(launch.readings)
        private_folder(launch.log.parent)
        started: Future[tuple[subprocess.Popen[str], dict[str, Any]]] = Future()
        # Linux ends the child with the *thread* that started it, so that thread stays as long as the child.
        keeper = threading.Thread(
            target=_keep, args=(launch, self.key, started), name="local model", daemon=True
        )
        keeper.start()
        self._process, report = started.result()
        self._stop = weakref.finalize(self, _stop, self._process)
        if "url" not in report:
            self.close()
            raise _failure(launch, report, self.ended())
        self.url = str(report["url"])

    @property
    def pid(self) -> int:
        """The process id of the child."""
        return self._process.pid

    def ended(self, patience_s: float = 0.0) -> str:
        """Return how the child ended, in words; "" while it runs, still after ``patience_s`` seconds."""
        try:
            code = self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            return ""
        return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"

    def close(self) -> None:
        """End the child."""
        self._stop()


def can_run() -> bool:
    """Whether the packages of the extra ``local`` are installed."""
    return all(find_spec(name) for name in ("xllamacpp", "psutil", "huggingface_hub"))


def missing_extra() -> str:
    """Return what to tell a user who has not installed what runs models."""
    return (
        "A model is to run on this machine, but the package that runs models is not installed. "
        "Install it with: pip install 'paper-assistant[local]'"
    )


def _keep(
    launch: LaunchSpec, key: str, started: Future[tuple[subprocess.Popen[str], dict[str, Any]]]
) -> None:
    """Start the child, pass on what it says, and stay until it ends."""
    try:
        process = _start(launch, key)
        assert process.stdout is not None
        line = process.stdout.readline()
        started.set_result((process, json.loads(line) if line else {}))
    except BaseException as error:
        started.set_exception(error)
        return
    process.wait()


def _start(launch: LaunchSpec, key: str) -> subprocess.Popen[str]:
    wish = {
        "path": str(launch.file),
        "name": launch.name,
        "key": key,
        "parent": os.getpid(),
        "threads": launch.fit.threads,
        "context": launch.fit.context,
        "cache_mib": launch.fit.cache_mib,
        "readings": str(launch.readings),
    }
    # -P: the folder of the program holds modules whose names are those of the standard library.
    command = [sys.executable, "-P", assistant.llm.local.child.__file__]
    with open(launch.log, "wb", opener=private_opener) as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
        )
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(wish) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        pass  # it has ended already, which the answer that does not come will tell
    return process


def _failure(launch: LaunchSpec, report: dict[str, Any], ended: str) -> Exception:
    if "missing" in report:
        return SettingsError(missing_extra())
    last_words = _last_words(launch.log) or f" (its process {ended})"
    return ModelUnavailable(
        f"Expected llama.cpp to load the model {launch.file}, but it did not{last_words}. "
        "The file may be cut short, or of a kind that it does not know: download it again, or name another."
    )


def _last_words(log: Path) -> str:
    """Quote the first error of the log: those after it follow from it."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = [line.partition(" E ")[2].strip() for line in lines if " E " in line]
    return f': "{errors[0][:_QUOTED]}"' if errors else ""


def _stop(process: subprocess.Popen[str]) -> None:
    """Tell the child to end by closing its input; make it end when it does not."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
