"""Scripted language models for FakeOpenAI: they read our prompts as a model would, and reply by rule."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.llm.chat import Json, Message, Reply, ReplyStream
from assistant.llm.prompting.prompt_files import fenced, load
from assistant.types import Usage
from tests.support.fakes import Canned, Text

_BLOCK = re.compile(
    r'<paper(?: number="(?P<number>\d+)")?>\n<title>(?P<title>.*?)</title>\n(?P<body>.*?)\n</paper>',
    re.DOTALL,
)
_QUESTION = re.compile(r"^Question: (.*)$", re.MULTILINE)
TASKS = (
    "judge_yes_no",
    "judge_batch",
    "explain_matches",
    "summary",
    "rubric",
    "follow_up",
    "kind",
    "compare",
    "compare_column",
    "answer",
)
YES, NO = {"yes": -0.0001, "no": -10.0}, {"no": -0.0001, "yes": -10.0}

# Says whether the paper of this title belongs in the answer to this question.
Gold = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper as a prompt shows it; ``lines`` are its numbered sentences."""

    number: int
    title: str
    lines: tuple[str, ...]


def task(asked: dict[str, Any]) -> str:
    """Return the name of the prompt that a request was made from."""
    system = asked["messages"][0]["content"]
    return next(name for name in TASKS if system[:60] == load(name).system[:60])


def prompt(asked: dict[str, Any]) -> str:
    """Return the user's part of a request, the first one."""
    return str(asked["messages"][1]["content"])


def shown(asked: dict[str, Any]) -> list[Shown]:
    """Return the papers that a request shows."""
    return [
        Shown(int(found["number"] or 1), found["title"], tuple(found["body"].splitlines()))
        for found in _BLOCK.finditer(prompt(asked))
    ]


def question(asked: dict[str, Any]) -> str:
    """Return the question of a judging request."""
    return _QUESTION.findall(prompt(asked))[-1]


def verdicts(entries: Sequence[dict[str, Any]], **more: Any) -> str:
    """Return a judge's reply."""
    return json.dumps({"verdicts": list(entries), **more})


def entry(
    paper: int, verdict: str = "match", sentence: Any = 1, reason: Any = "It says so."
) -> dict[str, Any]:
    """Return one entry of a judge's reply."""
    return {"paper": paper, "verdict": verdict, "sentence": sentence, "reason": reason}


def judge(gold: Gold) -> Callable[[dict[str, Any]], Canned]:
    """Return a judge that knows the gold: by log-probabilities, by JSON, and when explaining matches."""

    def respond(asked: dict[str, Any]) -> Canned:
        name = task(asked)
        papers = shown(asked)
        if name == "judge_yes_no":
            right = gold(question(asked), papers[0].title)
            return Text("yes" if right else "no", top=YES if right else NO)
        if name == "rubric":
            return json.dumps({"counts_if": "it says so", "does_not_count_if": "", "partly_if": ""})
        if name == "judge_batch":
            told = [(paper.number, gold(question(asked), paper.title)) for paper in papers]
            return verdicts(
                [entry(number) if right else {"paper": number, "verdict": "no"} for number, right in told]
            )
        if name == "summary":
            return json.dumps({"summary": "They agree " + "".join(f"[{p.number}]" for p in papers)})
        if name == "explain_matches":
            reasons = [{"paper": paper.number, "sentence": 1, "reason": "It says so."} for paper in papers]
            return json.dumps(
                {"reasons": reasons, "summary": "They agree " + "".join(f"[{p.number}]" for p in papers)}
            )
        raise AssertionError(f"a judge was asked to {name}")

    return respond


class InProcess:
    """A ChatModel without a wire, for judging thousands of papers in a test; small if it tells log-probabilities."""

    endpoint, context_window = "nowhere", 32_000

    def __init__(self, respond: Callable[[dict[str, Any]], Canned], *, gives_logprobs: bool = True) -> None:
        self._respond = respond
        self.gives_logprobs = gives_logprobs
        self.name = f"in-process-{1.5 if gives_logprobs else 70}b"

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: Json = False
    ) -> Reply:
        said = self._respond({"messages": [asdict(message) for message in messages]})
        text, top = (said.text, said.top) if isinstance(said, Text) else (str(said), None)
        return Reply(text, Usage(requests=1), top if logprobs and top else {})

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> ReplyStream:
        raise AssertionError("judging does not stream")

    def count(self, text: str) -> int:
        return len(text.split())

    def close(self) -> None:
        """Nothing is open."""


def only(*titles: str) -> Gold:
    """Return the gold of which exactly these titles are right, whatever is asked."""
    known = {" ".join(fenced(title).split()) for title in titles}
    return lambda question, title: " ".join(title.split()) in known
