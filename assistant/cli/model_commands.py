"""The command ``model``: the models that the product knows by name, and fetching one."""

from __future__ import annotations

import argparse
from typing import Any

from assistant.cli.options import Commands, settings_of
from assistant.errors import SettingsError


def add_model_commands(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the parsers of ``model list`` and ``model get``."""
    model = commands.add_parser("model", help="list the models that run on this machine, or fetch one")
    actions = model.add_subparsers(required=True, metavar="ACTION")
    shown = actions.add_parser(
        "list", parents=[common], help="the known models: size, licence, memory, quality"
    )
    shown.add_argument("--json", action="store_true", help="one model a line")
    shown.set_defaults(run=_list)
    got = actions.add_parser("get", parents=[common], help="fetch a model, or check the one that is here")
    got.add_argument("name", metavar="NAME", help="a known model, or owner/repo:file.gguf of the hub")
    got.set_defaults(run=_get)


def _list(options: argparse.Namespace) -> int:
    from assistant.cli.answers import print_json
    from assistant.llm.local.catalogue import CATALOGUE
    from assistant.llm.local.fetch import model_path
    from assistant.llm.local.files import MODELS

    folder = settings_of(options).home / MODELS
    for model in CATALOGUE:
        path = model_path(model, folder)
        row: dict[str, Any] = {
            "name": model.name,
            "file": str(model.hub),
            "size": model.size,
            "licence": model.licence,
            "memory_gb": model.memory_gb,
            "quality": model.quality,
            "pace": model.pace,
            "sha256": model.sha256,
            "here": str(path) if path.is_file() else None,
        }
        if options.json:
            print_json(row)
            continue
        here = f"here: {path}" if path.is_file() else f"not here; paper-assistant model get {model.name}"
        print(f"{model.name}  {model.size_text}, {model.licence}, {model.memory_gb:.1f} GB of memory; {here}")
        print(f"    {model.quality}; {model.pace}")
        print(f"    {model.hub}")
    return 0


def _get(options: argparse.Namespace) -> int:
    from assistant.llm.local import process
    from assistant.llm.local.catalogue import CATALOGUE, known_model
    from assistant.llm.local.files import local_file
    from assistant.llm.local.hub import HubName

    settings = settings_of(options)
    if known_model(options.name) is None and HubName.of(options.name) is None:
        raise SettingsError(
            f"Expected {', '.join(model.name for model in CATALOGUE)}, or owner/repo:file.gguf of the hub, "
            f"not {options.name}. See: paper-assistant model list"
        )
    if not process.can_run():
        raise SettingsError(process.missing_extra())
    print(local_file(options.name, settings.home, settings.model_mirror))
    return 0
