"""What an endpoint tells of its models: their names, which of them chat, and how much each reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelUnavailable
from assistant.llm.endpoint import Endpoint
from assistant.llm.failures import Place, as_assistant_error
from assistant.settings import DEFAULT_OPENAI_MODEL, Settings

if TYPE_CHECKING:
    import openai

# Tokens assumed of a model that nobody tells about.
ASSUMED_WINDOW = 8192
# Ollama reads this many unless told otherwise, and drops the rest of a prompt without a word.
OLLAMA_WINDOW = 4096
# Characters of a model's name.
LONGEST_NAME = 300
# Where servers write a model's window: vLLM, OpenRouter and Together, LM Studio, Groq.
_WINDOW_FIELDS = ("max_model_len", "context_length", "max_context_length", "context_window")
# Where servers tell what a model is for (Together, LM Studio, vLLM, Mistral), and what its name says of it.
_KIND_FIELDS = ("type", "task", "mode", "capabilities", "architecture", "object_type")
_CHAT_KIND = re.compile(r"(?i)\b(?:chat|llm|vlm|completion(?:_chat)?|text-generation|generate)\b")
_OTHER_KIND = re.compile(
    r"(?i)embed|re-?rank|whisper|transcri|\btts\b|speech|audio|voice|moderation|dall-e|\bsora\b|image|diffusion"
    r"|\bflux|\bclip\b|(?:^|[/_-])(?:bge|gte|e5|minilm|colbert|jina|nv-?embed|kokoro|parakeet|piper|bark|ocr)(?:[-_.]|$)"
    r"|all-minilm|sentence-|paraphrase-|text-similarity|guard\b"
)


def name_and_window(endpoint: Endpoint, client: openai.OpenAI, settings: Settings) -> tuple[str, int]:
    """Return the model's name and its context window (tokens), asking the endpoint for what is not set.

    Raises ModelUnavailable when the endpoint cannot be reached, or has no model to offer.
    """
    if endpoint.is_openai:
        name = settings.model or DEFAULT_OPENAI_MODEL
        return name, settings.context_window or _known_window(name)
    if settings.model and settings.context_window:
        return settings.model, settings.context_window
    entries = _listed(endpoint, client, must=settings.model is None)
    chatting = [str(entry["id"]) for entry in entries if chats(entry)]
    if settings.model is None and not chatting:
        listed = f"none but {str(entries[0]['id'])[:80]!r}, which does not chat" if entries else "none"
        raise ModelUnavailable(
            f"Expected {endpoint.host} to list a chat model, but it lists {listed}. "
            "Load one there, or name one in ASSISTANT_MODEL."
        )
    name = settings.model or chatting[0]
    entry = next((entry for entry in entries if entry["id"] == name), {})
    return name, settings.context_window or _asked_window(endpoint, client, name, entry)


def listed_entries(page: Any) -> list[Mapping[str, Any]] | None:
    """Return the entries of a list of models whose ids can be names; None for what is no such list.

    A name stands in every answer, on the page and in logs: so it is on one line, and not longer than one.
    """
    entries = page.get("data") if isinstance(page, Mapping) else None
    if not isinstance(entries, list):
        return None
    return [entry for entry in entries if isinstance(entry, Mapping) and _is_name(entry.get("id"))]


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


def chats(entry: Mapping[str, Any]) -> bool:
    """Whether a listed model is one to talk to, as far as its name and what is told of its kind let see."""
    return is_chat(entry) or not _OTHER_KIND.search(f"{_kinds(entry)} {entry['id']}")


def is_chat(entry: Mapping[str, Any]) -> bool:
    """Whether the list itself says that a model is one to talk to."""
    return bool(_CHAT_KIND.search(_kinds(entry)))


def _kinds(entry: Mapping[str, Any]) -> str:
    kind_fields = [entry.get(name) for name in _KIND_FIELDS]
    parts = [part for kind in kind_fields for part in (kind if isinstance(kind, list) else [kind])]
    return " ".join(
        part for part in parts if isinstance(part, str)
    )  # llama.cpp's "architecture" is an object


def _known_window(name: str) -> int:
    from llama_index.llms.openai.utils import openai_modelname_to_contextsize

    try:
        return openai_modelname_to_contextsize(name)
    except ValueError:
        return ASSUMED_WINDOW


def _listed(endpoint: Endpoint, client: openai.OpenAI, *, must: bool) -> list[Mapping[str, Any]]:
    """Return the entries of ``/models``; unless they ``must`` be there, a server may do without that page."""
    import openai

    try:
        page = client.get("/models", cast_to=object)
    except openai.APIStatusError as error:
        if must or error.status_code == 401:
            raise as_assistant_error(error, Place(endpoint.host, secret=endpoint.key)) from error
        return []
    except (openai.OpenAIError, ValueError) as error:
        raise as_assistant_error(error, Place(endpoint.host, timeout_s=_patience(client))) from error
    return listed_entries(page) or []


def _asked_window(endpoint: Endpoint, client: openai.OpenAI, model: str, entry: Mapping[str, Any]) -> int:
    window = _first_count(*(entry.get(name) for name in _WINDOW_FIELDS))
    if window:
        return window
    meta = entry.get("meta")
    if isinstance(meta, Mapping) or entry.get("owned_by") == "llamacpp":
        return _llama_cpp_window(endpoint, client, meta if isinstance(meta, Mapping) else {})
    return _ollama_window(endpoint, client, model)


def _llama_cpp_window(endpoint: Endpoint, client: openai.OpenAI, meta: Mapping[str, Any]) -> int:
    """What one slot of the server reads, which can be far less than what the model was trained on."""
    generation = _optional(client, f"{endpoint.root}/props").get("default_generation_settings")
    slot = generation.get("n_ctx") if isinstance(generation, Mapping) else None
    trained = _first_count(meta.get("n_ctx_train"), ASSUMED_WINDOW)
    return _first_count(slot, meta.get("n_ctx"), min(trained, ASSUMED_WINDOW))


def _ollama_window(endpoint: Endpoint, client: openai.OpenAI, name: str) -> int:
    running = _optional(client, f"{endpoint.root}/api/ps").get("models")
    if not isinstance(running, list):
        return ASSUMED_WINDOW
    named = (model for model in running if isinstance(model, Mapping) and model.get("name") == name)
    return _first_count(next(named, {}).get("context_length"), OLLAMA_WINDOW)


def _first_count(*values: object) -> int:
    """Return the first positive whole number, 0 when there is none."""
    counts = (v for v in values if isinstance(v, int) and not isinstance(v, bool) and v > 0)
    return next(counts, 0)


def _optional(client: openai.OpenAI, url: str) -> Mapping[str, Any]:
    """Return a JSON page that a server may or may not have."""
    import openai

    try:
        page = client.with_options(max_retries=0).get(url, cast_to=object)
    except (openai.OpenAIError, ValueError):
        return {}
    return page if isinstance(page, Mapping) else {}


def _patience(client: openai.OpenAI) -> float:
    import httpx

    return float(client.timeout.read or 0) if isinstance(client.timeout, httpx.Timeout) else 60.0
