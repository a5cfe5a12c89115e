"""The command ``paper-assistant``: what was asked for goes to stdout, progress and logs to stderr."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import version

from assistant.cli.model_commands import add_model_commands
from assistant.cli.options import Commands, common_options, limit_options, settings_of, stderr_as_asked
from assistant.cli.program_commands import add_program_commands
from assistant.cli.shelf_commands import add_shelf_commands
from assistant.cli.table_command import add_table_command
from assistant.errors import AssistantError, SettingsError
from assistant.parts import import_part
from assistant.private_files import private_umask
from assistant.text.terminal import inert_terminal
from assistant.text.wording import readable

EXIT_INTERRUPTED = 130
EXIT_NO_OUTPUT = 1
# What writing to a full disk, a broken device or a closed stdout gives.
_NO_ROOM = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code (see ``--help``); errors are one sentence on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):  # a narrow encoding is no reason to fail
            stream.reconfigure(errors="replace")
    with inert_terminal(), private_umask():
        return _run(words)


def _run(words: Sequence[str]) -> int:
    options = argparse.Namespace(debug=False)
    try:
        if words[:1] == ["eval"]:
            return _eval(list(words[1:]))
        try:
            options = parser().parse_args(words)
        except SystemExit:  # after --help or --version
            sys.stdout.flush()
            raise
        run: Callable[[argparse.Namespace], int] = options.run
        with stderr_as_asked(options):
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
        _drop_output()
        return 0
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        if options.debug:
            traceback.print_exc()
        _drop_output()
        print(
            f"paper-assistant: The output cannot be written ({error.strerror}). Send it elsewhere.",
            file=sys.stderr,
        )
        return EXIT_NO_OUTPUT


def _drop_output() -> None:
    """Let nothing that is still held back for stdout be an error when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    top.add_argument("--version", action="version", version=f"%(prog)s {version('paper-assistant')}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_chat(commands, common)
    _add_ask(commands, common)
    _add_search(commands, common)
    add_table_command(commands, common)
    add_shelf_commands(commands, common)
    add_model_commands(commands, common)
    add_program_commands(commands, common, lambda: top)
    commands.add_parser("eval", help="check answers against questions with known answers (see: eval --help)")
    return top


def _add_chat(commands: Commands, common: argparse.ArgumentParser) -> None:
    chat = commands.add_parser("chat", parents=[common], help="serve the chat page and the HTTP API")
    chat.add_argument("--host", default="127.0.0.1", help="address to serve (default: %(default)s)")
    chat.add_argument("--port", type=int, default=7860, help="port to serve (default: %(default)s)")
    chat.add_argument("--auth", metavar="USER:PASSWORD", help="login of the page")
    chat.add_argument("--insecure", action="store_true", help="serve other machines although no login is set")
    chat.add_argument("--create", action="store_true", help="make the shelf when there is none of its name")
    chat.add_argument("--model", metavar="NAME", help="chat model of the endpoint")
    chat.set_defaults(run=_chat)


def _add_ask(commands: Commands, common: argparse.ArgumentParser) -> None:
    ask = commands.add_parser("ask", parents=[common], help="answer a question")
    ask.add_argument("question", metavar="QUESTION", help="the question; - reads it from standard input")
    ask.add_argument(
        "--follow",
        action="append",
        default=[],
        metavar="FOLLOW_UP",
        help="a further question; may be repeated",
    )
    ask.add_argument("--json", action="store_true", help="one Answer object a line")
    ask.add_argument("--events", action="store_true", help="one event a line as JSON: stage, token, done")
    limit_options(ask)
    ask.add_argument(
        "--without-filter",
        action="append",
        default=[],
        metavar="CONDITION",
        dest="waived",
        help="leave out this condition, which the question names; may be repeated",
    )
    ask.add_argument("--model", metavar="NAME", help="chat model of the endpoint")
    ask.add_argument("--no-stream", action="store_true", help="print an answer when it is finished")
    ask.set_defaults(run=_ask)


def _add_search(commands: Commands, common: argparse.ArgumentParser) -> None:
    search = commands.add_parser(
        "search", parents=[common], help="rank papers for a query; no language model"
    )
    search.add_argument("query", metavar="QUERY")
    search.add_argument("-k", type=int, default=10, metavar="N", help="papers to show (default: %(default)s)")
    search.add_argument("--json", action="store_true", help="one object with a list of hits")
    limit_options(search)
    search.set_defaults(run=_search)


def _chat(options: argparse.Namespace) -> int:
    if not 0 < options.port < 65536:
        raise SettingsError(f"--port must be between 1 and 65535, not {options.port}.")
    import_part("ui").serve(
        settings_of(options, **({"create": True} if options.create else {})),
        host=options.host,
        port=options.port,
        auth=options.auth,
        insecure=options.insecure,
    )
    return 0


def _ask(options: argparse.Namespace) -> int:
    from assistant.cli.answers import ask
    from assistant.cli.conditions import conditions

    if options.json and options.events:
        raise SettingsError("--json and --events exclude each other: the last event holds the Answer object.")
    ask(
        settings_of(options),
        [typed(options.question), *options.follow],
        as_json=options.json,
        as_events=options.events,
        stream=not options.no_stream,
        within=options.within,
        filters=conditions("--filter", options.filters),
        waived=conditions("--without-filter", options.waived),
    )
    return 0


def _search(options: argparse.Namespace) -> int:
    from assistant.cli.answers import search
    from assistant.cli.conditions import conditions

    if options.k < 1:
        raise SettingsError(f"-k must be 1 or more, not {options.k}.")
    search(
        settings_of(options),
        typed(options.query),
        options.k,
        as_json=options.json,
        within=options.within,
        filters=conditions("--filter", options.filters),
    )
    return 0


def typed(words: str) -> str:
    """Return ``words``, or for "-" what comes on standard input. Raises SettingsError for what is no text."""
    if words != "-":
        return words
    try:
        return sys.stdin.read() if sys.stdin else ""
    except UnicodeDecodeError as error:
        raise SettingsError("Expected text in UTF-8 on standard input, but it is not.") from error


def _eval(words: list[str]) -> int:
    return int(import_part("eval").main(words))
