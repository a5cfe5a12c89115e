"""Text -> the spans of its sentences, the smallest passage that can be retrieved and cited."""

from __future__ import annotations

import re

import sentencex

# sentencex keeps everything after a list marker such as "(2)", "iii)" or "B)" in one piece until the line
# ends; abstracts put whole paragraphs behind such a marker, so the rest is segmented on its own.
_LIST_MARKER = re.compile(r"\s*(?:\(?(?:\d{1,4}|[ivx]{1,5}|[IVX]{1,5}|[A-Za-z])\)|\d{1,2}\.\)?|[•‣▪◦])\s+")
# Some exports put a whole abstract between quotation marks, which sentencex keeps in one piece as well.
_OPENING_MARK = re.compile(r"\s*([\"“”„«'‘])\s*(?=\S)")
_SINGLE = re.compile(r"['’](?!\w)")  # no apostrophe
_DOUBLE = re.compile(r"[\"“”»]")
_LAST_MARK = re.compile(r"\s*[\"“”»'’][.\s]*\Z")

# Abbreviations that sentencex takes for the end of a sentence, though a number or a small letter follows.
_OPEN = re.compile(r"\b(?:Eqs?|Tabs?|Secs?|Algs?|Refs?|Thms?|approx|resp|incl|max|min|avg|\d{1,2})\.\s*\Z")
_NO_WORD = re.compile(r"[\W_]*")  # an ellipsis is no sentence
_GOES_ON = re.compile(r"\s*[\d(a-z]")
# A dot inside a number, an address or a file name, where no space follows.
_WITHIN_A_WORD = re.compile(r"[a-z\d]")


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each sentence, in characters, in order, without surrounding white space.

    The spans never overlap and leave out nothing but white space.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _segments(text, 0):
        if not text[start:end].strip():
            continue
        if spans and _goes_on(text, spans[-1], start, end):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(_trimmed(text, start, end) for start, end in spans)


def _goes_on(text: str, before: tuple[int, int], start: int, end: int) -> bool:
    """Tell whether text[start:end] is no sentence of its own but the rest of the one before it."""
    if _NO_WORD.fullmatch(text, start, end):
        return True
    if not text[start - 1].isspace() and text[start - 1] == ".":
        return _WITHIN_A_WORD.match(text, start) is not None
    return bool(_OPEN.search(text, *before) and _GOES_ON.match(text, start))


def _segments(text: str, offset: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = offset
    # sentencex returns pieces that join up to its input; summing their lengths gives offsets in
    # characters, which its own boundary report does not promise.
    for piece in sentencex.segment("en", text[offset:]):
        marker = _LIST_MARKER.match(piece) or _mark_around_sentences(piece)
        if marker and marker.end() < len(piece):
            rest = _segments(piece, marker.end())
            first_end = rest[0][1] if rest else len(piece)
            spans.append((position, position + first_end))
            spans.extend((position + start, position + end) for start, end in rest[1:])
        else:
            spans.append((position, position + len(piece)))
        position += len(piece)
    return spans


def _mark_around_sentences(piece: str) -> re.Match[str] | None:
    """Return the quotation mark that opens a piece and closes only at its end, if it closes at all."""
    opening = _OPENING_MARK.match(piece)
    if opening is None:
        return None
    closing = (_SINGLE if opening[1] in "'‘" else _DOUBLE).search(piece, opening.end())
    return opening if closing is None or _LAST_MARK.match(piece, closing.start()) else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
