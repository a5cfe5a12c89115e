"""The command ``paper-assistant``: what was asked for goes to stdout, progress and logs to stderr."""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence

from assistant.cli.model_commands import add_model_commands
from assistant.cli.options import Commands, common_options, settings_of
from assistant.cli.shelf_commands import add_shelf_commands
from assistant.errors import AssistantError, SettingsError
from assistant.parts import import_part
from assistant.private_files import private_umask
from assistant.text.terminal import inert_terminal
from assistant.text.wording import readable

EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code (see ``--help``); errors are one sentence on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a narrow encoding is no reason to fail
            stream.reconfigure(errors="replace")
    with inert_terminal(), private_umask():
        return _eval(words[1:]) if words[:1] == ["eval"] else _run(words)


def _run(words: Sequence[str]) -> int:
    options = parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        code = run(options)
        sys.stdout.flush()  # here, where a reader that has gone is no error
        return code
    except AssistantError as error:
        if options.debug:
            traceback.print_exc()
        print(readable(f"paper-assistant: {error}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\npaper-assistant: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader of our output (head, less) has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    common = common_options()
    top = argparse.ArgumentParser(
        prog="paper-assistant",
        description="Ask a shelf of research papers; every claim is cited to the exact sentence.",
        epilog="Settings come from the environment or .env in the home folder: OPENAI_API_KEY, "
        "OPENAI_BASE_URL, ASSISTANT_MODEL, ... "
        "Exit codes: 0 done, 2 usage or settings, 3 papers or index, 4 language model, 130 interrupted.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_chat(commands, common)
    _add_ask(commands, common)
    _add_search(commands, common)
    _add_mcp(commands, common)
    add_shelf_commands(commands, common)
    add_model_commands(commands, common)
    commands.add_parser("eval", help="check answers against questions with known answers (see: eval --help)")
    return top


def _add_chat(commands: Commands, common: argparse.ArgumentParser) -> None:
    chat = commands.add_parser("chat", parents=[common], help="serve the chat page and the HTTP API")
    chat.add_argument("--host", default="127.0.0.1", help="address to serve (default: %(default)s)")
    chat.add_argument("--port", type=int, default=7860, help="port to serve (default: %(default)s)")
    chat.add_argument("--auth", metavar="USER:PASSWORD", help="login of the page")
    chat.add_argument("--insecure", action="store_true", help="serve other machines although no login is set")
    chat.set_defaults(run=_chat)


def _add_ask(commands: Commands, common: argparse.ArgumentParser) -> None:
    ask = commands.add_parser("ask", parents=[common], help="answer a question")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument(
        "--follow",
        action="append",
        default=[],
        metavar="FOLLOW_UP",
        help="a further question; may be repeated",
    )
    ask.add_argument("--json", action="store_true", help="one Answer object a line")
    ask.add_argument("--no-stream", action="store_true", help="print an answer when it is finished")
    ask.set_defaults(run=_ask)


def _add_search(commands: Commands, common: argparse.ArgumentParser) -> None:
    search = commands.add_parser(
        "search", parents=[common], help="rank papers for a query; no language model"
    )
    search.add_argument("query", metavar="QUERY")
    search.add_argument("-k", type=int, default=10, metavar="N", help="papers to show (default: %(default)s)")
    search.add_argument("--json", action="store_true", help="one object with a list of hits")
    search.set_defaults(run=_search)


def _add_mcp(commands: Commands, common: argparse.ArgumentParser) -> None:
    mcp = commands.add_parser(
        "mcp",
        parents=[common],
        help="serve the tools of MCP over stdin and stdout, for Claude, Cursor, VS Code",
    )
    mcp.set_defaults(run=_mcp)


def _mcp(options: argparse.Namespace) -> int:
    import_part("ui").serve_mcp(settings_of(options))
    return 0


def _chat(options: argparse.Namespace) -> int:
    if not 0 < options.port < 65536:
        raise SettingsError(f"--port must be between 1 and 65535, not {options.port}.")
    import_part("ui").serve(
        settings_of(options),
        host=options.host,
        port=options.port,
        auth=options.auth,
        insecure=options.insecure,
    )
    return 0


def _ask(options: argparse.Namespace) -> int:
    from assistant.cli.answers import ask

    ask(
        settings_of(options),
        [options.question, *options.follow],
        as_json=options.json,
        stream=not options.no_stream,
    )
    return 0


def _search(options: argparse.Namespace) -> int:
    from assistant.cli.answers import search

    if options.k < 1:
        raise SettingsError(f"-k must be 1 or more, not {options.k}.")
    search(settings_of(options), options.query, options.k, as_json=options.json)
    return 0


def _eval(words: list[str]) -> int:
    return int(import_part("eval").main(words))
