"""What a user is told of the model: which it is, where, whether it answers, and where that was set."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.model.in_force import Models
from assistant.answering.model.keeper import ModelKeeper
from assistant.errors import AssistantError, unforeseen
from assistant.llm.choosing.choice import address_of, host_of
from assistant.llm.choosing.finding import check
from assistant.llm.choosing.health import brief, on_the_page
from assistant.settings_origin import origins

# Seconds after which a model that answered, and one that did not, is asked again.
ANSWERED_S, FAILED_S = 60.0, 10.0

_NAMING = ("local_model", "openai_base_url", "openai_api_key")


@dataclass(frozen=True, slots=True)
class ModelState:
    """The language model as it is just now.

    ``status`` is "none" (no model), "unasked", "preparing" (a local one), "answers" or "fails"; ``why`` is the sentence
    of what failed, ``short`` the part of it that says what happened. ``host`` is "" for a model that runs here,
    ``address`` that of its server without a password, ``has_key`` whether a key goes to it. ``origin`` says in words
    where it was set, ``chosen`` whether by ``use_model``; ``can_choose`` is false where an app handed the model over.
    """

    status: Literal["none", "unasked", "preparing", "answers", "fails"] = "none"
    name: str = ""
    host: str = ""
    address: str = ""
    why: str = ""
    short: str = ""
    origin: str = ""
    local: str = ""
    has_key: bool = False
    chosen: bool = False
    settings_name_one: bool = False
    can_choose: bool = True


class ModelWatch:
    """Tells the state, and asks the endpoint now and then whether it is there; safe for many threads."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._checking = threading.Lock()

    def state(self) -> ModelState:
        """Return the state as it is known; nothing is asked."""
        models, keeper = self._models, self._models.current
        settings, health, chosen = keeper.settings, keeper.health, models.chosen
        state = ModelState(
            origin=_origin(models),
            chosen=chosen is not None,
            settings_name_one=models.opened_with.has_model,
            can_choose=not models.given,
        )
        if keeper.composer == "extractive":
            return state
        local = settings.local_model if not models.given else None
        at_endpoint = not local and not models.given
        status: Literal["unasked", "preparing", "answers", "fails"]
        status = "preparing" if local and not keeper.ready else health.status
        why = health.why
        if local and keeper.stalled:
            status, why = "fails", keeper.note
        return replace(
            state,
            status=status,
            name=settings.model or health.name or _named(keeper),
            host=host_of(settings) if at_endpoint else "",
            address=address_of(settings) if at_endpoint else "",
            why=why if status == "fails" else "",
            short=brief(why) if status == "fails" else "",
            local=local or "",
            has_key=at_endpoint and settings.openai_api_key is not None,
        )

    def look(self) -> None:
        """Ask the endpoint in the background whether it answers, unless it was asked a short while ago."""
        keeper = self._models.current
        if self._models.given or keeper.settings.local_model or not keeper.settings.has_model:
            return
        wait = FAILED_S if keeper.health.status == "fails" else ANSWERED_S
        if keeper.health.age_s < wait or not self._checking.acquire(blocking=False):
            return
        threading.Thread(target=self._ask, args=(keeper,), name="check the model", daemon=True).start()

    def _ask(self, keeper: ModelKeeper) -> None:
        try:
            check(keeper.settings, keeper.health)
        except AssistantError as error:
            keeper.health.failed(str(error))
        except BaseException as error:  # nobody above a thread hears of it
            keeper.health.failed(str(unforeseen(error)))
        finally:
            if self._models.chosen is not None:
                keeper.health.why = on_the_page(keeper.health.why)
            self._checking.release()


def _named(keeper: ModelKeeper) -> str:
    return "" if keeper.composer == "language model" else keeper.composer


def _origin(models: Models) -> str:
    if models.given:
        return "given by the program that runs this"
    if models.chosen is not None:
        return "chosen on this page"
    effective = {each.name: each for each in origins(models.opened_with)}
    named = next((effective[name] for name in _NAMING if getattr(models.opened_with, name)), None)
    if named is None:
        return ""
    if named.origin == "environment":
        return f"set by {named.variable} in the environment"
    return f"set by {named.variable} in {named.origin}" if named.origin != "default" else "set by the program"
