"""The columns that are offered to be clicked, and the types that a column can have."""

from __future__ import annotations

from .definition import ColumnDefinition

SUGGESTED: tuple[ColumnDefinition, ...] = (
    ColumnDefinition(name="Data set", question="Which data set or corpus did the authors use?"),
    ColumnDefinition(name="Sample size", question="How large is the sample or the data set?", type="number"),
    ColumnDefinition(name="Language", question="Which natural or programming languages are studied?"),
    ColumnDefinition(name="Main result", question="What is the main result?"),
    ColumnDefinition(name="Method", question="Which method is proposed or used?"),
    ColumnDefinition(name="Metric", question="Which metric is reported?"),
)
TYPES = {"text": "text", "number": "number", "yes_no": "yes / no", "category": "category"}
