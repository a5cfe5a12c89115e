"""The prompts of prompts/, one Markdown file each, with declared placeholders that are checked when a prompt is loaded.

A file begins with front matter that names its placeholders; a ``# system`` part (not in a follow-up) and
a ``# user`` part come next::

    ---
    placeholders: question, sources
    ---
    # system
    ...
    # user
    {{sources}}
    {{question}}
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from assistant.llm.fence import fenced
from assistant.parts import part_folder

__all__ = ["Prompt", "all_prompts", "fenced", "load", "parse", "prompts_hash"]

_FILE = re.compile(
    r"---\nplaceholders:(?P<names>[^\n]*)\n---\n(?:# system\n(?P<system>.*?)\n)?# user\n(?P<user>.*)",
    re.DOTALL,
)
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked prompt; ``render`` fills it."""

    name: str
    placeholders: frozenset[str]
    system: str
    user: str

    def render(self, **values: str) -> tuple[str, str]:
        """Return the (system, user) texts with every placeholder filled.

        Each value is put in once and never looked at again, so a value cannot smuggle in a placeholder.
        Raises ValueError when a value is missing or is not a placeholder of this prompt.
        """
        if values.keys() != self.placeholders:
            raise ValueError(
                f"The prompt {self.name} takes {sorted(self.placeholders)}, but was given {sorted(values)}."
            )
        return _fill(self.system, values), _fill(self.user, values)


@cache
def load(name: str) -> Prompt:
    """Return the prompt of the file ``<name>.md``. Raises ValueError when the file does not hold what it declares."""
    return parse(name, (part_folder("prompts") / f"{name}.md").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Prompt:
    """Make a Prompt of a file's text; its declared placeholders must be exactly those that occur in it."""
    found = _FILE.fullmatch(text)
    if not found:
        raise ValueError(
            f"The prompt {name} must begin with front matter that declares placeholders, "
            "and have a '# user' part, after an optional '# system' part."
        )
    system, user = (found["system"] or "").strip(), found["user"].strip()
    declared = frozenset(part.strip() for part in found["names"].split(",") if part.strip())
    used = frozenset(_PLACEHOLDER.findall(system + user))
    if declared != used:
        raise ValueError(f"The prompt {name} declares {sorted(declared)} but uses {sorted(used)}.")
    return Prompt(name, declared, system, user)


def all_prompts() -> tuple[Prompt, ...]:
    """Return every prompt, by name."""
    return tuple(load(name) for name in sorted(file.stem for file in part_folder("prompts").glob("*.md")))


@cache
def prompts_hash() -> str:
    """Hash all prompts (12 hex digits): part of an answer's fingerprint."""
    told = [(prompt.name, prompt.system, prompt.user) for prompt in all_prompts()]  # sets have no order
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def _fill(template: str, values: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)
