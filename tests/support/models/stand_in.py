"""In place of llama.cpp: a model that is fetched like a real one, and then asked at a fake endpoint."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from assistant.llm.endpoint import Endpoint
from assistant.llm.llama_index import LlamaModel
from assistant.llm.local.files import local_file, local_name
from assistant.settings import Settings
from assistant.types import Paper


class StandIn:
    """Puts itself where local models are opened and read papers; ``may_load`` and ``may_read`` hold it up there.

    ``read`` counts the papers that were read in advance, ``opened`` the times that it was opened.
    """

    def __init__(self, patch: pytest.MonkeyPatch, url: str) -> None:
        self.may_load, self.may_read = threading.Event(), threading.Event()
        self.read = self.opened = 0
        self._url = url
        patch.setattr("assistant.llm.local.model.open_local", self._open)
        patch.setattr("assistant.judging.warm_up.read_in_advance", self._read)
        patch.setattr("assistant.judging.warm_up.remember", lambda model, papers: 0)

    def free(self) -> None:
        """Hold nothing up any more."""
        self.may_load.set()
        self.may_read.set()

    def _open(self, settings: Settings, papers: Iterable[Paper] = (), progress: Any = None) -> Any:
        told = settings.local_model or ""
        local_file(told, settings.home, settings.model_mirror, progress)
        assert self.may_load.wait(300)
        self.opened += 1
        name = local_name(told)

        class Model(LlamaModel):
            note = f"The model {name} runs on this machine."

        # What is asked at the endpoint goes by this name.
        return Model.at(
            Endpoint(self._url, "k"), settings.replace(model=name, context_window=8192, retries=0)
        )

    def _read(
        self,
        model: Any,
        papers: Sequence[Paper],
        progress: Callable[[int, int], Any],
        *,
        stopped: Callable[[], bool],
    ) -> int:
        for done in range(len(papers)):
            progress(done, len(papers))
            while done and not self.may_read.wait(0.05):
                if stopped():
                    return done
            self.read += 1
        progress(len(papers), len(papers))
        return len(papers)
