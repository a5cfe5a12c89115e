"""The columns that are offered to be clicked, and the types that a column can have."""

from __future__ import annotations

from .definition import ColumnDefinition

# Without questions: the engine has one for each of these names.
SUGGESTED: tuple[ColumnDefinition, ...] = (
    ColumnDefinition(name="Data set"),
    ColumnDefinition(name="Sample size", type="number"),
    ColumnDefinition(name="Language"),
    ColumnDefinition(name="Main result"),
    ColumnDefinition(name="Method"),
    ColumnDefinition(name="Metric"),
)
TYPES = {"text": "text", "number": "number", "yes_no": "yes / no", "category": "category"}
