"""Have a local model read papers in advance, and keep what it has read across restarts.

A reading is the state of the model after a judging prompt's instructions and one paper. llama.cpp keeps those
it met in memory while it runs; its slot can be saved to a file, and restored in milliseconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import httpx

from assistant.errors import BadReply, ModelUnavailable
from assistant.judging.judge import yes_no_gap
from assistant.judging.rubric import Rubric
from assistant.llm.local.model import LocalModel
from assistant.llm.local.process import LocalServer
from assistant.llm.prompting.prompt_files import prompts_hash
from assistant.llm.prompting.prompts import messages, paper_block
from assistant.types import Paper

# Any question will do: the paper stands before it.
_QUESTION = Rubric("Is this paper about language?")
# Bytes of disk that readings leave free.
KEEP_FREE = 2 * 2**30
_PATIENCE_S = 60.0

Progress = Callable[[int, int], object]  # papers read, papers in all


def remember(model: LocalModel, papers: Iterable[Paper]) -> int:
    """Restore the readings of ``papers`` that are on disk, and return how many there were.

    One that cannot be restored (damaged, or of another version of llama.cpp) is removed. Raises ModelUnavailable.
    """
    folder, restored = model.launch.readings, 0
    kept = [name for name in map(_file_name, papers) if (folder / name).exists()]
    with _Slot(model.server()) as slot:
        for name in kept:
            if slot.restore(name):
                restored += 1
                _set_aside(model)
            else:
                (folder / name).unlink(missing_ok=True)
    return restored


def read_in_advance(
    model: LocalModel,
    papers: Sequence[Paper],
    progress: Progress,
    *,
    stopped: Callable[[], bool] = lambda: False,
    keep_free: int = KEEP_FREE,
) -> int:
    """Have ``model`` read each paper whose reading is not on disk; return how many those were.

    A reading is kept on disk as long as ``keep_free`` bytes stay free there; those of papers that are gone,
    and of other models, are removed. Questions may be asked meanwhile. Raises ModelUnavailable.
    """
    folder = model.launch.readings
    names = [_file_name(paper) for paper in papers]
    _remove_others(folder, set(names))
    todo = [(paper, name) for paper, name in zip(papers, names, strict=True) if not (folder / name).exists()]
    for done, (paper, name) in enumerate(todo, len(papers) - len(todo)):
        progress(done, len(papers))
        if stopped():
            return done - (len(papers) - len(todo))
        with suppress(BadReply):  # a model that says neither yes nor no has read it all the same
            yes_no_gap(paper, _QUESTION, model)
        if shutil.disk_usage(folder).free > keep_free:
            with _Slot(model.server()) as slot:
                slot.save(name)
    if todo:
        _set_aside(model)
    progress(len(papers), len(papers))
    return len(todo)


def _set_aside(model: LocalModel) -> None:
    """Have llama.cpp move what the slot holds to its cache, by beginning something else.

    What is begun shares the instructions with every reading, else the reading that begins most like it would be
    taken out of the cache, and lost.
    """
    nothing = messages(
        "judge_yes_no", paper=paper_block(Paper(id="-", title="-")), criterion=str(Rubric("-"))
    )
    with suppress(BadReply):
        model.complete(nothing, max_tokens=1)


class _Slot:
    """The one conversation that the server works on at a time."""

    def __init__(self, server: LocalServer) -> None:
        self._http = httpx.Client(
            base_url=server.url.removesuffix("/v1"),
            headers={"Authorization": f"Bearer {server.key}"},
            timeout=_PATIENCE_S,
            trust_env=False,  # a proxy for the outside world cannot reach this machine
        )

    def restore(self, name: str) -> bool:
        """Load a reading; tell whether that went well."""
        return self._post("/slots/0?action=restore", {"filename": name}).is_success

    def save(self, name: str) -> None:
        """Keep what the slot holds; a file that cannot be written is only read again next time."""
        self._post("/slots/0?action=save", {"filename": name})

    def _post(self, path: str, body: dict[str, object]) -> httpx.Response:
        try:
            return self._http.post(path, json=body)
        except httpx.HTTPError as error:
            raise ModelUnavailable(
                "Expected the local model to read the papers in advance, but its process does not answer "
                f"({type(error).__name__}). It is started anew with the next question.",
                retryable=True,
            ) from error

    def __enter__(self) -> _Slot:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()


def _file_name(paper: Paper) -> str:
    return f"{paper.content_hash()}-{prompts_hash()}.bin"


def _remove_others(folder: Path, wanted: set[str]) -> None:
    for file in folder.glob("*.bin"):
        if file.name not in wanted:
            file.unlink(missing_ok=True)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
