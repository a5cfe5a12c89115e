"""Names of venues: "EMNLP" is the "Conference on Empirical Methods in Natural Language Processing"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.retrieval.metadata.people import folded

_WORD = re.compile(r"[^\W_]+")
_WITH_SHORT_NAME = re.compile(
    r"""^(?:(?i:proceedings\ of)\ )?(?P<name>[^()]+?)\s*\(\s*(?P<short>(?=(?:[a-z]*[A-Z]){3})[A-Za-z]{3,12})
    (?:[-\s’']*(?:19|20)?\d\d)?\s*\)""",
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"""(?:the|joint|annual|first|second|third|\w+(?:teen|tieth)?th|fifth|eighth|ninth|twelfth|(?:19|20)\d\d
    |\d+(?:st|nd|rd|th))\s""",
    re.VERBOSE,
)
_LEAST = 3  # words of a name that a short one stands for
_SMALL = frozenset("a an and at for in of on the to with".split())
# What well-known short names stand for, where their letters are not those of the name's words in a row, or are those
# of another venue's too.
_MEANT = {
    "wmt": "conference on machine translation",
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

_SOCIETIES = {
    "acl": "association for computational linguistics",
    "neurips": "neural information processing systems",
    "emnlp": "empirical methods in natural language processing",
}
_RENAMED = {"naacl": ("nations of the americas chapter of the association for computational linguistics",)}


# Short names that stand for a venue in any case; "emnlp" is known without a record that says so.
SHORT_NAMES = frozenset(
    (
        *_MEANT,
        *"emnlp conll interspeech icassp sigir aaai ijcai kdd iccv eccv siggraph semeval ijcnlp ranlp tmlr".split(),
    )
)


def spelled_out(venues: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return what short names stand for where ``venues`` say both: "conll" of "27th Conference on ... (CoNLL)"."""
    found: dict[str, set[str]] = {}
    for venue in venues:
        if both := _WITH_SHORT_NAME.match(venue):
            name = " ".join(_words(both["name"]))
            while number := _NUMBER.match(name):
                name = name[number.end() :]
            if len(name.split()) >= _LEAST:
                found.setdefault(folded(both["short"]), set()).add(name)
    return {short: frozenset(names) for short, names in found.items() if short not in _MEANT}


def is_named(names: Iterable[str], venue: str) -> bool:
    """Tell whether one of ``names``, each of words in a row, is that of ``venue``."""
    whole = f" {' '.join(_words(venue))} "
    return any(f" {name} " in whole for name in names)


def is_venue(asked: str, venue: str) -> bool:
    """Tell whether ``asked`` names ``venue``: by words of it in a row, by its short name, or by its initials."""
    short, words = " ".join(_words(asked)), _words(venue)
    whole = f" {' '.join(words)} "
    if not short:
        return False
    if " " in short and (spelled := _in_full(short)) != short and f" {spelled} " in whole:
        return True
    if f" {short} " in whole or any(
        word.startswith(short) and word[len(short) :].isdigit() for word in words
    ):
        return True
    if short in _MEANT:
        return is_named((_MEANT[short], *_RENAMED.get(short, ())), venue)
    if " " in short or len(short) < 3:
        return False
    initials = "".join(word[0] for word in words if word not in _SMALL and not word[0].isdigit())
    return short in initials


def _in_full(name: str) -> str:
    """Return a name of several words with a society's short name in it spelled out: "transactions of the acl"."""
    return " ".join(_SOCIETIES.get(word, word) for word in name.split())


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))
