"""Every error that the product raises on purpose.

AssistantError
├── SettingsError       a setting, an argument or a question is not usable            exit code 2
├── PapersError         a file of papers cannot be read                               exit code 3
├── IndexUnavailable    the index cannot be opened, built or written                  exit code 3
├── ModelUnavailable    the language model or embedding endpoint does not answer      exit code 4
├── BadReply            the language model answered, but not with what was asked      exit code 4
│   └── InventedFigures what it states are figures that no paper it cites states
└── Cancelled           an answer was given up before it was finished                 exit code 1

A message is one or two sentences: what was expected, where, and what to do next.
"""

from __future__ import annotations

import logging


class AssistantError(Exception):
    """Base of all errors that a caller may want to catch; ``exit_code`` is the command's."""

    exit_code = 1


class SettingsError(AssistantError):
    """A setting, argument or question is not usable as it stands."""

    exit_code = 2


class PapersError(AssistantError):
    """A file of papers could not be read."""

    exit_code = 3


class IndexUnavailable(AssistantError):
    """The index could not be opened, built or written."""

    exit_code = 3


class ModelUnavailable(AssistantError):
    """The language model or embedding endpoint did not answer; ``retryable`` tells whether waiting can help."""

    exit_code = 4

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class BadReply(AssistantError):
    """The language model answered, but not in the form that was asked for."""

    exit_code = 4


class InventedFigures(BadReply):
    """The language model answered with figures that no paper it cites states."""


class Cancelled(AssistantError):
    """An answer was given up by whoever asked for it."""


def unforeseen(error: BaseException) -> AssistantError:
    """Log what a thread met that nobody foresaw, with its trace, and return an error that says so."""
    logging.getLogger("assistant").error("a thread ended", exc_info=error)
    cause = f"{type(error).__name__}: {error}".splitlines()[0]
    return AssistantError(
        f"It ended because of a fault in this program ({cause}). Its log has the details; start it again."
    )
