"""What the tests of the evaluation share: four papers, answers made by hand, a scripted assistant."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant import Answer, AssistantError, Citation, Hit, Paper, Passage, Turn, Usage, Verdict

PAPERS = tuple(
    Paper(id=name, title=title, abstract=abstract)
    for name, title, abstract in (
        ("bytes", "Models of Bytes", "We read bytes. No tokenizer is needed. It reaches 25,578 points."),
        ("chars", "Models of Characters", "We read characters. The vocabulary has 300 entries."),
        ("words", "Models of Words", "We read whole words. It uses a large vocabulary."),
        ("pixels", "Models of Pixels", "We read pixels of drawn text."),
    )
)
BY_ID = {paper.id: paper for paper in PAPERS}


def citation(number: int, paper_id: str, quote: str) -> Citation:
    """Cite words of an abstract."""
    paper = BY_ID[paper_id]
    start = paper.abstract.index(quote)
    return Citation(
        number=number, paper_id=paper_id, title=paper.title, quote=quote, start=start, end=start + len(quote)
    )


def answer(text: str, *citations: Citation, **changes: Any) -> Answer:
    """Make an answer; a lookup that was answered unless told otherwise."""
    values = {"question": "?", "standalone": "?", "kind": "lookup", "status": "answered"} | changes
    return Answer(text=text, citations=citations, **values)


def lists(*paper_ids: str, **changes: Any) -> Answer:
    """Make a set answer that cites the first sentence of each paper."""
    firsts = [BY_ID[each].abstract.split(". ")[0].rstrip(".") for each in paper_ids]
    citations = [
        citation(number, each, first)
        for number, (each, first) in enumerate(zip(paper_ids, firsts, strict=True), 1)
    ]
    text = "\n".join(f"- “{each.quote}” [{each.number}]" for each in citations)
    return answer(text, *citations, **({"kind": "set"} | changes))


def verdict(paper_id: str, judgement: str) -> Verdict:
    """Judge a paper."""
    return Verdict.model_validate(
        {"paper_id": paper_id, "title": BY_ID[paper_id].title, "verdict": judgement, "reason": "so it is"}
    )


def hit(paper_id: str) -> Hit:
    """Find a paper."""
    text = BY_ID[paper_id].abstract
    return Hit(BY_ID[paper_id], Passage(paper_id, paper_id, "chunk", "abstract", 0, len(text), text), 1.0)


class FakeAssistant:
    """Says what ``says`` holds for a question (an answer, or an error to raise); remembers what was asked."""

    def __init__(
        self,
        says: Mapping[str, Answer | Exception],
        ranking: Sequence[str] = ("bytes", "chars", "words", "pixels"),
    ) -> None:
        self.says = dict(says)
        self.ranking = ranking
        self.asked: list[tuple[str, ...]] = []
        self.before: Callable[[str], None] = lambda question: None
        self._lock = threading.Lock()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        with self._lock:
            self.asked.append((*(turn.question for turn in history), question))
        self.before(question)
        said = self.says[question]
        if isinstance(said, Exception):
            raise said
        return said.model_copy(update={"question": question, "standalone": question})

    def search(self, query: str, k: int = 10) -> list[Hit]:
        return [hit(paper_id) for paper_id in self.ranking][:k]

    def papers(self) -> tuple[Paper, ...]:
        return PAPERS

    def close(self) -> None:
        pass


CASES = """\
cases:
  - id: no-tokenizer
    kind: set
    turns: ['Which papers need no tokenizer?']
    required: ['Models of Bytes', chars]
    allowed: [pixels]
    tags: [tune]
  - id: points
    kind: lookup
    turns: ['How many points?']
    required: [bytes]
    answer: ['25,578']
    tags: [held]
  - id: speed
    kind: lookup
    turns: ['How fast is it?']
    expect: no_evidence
    tags: [tune]
  - id: then-vocabulary
    kind: lookup
    turns: ['Which papers need no tokenizer?', 'How many entries has its vocabulary?']
    required: [chars]
    answer: ['/\\b300\\b/']
    tags: [held]
"""


def perfect() -> dict[str, Answer | Exception]:
    """Return the right answers to CASES."""
    return {
        "Which papers need no tokenizer?": lists("bytes", "chars"),
        "How many points?": answer(
            "It reaches 25,578 points [1].", citation(1, "bytes", "It reaches 25,578 points")
        ),
        "How fast is it?": answer("The papers do not say.", status="no_evidence"),
        "How many entries has its vocabulary?": answer(
            "The vocabulary has 300 entries [1].", citation(1, "chars", "The vocabulary has 300 entries")
        ),
    }


def write_cases(folder: Path, text: str = CASES) -> Path:
    """Write a file of cases."""
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


class OutOfOrderError(AssistantError):
    """An error of the engine's, for tests."""

    exit_code = 4


def usage(requests: int, tokens: int) -> Usage:
    """Spend tokens."""
    return Usage(requests=requests, prompt_tokens=tokens)
