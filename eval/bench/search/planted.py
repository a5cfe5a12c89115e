"""Are matches found that lie scattered in rank over a large shelf?

``python -m eval.bench.search.planted --papers FILE``. The papers of the file make a shelf, or ``--shelf`` names one.
For each question, papers are planted as its only right answers, at evenly spaced ranks of the retrieval, down to the
end of the judge's budget. A scripted judge that knows them stands in for the language model, so what is lost is lost
between retrieval and reader, not by a model's judgement.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from llama_index.core.base.llms.types import CompletionResponse, LLMMetadata
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.callbacks import llm_completion_callback

from assistant import Answer, Assistant, Done, Settings, Stage

from ...dataset.cases import Shelf
from ...dataset.shelves import sampled, shelf_settings
from ...progress import steps

# A question and what it is retrieved by: negation is left out, for no retrieval reads it.
QUESTIONS = {
    "Which papers evaluate language models on code?": "evaluate language models on code",
    "Which papers generate videos?": "generate videos",
    "Which papers avoid human labels?": "human labels",
}
_PAPER = re.compile(r'<paper number="(\d+)">\n<title>(.*?)</title>', re.DOTALL)


class KnowingJudge(CustomLLM):
    """Says match of the papers it was told, by title, and of no other."""

    _right: frozenset[str] = PrivateAttr(default=frozenset())

    @property
    def metadata(self) -> LLMMetadata:
        """The context window bounds the batches."""
        return LLMMetadata(context_window=32_768, num_output=2048, model_name="scripted-judge")

    def plant(self, titles: Sequence[str]) -> None:
        """Know these titles as the right ones from now on."""
        self._right = frozenset(map(_plain, titles))

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """Reply to a judging request with a verdict on each paper shown, else with an empty summary."""
        entries = []
        for number, title in _PAPER.findall(prompt):
            right = _plain(title) in self._right
            entry = {"verdict": "match", "sentence": 1, "reason": "planted"} if right else {"verdict": "no"}
            entries.append({"paper": int(number), **entry})
        return CompletionResponse(text=json.dumps({"verdicts": entries, "summary": ""}))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
        """Not needed: a judge does not stream."""
        raise NotImplementedError("the scripted judge does not stream")


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each question; return 1 when a planted paper was not found or the budget was passed."""
    options = parser().parse_args(argv)
    settings = Settings(**({"home": options.home} if options.home else {}))
    judge = KnowingJudge()
    lost = 0
    with closing(_opened(options, settings, judge)) as assistant:
        budget = assistant.settings.judge_budget
        print(
            f"{len(assistant.papers()):,} papers, {options.planted} planted a question, at most {budget} judged"
        )
        for question, topic in QUESTIONS.items():
            ranked = [hit.paper for hit in assistant.search(topic, budget)]
            step = max(len(ranked) // options.planted, 1)
            planted = ranked[step - 1 :: step][: options.planted]
            judge.plant([paper.title for paper in planted])
            begun = time.perf_counter()
            answer, stages = _ask(assistant, question)
            seconds = time.perf_counter() - begun
            matched = {verdict.paper_id for verdict in answer.verdicts if verdict.verdict == "match"}
            found = len(matched & {paper.id for paper in planted})
            wrong = len(matched) - found
            lost += (len(planted) - found) + wrong + (answer.judged.papers - answer.judged.sampled > budget)
            print(
                f"{question:<50} found {found} of {len(planted)}, wrong {wrong}; judged {answer.judged.papers} of "
                f"{answer.judged.of:,}; {answer.usage.requests} requests, {stages} steps of progress, {seconds:.1f} s"
            )
    return 1 if lost else 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.planted", description=__doc__)
    shelf = arguments.add_mutually_exclusive_group(required=True)
    shelf.add_argument("--papers", type=Path, metavar="FILE", help="JSON lines with id, title, abstract")
    shelf.add_argument("--shelf", metavar="NAME", help="a shelf that is indexed already")
    arguments.add_argument("--planted", type=int, default=12, metavar="N", help="right papers a question")
    arguments.add_argument("--home", type=Path, metavar="DIR", help="where the shelf is kept")
    return arguments


def _opened(options: argparse.Namespace, settings: Settings, judge: KnowingJudge) -> Assistant:
    with steps("paper") as progress:
        if options.shelf:
            return Assistant(settings.replace(shelf=options.shelf), llm=judge, progress=progress)
        papers = sampled(Shelf(source=str(options.papers)), Path(), None)
        assistant = Assistant(shelf_settings(papers, settings, "planted"), llm=judge, progress=progress)
        assistant.add(papers, replace=True)
        return assistant


def _ask(assistant: Assistant, question: str) -> tuple[Answer, int]:
    stages = 0
    for event in assistant.stream(question):
        stages += isinstance(event, Stage) and event.name == "screen"
        if isinstance(event, Done):
            return event.answer, stages
    raise AssertionError("a stream of events ends with Done")


def _plain(title: str) -> str:
    """Return a title as prompts show it, in a form that does not depend on how they fence it."""
    return " ".join(re.findall(r"\w+", html.unescape(title).casefold()))


if __name__ == "__main__":
    raise SystemExit(main())
