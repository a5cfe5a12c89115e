"""What is public is listed, is there, and costs nothing until it is used."""

from __future__ import annotations

import ast
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import assistant
from assistant.errors import AssistantError
from tests.support.each_row import each_row
from tests.support.processes import ROOT, run_python

# A name that is added here is kept for good: others rely on it.
PUBLIC = set(
    "Assistant Conversation Settings Answer Citation Verdict Judged Usage Timings Paper Passage Hit Turn "
    "Nearest Completion Overview Suggestion Topic "
    "Event Stage Token Done Added FileReport Import Rejected Arrivals Indexing "
    "AssistantError SettingsError PapersError IndexUnavailable ModelUnavailable BadReply InventedFigures "
    "Cancelled PendingAnswer count_tokens list_shelves remove_shelf Listed "
    "bundled_papers file_reports read_papers read_bytes on_shelf recall_turn open_embedder sentence_spans prompts_hash "
    "BEGINS_ANEW readable without_formula inert_json inert_terminal private_umask private_opener "
    "Filter cluster_papers content_words ModelChoice ModelState FoundModels TriedModel "
    "BrowseSpec PapersPage ListedPaper Facets paper_page "
    "fetch fetch_hosts only_references Fetched FoundPaper NotFound ZoteroSync "
    "Column Cell Row Table column_of known_columns export_table".split()
)


CACHE = str(ROOT / ".mypy_cache" / "tests")
HEAVY = (
    "llama_index chromadb onnxruntime openai gradio numpy tokenizers tiktoken bm25s pydantic sqlite3".split()
)


def test_the_public_names_are_exactly_those_that_others_may_rely_on() -> None:
    assert set(assistant.__all__) == set(dir(assistant)) == PUBLIC
    assert len(assistant.__all__) == len(PUBLIC)


@each_row("name", assistant.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(assistant, name)
    assert name == "Event" or found.__doc__


def test_type_checkers_see_the_types_of_an_app_that_embeds_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        """
from assistant import Answer, Assistant, Citation, Done, Settings

engine = Assistant(Settings())
answer: Answer = engine.ask("Which?")
quotes: list[str] = [citation.quote for citation in answer.citations]
number: str = answer.citations[0].number
events: list[Done] = [event for event in engine.stream("Which?") if isinstance(event, Done)]
engine.asc("Which?")
events_of = engine.stream("Which?")
events_of.close()
engine.conversation().stream("Which?", within=["p"]).close()

from assistant import Librarry
""",
        encoding="utf-8",
    )
    # Libraries are left out, and what of ours lies behind the names that an app sees: they take most of the time.
    behind = (each.parent.name for each in (ROOT / "assistant").glob("*/__init__.py"))
    inner = (f"assistant.{name}" for name in behind if name not in ("facade", "types"))
    libraries = ",".join(f"{name}.*" for name in (*HEAVY, *inner))
    (tmp_path / "mypy.ini").write_text(
        f"[mypy]\nstrict = true\nfollow_imports = silent\n[mypy-{libraries}]\nfollow_imports = skip\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        # What it knows of our modules is kept from run to run, beside what `make types` keeps.
        [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", CACHE, "app.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        text=True,
        capture_output=True,
        check=False,
    )
    found = [
        (line.split(":")[1], line.rpartition("[")[2]) for line in done.stdout.splitlines() if "error:" in line
    ]
    assert found == [("7", "assignment]"), ("9", "attr-defined]"), ("14", "attr-defined]")], done.stdout


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Asistant"):
        _ = assistant.Asistant


def test_every_error_that_we_raise_derives_from_one() -> None:
    errors = importlib.import_module("assistant.errors")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, AssistantError) and kind.exit_code in (1, 2, 3, 4) for kind in kinds)
    assert {kind.__name__ for kind in kinds} == {
        *("AssistantError", "SettingsError", "PapersError", "IndexUnavailable"),
        *("ModelUnavailable", "BadReply", "InventedFigures", "Cancelled"),
    }
    assert {kind.__name__ for kind in kinds} <= set(assistant.__all__)


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


@each_row("folder", ["ui", "eval"])
def test_the_page_and_the_evaluation_use_public_names_only(folder: str) -> None:
    for file in sorted(set((ROOT / folder).rglob("*.py")) - set((ROOT / "eval" / "bench").rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not [alias for alias in node.names if alias.name.startswith("assistant.")], file
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "assistant":
                assert node.module == "assistant", f"{file} imports from {node.module}"
                assert {alias.name for alias in node.names} <= set(assistant.__all__), file


@each_row("folder", ["assistant", "ui", "eval"])
def test_no_module_is_found_by_a_name_that_an_app_may_have(folder: str) -> None:
    """In the wheel the page is ``assistant.ui``: within it only ``from .server import ...`` finds our own."""
    for file in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                named = [str(node.module)]
            assert not {name.split(".")[0] for name in named} & {"ui", "eval", "prompts"}, (
                f"{file}, line {node.lineno}: import it relatively "
                "(a prompt: through assistant.llm.prompting.prompt_files)"
            )
