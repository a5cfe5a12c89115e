"""The language model of an assistant: opened when it is needed, or made ready while questions are answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.answering.model.making_ready import fetching_noted, made_to_wait
from assistant.errors import ModelUnavailable, SettingsError
from assistant.library.worker import Background
from assistant.llm.chat import ChatModel, open_model
from assistant.llm.choosing.health import Health, WatchedModel, on_the_page
from assistant.llm.local.catalogue import CATALOGUE, KnownModel, known_model
from assistant.llm.local.fetch import model_path
from assistant.llm.local.files import MODELS, local_name
from assistant.llm.local.process import can_run, missing_extra
from assistant.llm.wrapping.cache import CachedModel, ReplyCache
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.index.snapshot import Progress
    from assistant.library.library import Library
    from assistant.llm.local.model import LocalModel


class ModelKeeper:
    """Holds the model that the settings name, or one that was given; one object serves many threads.

    With ``background`` a known model is fetched, loaded and given the papers to read beside the questions,
    which meanwhile get answers without it. ``health`` tells whether it answers; with ``on_page`` what fails is told
    to someone who chose it there.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        given: ChatModel | None,
        *,
        background: bool,
        on_page: bool = False,
    ) -> None:
        self.settings = settings
        self.health = Health()
        self.local: LocalModel | None = None
        self.reading = Background()
        self._library = library
        self._words: Callable[[str], str] = on_the_page if on_page else str
        self._model: ChatModel | None = self._watched(given) if given else None
        self._background = background
        self._asking = 0
        self._closed = False
        self._step = ""
        self._lock = threading.Lock()  # of opening, which may take minutes
        self._count = threading.Lock()

    @property
    def composer(self) -> str:
        """The name of the model, or "extractive" when none is configured."""
        if self._model:
            return self._model.name
        if self.settings.local_model:
            return local_name(self.settings.local_model)
        return (self.settings.model or "language model") if self.settings.has_model else "extractive"

    @property
    def note(self) -> str:
        """How a model that runs inside the product does, as far as it is known; "" when there is none."""
        if not self.settings.local_model or (self._model and not self.local):
            return ""
        if self.local:
            return f"{self.local.note} {self.reading.note}".strip()
        return self._step or self.reading.note or f"The model {self.composer} runs on this machine."

    @property
    def is_open(self) -> bool:
        """Whether the model can be asked at once."""
        return self._model is not None

    @property
    def preparing(self) -> bool:
        """Whether a local model is being fetched, loaded, or given the papers to read."""
        return self.reading.at_work

    @property
    def ready(self) -> bool:
        """Whether questions that do not wait are answered with the model that is configured, if one is."""
        return not self._reads_first or (self._model is not None and not self.preparing)

    @property
    def offers(self) -> tuple[tuple[KnownModel, bool], ...]:
        """The models that could be had by a word, each with whether its file is here; none where one is configured."""
        if self._model or (self.settings.has_model and not self.stalled) or not can_run():
            return ()
        return self.catalogue

    @property
    def stalled(self) -> bool:
        """Whether a known model could not be made ready, and nothing is under way."""
        return bool(self._reads_first and self.reading.note) and not self.preparing

    @property
    def catalogue(self) -> tuple[tuple[KnownModel, bool], ...]:
        """The models that the product knows by name, each with whether its file is here."""
        folder = self.settings.home / MODELS
        return tuple((model, model_path(model, folder).is_file()) for model in CATALOGUE)

    @property
    def cannot_run(self) -> str:
        """Why no model can be run on this machine; "" where one can."""
        return "" if can_run() else missing_extra()

    def use(self, name: str) -> None:
        """Run the known model ``name`` from now on; fetching, loading and reading go on beside the questions.

        Raises SettingsError when there is no such model, when another is configured, or it cannot be run here.
        """
        with self._lock:
            if known_model(name) is None:
                raise SettingsError(
                    f"Expected one of {', '.join(model.name for model in CATALOGUE)}, not {name}. Choose one of these."
                )
            if self._model or (self.settings.has_model and self.settings.local_model != name):
                raise SettingsError(
                    f"The language model {self.composer} is configured already. Take its settings out, start again, "
                    "and choose another."
                )
            if not can_run():
                raise SettingsError(missing_extra())
            self.settings = self.settings.replace(local_model=name)
            self._background = True
        self.prepare()

    def chat_model(self, *, wait: bool = True) -> tuple[ChatModel | None, str]:
        """Return the model, or none and why not; one that was down is tried again each time.

        Without ``wait`` a model that is being made ready beside the questions counts as none.
        """
        if not self._model and not self.settings.has_model:
            return None, ""
        if not wait and not self.ready:
            why = self.note
            if not self.preparing:
                self.prepare()
            return None, f"{why} Until it is ready, questions are answered without it."
        try:
            return self.opened(), ""
        except ModelUnavailable as error:
            why = self._words(str(error))
            self.health.failed(why)
            return None, why

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Have reading in advance wait while the model works on a question."""
        with self._count:
            self._asking += 1
        try:
            yield
        finally:
            with self._count:
                self._asking -= 1

    def opened(self, on_progress: Callable[[int, int], object] | None = None) -> ChatModel:
        """Return the model, opened now if it is not; ``on_progress`` hears how far fetching it is (bytes, in all)."""
        with self._lock:
            if self._model is None:
                opened: ChatModel
                if self.settings.local_model:
                    from assistant.llm.local.model import open_local

                    opened = self.local = open_local(self.settings, self._library.papers, on_progress)
                    self._remember()
                else:
                    opened = open_model(self.settings, self._library.papers)
                if self._closed:
                    opened.close()
                    raise ModelUnavailable(
                        f"The model {opened.name} has been closed. Open the assistant anew."
                    )
                # Replies from the cache tell nothing of whether it answers.
                self._model = CachedModel(self._watched(opened), ReplyCache(self.settings.home / "cache"))
            return self._model

    def prepare(self) -> None:
        """Begin to make a local model ready beside the questions, if the settings want that."""
        if self.settings.local_model and (self.settings.local_warm or self._reads_first):
            self.reading.begin(self._make_ready)

    def read(self, progress: Progress) -> None:
        """Have a local model read every paper now, if ASSISTANT_LOCAL_WARM asks for it; ``progress`` is told."""
        if self.settings.local_model and self.settings.local_warm:
            self.reading.end(wait=True)
            self._make_ready(lambda done, total: progress("read", done, total), lambda: False)

    def close(self) -> None:
        """Stop what is under way, and end the model."""
        self._closed = True
        self.reading.end()
        if self._model:
            self._model.close()

    def _watched(self, model: ChatModel) -> ChatModel:
        return WatchedModel(model, self.health, self._words)

    @property
    def _reads_first(self) -> bool:
        """Whether questions are answered without the model until it is ready."""
        known = known_model(self.settings.local_model or "")
        return self._background and known is not None and self.settings.local_warm is not False

    @property
    def _reads(self) -> bool:
        """Whether papers are read in advance: a shelf that no question goes through whole only on demand."""
        few = len(self._library.papers) <= self.settings.judge_all
        return bool(self.settings.local_warm) or (self._reads_first and few)

    def _remember(self) -> None:
        if self.local and self._reads:
            from assistant.judging.warm_up import remember

            remember(self.local, self._library.papers)

    def _make_ready(self, progress: Callable[[int, int], object], stopped: Callable[[], bool]) -> None:
        from assistant.judging.warm_up import read_in_advance

        if stopped():
            return
        if self.local is None:
            try:
                self._note_step(f"The model {self.composer} is being loaded.")
                self.opened(fetching_noted(self.composer, self._note_step, stopped))
            finally:
                self._step = ""
        if self.local and self._reads and not stopped():
            papers = tuple(self._library.papers)
            giving_way = made_to_wait(progress, lambda: bool(self._asking), stopped)
            read_in_advance(self.local, papers, giving_way, stopped=stopped)

    def _note_step(self, sentence: str) -> None:
        self._step = sentence
