"""``python -m ui``: serve the chat page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from assistant import AssistantError, Settings, SettingsError, readable

from .server import serve

EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted; return the exit code."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {__package__}", description="Serve the chat page of paper-assistant."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to serve (default: %(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="port to serve (default: %(default)s)")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="login of the page")
    parser.add_argument(
        "--insecure", action="store_true", help="serve other machines although no login is set"
    )
    options = parser.parse_args(argv)
    try:
        if not 0 < options.port < 65536:
            raise SettingsError(f"--port must be between 1 and 65535, not {options.port}.")
        serve(Settings(), host=options.host, port=options.port, auth=options.auth, insecure=options.insecure)
    except AssistantError as error:
        print(readable(f"paper-assistant: {error}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
