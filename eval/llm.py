"""The settings' chat endpoint as a LlamaIndex model, for the judge and the peer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from assistant import ModelUnavailable, Settings, SettingsError

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

_WINDOW = 8192  # tokens, where the settings do not tell


def open_llm(settings: Settings, *, max_tokens: int) -> OpenAILike:
    """Make a model of the endpoint in ``settings``; nothing is asked but, where it is not told, its name.

    Raises SettingsError when there is no endpoint, ModelUnavailable when it does not tell its models.
    """
    from llama_index.llms.openai_like import OpenAILike

    if not (settings.openai_api_key or settings.openai_base_url):
        raise SettingsError(
            "A language model is needed. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own."
        )
    return OpenAILike(
        model=settings.model or _first_model(settings),
        api_base=settings.openai_base_url or "https://api.openai.com/v1",
        api_key=_key(settings),
        is_chat_model=True,
        is_function_calling_model=False,
        context_window=settings.context_window or _WINDOW,
        max_tokens=max_tokens,
        temperature=0.0,
        timeout=settings.timeout_s,
        max_retries=settings.retries,
        http_client=_OwnHostOnly(timeout=settings.timeout_s),  # type: ignore[call-arg]  # its parent takes it
    )


class _OwnHostOnly(httpx.Client):
    """Follows no redirect, unlike the client that openai makes: papers and key stay with the endpoint."""

    def __del__(self) -> None:
        # The models that hold it are never closed, only dropped.
        self.close()


def _key(settings: Settings) -> str:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"


def _first_model(settings: Settings) -> str:
    from openai import OpenAI, OpenAIError

    if not settings.openai_base_url:
        raise SettingsError("Set ASSISTANT_MODEL, or give --judge-model: the name of the model is needed.")
    try:
        with OpenAI(
            base_url=settings.openai_base_url,
            api_key=_key(settings),
            http_client=_OwnHostOnly(timeout=settings.timeout_s),
        ) as client:
            names = [model.id for model in client.models.list().data]
    except OpenAIError as error:
        raise ModelUnavailable(
            f"{settings.openai_base_url} did not list its models: {error}. Is it running?"
        ) from error
    if not names:
        raise ModelUnavailable(f"{settings.openai_base_url} lists no model. Set ASSISTANT_MODEL.")
    return str(names[0])
