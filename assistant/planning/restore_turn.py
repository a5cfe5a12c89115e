"""An earlier exchange of which only the words were kept, made fit for follow-ups again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.planning.paper_names import lead
from assistant.planning.rules import kind_of
from assistant.types import Answer, Citation, Paper, Turn

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")  # Markdown's backslash escapes
_COINED = re.compile(r".[A-Z0-9]")


def recall_turn(question: str, text: str, papers: Iterable[Paper]) -> Turn:
    """Return the turn in which ``question`` was answered with ``text``, as far as the words tell.

    The papers whose titles (or, failing that, titles up to their colon) stand in ``text`` are taken as
    what was cited, in order of first mention; a sentence without a title in it stays unresolved.
    """
    words = _ESCAPE.sub(r"\1", text)
    found = [(place, paper) for paper in papers if (place := _mention(paper.title, words)) is not None]
    mentioned = [paper for _, paper in sorted(found, key=lambda pair: pair[0])]
    return Turn(
        question=question,
        answer=Answer(
            question=question,
            standalone=question,
            kind=kind_of(question, len(mentioned)),
            status="answered" if mentioned else "partial",
            text=text,
            citations=tuple(
                Citation(
                    number=number,
                    paper_id=paper.id,
                    title=paper.title,
                    url=paper.url,
                    field="title",
                    quote=paper.title,
                    start=0,
                    end=len(paper.title),
                )
                for number, paper in enumerate(mentioned, 1)
            ),
        ),
    )


def _mention(title: str, words: str) -> int | None:
    """Return where ``title`` is first mentioned, None when it is not."""
    for name in dict.fromkeys((title, lead(title))):
        if name != title and not _COINED.search(name):
            continue  # "Attention: ..." is not meant wherever attention is spoken of
        if name in words and (found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words)):
            return found.start()
    return None
