"""Which addresses may be opened, and the machine each is pinned to: none inside, unless a setting names it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from assistant.errors import AssistantError

# IPv6 addresses of this net hold an IPv4 address that a gateway leads on to.
_GATEWAY = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"https": 443, "http": 80}

Origin = tuple[str, str, int]
Resolve = Callable[[str, int], list[str]]


class NotAllowed(AssistantError):
    """An address that is not opened; says which, and why."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address, and the numbers that its machine was found to have when it was checked."""

    url: str
    host: str
    numbers: tuple[str, ...]

    @property
    def pinned(self) -> tuple[str, ...]:
        """The same address by each number: who answers for the name later no longer matters."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        hosts = (f"[{each}]" if ":" in each else each for each in self.numbers)
        return tuple(parts._replace(netloc=f"{host}{port}", fragment="").geturl() for host in hosts)

    @property
    def asked_as(self) -> str:
        """What the server is told that it is asked as."""
        return urlsplit(self.url).netloc


def resolved(host: str, port: int) -> list[str]:
    """Return the numbers of a machine. Raises OSError when its name is not known."""
    return list(
        dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    )


def place_of(url: str, set_here: Collection[str] = (), resolve: Resolve = resolved) -> Place:
    """Return where ``url`` leads: a public machine by https, or one of the origins of ``set_here`` (addresses).

    All numbers of a name must be public, since any of them may answer. Raises NotAllowed, and OSError when the
    name is not known.
    """
    parts = _split(url)
    host, origin = str(parts.hostname), _origin(parts)
    inside = origin in {_origin(urlsplit(number)) for number in set_here}
    if parts.scheme != "https" and not inside:
        raise NotAllowed(
            f"{_shown(parts)} is no https address, and others can be read and changed on the way"
        )
    numbers = resolve(host, origin[2])
    if not numbers:
        raise OSError(f"{host} has no address")
    if not inside and (bad := next((number for number in numbers if not is_public(number)), None)):
        raise NotAllowed(
            f"{_shown(parts)} leads to {bad}, inside this machine or its network, where nothing from outside may lead"
        )
    return Place(url, host, tuple(numbers))


def is_public(number: str) -> bool:
    """Tell whether a number is that of a machine on the open net, whatever form it hides in."""
    try:
        found = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        within = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in _GATEWAY:
            within.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if any(network is not None and not is_public(str(network)) for network in within):
            return False
    return found.is_global and not found.is_multicast


def host_of(url: str) -> str:
    """Return the host of an address for a message, "" where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise NotAllowed(f"{url[:200]} is no usable address ({error})") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotAllowed(f"{url[:200]} is no address of the web")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed(f"the address at {parts.hostname} holds a name or password, which is sent nowhere")
    return parts


def _origin(parts: SplitResult) -> Origin:
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)


def _shown(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.hostname}{parts.path}"[:200]
