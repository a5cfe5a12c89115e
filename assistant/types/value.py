"""What values have in common that go in or out as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that goes in or out as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")
