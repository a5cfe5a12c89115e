"""What a run was made with, in parts, so that two reports can say in what they differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import assistant
from assistant import Paper, Settings, prompts_hash

METRICS_VERSION = 1  # raised when a score changes its meaning
# What is no part of the engine, though it lies in its folder when it is installed.
_BESIDE = {"prompts", "ui", "eval"}


def parts(system: str, settings: Settings, papers: Iterable[Paper], judge: str) -> dict[str, str]:
    """Return name -> value for everything that can change a score; no keys, folders or passwords."""
    values = settings.for_answers()
    for name in ("openai_base_url", "chroma_url"):
        values[name] = _address(values.get(name))
    if values.get("local_model"):  # a file's folder changes no answer
        values["local_model"] = values["local_model"].rpartition("/")[2]
    settings_parts = {f"settings.{name}": json.dumps(value) for name, value in sorted(values.items())}
    return {
        "system": system,
        **settings_parts,
        "papers": _hash(f"{paper.id} {paper.content_hash()}" for paper in papers),
        "prompts": prompts_hash(),
        "engine": engine_hash(Path(assistant.__file__).parent),
        "judge": judge,
        "metrics": str(METRICS_VERSION),
    }


def short(values: Mapping[str, str]) -> str:
    """Hash the parts (12 hex digits)."""
    return _hash(f"{name}={value}" for name, value in sorted(values.items()))


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """Say what differs, a phrase a part."""
    return tuple(
        f"{name}: {old.get(name, 'not told')} -> {new.get(name, 'not told')}"
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    )


def _address(url: str | None) -> str | None:
    """Leave out a user and password that an address may hold."""
    if not url:
        return url
    split = urlsplit(url)
    return split._replace(netloc=split.netloc.rpartition("@")[2], query="").geturl()


def engine_hash(package: Path) -> str:
    """Hash the source files of the engine in ``package``: the same installed and in a checkout."""
    own = (path for path in package.rglob("*.py") if path.relative_to(package).parts[0] not in _BESIDE)
    return _hash(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(own))


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
