"""The options that every command takes, and the Settings that they make."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeAlias

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
    common.add_argument("-q", "--quiet", action="store_true", help="no progress, notes or warnings on stderr")
    common.add_argument(
        "-v", "--verbose", action="count", default=0, help="log what happens to stderr; -vv logs more"
    )
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return common


def limit_options(command: argparse.ArgumentParser) -> None:
    """Add the options that limit what is asked to some papers."""
    command.add_argument(
        "--within", action="append", metavar="ID", help="ask this paper only (its id); may be repeated"
    )
    command.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="CONDITION",
        dest="filters",
        help="ask only papers whose records meet it: year>=2020, author=Liu, 'author=Liu|Chen' (either), "
        "'venue not EMNLP', 'abstract is false', or a filter of an Answer as JSON; may be repeated. "
        "Fields: year, author, venue, source, collection, tag, language, abstract",
    )


def settings_of(options: argparse.Namespace, **more: object) -> Settings:
    """Return the settings of the environment, with what the command line says, and ``more``, in their place."""
    from assistant.settings import Settings

    values = {name: value for name in _SETTINGS if (value := getattr(options, name, None)) is not None}
    return Settings(**values, **more)


@contextmanager
def stderr_as_asked(options: argparse.Namespace) -> Iterator[None]:
    """Keep everything but errors off stderr for ``--quiet``, and log to it for ``--verbose``."""
    quiet, verbose = getattr(options, "quiet", False), getattr(options, "verbose", 0)
    with ExitStack() as stack:
        if verbose:
            stack.enter_context(_logging_to(sys.stderr, logging.INFO if verbose == 1 else logging.DEBUG))
        if quiet:
            stack.enter_context(redirect_stderr(stack.enter_context(open(os.devnull, "w", encoding="utf-8"))))
        yield


@contextmanager
def _logging_to(stream: TextIO, level: int) -> Iterator[None]:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    loggers = [logging.getLogger(name) for name in ("assistant", "ui")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(level)
    try:
        yield
    finally:
        for logger, old in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(old)
