"""What a server offers, and whether a model of it answers: small requests, each with its true error."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from assistant.errors import AssistantError, BadReply, ModelUnavailable
from assistant.llm.chat import Message, open_model
from assistant.llm.choosing.health import Health, on_the_page
from assistant.llm.endpoint import Endpoint, LastResponse
from assistant.llm.failures import Place, as_assistant_error
from assistant.llm.listed_models import chats, is_chat, listed_entries
from assistant.settings import DEFAULT_OPENAI_MODEL, Settings

# Seconds to wait for a list of models, and for the first sign of a reply.
_LIST_S, _REPLY_S = 10.0, 30.0
# Enough for a word, and for a model that thinks to say that it does.
_TOKENS = 64
_MOST = 1000  # names told of a list
_PROMPT = (Message("user", "Reply with the one word: ready"),)


@dataclass(frozen=True, slots=True)
class FoundModels:
    """What a server lists: ``names`` of models to talk to, those it calls so first; ``others`` counts the rest.

    ``address`` is the one that answered.
    """

    address: str
    names: tuple[str, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class TriedModel:
    """A model that answered: its name, its host, and the seconds that took."""

    name: str
    host: str
    seconds: float


def find_models(settings: Settings) -> FoundModels:
    """Ask the endpoint of ``settings`` for its models; raises ModelUnavailable and BadReply."""
    with _said_of_a_form():
        return _found_somewhere(settings)


def _found_somewhere(settings: Settings) -> FoundModels:
    address = settings.openai_base_url or ""
    try:
        return _found(settings)
    except (_NoList, BadReply):
        if not address.endswith("/v1"):
            raise
        try:  # some serve everything at the root
            return _found(settings.replace(openai_base_url=f"{address.removesuffix('/v1')}/"))
        except AssistantError:
            pass
        raise


def try_model(settings: Settings) -> TriedModel:
    """Ask the model of ``settings`` for one word; raises SettingsError, ModelUnavailable and BadReply."""
    patient = settings.replace(retries=0, timeout_s=min(settings.timeout_s, _REPLY_S))
    begun = time.monotonic()
    with _said_of_a_form(), closing(open_model(patient)) as model:
        model.complete(_PROMPT, max_tokens=_TOKENS)
        return TriedModel(model.name, model.endpoint, time.monotonic() - begun)


@contextmanager
def _said_of_a_form() -> Iterator[None]:
    """Have errors name what was filled in, not settings."""
    try:
        yield
    except AssistantError as error:
        error.args = (on_the_page(str(error)), *error.args[1:])
        raise


def check(settings: Settings, health: Health) -> None:
    """Ask the endpoint for its list of models, and note in ``health`` whether it answers.

    A server may do without that page: then it is as unasked as before.
    """
    try:
        entries = listed(settings)
    except _NoList:
        health.untold()
    except AssistantError as error:
        health.failed(str(error))
    else:
        chatting = [str(entry["id"]) for entry in entries if chats(entry)]
        usual = DEFAULT_OPENAI_MODEL if Endpoint.of(settings).is_openai else next(iter(chatting), "")
        health.name = settings.model or usual
        health.answered()


class _NoList(ModelUnavailable):
    """The server has no page with its models, or does not show it."""


def listed(settings: Settings) -> list[Mapping[str, Any]]:
    """Return the entries of ``/models``; raises SettingsError, ModelUnavailable and BadReply."""
    import openai

    endpoint = Endpoint.of(settings)
    wait = min(settings.timeout_s, _LIST_S)
    place = Place(endpoint.host, timeout_s=wait, secret=endpoint.key)
    http = endpoint.http_client(wait, LastResponse())
    try:
        page = endpoint.client(http, 0).get("/models", cast_to=object)
    except openai.APIStatusError as error:
        translated = as_assistant_error(error, place)
        if error.status_code in (404, 405, 501):
            raise _NoList(str(translated)) from error
        raise translated from error
    except (openai.OpenAIError, ValueError) as error:
        raise as_assistant_error(error, place) from error
    finally:
        http.close()
    entries = listed_entries(page)
    if entries is None:
        what = "a web page" if isinstance(page, str) and page.lstrip().startswith("<") else "something else"
        raise BadReply(
            f"Expected a list of models of {endpoint.host}, but it sent {what}. "
            "Check that OPENAI_BASE_URL is complete (it often ends in /v1)."
        )
    return entries


def _found(settings: Settings) -> FoundModels:
    entries = listed(settings)
    talking = [entry for entry in entries if chats(entry)]
    if not talking:
        lists = f"none but {str(entries[0]['id'])[:80]!r}, which does not chat" if entries else "none"
        raise ModelUnavailable(
            f"Expected {Endpoint.of(settings).host} to list a chat model, but it lists {lists}. Load one there."
        )
    names = _names([entry for entry in talking if is_chat(entry)] + talking)
    return FoundModels(settings.openai_base_url or "", names, len(entries) - len(talking))


def _names(entries: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(entry["id"]) for entry in entries))[:_MOST]
