"""What the commands print: answers and data on stdout, progress and notes on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from types import TracebackType
from typing import Any

from assistant.assistant import Assistant
from assistant.events import Done, Event, Stage, Token
from assistant.settings import Settings
from assistant.text.wording import HOW_TO_SET, inert_json, papers_count, plain, readable
from assistant.types import Answer, Filter, Hit


class Bars:
    """Progress bars on stderr, one for each step, only when stderr is a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._name = ""

    def __call__(self, name: str, done: int, total: int) -> None:
        if name == "tokens":  # before a remote model is asked for much
            print(f"{papers_count(total)} are to be embedded, about {done:,} tokens.", file=sys.stderr)
            return
        if not sys.stderr.isatty() or not total:
            return
        from tqdm import tqdm

        if name != self._name:
            self.close()
            self._bar, self._name = (
                tqdm(total=total, initial=done, desc=name, unit="paper", file=sys.stderr, leave=False),
                name,
            )
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar, self._name = None, ""


class Opened(AbstractContextManager[Assistant]):
    """An Assistant that shows progress while it opens; ``quiet`` about papers that the command embeds itself."""

    def __init__(self, settings: Settings, *, rebuild: bool = False, quiet: bool = False) -> None:
        self._bars = Bars()
        self._assistant = Assistant(settings, progress=self._bars, rebuild=rebuild)
        self._bars.close()
        notes = self._assistant.opening_notes if quiet else self._assistant.notes
        for note in notes:
            if note != self._assistant.model_note:  # of interest to those who ask
                print(readable(note), file=sys.stderr)

    def __enter__(self) -> Assistant:
        return self._assistant

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.close()
        self._assistant.close()


def ask(
    settings: Settings,
    questions: Sequence[str],
    *,
    as_json: bool,
    as_events: bool = False,
    stream: bool,
    within: Sequence[str] | None = None,
    filters: Sequence[Filter] = (),
    waived: Sequence[Filter] = (),
) -> None:
    """Answer the questions as one conversation; the limits hold for each of them."""
    with Opened(settings) as assistant:
        _print_note(before := assistant.model_note)
        talk = assistant.conversation()
        limits: Any = {"within": within, "filters": filters, "waived": waived}
        for number, question in enumerate(questions):
            if as_json:
                print_json(talk.ask(question, **limits).model_dump(mode="json"))
                continue
            if as_events:
                for event in talk.stream(question, **limits):
                    print_json(event_json(event))
                continue
            if number:
                print(readable(f"\n> {question}\n"))
            printer = _Printer(live=stream and sys.stdout.isatty())
            for event in talk.stream(question, **limits):
                printer.show(event)
        if assistant.model_note != before:  # it tells how fast the model was
            _print_note(assistant.model_note)
        if assistant.composer == "extractive" and sys.stderr.isatty():
            _print_note(HOW_TO_SET)


def _print_note(note: str) -> None:
    if note:
        print(readable(note), file=sys.stderr)


class _Printer:
    """Shows the events of one answer: tokens as they come on a terminal, else the finished text."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._printed = False
        self._line = ""
        self._counting = 0  # characters of a line of progress that stands on stderr

    def show(self, event: object) -> None:
        if self._counting:
            print(f"\r{' ' * self._counting}\r", end="", file=sys.stderr, flush=True)
            self._counting = 0
        if isinstance(event, Stage):
            self._stage(event)
        elif isinstance(event, Token) and self._live:
            self._tokens(event.text)
        elif isinstance(event, Done):
            self._done(event.answer)

    def _stage(self, stage: Stage) -> None:
        if self._printed and stage.name == "compose":
            print("\n[the answer begins anew]\n", flush=True)
            self._printed, self._line = False, ""
        if self._live and stage.total and sys.stderr.isatty():
            left = f", {stage.left}" if stage.left else ""
            line = f"{stage.name}: {stage.done} of {stage.total}{left}"
            print(line, end="", file=sys.stderr, flush=True)
            self._counting = len(line)

    def _tokens(self, text: str) -> None:
        # Whole lines can be freed of Markdown; the last, unfinished one waits.
        self._line += text
        whole, newline, self._line = self._line.rpartition("\n")
        if newline:
            print(readable(plain(whole)), flush=True)
        self._printed = True

    def _done(self, answer: Answer) -> None:
        print(readable(plain(self._line if self._live else answer.text)))
        sources(answer)


def sources(answer: Answer) -> None:
    """Print the citations of an answer, quotes that its text holds not again, and its warnings on stderr."""
    if answer.citations:
        print("\nSources")
    text = plain(answer.text)
    markers: dict[str, str] = {}  # of each paper whose quotes stand in the text already
    for citation in answer.citations:
        place = f" <{citation.url}>" if citation.url else ""
        quote = " ".join(citation.quote.split())
        if f"“{quote}”" in text:
            name = f"{citation.title}{place}"
            markers[name] = f"{markers.get(name, '')}[{citation.number}]"
        else:
            print(readable(f"[{citation.number}] {citation.title}{place}\n    “{quote}”"))
    for name, numbers in markers.items():
        print(readable(f"{numbers} {name}"))
    unsaid = [each for each in answer.nearest if f"“{' '.join(each.quote.split())}”" not in text]
    if unsaid:
        print("\nNearest")
    for each in unsaid:
        print(readable(f"- {each.title} — {plain(each.reason)}\n    “{' '.join(each.quote.split())}”"))
    for warning in answer.warnings:
        print(readable(f"warning: {warning}"), file=sys.stderr)


def search(
    settings: Settings,
    query: str,
    k: int,
    *,
    as_json: bool,
    within: Sequence[str] | None = None,
    filters: Sequence[Filter] = (),
) -> None:
    """Print the ranked papers for a query with their best passages, of those that meet ``filters``."""
    with Opened(settings) as assistant:
        if filters:
            meeting = assistant.where(filters)
            within = meeting if within is None else [key for key in meeting if key in set(within)]
        hits = assistant.search(query, k, within=within)
        total, notes = assistant.size, assistant.notes
    if as_json:
        print_json({"hits": [hit_json(hit) for hit in hits], "warnings": list(notes)})
        return
    for place, hit in enumerate(hits, 1):
        ranks = "  ".join(f"{name} {rank}" for name, rank in hit.ranks.items())
        line = f"{place:2}. {hit.paper.title}\n    score {hit.score:.3f}   rank by {ranks}"
        print(readable(f"{line}\n    “{hit.passage.text}”\n"))
    print(f"{papers_count(len(hits))} of {total:,}", file=sys.stderr)


def event_json(event: Event) -> dict[str, Any]:
    """Return an event as it goes out in JSON; the last one holds the Answer object."""
    if isinstance(event, Token):
        return {"event": "token", "text": event.text}
    if isinstance(event, Done):
        return {"event": "done", "answer": event.answer.model_dump(mode="json")}
    return {
        "event": "stage",
        "name": event.name,
        "done": event.done,
        "total": event.total,
        "left_s": event.left_s,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as it goes out in JSON."""
    passage = asdict(hit.passage)
    return {
        "paper_id": hit.paper.id,
        "title": hit.paper.title,
        "url": hit.paper.url,
        "score": round(hit.score, 6),
        "ranks": dict(hit.ranks),
        "scores": {name: round(score, 4) for name, score in hit.scores.items()},
        "passage": {name: passage[name] for name in ("field", "start", "end", "text")},
    }


def print_json(value: dict[str, Any]) -> None:
    """Print one line of JSON, in ASCII where the output cannot take every character."""
    everything = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    print(inert_json(json.dumps(value, ensure_ascii=not everything)), flush=True)
