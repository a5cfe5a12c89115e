"""Settings come from arguments, environment and .env in that order; a bad one is named, a secret never shown."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.settings import Settings
from tests.support.each_row import each_row

SECRET = "sk-very-secret-0123"


def test_with_nothing_set_no_model_is_configured_and_everything_is_local() -> None:
    settings = Settings()
    assert not settings.has_model
    assert (settings.embedding, settings.shelf, settings.chroma_url, settings.model) == (
        "local",
        "papers",
        None,
        None,
    )
    assert settings.home.name == "paper-assistant"
    assert settings.shelf_folder == settings.home / "shelves" / "papers"


@pytest.mark.parametrize(
    ("name", "variable", "values"),
    [
        ("model", "ASSISTANT_MODEL", ("a", "b", "c")),
        ("openai_base_url", "OPENAI_BASE_URL", ("http://a/v1", "http://b/v1", "http://c/v1")),
        ("parallel", "ASSISTANT_PARALLEL", (1, 2, 3)),
        ("shelf", "ASSISTANT_SHELF", ("one", "two", "three")),
        ("context_window", "ASSISTANT_CONTEXT_WINDOW", (2048, 4096, 8192)),
        ("home", "ASSISTANT_HOME", (Path("/a"), Path("/b"), Path("/c"))),
    ],
)
def test_an_argument_beats_the_environment_and_that_beats_dotenv(
    monkeypatch: pytest.MonkeyPatch, name: str, variable: str, values: tuple[Any, Any, Any]
) -> None:
    monkeypatch.setenv("ASSISTANT_ENV_FILE", ".env")
    Path(".env").write_text(f"{variable}={values[2]}\n")
    assert getattr(Settings(), name) == values[2]
    monkeypatch.setenv(variable, str(values[1]))
    assert getattr(Settings(), name) == values[1]
    assert getattr(Settings(**{name: values[0]}), name) == values[0]


def test_keys_are_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OPENAI_API_KEY", "ASSISTANT_AUTH", "ASSISTANT_API_KEYS"):
        monkeypatch.setenv(variable, SECRET)
    settings = Settings()
    for field in (settings.openai_api_key, settings.auth, settings.api_keys):
        assert field is not None
        assert field.get_secret_value() == SECRET
    for shown in (repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())):
        assert SECRET not in shown
    assert SECRET not in repr(Settings(model_mirror=f"https://us:{SECRET}@models.example"))


def test_an_empty_variable_counts_as_unset_and_a_foreign_one_is_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSISTANT_ENV_FILE", ".env")
    Path(".env").write_text("SOMETHING_ELSE=1\nASSISTANT_UNKNOWN=2\nMODEL=not-ours\n")
    monkeypatch.setenv("OPENAI_API_KEY", "")
    monkeypatch.setenv("MODEL", "not ours")
    settings = Settings()
    assert not settings.has_model
    assert settings.model is None


@each_row("given", [{"openai_api_key": "k"}, {"openai_base_url": "http://x"}, {"local_model": "x.gguf"}])
def test_any_of_three_settings_configures_a_model(given: dict[str, str]) -> None:
    assert Settings(**given).has_model


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ASSISTANT_CONTEXT_WINDOW", "many"),
        ("ASSISTANT_CONTEXT_WINDOW", "12"),
        ("ASSISTANT_EMBEDDING", "bert"),
        ("ASSISTANT_EMBEDDING", "openai:"),
        ("ASSISTANT_CHROMA_URL", "localhost:8000"),
        ("ASSISTANT_SHELF", "../../etc"),
        ("ASSISTANT_SHELF", "a"),
        ("ASSISTANT_SHELF", "x" * 60),
        ("ASSISTANT_PARALLEL", "0"),
        ("ASSISTANT_TIMEOUT_S", "-1"),
        ("ASSISTANT_TIMEOUT_S", "nan"),
        ("ASSISTANT_RETRIES", "1.5"),
        ("ASSISTANT_JUDGE_BATCH", "1000"),
        ("ASSISTANT_HOME", "~nobody-of-this-name/papers"),
    ],
)
def test_a_bad_value_is_an_error_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    with pytest.raises(SettingsError, match=variable) as caught:
        Settings()
    assert caught.value.exit_code == 2
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("embedding", "openai:NAME"), ("chroma_url", "http://host:8000"), ("shelf", "3 to 49 letters")],
)
def test_a_value_of_another_form_is_told_what_was_expected_in_words(
    name: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ASSISTANT_{name.upper()}", "?")
    with pytest.raises(SettingsError, match=expected):
        Settings()
    monkeypatch.delenv(f"ASSISTANT_{name.upper()}")
    with pytest.raises(SettingsError, match=expected):
        Settings(**{name: "?"})


@each_row("name", ["openai_api_key", "auth", "api_keys"])
def test_a_secret_of_the_wrong_kind_is_not_printed_even_in_a_traceback(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(**{name: [SECRET]})
    assert name.upper() in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_misspelt_argument_is_an_error_that_lists_the_right_ones() -> None:
    with pytest.raises(SettingsError, match=r"embeding.*embedding"):
        Settings(embeding="local")


def test_a_dotenv_file_that_is_not_text_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ENV_FILE", ".env")
    Path(".env").write_bytes(b"ASSISTANT_MODEL=caf\xe9\n")
    with pytest.raises(SettingsError, match=r"\.env.*UTF-8"):
        Settings()


def test_a_tilde_is_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_ENV_FILE", ".env")
    Path(".env").write_text("ASSISTANT_HOME=~/papers\n")
    assert Settings().home == tmp_path / "papers"


def test_settings_are_frozen() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.model = "other"  # type: ignore[misc]


def test_replace_changes_a_copy_and_checks_it() -> None:
    settings = Settings(openai_api_key=SECRET, home="/a")
    changed = settings.replace(model="m", home="/b")
    assert (changed.model, changed.home, settings.model) == ("m", Path("/b"), None)
    assert changed.openai_api_key is not None
    assert changed.openai_api_key.get_secret_value() == SECRET
    with pytest.raises(SettingsError, match="ASSISTANT_PARALLEL"):
        settings.replace(parallel=0)


@each_row(
    "change",
    [
        {"model": "other"},
        {"openai_base_url": "http://elsewhere"},
        {"local_model": "x.gguf"},
        {"context_window": 4096},
        {"embedding": "openai:x"},
        {"judge_all": 10},
        {"judge_budget": 10},
        {"judge_batch": 2},
    ],
)
def test_the_fingerprint_changes_with_what_can_change_an_answer(change: dict[str, Any]) -> None:
    assert Settings(**change).fingerprint() != Settings().fingerprint() == Settings().fingerprint()


@each_row(
    "change",
    [
        {"openai_api_key": SECRET},
        {"home": "/x"},
        {"auth": "a:b"},
        {"timeout_s": 5},
        {"parallel": 1},
        {"local_warm": True},
    ],
)
def test_the_fingerprint_does_not_hang_on_keys_folders_or_patience(change: dict[str, Any]) -> None:
    assert Settings(**change).fingerprint() == Settings().fingerprint()


def test_reading_settings_makes_no_file(tmp_path: Path) -> None:
    Settings(home=tmp_path / "home")
    assert list(tmp_path.iterdir()) == []


def test_a_dotenv_of_the_current_folder_is_not_read() -> None:
    Path(".env").write_text("OPENAI_BASE_URL=http://elsewhere/v1\n")
    assert not Settings().has_model


def test_a_dotenv_of_the_home_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("ASSISTANT_MODEL=from-home\n")
    assert Settings(home=tmp_path).model == "from-home"
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    assert Settings().model == "from-home"


def test_a_named_dotenv_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ENV_FILE", "missing.env")
    with pytest.raises(SettingsError, match=r"missing\.env"):
        Settings()
