"""Overviews and tried questions, kept for as long as the index that they were made from is in force."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.answering.context import AnswerContext
from assistant.answering.suggesting.overview import Overview, answered, overview_of
from assistant.library.library import Library
from assistant.retrieval.hybrid import Retriever
from assistant.types import Answer, Turn

_log = logging.getLogger("assistant")
_KEPT = 500  # tried questions


class Suggesting:
    """Looks the shelf over once for each index, on a thread of its own where nobody waits; safe for many threads."""

    def __init__(self, library: Library, context: Callable[[Retriever], AnswerContext]) -> None:
        self._library = library
        self._context = context
        self._lock = threading.Lock()
        self._made: tuple[object, Overview] | None = None
        self._at_work: object = None
        self._closed = False
        self._tried: OrderedDict[tuple[object, ...], bool] = OrderedDict()

    def overview(self, tried: Sequence[str], *, wait: bool) -> Overview | None:
        """Return the overview of the index in force; without ``wait`` None until a thread has made it."""
        key = (self._folder(), tuple(tried))
        with self._lock:
            if self._made and self._made[0] == key:
                return self._made[1]
            if not wait:
                if self._at_work != key and not self._closed:
                    self._at_work = key
                    threading.Thread(target=self._work, args=(key,), name="overview", daemon=True).start()
                return None
        return self._make(key)

    def answerable(
        self, questions: Sequence[str], history: Sequence[Turn], within: Sequence[str] | None
    ) -> tuple[str, ...]:
        """Return those of ``questions`` that the papers' own sentences answer, in the same order."""
        folder = self._folder()
        shown = tuple(citation.paper_id for turn in history[-1:] for citation in turn.answer.citations)
        kept: list[str] = []
        for question in questions:
            key = (folder, question, shown, tuple(within or ()))
            known = self._tried.get(key)
            if known is None:
                with self._library.reading() as searching:
                    known = answered(question, self._context(searching), history, within) is not None
                with self._lock:
                    self._tried[key] = known
                    while len(self._tried) > _KEPT:
                        self._tried.popitem(last=False)
            if known:
                kept.append(question)
        return tuple(kept)

    def own_words(self, question: str, within: Sequence[str] | None) -> Answer | None:
        """Return the answer that the papers' own sentences give to ``question``; None where they give none."""
        with self._library.reading() as searching:
            return answered(question, self._context(searching), (), within)

    def close(self) -> None:
        """End the thread at its next question."""
        self._closed = True

    def _folder(self) -> Path:
        with self._library.reading() as searching:
            return searching.index.folder

    def _work(self, key: tuple[Path, tuple[str, ...]]) -> None:
        try:
            self._make(key)
        except Exception:  # nobody waits for it: the page keeps its general text, and the log says why
            _log.warning("the overview of the shelf could not be made", exc_info=True)
            with self._lock:
                self._made = (key, Overview(0, None, (), ()))

    def _make(self, key: tuple[Path, tuple[str, ...]]) -> Overview:
        with self._library.reading() as searching:
            made = overview_of(self._context(searching), key[1], lambda: self._closed)
            searching.records().completions  # noqa: B018 (made here, so that the first key typed need not wait)
        with self._lock:
            if not self._closed:
                self._made = (key, made)
        return made
