"""What is public is listed, is there, and costs nothing until it is used."""

from __future__ import annotations

import ast
import importlib
import json
from pathlib import Path

import pytest

import assistant
from assistant.errors import AssistantError
from tests.support.processes import ROOT, run_python

PUBLIC = set(
    "Assistant Conversation Settings Answer Citation Verdict Judged Usage Timings Paper Passage Hit Turn Added "
    "Event Stage Token Done AssistantError SettingsError PapersError IndexUnavailable ModelUnavailable BadReply "
    "bundled_papers open_embedder sentence_spans MiniLM".split()
)


def test_the_public_names_are_those_that_others_may_rely_on() -> None:
    assert set(assistant.__all__) >= PUBLIC
    assert len(set(assistant.__all__)) == len(assistant.__all__)
    assert not [name for name in assistant.__all__ if name.startswith("_")]


@pytest.mark.parametrize("name", assistant.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(assistant, name)
    assert name in dir(assistant)
    assert name == "Event" or found.__doc__


def test_type_checkers_see_the_same_names_as_users() -> None:
    tree = ast.parse(Path(assistant.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(seen) == set(assistant.__all__)
    for name, module in seen.items():
        assert getattr(importlib.import_module(str(module)), name) is getattr(assistant, name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Asistant"):
        _ = assistant.Asistant


def test_every_error_that_we_raise_derives_from_one() -> None:
    errors = importlib.import_module("assistant.errors")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, AssistantError) and kind.exit_code in (1, 2, 3, 4) for kind in kinds)
    assert {kind.__name__ for kind in kinds} <= set(assistant.__all__)


HEAVY = (
    "llama_index chromadb onnxruntime openai gradio numpy tokenizers tiktoken bm25s pydantic sqlite3".split()
)


def test_importing_the_package_loads_nothing_heavy_and_writes_nothing(tmp_path: Path) -> None:
    script = """
import json, os, sys
home = sys.argv[1]
os.environ.update(HOME=home, XDG_DATA_HOME=home, XDG_CACHE_HOME=home, XDG_CONFIG_HOME=home)
os.chdir(home)
sys.path.insert(0, sys.argv[2])
sys.dont_write_bytecode = True
import assistant
light = sorted({name.partition(".")[0] for name in sys.modules})
from assistant import Settings, Answer, Paper, AssistantError
Settings()
typed = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps([light, typed]))
"""
    done = run_python(script, tmp_path, ROOT)
    assert done.returncode == 0, done.stderr
    light, typed = json.loads(done.stdout)
    assert not set(HEAVY) & set(light)
    assert not {"llama_index", "chromadb", "onnxruntime", "openai", "gradio", "numpy"} & set(typed)
    assert list(tmp_path.iterdir()) == []


def test_importing_the_facade_opens_nothing_and_loads_no_model_library(tmp_path: Path) -> None:
    script = """
import sys
from assistant import Assistant
print(sorted({"llama_index", "chromadb", "onnxruntime", "openai", "gradio"} & set(sys.modules)))
"""
    done = run_python(script)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


# What fits a model to questions, or measures one step of answering, has to look at that step.
STEPS = {ROOT / "eval" / "bench" / f"{name}.py" for name in ("roles", "sets", "train_sets")}


@pytest.mark.parametrize("folder", ["ui", "eval"])
def test_the_page_and_the_evaluation_use_public_names_only(folder: str) -> None:
    for file in sorted(set((ROOT / folder).rglob("*.py")) - STEPS):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not [alias for alias in node.names if alias.name.startswith("assistant.")], file
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "assistant":
                assert node.module == "assistant", f"{file} imports from {node.module}"
                assert {alias.name for alias in node.names} <= set(assistant.__all__), file
