"""Read a text dump of Hugging Face's daily papers: Title, PDF and Summary lines, a rule after each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.entry import EntryFields, record
from assistant.papers.record import Record, Rejected

SOURCE = "Hugging Face daily papers"

_FIELD = re.compile(r"(Title|PDF|URL|Link|Authors|Published|Summary|Abstract):[ \t]*(.*)")
_RULE = re.compile(r"-{3,}\s*")


def looks_like(head: str) -> bool:
    """Tell whether a text begins with a Title line, with the address and the summary of a paper soon after."""
    return (
        re.match(r"\s*Title:", head) is not None
        and re.search(r"^(?:Summary|Abstract):", head, re.MULTILINE) is not None
        and re.search(r"^(?:PDF|URL|Link):[ \t]*http", head, re.MULTILINE) is not None
    )


def read(text: str) -> Iterator[Record | Rejected]:
    """Yield the paper of each block; lines without a field's name continue the field above them."""
    # Lines are joined once, at the end of a block: adding each to the text before it takes quadratic time.
    fields: dict[str, list[str]] = {}
    began, current = 1, ""
    for number, line in enumerate(text.split("\n"), start=1):
        found = _FIELD.match(line)
        if _RULE.fullmatch(line) or (found and found.group(1) == "Title" and fields):
            yield from _block(fields, began)
            fields, current = {}, ""
        if found:
            current = "Summary" if found.group(1) == "Abstract" else found.group(1)
            began = began if fields else number
            fields[current] = [found.group(2)]
        elif line.strip() and not _RULE.fullmatch(line):
            if current:
                fields[current].append(line)
            else:
                yield Rejected(f"line {number}", "expected a line that begins with “Title:”")
    yield from _block(fields, began)


def _block(lines: dict[str, list[str]], line: int) -> Iterator[Record | Rejected]:
    if not lines:
        return
    fields = {name: " ".join(parts) for name, parts in lines.items()}
    urls = [fields.get(name) for name in ("PDF", "URL", "Link")]
    arxiv = next((found for url in urls if (found := ids.arxiv_id(clean.address(url)))), None)
    entry_fields = EntryFields(
        title=fields.get("Title"),
        abstract=fields.get("Summary"),
        authors=clean.names(fields.get("Authors", "").split(", "), latex=True),
        years=(fields.get("Published"), _year_of(arxiv)),
        urls=(f"https://arxiv.org/abs/{arxiv}" if arxiv else None, *urls),
    )
    yield record(entry_fields, f"line {line}", SOURCE, no_title="a paper without a “Title:” line")


def _year_of(arxiv: str | None) -> int | None:
    """Read the year off an arXiv id of the form in use since April 2007 (yymm.number)."""
    return 2000 + int(arxiv[:2]) if arxiv and arxiv[:4].isdigit() else None
