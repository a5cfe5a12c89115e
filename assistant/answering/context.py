"""What an answer is made with: settings, retrieval, the model or why there is none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.records.recorded import (
    naming,
    with_naming,
)
from assistant.llm.chat import ChatModel
from assistant.llm.prompting.prompt_files import prompts_hash
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.named_scan import scan
from assistant.retrieval.paper_retriever import PaperRetriever, qualified
from assistant.settings import Settings
from assistant.types import Hit, Plan

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

# Capitals within a word. Of an acronym the papers may hold the words that it stands for.
_COINED = re.compile(r"[a-z][A-Z]|[A-Z]{2,}[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What answering needs. ``model`` is None when none is configured, or when it failed as ``failure`` says.

    ``given`` is an app's own ranking of papers, ``postprocessors`` what it does with what was retrieved.
    ``waiting`` says that it did not fail, but is being made ready. With ``strict`` a model that fails is an error,
    and nothing steps in.
    """

    settings: Settings
    retriever: Retriever
    model: ChatModel | None = None
    failure: str = ""
    notes: tuple[str, ...] = ()
    found: Callable[[str, Sequence[Hit]], None] = lambda query, hits: None
    given: BaseRetriever | None = None
    postprocessors: tuple[BaseNodePostprocessor, ...] = ()
    waiting: bool = False
    strict: bool = False

    @property
    def papers(self) -> int:
        """How many papers are on the shelf."""
        return len(self.retriever.index.manifest.papers)

    def search(self, query: str, k: int, within: Sequence[str] | None) -> list[Hit]:
        """Return at most ``k`` hits, best first, and tell ``found`` of them."""
        ranking = PaperRetriever(
            lambda: nullcontext(self.retriever),
            k,
            within=within,
            given=self.given,
            postprocessors=self.postprocessors,
        )
        hits = ranking.hits(query)
        self.found(query, hits)
        return hits

    def naming_too(self, plan: Plan, hits: list[Hit], most: int) -> list[Hit]:
        """Return ``hits`` and, below them, the papers that hold what the question names, where these are not many."""
        if self.given is not None:  # an app's own ranking says what is a candidate
            return hits
        have = {hit.paper.id for hit in hits}
        missing = [key for key in naming(plan, self.retriever, most) if key not in have]
        return with_naming(hits, self.search(plan.topic, len(missing), missing)) if missing else hits

    def unknown(self, things: Sequence[str]) -> tuple[str, ...]:
        """Return those of ``things`` that are coined ("CreoleVal") and that no paper of the shelf holds."""
        coined = [thing for thing in things if _COINED.search(thing)]
        return tuple(thing for thing in coined if not scan(thing, self.retriever.index))

    def fingerprint(self) -> str:
        """Hash all that can change an answer: settings, prompts, model, index (12 hex digits)."""
        index = self.retriever.index.manifest.fingerprint
        parts = [self.settings.fingerprint(), prompts_hash(), self.model.name if self.model else "", index]
        parts += [qualified(part) for part in (self.given, *self.postprocessors) if part is not None]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
