"""What shelves are called: a reader's words to a name that is safe as a folder, and such a name to words."""

from __future__ import annotations

import re
import unicodedata

from assistant import Listed, SettingsError

OWN = "my-papers"  # what a reader's own papers go to when there is no shelf of theirs yet
SAMPLES = "Samples"
_LONGEST = 49
_WRONG = re.compile(r"[^A-Za-z0-9 _-]")


def checked_name(typed: str) -> str:
    """Return the name of the shelf that a reader calls ``typed``: "Thèse 2024" is these-2024.

    Raises SettingsError for what is no name: letters and digits alone, no dots and no slashes, can be a folder on
    every system.
    """
    parted = unicodedata.normalize("NFKD", typed)
    plain = "".join(letter for letter in parted if not unicodedata.combining(letter)).strip()
    name = "-".join(plain.split()).lower().strip("-_")
    if _WRONG.search(plain) or not 3 <= len(name) <= _LONGEST:
        raise SettingsError(
            f"Expected a name of 3 to {_LONGEST} letters (a to z) and digits, with spaces or hyphens between them."
        )
    return name


def label(name: str, *, samples: bool = False) -> str:
    """Return what readers see for the shelf ``name``."""
    if samples:
        return SAMPLES
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def label_of(shelf: Listed) -> str:
    """Return what readers see for ``shelf``."""
    return label(shelf.name, samples=shelf.samples)
