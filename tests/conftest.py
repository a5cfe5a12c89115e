"""What every test gets: no network but loopback, no settings from outside, and a home of its own."""

from __future__ import annotations

import gc
import ipaddress
import itertools
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from assistant.retrieval.hybrid import Retriever
from tests.support.asking import KEY, Opener
from tests.support.browsing import _window, browser, chromium, page_shelf, reader, site  # noqa: F401 (fixtures)
from tests.support.fakes import FakeOpenAI
from tests.support.running.sparing import (  # noqa: F401 (fixtures)
    _fields_told_once,
    _no_power_cut,
    _one_embedding_model,
    _one_trust,
    _texts_embedded_once,
    spare_stubs,
)
from tests.support.shelves.copies import copied

# A busy machine is slow, not wrong: no time limit on a single example. They are other ones in each run.
hypothesis_settings.register_profile(
    "few, no deadline", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("few, no deadline")
spare_stubs()
gc.disable()  # until all tests are imported

# Begun first, so that no long file is left for the end: those that take longest, then the folders whose tests wait for
# processes and browsers.
LONG = (
    *("test_browser.py", "test_talks.py", "test_troubles.py", "test_guide.py", "test_access.py"),
    *("test_papers_tab.py", "test_table_tab.py", "test_story.py", "test_form.py", "test_installed.py"),
    *("test_server_words.py", "test_chroma_papers.py", "test_docs.py", "test_judge.py", "test_openapi.py"),
    *("test_warm_up.py", "test_ending.py", "test_damage.py", "test_embedded.py", "test_screen.py"),
    *("test_quality.py", "test_planning.py"),
)
WAITING = ("ui", "library", "eval", "local")


def _turn(item: pytest.Item) -> int:
    if item.path.name in LONG:
        return LONG.index(item.path.name)
    return len(LONG) + (not any(part in WAITING for part in item.path.parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that are long or wait before those that only compute."""
    items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """What has been imported is there to stay: the collector need not walk through it again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()


class NetworkBlockedError(RuntimeError):
    """A test reached for something that is not on this machine."""


def _is_loopback(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _guards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Put up the guards before anything else runs; yields the list of what was reached for."""
    attempts: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        _block_network(patch, attempts)
        for name in list(os.environ):
            if name.startswith(("OPENAI_", "ASSISTANT_")) or name.lower().endswith("_proxy"):
                patch.delenv(name)
        patch.setenv("ASSISTANT_TRACE", "0")  # else each answer writes into the home that tests share
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.chdir(tmp_path_factory.mktemp("cwd"))
        yield attempts


def _block_network(patch: pytest.MonkeyPatch, attempts: list[str]) -> None:
    """Refuse sockets and name look-ups beyond loopback, and note them in ``attempts``."""

    def refuse(host: Any) -> None:
        attempts.append(str(host))
        raise NetworkBlockedError(f"tests may only reach loopback, not {host!r}")

    def guard_method(name: str, address_at: int) -> None:
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, *args: Any) -> Any:
            address = args[address_at]
            if self.family != getattr(socket, "AF_UNIX", None) and not _is_loopback(address[0]):
                refuse(address[0])
            return real(self, *args)

        patch.setattr(socket.socket, name, guarded)

    for name in ("connect", "connect_ex"):
        guard_method(name, 0)
    guard_method("sendto", -1)

    real_lookup = socket.getaddrinfo

    def lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_loopback(host):
            refuse(host)
        return real_lookup(host, *args, **kwargs)

    patch.setattr(socket, "getaddrinfo", lookup)


@pytest.fixture(autouse=True)
def network_attempts(_guards: list[str]) -> Iterator[list[str]]:
    """Fail the test that reached for the network, even if it coped with being refused."""
    yield _guards
    found = list(_guards)
    _guards.clear()
    if found:
        pytest.fail(f"this test reached for the network: {found}")


@pytest.fixture(scope="session", autouse=True)
def _one_processor() -> Iterator[None]:
    """Choose the local engine as on a processor without VNNI, so that vectors are the same wherever tests run."""
    from assistant.embedding import local_engines

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_engines, "multiplies_bytes", lambda: False)
        yield


@pytest.fixture(scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield folders that are not there yet; pytest's own way looks through all that were made before, each time."""
    above = tmp_path_factory.mktemp("own")
    return (above / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, _own_folders: Iterator[Path]) -> None:
    """Work in a fresh folder without a ``.env``, away from the user's data."""
    folder = next(_own_folders)
    for name in ("data", "cwd"):
        (folder / name).mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.chdir(folder / "cwd")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A fresh folder for index, caches and logs."""
    return tmp_path


@pytest.fixture
def fake_openai(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI]:
    """A running FakeOpenAI; its ``url`` is the base URL. What it fails at is asked again without a pause."""
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0)
    with FakeOpenAI() as fake:
        yield fake


@pytest.fixture(scope="session")
def seed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ready index of the bundled papers, made once for all test processes; not to be written to."""
    from assistant import Assistant, Settings

    ours = tmp_path_factory.getbasetemp()
    shared = ours.parent if os.environ.get("PYTEST_XDIST_WORKER") else ours
    with FileLock(shared / "seed.lock"):
        if not (shared / "seed-is-made").exists():
            Assistant(Settings(home=shared / "seed")).close()
            (shared / "seed-is-made").touch()
    return copied(shared / "seed", tmp_path_factory.mktemp("seed") / "home")


@pytest.fixture
def seed_copy(seed_home: Path, tmp_path: Path) -> Path:
    """A copy of ``seed_home`` that a test may change."""
    return copied(seed_home, tmp_path / "home")


@pytest.fixture
def opened(fake_openai: FakeOpenAI) -> Iterator[Opener]:
    """Open models at the fake server, and close them afterwards."""
    from assistant.llm.chat import ChatModel, open_model
    from assistant.settings import Settings

    models: list[ChatModel] = []

    def make(**settings: Any) -> ChatModel:
        values = {"openai_base_url": fake_openai.url, "openai_api_key": KEY, "retries": 1, **settings}
        models.append(open_model(Settings(**values)))
        return models[-1]

    yield make
    for model in models:
        model.close()


@pytest.fixture(scope="session")
def seed_shelf(seed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """A Retriever over the bundled papers, shared by all tests; nothing of it may be changed."""
    from assistant.library.library import Library
    from assistant.settings import Settings

    folder = copied(seed_home, tmp_path_factory.mktemp("shelf") / "home")
    library = Library(Settings(home=folder))
    with library.reading() as retriever:
        yield retriever
    library.close()
