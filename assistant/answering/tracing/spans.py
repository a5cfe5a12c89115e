"""The steps of an answer as spans of LlamaIndex's instrumentation, so that its handlers see them."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.span import active_span_id

Event = TypeVar("Event")
Result = TypeVar("Result")

_dispatcher = get_dispatcher(__name__)


@contextmanager
def span(name: str, **details: Any) -> Iterator[None]:
    """Keep a span open while the block runs; ``details`` are its arguments."""
    identifier, bound = _entered(name, details)
    token = active_span_id.set(identifier)
    try:
        yield
    except BaseException as error:
        _dispatcher.span_drop(id_=identifier, bound_args=bound, err=error)
        raise
    else:
        _dispatcher.span_exit(id_=identifier, bound_args=bound)
    finally:
        active_span_id.reset(token)


def spanned(
    name: str, steps: Generator[Event, None, Result], **details: Any
) -> Generator[Event, None, Result]:
    """Run ``steps`` in a span, which ends with them and has their result; a stream that is closed drops it.

    The span is the active one only while the steps run: between two events the caller's context is as it
    was, and each may be asked for in another thread.
    """
    identifier, bound = _entered(name, details)
    try:
        while True:
            token = active_span_id.set(identifier)
            try:
                event = next(steps)
            finally:
                active_span_id.reset(token)
            yield event
    except StopIteration as stop:
        _dispatcher.span_exit(id_=identifier, bound_args=bound, result=stop.value)
        result: Result = stop.value
        return result
    except BaseException as error:
        _dispatcher.span_drop(id_=identifier, bound_args=bound, err=error)
        raise
    finally:
        steps.close()


def _entered(name: str, details: dict[str, Any]) -> tuple[str, inspect.BoundArguments]:
    identifier = f"{name}-{uuid.uuid4()}"
    bound = inspect.signature(lambda **arguments: arguments).bind(**details)
    _dispatcher.span_enter(id_=identifier, bound_args=bound, parent_id=active_span_id.get())
    return identifier, bound
