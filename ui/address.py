"""Where the server listens, and what whoever starts it is told of that."""

from __future__ import annotations

import socket
import sys

from assistant import SettingsError

from .http.access import is_loopback


def check_reach(host: str, has_login: bool, insecure: bool, hosts: str) -> None:
    """Raise SettingsError when ``host`` lets others in without a login; tell whoever starts the server what follows.

    ``hosts`` are the names of the setting; without one, names that only others know are refused.
    """
    if is_loopback(host):
        return
    if not hosts:
        sys.stderr.write(
            "paper-assistant: taking requests to this machine's addresses and to its own name alone; "
            "name others, such as a proxy's, in ASSISTANT_HOSTS.\n"
        )
    if has_login:
        return
    if not insecure:
        raise SettingsError(
            f"Serving {host} lets other machines in, and no login is set. "
            "Set one with --auth USER:PASSWORD, or add --insecure to serve without."
        )
    sys.stderr.write(f"paper-assistant: warning: everyone who reaches {host} can read and use this shelf.\n")


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raises SettingsError when none can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise SettingsError(
            f"The host {host!r} is not an address of this machine. Use --host 127.0.0.1."
        ) from error
    listening = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would take the port from whoever has it
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"Port {port} of {host} cannot be used ({error.strerror or error}). "
            "Stop what uses it, or choose another with --port."
        ) from error
    return listening


def url_of(host: str, port: int) -> str:
    """Return the address to open in a browser."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def announce(url: str) -> None:
    """Say where the page is."""
    sys.stderr.write(f"paper-assistant: serving {url} (stop with Ctrl+C)\n")
