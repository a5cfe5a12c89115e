"""What is asked again of a model, and why, for ``logging.getLogger("assistant")``; keys are never among it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from assistant.errors import AssistantError
from assistant.llm.failures import Place, server_message
from assistant.llm.keys import without_keys
from assistant.text.wording import readable

_LOG = logging.getLogger("assistant")
_LONGEST = 300  # characters of a server's words


def log_retry(place: Place, problem: AssistantError) -> None:
    """Tell that a request is sent a second time."""
    _LOG.info("asked again: %s", _blotted(str(problem), place))


def log_refusal(place: Place, error: Any, left_out: Iterable[str]) -> None:
    """Tell that a request was refused for a parameter or a role, and is sent without it from now on."""
    without = ", ".join(sorted(left_out)) or str(error.param or "a system role")
    message = " ".join((server_message(error) or type(error).__name__).split())
    _LOG.info(
        "%s refused a request (status %s), asked again without %s: %s",
        place,
        error.status_code,
        without,
        _blotted(message, place),
    )


def _blotted(text: str, place: Place) -> str:
    blotted = without_keys(readable(text), place.secret)
    return blotted if len(blotted) <= _LONGEST else f"{blotted[:_LONGEST]}…"
