"""What ASSISTANT_LOCAL_MODEL names -> the model file, and what the model is called."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from assistant.errors import SettingsError
from assistant.llm.local.catalogue import CATALOGUE, known_model
from assistant.llm.local.download import Progress
from assistant.llm.local.fetch import fetch
from assistant.llm.local.hub import HubName, hub_file

# The folder of the home that holds downloaded models.
MODELS = "models"


def local_name(model: str) -> str:
    """Return the model's name: that of its file, without the ending."""
    known = known_model(model)
    name = known.hub if known else HubName.of(model)
    return PurePosixPath(name.file).stem if name else Path(model).stem


def local_file(model: str, home: Path, mirror: str | None = None, progress: Progress | None = None) -> Path:
    """Return the file that ``model`` names: a known model, a path, or ``owner/repo:file.gguf``.

    Known models and files of the hub are downloaded to ``home``, the former from ``mirror`` where one is set;
    ``progress`` is told of those. Raises SettingsError when there is no such file, ModelUnavailable when it
    cannot be downloaded.
    """
    if known := known_model(model):
        return fetch(known, home / MODELS, mirror, progress)
    path = Path(model).expanduser()
    if path.is_file():
        return path.resolve()
    name = HubName.of(model)
    if name is None:
        raise SettingsError(
            f"Expected ASSISTANT_LOCAL_MODEL to be the path of a GGUF file, owner/repo:file.gguf, or one of "
            f"{', '.join(offered.name for offered in CATALOGUE)}, but there is no file {model}. "
            "Correct it where you set it."
        )
    return hub_file(name, home / MODELS)
