"""What the pages on embedding the engine show must work as it stands there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from assistant import Assistant, Settings
from tests.support.serving import serving
from ui.opening import AssistantHolder

ROOT = Path(__file__).parents[3]
SHOWN = "http://127.0.0.1:7860"
PAGES = ("python", "llama-index", "http", "mcp", "docker")


def text(page: str) -> str:
    return (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")


def blocks(page: str, language: str = "python") -> list[str]:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", text(page), re.DOTALL)
    return found


def run(snippet: str, names: dict[str, Any] | None = None) -> dict[str, Any]:
    known = names if names is not None else {"__name__": "shown"}
    exec(compile(snippet, "docs", "exec"), known)
    return known


@pytest.fixture(scope="module")
def server(seed_home: Path) -> Iterator[str]:
    with (
        Assistant(Settings(home=seed_home, trace=False)) as assistant,
        serving(AssistantHolder(assistant)) as url,
    ):
        yield url


@pytest.fixture(autouse=True)
def _settings(seed_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(seed_home))
    monkeypatch.setenv("ASSISTANT_TRACE", "0")
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


def test_the_python_page(capsys: pytest.CaptureFixture[str]) -> None:
    asking, streaming = blocks("python")[:2]
    names = run(asking)
    run(streaming, names)
    names["assistant"].close()
    told = capsys.readouterr().out
    assert re.search(
        r"^\d Word-Level Representation From Bytes For Language Modeling \| ", told, re.MULTILINE
    )
    assert "requests=0" in told


def test_the_llamaindex_page(capsys: pytest.CaptureFixture[str]) -> None:
    names = run(blocks("llama-index")[0])
    names["assistant"].close()
    assert "From 25,578 PET/CT exams" in capsys.readouterr().out


@pytest.mark.parametrize(("page", "number"), [("http", 0), ("mcp", 0), ("mcp", 1)])
def test_the_clients_shown(page: str, number: int, server: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = run(blocks(page)[number].replace(SHOWN, server))
    assert "25,578" in capsys.readouterr().out
    if "client" in names:
        names["client"].close()


def test_the_curl_command_sends_what_the_route_takes(server: str) -> None:
    [command] = [line for block in blocks("http", "console") for line in block.splitlines()]
    program, address, *options = shlex.split(command.replace(SHOWN, server))
    told = dict(zip(options[::2], options[1::2], strict=True))
    name, _, value = told["-H"].partition(": ")
    reply = httpx.post(address, headers={name: value}, content=told["-d"])
    assert (program, "25,578" in reply.json()["text"]) == ("curl", True)


def test_all_code_shown_is_python_and_every_link_leads_somewhere() -> None:
    for page in PAGES:
        for block in blocks(page):
            run("async def shown():\n" + "".join(f"    {line}\n" for line in block.splitlines()))
        for link, anchor in re.findall(r"\]\(([\w.-]+\.md)(?:#([\w-]+))?\)", text(page)):
            headings = re.findall(r"^#+ (.*)$", (ROOT / "docs" / link).read_text("utf-8"), re.MULTILINE)
            assert not anchor or anchor in [
                re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings
            ]


def test_the_compose_file_names_settings_that_exist() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    known = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields} | {
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
    }
    assert set(services["app"]["environment"]) <= known
    pinned = re.search(r"^chromadb==(.*)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    assert pinned
    assert services["chroma"]["image"].endswith(f":{pinned[1]}")
