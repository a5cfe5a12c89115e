"""What goes wrong in a click's handler, told to the reader in the words of the error."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Any

import gradio as gr

from assistant import AssistantError

Handler = Callable[..., Any]


def show_errors(page: gr.Blocks) -> None:
    """Have each function of ``page`` show the message of an AssistantError; Gradio shows an error without any."""
    for function in page.fns.values():
        if callable(function.fn):
            function.fn = _showing_errors(function.fn)


def _showing_errors(handler: Handler) -> Handler:
    """Return ``handler`` as it is, of the same kind, with its errors told."""
    if inspect.isasyncgenfunction(handler):

        @functools.wraps(handler)
        async def steps(*given: Any) -> AsyncIterator[Any]:
            with _errors_shown():
                async with aclosing(handler(*given)) as shown:
                    async for step in shown:
                        yield step

        return steps
    if inspect.iscoroutinefunction(handler):

        @functools.wraps(handler)
        async def awaited(*given: Any) -> Any:
            with _errors_shown():
                return await handler(*given)

        return awaited

    @functools.wraps(handler)
    def called(*given: Any) -> Any:
        with _errors_shown():
            return handler(*given)

    return called


@contextmanager
def _errors_shown() -> Iterator[None]:
    try:
        yield
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from error
