"""What a look-up gave."""

from __future__ import annotations

from collections.abc import Callable

import assistant
from assistant import Settings

Online = Callable[..., Settings]
DOI = "10.1234/abc"


def told(fetched: assistant.Fetched) -> list[tuple[str, str, str]]:
    return [(each.reference, each.record_from, each.abstract_from) for each in fetched.found]


def why(fetched: assistant.Fetched) -> str:
    (missing,) = fetched.not_found
    return missing.reason
