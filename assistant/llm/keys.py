"""Text from a server or a client -> the same without keys."""

from __future__ import annotations

import re

# How keys look, in the words of a class that we know no key of.
_KEY = re.compile(r"\b(?:sk|pk|key|tok|hf|gsk|xai)[-_][\w-]{8,}|(?<=Bearer )\S+")


def without_keys(text: str, secret: str) -> str:
    """Return ``text`` with ``secret``, and what looks like a key, blotted out."""
    masked = text.replace(secret, "***") if secret else text
    return _KEY.sub("***", masked)
