"""Text -> the spans of its sentences, the smallest passage that can be retrieved and cited."""

from __future__ import annotations

import re

import sentencex

# sentencex keeps everything after a list marker such as "(2)" in one piece until the line ends;
# abstracts put whole paragraphs behind such a marker, so the rest is segmented on its own.
_LIST_MARKER = re.compile(r"\s*\(?\d{1,2}[).]\s+")

# Abbreviations that sentencex takes for the end of a sentence, though a number or a small letter follows.
_OPEN = re.compile(r"\b(?:Eqs?|Tabs?|Secs?|Algs?|Refs?|Thms?|approx|resp|incl)\.\s*\Z")
_NO_WORD = re.compile(r"[\W_]*")  # an ellipsis is no sentence
_GOES_ON = re.compile(r"\s*[\d(a-z]")


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each sentence, in characters, in order, without surrounding white space.

    The spans never overlap and leave out nothing but white space.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _segments(text, 0):
        if not text[start:end].strip():
            continue
        goes_on = _NO_WORD.fullmatch(text, start, end) or (
            spans and _OPEN.search(text, *spans[-1]) and _GOES_ON.match(text, start)
        )
        if spans and goes_on:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(_trimmed(text, start, end) for start, end in spans)


def _segments(text: str, offset: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = offset
    # sentencex returns pieces that join up to its input; summing their lengths gives offsets in
    # characters, which its own boundary report does not promise.
    for piece in sentencex.segment("en", text[offset:]):
        marker = _LIST_MARKER.match(piece)
        if marker and marker.end() < len(piece):
            rest = _segments(piece, marker.end())
            first_end = rest[0][1] if rest else len(piece)
            spans.append((position, position + first_end))
            spans.extend((position + start, position + end) for start, end in rest[1:])
        else:
            spans.append((position, position + len(piece)))
        position += len(piece)
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
