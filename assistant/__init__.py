"""Ask a shelf of research papers; every claim carries a citation to the exact sentence.

    from assistant import Assistant

    answer = Assistant().ask("Which papers avoid subword tokenizers?")

Importing this package reads no file, opens no connection and loads nothing heavy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.assistant import Assistant, Conversation
    from assistant.embedding.embedder import open_embedder
    from assistant.embedding.minilm import MiniLM
    from assistant.errors import (
        AssistantError,
        BadReply,
        IndexUnavailable,
        InventedFigures,
        ModelUnavailable,
        PapersError,
        SettingsError,
    )
    from assistant.index.snapshot import Index
    from assistant.library.background import Indexing
    from assistant.library.library import Added, Library
    from assistant.papers import Arrivals, Import, Rejected, bundled_papers, on_shelf, read_bytes, read_papers
    from assistant.planning.restore_turn import recall_turn
    from assistant.retrieval.hybrid import Fusion
    from assistant.settings import Settings
    from assistant.text.sentences import sentence_spans
    from assistant.text.wording import BEGINS_ANEW
    from assistant.types import (
        Answer,
        Citation,
        Done,
        Event,
        Hit,
        Judged,
        Paper,
        Passage,
        Stage,
        Timings,
        Token,
        Turn,
        Usage,
        Verdict,
    )

_HOMES = {
    "assistant.assistant": ("Assistant", "Conversation"),
    "assistant.embedding.embedder": ("open_embedder",),
    "assistant.errors": (
        "AssistantError",
        "BadReply",
        "IndexUnavailable",
        "InventedFigures",
        "ModelUnavailable",
        "PapersError",
        "SettingsError",
    ),
    "assistant.library.background": ("Indexing",),
    "assistant.index.snapshot": ("Index",),
    "assistant.library.library": ("Added", "Library"),
    "assistant.embedding.minilm": ("MiniLM",),
    "assistant.papers": (
        "Arrivals",
        "Import",
        "Rejected",
        "bundled_papers",
        "on_shelf",
        "read_bytes",
        "read_papers",
    ),
    "assistant.planning.restore_turn": ("recall_turn",),
    "assistant.retrieval.hybrid": ("Fusion",),
    "assistant.text.sentences": ("sentence_spans",),
    "assistant.settings": ("Settings",),
    "assistant.types": (
        "Answer",
        "Citation",
        "Done",
        "Event",
        "Hit",
        "Judged",
        "Paper",
        "Passage",
        "Stage",
        "Timings",
        "Token",
        "Turn",
        "Usage",
        "Verdict",
    ),
    "assistant.text.wording": ("BEGINS_ANEW",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # noqa: RUF022 (grouped by what a newcomer needs first)
    "Assistant",
    "Conversation",
    "Settings",
    "Answer",
    "Citation",
    "Verdict",
    "Judged",
    "Usage",
    "Timings",
    "Paper",
    "Passage",
    "Hit",
    "Turn",
    "Added",
    "Import",
    "Rejected",
    "Indexing",
    "Event",
    "Stage",
    "Token",
    "Done",
    "BEGINS_ANEW",
    "AssistantError",
    "SettingsError",
    "PapersError",
    "IndexUnavailable",
    "InventedFigures",
    "ModelUnavailable",
    "BadReply",
    "recall_turn",
    "bundled_papers",
    "read_papers",
    "read_bytes",
    "on_shelf",
    "Arrivals",
    "open_embedder",
    "sentence_spans",
    "MiniLM",
    "Library",
    "Index",
    "Fusion",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
