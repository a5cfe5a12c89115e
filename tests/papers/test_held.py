"""What is cut off, put together or thrown about holds no paper that was not in it before."""

from __future__ import annotations

import random
import sysconfig
from pathlib import Path

from assistant.errors import PapersError
from assistant.papers import read_bytes
from assistant.types import Paper

_ROOT = Path(__file__).parents[2]
_EXPORTS = sorted((Path(__file__).parent / "examples" / "exports").iterdir())
# Text that holds no papers: source code, prose, settings, tables of other things.
_OTHERS = [
    *sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))[:30],
    *sorted((_ROOT / "docs").glob("*.md")),
    _ROOT / "pyproject.toml",
    _ROOT / "Makefile",
]
_TABLE = "title,director,year\nThe Kelp,Ada Berg,2020\nThe Moss,Bo Holm,2021\n"
_LOG = "\n".join(f"2026-01-0{day} 10:00:00 INFO worker {day} TI done, AB none" for day in range(1, 9))
_MAIL = "From: ada@example.org\nTo: bo@example.org\nSubject: the kelp paper\n\nTitle: see below\nAbstract: none yet\n"


def papers(text: str) -> tuple[Paper, ...]:
    try:
        return read_bytes(text.encode(), "a-file").papers
    except PapersError:
        return ()


def test_other_text_gives_no_paper_however_it_is_cut_and_shuffled() -> None:
    chance = random.Random(7)
    texts = [_TABLE, _LOG, _MAIL, *(path.read_text("utf-8", errors="replace")[:20_000] for path in _OTHERS)]
    for text in texts:
        lines = text.split("\n")
        start, end = sorted(chance.sample(range(len(lines) + 1), 2))
        shuffled = chance.sample(lines, len(lines))
        for changed in (text, "\n".join(lines[start:end]), "\n".join(shuffled), text + chance.choice(texts)):
            assert papers(changed) == ()


def test_what_is_left_of_an_export_gives_its_paper_or_the_beginning_of_it() -> None:
    chance = random.Random(8)
    for path in _EXPORTS:
        text = path.read_text("utf-8")
        [whole] = papers(text)
        lines = text.split("\n")
        places = {chance.randrange(len(text)) for _ in range(8)}
        cuts = [text[:place] for place in places] + [text[place:] for place in places]
        cuts += ["\n".join(chance.sample(lines, len(lines))) for _ in range(4)]
        for cut in cuts:
            for paper in papers(cut):
                assert whole.title.startswith(paper.title.rstrip(".")), (path.name, cut)
                assert paper.abstract in whole.abstract or paper.abstract.rstrip(" ©") in text, (
                    path.name,
                    cut,
                )


def test_an_export_within_other_text_gives_no_more_than_its_paper() -> None:
    chance = random.Random(9)
    for path in _EXPORTS:
        text = path.read_text("utf-8")
        [whole] = papers(text)
        for other in (_TABLE, _LOG, _MAIL, chance.choice(_OTHERS).read_text("utf-8", errors="replace")):
            for both in (f"{text}\n{other}", f"{other}\n{text}"):
                found = papers(both)
                assert [paper.title for paper in found] in ([], [whole.title]), (path.name, other[:40])
                assert all(paper.abstract in (whole.abstract, "") for paper in found), (path.name, other[:40])
