"""The shelf that a file of cases is about, opened: the bundled papers, the user's, or one made on the fly."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant import Assistant, Paper, PapersError, Settings, bundled_papers, read_papers

from .cases import CaseFile, Shelf

Progress = Callable[[str, int, int], None]
_ENDINGS = ("", ".jsonl", ".jsonl.gz", ".ris", ".bib")
_FIELDS = ("id", "title", "abstract", "authors", "year", "url", "venue")


def open_shelf(cases: CaseFile, settings: Settings, corpora: Path | None, progress: Progress) -> Assistant:
    """Open the papers that ``cases`` are about; ``corpora`` is a further folder to look for a source in.

    Raises PapersError when the source cannot be read, IndexUnavailable.
    """
    if cases.shelf.source == "current":
        return Assistant(settings, progress=progress)
    if cases.shelf.source != "bundled":
        return open_papers(sampled(cases.shelf, cases.path.parent, corpora), settings, "eval", progress)
    papers = bundled_papers()
    if settings.shelf == "papers":
        assistant = Assistant(settings, progress=progress)
        if [paper.content_hash() for paper in assistant.papers()] == [
            paper.content_hash() for paper in papers
        ]:
            return assistant
        assistant.close()
    return open_papers(papers, settings, "eval", progress)


def open_papers(papers: Sequence[Paper], settings: Settings, name: str, progress: Progress) -> Assistant:
    """Open a shelf with exactly these papers, indexed once and kept under the home folder's ``eval``."""
    assistant = Assistant(shelf_settings(papers, settings, name), progress=progress)
    try:
        assistant.add(papers, replace=True)
    except BaseException:
        assistant.close()
        raise
    return assistant


def shelf_settings(papers: Sequence[Paper], settings: Settings, name: str) -> Settings:
    """Return the settings of a shelf that is named after its papers, so that other papers never meet it."""
    content = "\n".join(f"{paper.id} {paper.content_hash()}" for paper in papers)
    shelf = f"{name}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"
    return settings.replace(home=settings.home / "eval", shelf=shelf, create=True)


def sampled(shelf: Shelf, beside: Path, corpora: Path | None) -> list[Paper]:
    """Return the papers of a source, ``sample`` of them drawn by ``seed`` from the ids in alphabetical order."""
    path = _find(shelf.source, [folder for folder in (beside, corpora, Path()) if folder])
    if path.suffix in (".ris", ".bib"):
        return _drawn(shelf, list(read_papers(path).papers), path)
    rows = {str(row.get("id")): (number, row) for number, row in read_jsonl(path)}
    chosen = sorted(rows)
    if shelf.sample is not None:
        if shelf.sample > len(chosen):
            raise PapersError(
                f"{path} holds {len(chosen):,} papers; {shelf.sample:,} cannot be drawn. Lower sample."
            )
        chosen = random.Random(shelf.seed).sample(chosen, shelf.sample)
    return [_paper(path, *rows[identifier]) for identifier in chosen]


def _drawn(shelf: Shelf, papers: list[Paper], path: Path) -> list[Paper]:
    if shelf.sample is None:
        return papers
    if shelf.sample > len(papers):
        raise PapersError(
            f"{path} holds {len(papers):,} papers; {shelf.sample:,} cannot be drawn. Lower sample."
        )
    return random.Random(shelf.seed).sample(papers, shelf.sample)


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the line number (from 1) and the object of each line, gzip unpacked. Raises PapersError."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise PapersError(f"{path}:{number}: expected a JSON object on each line.")
                yield number, row
    except FileNotFoundError as error:
        raise PapersError(f"There is no file {path}. Check the folder.") from error
    except json.JSONDecodeError as error:
        raise PapersError(
            f"{path}:{number}: not JSON: {error.msg}. Each line must be one JSON object."
        ) from error
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise PapersError(f"{path} cannot be read: {error}.") from error


def _find(source: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        for ending in _ENDINGS:
            if (path := folder / f"{source}{ending}").is_file():
                return path
    looked = " or ".join(str(folder.resolve()) for folder in folders)
    raise PapersError(
        f"The papers {source!r} (.jsonl, .ris or .bib) are not in {looked}. Give their folder with --corpora."
    )


def _paper(path: Path, number: int, row: dict[str, Any]) -> Paper:
    try:
        return Paper(**{name: row[name] for name in _FIELDS if row.get(name) is not None}, source=path.name)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"]))
        raise PapersError(
            f"{path}:{number}: {name}: {first['msg']}. A line needs id, title, abstract."
        ) from error
