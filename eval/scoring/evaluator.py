"""What every evaluator is: a name, a rule which cases it applies to, and a Score with a reason."""

from __future__ import annotations

from typing import ClassVar, Protocol

from eval.dataset.cases import Case
from eval.scoring.context import Context, Score


class Evaluator(Protocol):
    """A score with a name; ``lower`` tells whether less is better."""

    lower: ClassVar[bool]

    @property
    def name(self) -> str:
        """The name of the score."""
        ...

    def applies(self, case: Case) -> bool:
        """Whether the case asks for this score."""
        ...

    def evaluate(self, context: Context) -> Score:
        """Score one answer."""
        ...


class Higher:
    """Base of the evaluators of which more is better."""

    lower: ClassVar[bool] = False
