"""Where each setting came from: an argument, the environment, a file, or nowhere; secrets are never told."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import SecretStr

from assistant.settings import Settings

_OPENAI = ("openai_api_key", "openai_base_url")
_PASSWORD = re.compile(r"(?<=//)[^/@\s]+(?=@)")  # user and password of an address


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting in force: its name in Python, the variable it is set by, its value as text, and its origin."""

    name: str
    variable: str
    value: str
    origin: str


def env_file(settings: Settings) -> Path:
    """Return the file of settings that is read, whether it is there or not."""
    named = os.environ.get("ASSISTANT_ENV_FILE")
    return Path(named).expanduser() if named else settings.home / ".env"


def origins(settings: Settings, given: Collection[str] = ()) -> tuple[Effective, ...]:
    """Return every setting in force; those of the names in ``given`` were arguments."""
    file = env_file(settings)
    in_file = (
        {name.upper() for name, value in dotenv_values(file).items() if value} if file.is_file() else set()
    )
    in_environment = {name.upper() for name, value in os.environ.items() if value}
    effective = []
    for name in type(settings).model_fields:
        variable = name.upper() if name in _OPENAI else f"ASSISTANT_{name.upper()}"
        if name in given:
            origin = "argument"
        elif variable in in_environment:
            origin = "environment"
        elif variable in in_file:
            origin = str(file)
        else:
            origin = "default"
        effective.append(Effective(name, variable, _shown(getattr(settings, name)), origin))
    return tuple(effective)


def _shown(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "set, hidden"
    return "not set" if value in (None, "") else _PASSWORD.sub("…", str(value))
