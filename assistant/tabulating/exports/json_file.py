"""A table as JSON: the columns, and the rows as they go out over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assistant.tabulating.values import Column, Row
from assistant.text.wording import inert_json


def json_table(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    """Return ``{"columns": [...], "rows": [...]}``."""
    content = {
        "columns": [column.as_json() for column in columns],
        "rows": [row.as_json() for row in rows],
    }
    return (inert_json(json.dumps(content, ensure_ascii=False, indent=1)) + "\n").encode("utf-8", "replace")
