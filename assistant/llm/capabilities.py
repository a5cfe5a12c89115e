"""Which optional parameters a chat endpoint accepts, learned from its refusals and remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from assistant.llm.failures import too_long

SEED = 7
# OpenAI's limit; other servers give fewer when they have fewer.
TOP_LOGPROBS = 20
# Tokens granted on top of a reply's limit to models that think first, since thinking counts as reply.
THINKING_ROOM = 4096

# What to leave out when a server refuses a request without saying which parameter it minds:
# first what few servers know, then the rest.
_SUSPECTS = (
    ("stream_options", "logprobs", "top_logprobs", "response_format", "seed", "reasoning_effort"),
    ("temperature", "max_tokens", "max_completion_tokens"),
)
# A parameter that makes no sense without the other.
_TOGETHER = {"logprobs": "top_logprobs", "top_logprobs": "logprobs"}


class RequestOptions:
    """The parameters to send; shared by the threads that ask the same model.

    ``reasoning`` is for models known to think first: they refuse ``temperature``, take
    ``max_completion_tokens`` in place of ``max_tokens``, and get room to think.
    """

    def __init__(self, *, reasoning: bool = False) -> None:
        self._lock = Lock()
        self._thinks = reasoning
        self._reasoning = reasoning
        self._refused: set[str] = set()
        if reasoning:
            self._refused |= {"temperature", "max_tokens", "logprobs", "top_logprobs"}

    @property
    def gives_logprobs(self) -> bool:
        return "logprobs" not in self._refused

    def arguments(
        self, *, max_tokens: int, stream: bool, logprobs: bool, json: bool, without: Iterable[str] = ()
    ) -> dict[str, Any]:
        """Return the parameters of one request, but for those refused before or named in ``without``."""
        with self._lock:
            refused = self._refused | set(without)
            thinks = self._thinks
        limit = max_tokens + THINKING_ROOM if thinks else max_tokens
        wanted: dict[str, Any] = {"temperature": 0.0, "seed": SEED}
        wanted["max_completion_tokens" if "max_tokens" in refused else "max_tokens"] = limit
        if stream:
            wanted["stream_options"] = {"include_usage": True}
        if logprobs:
            wanted |= {"logprobs": True, "top_logprobs": TOP_LOGPROBS}
        if json:
            wanted["response_format"] = {"type": "json_object"}
        if self._reasoning:
            wanted["reasoning_effort"] = "low"
        return {name: value for name, value in wanted.items() if name not in refused}

    def blame(self, error: Any, sent: Mapping[str, Any]) -> bool:
        """Learn which parameter the endpoint refused, if it says so; True when asking again can help."""
        if error.status_code not in (400, 422):
            return False
        named = (error.param or "").split(".")[0].split("[")[0]
        if named not in sent:
            return False
        self.refuse({named})
        return True

    def suspects(self, error: Any, sent: Mapping[str, Any]) -> set[str]:
        """Return what to leave out next, when the endpoint refused the request without naming a parameter."""
        # OpenAI answers 403 when a model's log-probabilities are not for everyone.
        unnamed = error.status_code in (400, 422) or (error.status_code == 403 and "logprobs" in sent)
        if not unnamed or error.param or too_long(error):
            return set()
        groups = (set(group) & sent.keys() for group in _SUSPECTS)
        return next((group for group in groups if group), set())

    def refuse(self, names: Iterable[str]) -> None:
        """Never send ``names`` again."""
        found = set(names)
        found |= {_TOGETHER[name] for name in found if name in _TOGETHER}
        with self._lock:
            self._refused |= found
            # Only models that think first refuse the plain limit.
            self._thinks = self._thinks or "max_tokens" in found

    def think(self) -> None:
        """Give room to think from now on: a reply was used up before its first word."""
        with self._lock:
            self._thinks = True
