"""Names of venues: "EMNLP" is the "Conference on Empirical Methods in Natural Language Processing"."""

from __future__ import annotations

import re

from assistant.retrieval.metadata.people import folded

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset("a an and at for in of on the to with".split())
# What well-known short names stand for, where their letters are not those of the name's words in a row, or are those
# of another venue's too.
_MEANT = {
    "acl": "annual meeting of the association for computational linguistics",
    "naacl": "north american chapter of the association for computational linguistics",
    "eacl": "european chapter of the association for computational linguistics",
    "aacl": "asia pacific chapter of the association for computational linguistics",
    "tacl": "transactions of the association for computational linguistics",
    "coling": "international conference on computational linguistics",
    "lrec": "language resources and evaluation",
    "neurips": "neural information processing systems",
    "nips": "neural information processing systems",
    "iclr": "international conference on learning representations",
    "icml": "international conference on machine learning",
    "cvpr": "computer vision and pattern recognition",
    "jmlr": "journal of machine learning research",
    "pnas": "proceedings of the national academy of sciences",
}


def is_venue(asked: str, venue: str) -> bool:
    """Tell whether ``asked`` names ``venue``: by words of it in a row, by its short name, or by its initials."""
    short, words = " ".join(_words(asked)), _words(venue)
    whole = f" {' '.join(words)} "
    if not short:
        return False
    if f" {short} " in whole or any(
        word.startswith(short) and word[len(short) :].isdigit() for word in words
    ):
        return True
    if short in _MEANT:
        return f" {_MEANT[short]} " in whole
    if " " in short or len(short) < 3:
        return False
    initials = "".join(word[0] for word in words if word not in _SMALL and not word[0].isdigit())
    return short in initials


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))
