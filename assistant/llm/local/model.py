"""A chat model that runs in a child process of this one, spoken to like any endpoint."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.errors import ModelUnavailable, SettingsError
from assistant.llm.chat import Json, Message, Reply, ReplyStream
from assistant.llm.endpoint import Endpoint
from assistant.llm.llama_index import LlamaModel
from assistant.llm.local.download import Progress
from assistant.llm.local.files import local_file, local_name
from assistant.llm.local.gguf import read_header
from assistant.llm.local.memory_fit import fit_model
from assistant.llm.local.process import LaunchSpec, LocalServer, can_run, missing_extra
from assistant.settings import Settings
from assistant.text.tokens import count_tokens

if TYPE_CHECKING:
    from assistant.types import Paper

# Seconds to wait for a local model unless the user set a patience: reading a full context takes minutes.
PATIENCE_S = 900.0
# Seconds that it may take to learn that a process which stopped answering has ended.
_ENDING_S = 1.0
_USUAL_PATIENCE_S = Settings.model_fields["timeout_s"].default
# Judgements that the mean is taken over.
_RECENT = 20


class LocalModel:
    """A ChatModel in a child process, which is started anew when it has ended; ``close`` ends it.

    ``order`` tells what is served, ``pace`` how fast it judges.
    """

    def __init__(self, launch: LaunchSpec, settings: Settings) -> None:
        """Start it; raises SettingsError and ModelUnavailable as LocalServer does."""
        self.launch = launch
        self.pace = Pace()
        self.name = launch.name
        # Part of the keys of stored replies, so it must stay the same from start to start.
        self.endpoint = f"this machine, {_identity(launch.file)}"
        self.context_window = launch.fit.context
        self._lock = threading.Lock()
        self._settings = settings.replace(
            model=launch.name,
            context_window=launch.fit.context,
            timeout_s=PATIENCE_S if settings.timeout_s == _USUAL_PATIENCE_S else settings.timeout_s,
        )
        self._running: tuple[LocalServer, LlamaModel] | None = None
        self._closed = False
        self.server()

    @property
    def note(self) -> str:
        """One or two sentences for the user: where the model runs, and how fast it judges."""
        sentence = f"The model {self.name} runs on this machine, on {_threads(self.launch.fit.threads)}."
        if self.pace.seconds is not None:
            sentence += f" It judges a paper in about {self.pace.seconds:.1f} s."
        if self.launch.fit.cached_share < 0.9:
            sentence += (
                f" Free memory holds about {self.launch.fit.cached_share:.0%} of the papers' readings, "
                "so the others are read again for each question."
            )
        return sentence

    @property
    def gives_logprobs(self) -> bool:
        return self._running is None or self._running[1].gives_logprobs

    def server(self) -> LocalServer:
        """Return the running server, started anew if it has ended."""
        return self._open()[0]

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: Json = False
    ) -> Reply:
        server, model = self._open()
        begun = time.monotonic()
        try:
            reply = model.complete(messages, max_tokens=max_tokens, logprobs=logprobs, json=json)
        except ModelUnavailable as error:
            raise self._explained(error, server) from error
        if logprobs:
            self.pace.note(begun, time.monotonic())
        return reply

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> ReplyStream:
        return ReplyStream(self._pieces(messages, max_tokens))

    def _pieces(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, Reply]:
        server, model = self._open()
        try:
            with model.stream(messages, max_tokens=max_tokens) as pieces:
                yield from pieces
        except ModelUnavailable as error:
            raise self._explained(error, server) from error
        assert pieces.reply is not None
        return pieces.reply

    def count(self, text: str) -> int:
        return count_tokens(text)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._shut()

    def _open(self) -> tuple[LocalServer, LlamaModel]:
        with self._lock:
            if self._closed:
                raise ModelUnavailable(
                    f"The local model {self.name} has been closed. Open the assistant anew."
                )
            if self._running and self._running[0].ended():
                self._shut()
            if self._running is None:
                server = LocalServer(self.launch)
                self._running = server, LlamaModel.at(Endpoint(server.url, server.key), self._settings)
            return self._running

    def _shut(self) -> None:
        if self._running is not None:
            server, model = self._running
            self._running = None
            model.close()
            server.close()

    def _explained(self, error: ModelUnavailable, server: LocalServer) -> ModelUnavailable:
        ended = server.ended(_ENDING_S)
        if not ended:
            return error
        return ModelUnavailable(
            f"Expected a reply of the local model {self.name}, but its process {ended}, perhaps for want of "
            "memory. Ask again: it is started anew.",
            retryable=True,
        )


def open_local(
    settings: Settings, papers: Iterable[Paper] = (), progress: Progress | None = None
) -> LocalModel:
    """Start the model that ``settings.local_model`` names, with a cache that holds the readings of ``papers``.

    ``progress`` is told bytes done and in all while a known model is fetched. Raises SettingsError when the
    setting does not fit or the extra is not installed, ModelUnavailable when the model cannot be downloaded or
    loaded, or takes more memory than is free.
    """
    if not can_run():
        raise SettingsError(missing_extra())
    model = settings.local_model or ""
    file = local_file(model, settings.home, settings.model_mirror, progress)
    lengths = [
        count_tokens(f"{paper.title} {paper.abstract}") for paper in islice(papers, settings.judge_budget)
    ]
    fit = fit_model(
        read_header(file),
        file,
        context=settings.context_window,
        paper_tokens=sum(lengths),
        papers=len(lengths),
    )
    readings = settings.shelf_folder / "readings" / _identity(file)
    log = settings.home / "logs" / "local-model.log"
    return LocalModel(LaunchSpec(file, local_name(model), fit, readings, log), settings)


def _identity(file: Path) -> str:
    """Tell a file from another, or from an earlier state of itself (12 hex digits)."""
    seen = file.stat()
    return hashlib.sha256(f"{file} {seen.st_size} {seen.st_mtime_ns}".encode()).hexdigest()[:12]


def _threads(count: int) -> str:
    return "one thread" if count == 1 else f"{count} threads"


class Pace:
    """Seconds a judgement, over the recent ones, on a server that answers one request after the other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._last = 0.0

    def note(self, begun: float, ended: float) -> None:
        """Take in a judgement that was asked for at ``begun`` and came at ``ended`` (seconds of one clock).

        While others were before it in the queue it only waited, so its time begins where theirs ended.
        """
        with self._lock:
            self._recent.append(max(ended - max(begun, self._last), 0.0))
            self._last = ended

    @property
    def seconds(self) -> float | None:
        """The mean, None before the first judgement."""
        with self._lock:
            return sum(self._recent) / len(self._recent) if self._recent else None
