"""The schema of a reply -> JSON Schema as endpoints take it in strict mode."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from assistant.llm.json_replies.json_reply import ReplySchema

# What only describes, or what strict mode refuses.
_LEFT_OUT = ("title", "default", "description")


@cache
def wire_schema(schema: type[ReplySchema]) -> Mapping[str, Any]:
    """Return ``response_format``'s ``json_schema`` for ``schema``: every field is required and no other allowed."""
    strict = _strict(schema.model_json_schema())
    return {"name": schema.__name__.strip("_").lower(), "strict": True, "schema": strict}


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {name: value for name, value in node.items() if name not in _LEFT_OUT or isinstance(value, dict)}
    if isinstance(kept.get("properties"), dict):
        fields = {name: _strict(value) for name, value in kept["properties"].items()}
        others = {name: _strict(value) for name, value in kept.items() if name != "properties"}
        return {**others, "properties": fields, "required": list(fields), "additionalProperties": False}
    return {name: _strict(value) for name, value in kept.items()}
