"""What ASSISTANT_LOCAL_MODEL names -> the model file, and what the model is called."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from assistant.errors import SettingsError
from assistant.llm.local.hub import HubName, hub_file

# The folder of the home that holds downloaded models.
MODELS = "models"


def local_name(told: str) -> str:
    """Return the model's name: that of its file, without the ending."""
    name = HubName.of(told)
    return PurePosixPath(name.file).stem if name else Path(told).stem


def local_file(told: str, home: Path) -> Path:
    """Return the file that ``told`` names: a path, or ``owner/repo:file.gguf``, downloaded to ``home``.

    Raises SettingsError when there is no such file, ModelUnavailable when it cannot be downloaded.
    """
    path = Path(told).expanduser()
    if path.is_file():
        return path.resolve()
    name = HubName.of(told)
    if name is None:
        raise SettingsError(
            f"Expected ASSISTANT_LOCAL_MODEL to be the path of a GGUF file, or owner/repo:file.gguf, "
            f"but there is no file {told}. Correct it where you set it."
        )
    return hub_file(name, home / MODELS)
