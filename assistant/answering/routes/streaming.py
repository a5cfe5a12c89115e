"""A composer in, an answer's stream of events out; without a model that can be asked, in the papers' own sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.composing.draft import Cited, Composing, Draft, Responding
from assistant.answering.context import AnswerContext
from assistant.answering.tracing.spans import spanned
from assistant.errors import BadReply, InventedFigures, ModelUnavailable
from assistant.events import Stage, Token
from assistant.llm.chat import ChatModel
from assistant.llm.replies.thoughts import ThoughtShown
from assistant.text.wording import MODEL_FAILED, MODEL_WAITS, NO_MODEL

# Composes without a model: what stands above the answer, and the warnings beside it.
Fallback = Callable[[str, Sequence[str]], Composing]


def with_fallback(
    context: AnswerContext, compose: Callable[[ChatModel], Composing], fallback: Fallback
) -> Responding:
    """Compose with the model; when it fails, say so in ``warnings`` and answer in the papers' own sentences.

    Raises InventedFigures, for which those sentences are no remedy.
    """
    if context.model is None:
        return (yield from own_words(fallback, context.failure, waiting=context.waiting))
    yield Stage("compose")
    try:
        try:
            return (yield from tokens(compose(context.model)))
        except ThoughtShown:  # from now on such a thought is held back
            yield Stage("compose")
            return (yield from tokens(compose(context.model)))
    except InventedFigures:
        raise
    except (ModelUnavailable, BadReply) as error:
        if context.strict:
            raise
        reason = str(error)
    return (yield from own_words(fallback, reason))


def own_words(fallback: Fallback, failure: str, *, waiting: bool = False) -> Responding:
    yield Stage("compose")
    if not failure:
        return (yield from tokens(fallback(NO_MODEL, ())))
    # Told once: the reason, and what follows from it, stand in one warning.
    why = MODEL_WAITS if waiting else MODEL_FAILED
    return (yield from tokens(fallback("", (f"{why} {failure}",))))


def composer_name(context: AnswerContext) -> str:
    return context.model.name if context.model else "extractive"


def tokens(composing: Composing) -> Responding:
    """Turn a composer's pieces into Token events; closing this closes the composer, and its request."""
    return (yield from spanned("compose", _pieces(composing)))


def _pieces(composing: Composing) -> Responding:
    try:
        while True:
            piece = next(composing)
            if isinstance(piece, Stage):
                yield piece
            else:
                yield Token(str(piece), piece.citations if isinstance(piece, Cited) else ())
    except StopIteration as stop:
        draft: Draft = stop.value
        return draft
    finally:
        composing.close()
