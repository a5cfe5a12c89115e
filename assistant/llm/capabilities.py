"""Which optional parameters a chat endpoint accepts, learned from its refusals and remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from assistant.llm.chat import Json
from assistant.llm.failures import too_long

SEED = 7
# OpenAI's limit; other servers give fewer when they have fewer.
TOP_LOGPROBS = 20
# Tokens granted on top of a reply's limit to models that think first, since thinking counts as reply.
THINKING_ROOM = 4096

# What to leave out when a server refuses a request without saying which parameter it minds:
# first what few servers know, then the rest.
_SUSPECTS = (
    ("reasoning_effort", "extra_body"),
    ("stream_options", "logprobs", "top_logprobs", "response_format", "seed"),
    ("temperature", "max_tokens", "max_completion_tokens"),
)
# A parameter that makes no sense without the other.
_TOGETHER = {"logprobs": "top_logprobs", "top_logprobs": "logprobs"}
# Chat templates that can do without thinking read these (Qwen, GLM; DeepSeek, Granite).
_NO_THINKING = {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}}
# So many first tokens in a row that were neither yes nor no: then it is the model, not the paper.
_UNFIT_AFTER = 2
# A system role is refused in words only, by the chat template: "System role not supported", "roles must alternate".
_SYSTEM_REFUSED = re.compile(
    r"(?i)\bsystem\b.{0,40}\b(?:role|message|prompt)|roles? must alternate|only user.{0,20}roles?"
)


def _of_form(sent: Mapping[str, Any]) -> bool:
    """Whether a request asks for JSON of a form."""
    return bool(sent.get("response_format", {}).get("type") == "json_schema")


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
        self._unfit = 0
        self.folds_system = False
        if reasoning:
            self._refused |= {"temperature", "max_tokens", "logprobs", "top_logprobs"}

    @property
    def gives_logprobs(self) -> bool:
        return "logprobs" not in self._refused

    def arguments(
        self, *, max_tokens: int, stream: bool, logprobs: bool, json: Json, without: Iterable[str] = ()
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
            of_form = json if isinstance(json, Mapping) and "json_schema" not in refused else None
            kind = "json_schema" if of_form else "json_object"
            wanted["response_format"] = {"type": kind, **({kind: of_form} if of_form else {})}
        if self._reasoning:
            wanted["reasoning_effort"] = "low"
        elif thinks and json:  # a verdict needs no long thoughts, where the endpoint can be told so
            wanted |= {"reasoning_effort": "low", "extra_body": _NO_THINKING}
        return {name: value for name, value in wanted.items() if name not in refused}

    def blame(self, error: Any, sent: Mapping[str, Any]) -> bool:
        """Learn which parameter the endpoint refused, if it says so; True when asking again can help."""
        if error.status_code not in (400, 422):
            return False
        named = (error.param or "").split(".")[0].split("[")[0]
        named = "extra_body" if named in _NO_THINKING else named
        if named not in sent:
            return False
        self.refuse({"json_schema" if named == "response_format" and _of_form(sent) else named})
        return True

    def suspects(self, error: Any, sent: Mapping[str, Any]) -> set[str]:
        """Return what to leave out next, when the endpoint refused the request without naming a parameter."""
        # OpenAI answers 403 when a model's log-probabilities are not for everyone.
        unnamed = error.status_code in (400, 422) or (error.status_code == 403 and "logprobs" in sent)
        if not unnamed or error.param or too_long(error):
            return set()
        if _of_form(sent):  # a JSON object of any form may be had
            return {"json_schema"}
        groups = (set(group) & sent.keys() for group in _SUSPECTS)
        return next((group for group in groups if group), set())

    def blame_system(self, error: Any) -> bool:
        """Learn that the endpoint takes no system role, if it says so; True when asking again can help."""
        if self.folds_system or error.status_code not in (400, 422, 500):
            return False
        message = error.body.get("message") if isinstance(error.body, Mapping) else error.body
        self.folds_system = bool(_SYSTEM_REFUSED.search(f"{message or ''} {error.param or ''}"))
        return self.folds_system

    def note_first_token(self, *, fit: bool, thought: bool) -> None:
        """Learn from the first token that was to be a yes or a no; a model that thinks first never says one there."""
        with self._lock:
            self._unfit = 0 if fit else self._unfit + 1
            unfit = thought or self._unfit >= _UNFIT_AFTER
        if unfit:
            self.refuse({"logprobs"})

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
