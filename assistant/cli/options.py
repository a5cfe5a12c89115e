"""The options that every command takes, and the Settings that they make."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from assistant.settings import Settings

# Options that are settings of the same name.
_SETTINGS = ("home", "shelf", "model")
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def common_options() -> argparse.ArgumentParser:
    """Return the parser of the options that all commands share."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, metavar="DIR", help="folder of index, caches and logs")
    common.add_argument("--shelf", metavar="NAME", help="the shelf to use (default: papers)")
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return common


def settings_of(options: argparse.Namespace, **more: object) -> Settings:
    """Return the settings of the environment, with what the command line says, and ``more``, in their place."""
    from assistant.settings import Settings

    values = {name: value for name in _SETTINGS if (value := getattr(options, name, None)) is not None}
    return Settings(**values, **more)
