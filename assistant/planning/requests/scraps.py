"""A follow-up -> whether it is no question of its own: "multilingual ones?", "and in Chinese?"."""

from __future__ import annotations

from assistant.planning.requests.grammar import request_of
from assistant.planning.requests.sentences import sentences
from assistant.planning.requests.typos import mended
from assistant.planning.requests.words import ONE


def is_scrap(question: str) -> bool:
    """Tell whether a follow-up is no question of its own: "multilingual ones?", "and in Chinese?"."""
    parts = sentences(question)
    if len(parts) != 1:
        return False
    request = request_of(mended(parts[0]))
    asks = (
        request.phrase
        and request.phrase.noun not in ONE
        and request.phrase.group in ("paper", "work", "offer")
    )
    return request.lead == "bare" and not asks
