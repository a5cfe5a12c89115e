"""A question about records in other words -> the same in the words that the rules read.

"Have Liu and Chen ever written together?" asks for the papers by Liu and Chen; "papers without Liu as an author" for
those not by Liu. A name counts where a paper here bears it, or where the words leave no doubt that it is an author's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.planning.conditions.authors import is_thing
from assistant.planning.wordings.exclusions import EXCLUSIONS
from assistant.planning.wordings.published import PUBLISHED_BY
from assistant.planning.wordings.together import TOGETHER
from assistant.retrieval.metadata.records import Records


def in_known_words(question: str, records: Callable[[], Records]) -> str:
    """Return ``question`` in the words that the rules read; itself where it is none of these wordings."""
    said = question
    for wording in (*EXCLUSIONS, *TOGETHER, *PUBLISHED_BY):
        if not all(_may_be_here(group, said, records()) for group in wording.needs):
            continue
        found = wording.pattern.search(said)
        if found and all(_is_here(group, found[group], records()) for group in wording.needs):
            known = found.expand(wording.known)
            said = f"{said[: found.start()].rstrip()} {known.strip()} {said[found.end() :].lstrip()}".strip()
            said = re.sub(r"\s+([?.!,;])", r"\1", " ".join(said.split()))
    return said


def _may_be_here(group: str, question: str, records: Records) -> bool:
    """Tell whether ``question`` can name anybody, or any venue, of the shelf: a cheap look before a dear one."""
    return bool(records.venues) if group == "place" else records.holds_name(question)


def _is_here(group: str, named: str, records: Records) -> bool:
    return (
        bool(records.places(named))
        if group == "place"
        else not is_thing(named) and bool(records.people(named))
    )
