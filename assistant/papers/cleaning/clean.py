"""Bring the text of a field into one form: no markup, no entities, one kind of space, NFC."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from assistant.papers.cleaning.framing import parted
from assistant.papers.cleaning.hyphens import mended
from assistant.papers.cleaning.latex import to_unicode
from assistant.papers.cleaning.markup import without_markup

_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Control characters but those that are white space, and marks that only guide line breaking.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")
# Letters that were set as one piece of type: "\ufb01" for "fi".
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_ODD = re.compile("|".join(each.pattern for each in (_SURROGATE, _INVISIBLE, _LIGATURE)))

# Far above any limit on a field: such a text is going to be rejected, and need not be cleaned before.
_LONGEST = 1_000_000

# What ASCII text holds of which something may have to be made; most fields hold none.
_MARKS = ("  ", "\\", "&", "<", "{", "}", "$", "~", "--", "``", "''", "`")

# UTF-8 that was read as Latin-1 or Windows-1252: "Ã©", "â€™".
_MISREAD = "ÂÃÄÅÎÏÐÑâ"
_MOJIBAKE = re.compile(rf"[{_MISREAD}][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


def text(value: Any, *, latex: bool = False, bibtex: bool = False) -> str:
    """Return one field's text on one line: tags, entities and (if asked) LaTeX resolved, NFC, trimmed.

    Takes what a parser found, so anything but a string or a number counts as no text at all.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        return ""
    if len(value) > _LONGEST:
        return value.strip()
    if value.isascii() and value.isprintable() and _is_plain(value):
        return value.strip()
    if not value.isascii() and any(mark in value for mark in _MISREAD) and _MOJIBAKE.search(value):
        from ftfy import fix_encoding  # takes a while to import, and few files need it

        value = fix_encoding(value)
    plain = without_markup(mended(value) if "-\n" in value else value)
    if latex or bibtex:
        plain = to_unicode(plain, bibtex=bibtex)
    return tidy(plain)


def _is_plain(value: str) -> bool:
    for mark in _MARKS:  # noqa: SIM110 (a generator takes twice as long, and every field of every entry is asked)
        if mark in value:
            return False
    return True


def abstract(value: str) -> str:
    """Return a cleaned abstract without "Abstract:" before and a publisher's copyright line around it.

    "" for what only stands in an abstract's place ("NA", "No abstract available", one letter).
    """
    return parted(value)[0]


def tidy(value: str) -> str:
    """Return ``value`` in NFC, without ligatures and invisible characters, with single spaces, trimmed."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    if _ODD.search(value):
        value = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), value)
        value = _INVISIBLE.sub("", _SURROGATE.sub("\ufffd", value))
    return " ".join(unicodedata.normalize("NFC", value).split())


def year(value: Any) -> int | None:
    """Find a year from 1500 to 2099 in a number, a date or a list of date parts; None when there is none."""
    if isinstance(value, list | tuple):
        return next((found for part in value[:4] if (found := year(part)) is not None), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    match = _YEAR.search(str(value)[:200])
    return int(match.group(1)) if match else None


def names(values: Any, *, latex: bool = False, bibtex: bool = False) -> tuple[str, ...]:
    """Clean a list of authors' names and leave out the empty ones."""
    listed = values if isinstance(values, list | tuple) else [values]
    return tuple(name for value in listed if (name := text(value, latex=latex, bibtex=bibtex)))


def address(value: Any) -> str | None:
    """Return a web address if ``value`` is one (http or https, no spaces), else None."""
    if not isinstance(value, str):
        return None
    url = (
        value.strip()
        .strip("<>{}")
        .replace(r"\_", "_")
        .replace(r"\%", "%")
        .replace(r"\&", "&")
        .replace(r"\~", "~")
    )
    return (
        url
        if re.fullmatch(r"(?i)https?://[^\s<>\"\x00-\x1f\\^`{|}]{3,2000}", url) and not _SURROGATE.search(url)
        else None
    )
