"""The values that pass from step to step; all frozen, none imports anything else of ours."""

from assistant.types.answer import (
    Answer,
    Citation,
    GivenBy,
    Judged,
    Nearest,
    Status,
    Timings,
    Turn,
    Usage,
    Verdict,
    VerdictLabel,
)
from assistant.types.papers import CitedField, Field_, Hit, Paper, Passage, Source
from assistant.types.plan import Filter, Kind, Plan

__all__ = [
    "Answer",
    "Citation",
    "CitedField",
    "Field_",
    "Filter",
    "GivenBy",
    "Hit",
    "Judged",
    "Kind",
    "Nearest",
    "Paper",
    "Passage",
    "Plan",
    "Source",
    "Status",
    "Timings",
    "Turn",
    "Usage",
    "Verdict",
    "VerdictLabel",
]
