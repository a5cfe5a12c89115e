"""Texts for a sheet that run as no formula there (OWASP: CSV injection)."""

from __future__ import annotations

import re
import unicodedata

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
# Some programs read full-width signs as plain ones, and pass over what cannot be seen before them.
_PASSED_OVER = frozenset("Cc Cf Cn Co Cs Mn Me Zs Zl Zp".split())
# Behind a semicolon or tab: a sign of a formula; a plus or minus only where no number follows it.
_PARTED = re.compile(r"([;\t][\"'\s]*)(?=[=@\uff1d\uff20]|[-+\uff0b\uff0d](?![\s\d.,]))")
_LOOKED_AT = 1000  # characters


def without_formula(value: str) -> str:
    """Return ``value`` such that no spreadsheet that reads it from a CSV takes it, or a part of it, for a formula.

    Where a list is written with semicolons, or a CSV with tabs, programs part a field at these as well.
    """
    value = _PARTED.sub(r"\1'", value)
    return f"'{value}" if runs_as_formula(value) else value


def runs_as_formula(value: str) -> bool:
    """Tell whether a spreadsheet may take ``value`` for a formula."""
    seen = "".join(
        c for c in value[:_LOOKED_AT] if c in "\t\r\n" or unicodedata.category(c) not in _PASSED_OVER
    )
    return unicodedata.normalize("NFKC", seen).lstrip(" ").startswith(_FORMULA_STARTS)
