"""The part of Assistant that tells and chooses which language model answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.answering.model.state import ModelState
from assistant.index.snapshot import Progress
from assistant.llm.choosing.choice import ModelChoice
from assistant.llm.choosing.finding import FoundModels, TriedModel, find_models, try_model
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.llm.local.catalogue import KnownModel

from assistant.facade.opened import OpenedShelf


class ModelPart(OpenedShelf):
    """Which language model answers, how it does, and another in its place."""

    @property
    def settings(self) -> Settings:
        """The settings in force: those it was opened with, and the model that was chosen since."""
        return self._models.current.settings

    @property
    def composer(self) -> str:
        """The name of the language model that writes answers, or "extractive" when none is configured."""
        return self._models.current.composer

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know: a rebuilt index, papers that wait to be embedded, a model that runs here."""
        return (*self._library.notes, *(note for note in (self._models.note, self.model_note) if note))

    @property
    def model_note(self) -> str:
        """How a model that runs inside the product does, as far as it is known; "" when there is none."""
        return self._models.current.note

    @property
    def model_preparing(self) -> bool:
        """Whether a model of this machine is being fetched, loaded or given the papers to read."""
        return self._models.current.preparing

    @property
    def model_ready(self) -> bool:
        """Whether ``stream(..., wait_for_model=False)`` answers with the model that is configured, if one is."""
        return self._models.current.ready

    @property
    def offers(self) -> tuple[tuple[KnownModel, bool], ...]:
        """Models that ``use_local_model`` takes, each with whether it is here already; none where one is configured."""
        return self._models.current.offers

    def use_local_model(self, name: str) -> None:
        """Fetch the model that the product knows by ``name``, and run it; ``model_note`` tells how far it is.

        Questions are answered meanwhile. Raises SettingsError when it cannot be run or another is configured.
        """
        self._models.current.use(name)

    @property
    def model_state(self) -> ModelState:
        """Which language model is in force, where that was set, and whether it answers as far as is known."""
        return self._watch.state()

    @property
    def local_models(self) -> tuple[tuple[KnownModel, bool], ...]:
        """The models that the product knows by name, each with whether its file is here."""
        return self._models.current.catalogue

    def check_model(self) -> None:
        """Have the endpoint asked in the background whether it answers, if that was not done just now."""
        self._watch.look()

    def use_model(self, choice: ModelChoice | None) -> None:
        """Use another language model from the next question on, here and wherever this home is opened.

        The choice is kept in the home folder, readable by its owner only, and holds until the settings name another
        model than now; None forgets it, and the settings are in force. Questions under way finish with the model
        before. Raises SettingsError.
        """
        self._models.use(choice)

    def cancel_model(self) -> None:
        """Give up a local model that is being made ready: the model before it is in force again."""
        self._models.cancel()

    def find_models(self, choice: ModelChoice) -> FoundModels:
        """Return the models that the server of ``choice`` lists; raises SettingsError, ModelUnavailable, BadReply."""
        return find_models(self._models.settings_for(choice))

    def try_model(self, choice: ModelChoice) -> TriedModel:
        """Ask the model of ``choice`` for one word; raises SettingsError, ModelUnavailable, BadReply."""
        return try_model(self._models.settings_for(choice))

    def read_in_advance(self, progress: Progress | None = None) -> None:
        """Have a local model read every paper, so that questions take less time, if ASSISTANT_LOCAL_WARM asks for it.

        Works in the background (``model_note`` tells how far it is) unless ``progress`` is given, which is told
        step, done, total. An assistant opened with ``background`` also makes a known model ready so, without
        being asked to. Raises SettingsError and ModelUnavailable, but not from the background.
        """
        if progress is None:
            self._models.current.prepare()
        else:
            self._models.current.read(progress)
