"""A choice of language model: checked, and put before the settings."""

from __future__ import annotations

import hashlib
import ipaddress
import json
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urlsplit

from assistant.errors import SettingsError
from assistant.llm.endpoint import OPENAI_URL, Endpoint
from assistant.llm.local.catalogue import CATALOGUE, known_model
from assistant.settings import Settings

# The settings whose place a choice takes.
CHOSEN = ("openai_base_url", "openai_api_key", "model", "local_model")

_LONGEST = 2000  # characters of an address or a key
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A language model to use: one at an address, one that is run here by its known name, or none.

    ``address`` is that of a server on OpenAI's wire, ``name`` the model there ("": the first that chats), ``key`` what
    the server wants. ``local`` names a model of the catalogue. With neither no model is used.
    """

    address: str = ""
    name: str = ""
    key: str = field(default="", repr=False)
    local: str = ""

    @property
    def is_none(self) -> bool:
        """Whether no model is to be used."""
        return not self.address and not self.local


def checked(choice: ModelChoice) -> ModelChoice:
    """Return ``choice`` with its address made whole (``http://``, ``/v1``); raises SettingsError where it cannot be."""
    if choice.local:
        if known_model(choice.local) is None:
            known = ", ".join(model.name for model in CATALOGUE)
            raise SettingsError(f"Expected one of {known}, not {choice.local[:60]!r}. Choose one of these.")
        return ModelChoice(local=choice.local)
    if choice.is_none:
        return ModelChoice()
    address, name, key = choice.address.strip(), choice.name.strip(), choice.key.strip()
    if len(address) > _LONGEST or not address.isprintable() or " " in address:
        raise _not_an_address()
    if "://" not in address:
        address = f"{'http' if _is_here(_split(f'//{address}').hostname) else 'https'}://{address}"
    parts = _split(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise _not_an_address()
    if "@" in parts.netloc:
        raise SettingsError(
            "Expected an address without a name or password in it. Give the key in its own field."
        )
    if parts.query or parts.fragment:
        raise SettingsError("Expected an address that ends with its path, such as /v1, without ? or #.")
    if len(name) > _LONGEST_NAME or not (name or "-").isprintable():
        raise SettingsError(f"Expected the model's name in at most {_LONGEST_NAME} characters on one line.")
    if len(key) > _LONGEST or not all("!" <= character <= "~" for character in key):
        raise SettingsError("Expected a key of letters, digits and signs without spaces. Copy it once more.")
    return replace(choice, address=address if parts.path else f"{address}/v1", name=name, key=key)


def settings_with(settings: Settings, choice: ModelChoice) -> Settings:
    """Return ``settings`` with the model of ``choice`` in place of theirs, its key included."""
    none = settings.replace(openai_base_url=None, openai_api_key=None, model=None, local_model=None)
    if choice.local:
        return none.replace(local_model=choice.local)
    if choice.is_none:
        return none
    # The window is that of the model which the settings named.
    given = {"openai_base_url": choice.address, "openai_api_key": choice.key or None}
    return none.replace(**given, model=choice.name or None, context_window=None)


def named_in(settings: Settings) -> str:
    """Hash the model that ``settings`` name, its key included (32 hex digits); "" where they name none."""
    if not settings.has_model:
        return ""
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    named = [settings.openai_base_url, key, settings.model, settings.local_model]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:32]


def same_server(one: str, other: str) -> bool:
    """Whether two addresses lead to one scheme, host and port: a key that was given for one may go to the other."""
    return _server(one) == _server(other)


def address_of(settings: Settings) -> str:
    """Return the address of the endpoint that ``settings`` name, "" where they name none or it holds a password."""
    if settings.local_model or not settings.has_model:
        return ""
    address = (settings.openai_base_url or OPENAI_URL).strip()
    return "" if "@" in address else address


def host_of(settings: Settings) -> str:
    """Return host and port of the endpoint that ``settings`` name, "" where that is no address."""
    try:
        return Endpoint.of(settings).host
    except SettingsError:
        return ""


def _server(address: str) -> tuple[str, str, int | None]:
    parts = _split(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", parts.port or usual


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port  # read here, where what it raises is told
    except ValueError:
        raise _not_an_address() from None
    return parts


def _is_here(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def _not_an_address() -> SettingsError:
    return SettingsError(
        "Expected the address of a model server, such as http://localhost:11434/v1. Correct it and try again."
    )
