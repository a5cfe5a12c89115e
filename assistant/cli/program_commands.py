"""Commands for other programs and the shell: ``mcp``, ``config``, ``completion``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.cli.options import Commands, settings_of
from assistant.errors import SettingsError
from assistant.parts import import_part

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.settings_origin import Effective

SHELLS = ("bash", "zsh", "tcsh")


def add_program_commands(
    commands: Commands, common: argparse.ArgumentParser, whole: Callable[[], argparse.ArgumentParser]
) -> None:
    """Add the parsers of these commands; ``whole`` returns the one that completion is made for."""
    mcp = commands.add_parser(
        "mcp",
        parents=[common],
        help="serve the tools of MCP over stdin and stdout, for Claude, Cursor, VS Code",
    )
    mcp.set_defaults(run=_mcp)
    config = commands.add_parser(
        "config",
        parents=[common],
        help="show the settings in force and where each came from; keys stay hidden",
    )
    config.add_argument("--json", action="store_true", help="one object")
    config.set_defaults(run=_config)
    completion = commands.add_parser(
        "completion", parents=[common], help="print what completes this command in a shell"
    )
    completion.add_argument(
        "shell", choices=SHELLS, help='for bash: eval "$(paper-assistant completion bash)"'
    )
    completion.set_defaults(run=lambda options: _completion(options, whole()))


def _mcp(options: argparse.Namespace) -> int:
    import_part("ui").serve_mcp(settings_of(options))
    return 0


def _config(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from assistant.cli.answers import print_json
    from assistant.settings_origin import env_file
    from assistant.text.wording import readable

    settings = settings_of(options)
    arguments = [name for name in ("home", "shelf") if getattr(options, name) is not None]
    effective = _in_effect(settings, arguments)
    file = env_file(settings)
    if options.json:
        print_json(
            {
                "home": str(settings.home),
                "shelf_folder": str(settings.shelf_folder),
                "env_file": str(file),
                "env_file_exists": file.is_file(),
                "settings": [asdict(each) for each in effective],
            }
        )
        return 0
    print(readable(f"home      {settings.home}"))
    print(readable(f"shelf in  {settings.shelf_folder}"))
    print(readable(f"settings  {file}{'' if file.is_file() else ' (not there)'}\n"))
    width = max(len(each.variable) for each in effective)
    for each in effective:
        print(readable(f"{each.variable:{width}}  {each.value}  ({each.origin})"))
    return 0


def _in_effect(settings: Settings, arguments: Sequence[str]) -> tuple[Effective, ...]:
    """Return every setting and where it came from, with the model that was chosen on the page."""
    from dataclasses import replace

    from assistant.llm.choosing.choice import CHOSEN, settings_with
    from assistant.llm.choosing.store import ChoiceStore
    from assistant.settings_origin import origins
    from assistant.text.wording import readable

    store = ChoiceStore(settings.home)
    kept, damaged = store.read()
    if damaged:
        print(readable(damaged), file=sys.stderr)
    if kept is None or not kept.holds(settings):
        return origins(settings, arguments)
    return tuple(
        replace(each, origin=str(store.path)) if each.name in CHOSEN else each
        for each in origins(settings_with(settings, kept.choice), arguments)
    )


def _completion(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    try:
        import shtab
    except ImportError as error:
        raise SettingsError("Completion needs the package shtab. Install it: pip install shtab") from error
    print(shtab.complete(parser, options.shell))
    return 0
