"""Bring the text of a field into one form: no markup, no entities, one kind of space, NFC."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from assistant.papers.cleaning.latex import to_unicode

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Control characters but those that are white space, and marks that only guide line breaking.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")
_WHITE = re.compile(r"\s+")

# Far above any limit on a field: such a text is going to be rejected, and need not be cleaned before.
_LONGEST = 1_000_000

# Names of HTML and JATS elements seen in exported abstracts. Anything else in angle brackets is the authors':
# papers on language models write of <SEG> and </s>.
_INLINE = "i|b|em|strong|italic|bold|sc|scp|tt|small|font|span|sub|sup|inline-formula|tex-math|fixed-case"
_BLOCK = "p|br|div|sec|title|abstract|li|ul|ol|list|list-item|h1|h2|h3|h4|label"
_TAG = re.compile(
    rf"<(/?)(?:jats:|mml:)?({_INLINE}|{_BLOCK}|(?<=mml:)[a-z]+)(?:\s[^<>]{{0,300}})?(/?)>",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(?i)<jats:title>\s*abstract\s*</jats:title>")
_RAISED = re.compile(r"(?i)<(?:jats:)?sup>([0-9+\-−()n]{1,12})</(?:jats:)?sup>")
_SUPERSCRIPT = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
# What stands in the place of an abstract that a source does not have.
_PLACEHOLDER = re.compile(
    r"""(?ix) [\[(<"']* \s* (?: n\.?\s?/?\s?a\.? | nan | null | none | missing | unknown | tb[ad] | [-–—.?_*x\s]+
    | (?:the\s+)?abstract\s+(?:is\s+)?(?:not|un)\s?(?:available|provided|supplied)
    | no\s+abstract(?:\s+(?:is\s+)?(?:available|provided|supplied|found|text))?
    | (?:abstract\s+)?not\s+(?:available|provided|applicable|found) | unavailable
    ) \s* [.\])>"']* """
)
_HEAD = re.compile(r"(?:ABSTRACT(?:\s*[:.—–-]\s*|\s+(?=[A-Z]))|(?:Abstract|Summary)\s*[:.—–]\s*)(?=\S)")
# A publisher's line at the end; a year must follow the mark soon, and no more than these characters the year.
_COPYRIGHT = re.compile(
    r"(?:(?<=[.!?)\]])|(?<=[.!?)\]]\s))\s*(?:©|\(c\)|Copyright\s*(?:©|\(c\)|(?=\d)))[^.]{0,40}?\b(?:19|20)\d\d\b.{0,250}$",
    re.IGNORECASE,
)
# UTF-8 that was read as Latin-1 or Windows-1252: "Ã©", "â€™".
_MOJIBAKE = re.compile(r"[ÂÃÄÅÎÏÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â(?:€|\x80)")
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
    if _MOJIBAKE.search(value):
        from ftfy import fix_encoding  # takes a while to import, and few files need it

        value = fix_encoding(value)
    plain = _without_markup(value)
    if latex or bibtex:
        plain = to_unicode(plain, bibtex=bibtex)
    return tidy(plain)


def abstract(value: str) -> str:
    """Return a cleaned abstract without "Abstract:" before and a publisher's copyright line behind it.

    "" for what only stands in an abstract's place ("NA", "No abstract available", one letter).
    """
    if len(value) < 2 or _PLACEHOLDER.fullmatch(value):
        return ""
    return _COPYRIGHT.sub("", _HEAD.sub("", value, count=1) if _HEAD.match(value) else value)


def tidy(value: str) -> str:
    """Return ``value`` in NFC, without invisible characters, with single spaces, trimmed."""
    value = _SURROGATE.sub("\ufffd", value)
    return _WHITE.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", value))).strip()


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


def _without_markup(value: str) -> str:
    for _ in range(2):  # exports escape what was escaped before
        if "&" not in value:
            break
        value = _ENTITY.sub(lambda found: html.unescape(found.group()), value)
    if "<" not in value:
        return value
    value = _RAISED.sub(lambda found: found.group(1).translate(_SUPERSCRIPT), _HEADING.sub("", value))
    closed = {found.group(2).lower() for found in _TAG.finditer(value) if found.group(1) or found.group(3)}
    return _TAG.sub(lambda found: _tag(found, closed), value)


def _tag(found: re.Match[str], closed: set[str]) -> str:
    """Leave a tag out if it is one: it is closed somewhere, or it is a line break."""
    name = found.group(2).lower()
    if name not in closed and name != "br":
        return found.group()
    return " " if name in _BLOCK.split("|") else ""
