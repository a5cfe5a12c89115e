"""Every snippet of the pages for programs runs as it stands there, or is what the program it is for would take."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from inspect import CO_COROUTINE
from pathlib import Path
from types import FunctionType
from typing import Any
from urllib.parse import urlsplit

import pytest
from llama_index.core.instrumentation import get_dispatcher
from packaging.requirements import Requirement

from assistant import Assistant, Settings
from assistant.cli.command import main, parser
from tests.support.fakes import FakeOpenAI
from tests.support.processes import ROOT
from tests.support.serving import serving
from ui.doors import routes
from ui.opening import AssistantHolder

PAGES = {
    "python": [
        "Word-Level Representation From Bytes For Language Modeling |",
        "requests=0",
        "answered 3",
        "CuBERT",
    ],
    "llama-index": ["From 25,578 PET/CT exams", "Pixel Sentence Representation Learning", "plan 0."],
    "http": ["25,578", '"hits"', "event: done"],
    "mcp": ["25,578"],
    "local-model": ["small"],
    "table": ["38 of 38", "25578 PET/CT exams", "reader\nsentence"],
    "command": ["25,578", '"event": "done"', "ASSISTANT_HOME"],
}
SHOWN = "http://127.0.0.1:7860"
MODEL = "http://127.0.0.1:8000/v1"
# Of packages that are none of ours; the snippet tells to install them.
OPTIONAL = ("llama_index.observability",)
# Calls that ask services of the net, or Zotero: compiled and not run; tests/fetching runs them against our own.
ONLINE = ("fetch([", "add_zotero(")
# Commands that are parsed and not run: they fetch, or serve until they are ended.
PARSED = ("model get", "chat", "mcp", "completion")


@dataclass(frozen=True)
class Block:
    """A snippet: its language, its text, and where it stands."""

    language: str
    text: str
    place: str


def blocks(page: str) -> list[Block]:
    """Return the snippets of a page, in order."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    found = re.finditer(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [
        Block(each[1], each[2], f"docs/{page}.md, line {text[: each.start()].count(chr(10)) + 1}")
        for each in found
    ]


class Runner:
    """Runs the snippets of one page, which share their names, against a server and a model of our own."""

    def __init__(self, server: str, model: str) -> None:
        self._addresses = {SHOWN: server, MODEL: model}
        self._names: dict[str, Any] = {"__name__": "shown"}

    def run(self, block: Block) -> None:
        """Run one snippet."""
        text = block.text
        for shown, real in self._addresses.items():
            text = text.replace(shown, real)
        getattr(self, block.language)(text, block.place)

    def python(self, text: str, place: str) -> None:
        """Run Python, with await at its top as in a notebook."""
        missing = any(f"from {package}" in text and find_spec(package) is None for package in OPTIONAL)
        if missing or any(call in text for call in ONLINE):
            compile(text, place, "exec")
            return
        code = compile(text, place, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if code.co_flags & CO_COROUTINE:
            asyncio.run(FunctionType(code, self._names)())
        else:
            exec(code, self._names)

    def json(self, text: str, place: str) -> None:
        """Take the configuration of an MCP client: the command is ours, or the address is served."""
        told = json.loads(text)
        for server in (told.get("mcpServers") or told["servers"]).values():
            if "url" in server:
                assert routes.served("POST", urlsplit(server["url"]).path), place
            else:
                assert server["command"] == "paper-assistant"
                assert parser().parse_args(server["args"]).run
                assert set(server.get("env", {})) <= VARIABLES

    def console(self, text: str, place: str) -> None:
        """Run what a shell would, as far as it needs nothing but this program."""
        for line in text.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                self._command(words, line, place)

    def _command(self, words: list[str], line: str, place: str) -> None:
        match words:
            case ["make", target, *_]:
                assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), place
            case ["python", "-m", "pip", "install", *packages] | ["pip", "install", *packages]:
                _installable(packages, place)
            case ["export", assigned]:
                assert assigned.partition("=")[0] in VARIABLES, place
            case ["claude", "mcp", "add", *rest]:
                self._claude(rest, place)
            case ["uvicorn", "--factory", target]:
                module, _, name = target.partition(":")
                assert callable(getattr(import_module(module), name)), place
            case ["curl", *_]:
                _curled(words)
            case ["eval", program]:
                self._ours(program.removeprefix("$(").removesuffix(")"), place)
            case _:
                self._ours(line, place)

    def _claude(self, rest: list[str], place: str) -> None:
        if "--" in rest:
            program, *arguments = rest[rest.index("--") + 1 :]
            assert (program, bool(parser().parse_args(arguments).run)) == ("paper-assistant", True), place
        else:
            [address] = [word for word in rest if word.startswith("http:")]
            assert routes.served("POST", urlsplit(address).path), place

    def _ours(self, line: str, place: str) -> None:
        """Run commands of ours, through pipes of the shell where they are shown with some."""
        command = line.split("  #")[0].strip()
        if "|" in command:
            own = f"{shlex.quote(sys.executable)} -m assistant "
            shown = re.sub(r"\bpaper-assistant ", lambda _: own, command)
            done = subprocess.run(shown, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
            print(done.stdout)
            return
        program, *words = shlex.split(command)
        assert program == "paper-assistant", f"{place}: no way to check {line!r}"
        if words != ["--version"]:
            assert parser().parse_args(words).run
        if not " ".join(words).startswith(PARSED) and words != ["--version"]:
            assert main(words) == 0, f"{place}: {line}"


VARIABLES = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields} | {
    *("OPENAI_API_KEY", "OPENAI_BASE_URL"),
}


def _installable(packages: list[str], place: str) -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for package in packages:
        if package.startswith("."):
            extras = re.findall(r"\[(.*)\]", package)
            assert set(extras) <= set(told["optional-dependencies"]), place
        else:
            assert Requirement(package).name != told["name"], f"{place}: it is on no index; say pip install ."


def _curled(words: list[str]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed here")
    done = subprocess.run([*words, "-s", "--fail-with-body"], capture_output=True, text=True, check=True)
    print(done.stdout)


@pytest.fixture(scope="module")
def server(seed_home: Path) -> Iterator[str]:
    with (
        Assistant(Settings(home=seed_home, trace=False)) as assistant,
        serving(AssistantHolder(assistant)) as url,
    ):
        yield url


def scripted(asked: dict[str, Any]) -> str:
    """Answer as the models of the snippets would: with sub-questions where these are asked for."""
    if "sub_question" in json.dumps(asked):
        questions = [{"sub_question": "What is CuBERT?", "tool_name": "ask_papers"}]
        return json.dumps({"items": questions})
    return "The papers say so."


@pytest.mark.filterwarnings("ignore")  # of libraries that the snippets use as their own docs do
@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_runs(
    page: str,
    server: str,
    seed_copy: Path,
    fake_openai: FakeOpenAI,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(seed_copy))
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    fake_openai.respond = scripted
    runner, root = Runner(server, fake_openai.url), get_dispatcher()
    handlers = list(root.span_handlers)
    try:
        for block in blocks(page):
            runner.run(block)
    finally:
        root.span_handlers[:] = handlers
        for value in runner._names.values():
            if isinstance(value, Assistant):
                value.close()
    told = capsys.readouterr().out
    assert [said for said in PAGES[page] if said not in told] == []


def test_every_link_of_the_pages_leads_somewhere() -> None:
    for page in sorted((ROOT / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for link, anchor in re.findall(r"\]\(([\w.-]+\.md)(?:#([\w-]+))?\)", text):
            headings = re.findall(r"^#+ (.*)$", (page.parent / link).read_text("utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
            assert not anchor or anchor in anchors, f"{page.name}: {link}#{anchor}"
