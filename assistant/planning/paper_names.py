"""Question -> the papers that it names, by title or by an acronym such as "ZeTT" or "CuBERT"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.retrieval.quotes import plain_title, quoted
from assistant.types import Paper

# Looks up the papers that best match some words by BM25, at most so many; words in quotation marks are a title,
# and the papers that bear it come first.
Finder = Callable[[str, int], Sequence[Paper]]

# An acronym or coined name: two capitals, or a capital or digit inside the word.
COINED = re.compile(
    r"\b(?=\w*[A-Z]\w*[A-Z]|\w+[A-Z]|\w*\d\w*[A-Z]|[A-Z]\w*\d)\w+(?:(?:[-+]|\.(?=\d))\w+)*\+?"
)
# How an abstract says that a name is its own.
_COINING = r"\b(?:propos|introduc|present|develop|releas|curat|nam|call|dub|term|abbreviat|our|train)\w*\b"
_ALIAS = r"\b(?:a\.?k\.?a\.?|also\s+known\s+as)\s+"
# What stands between that and the name, and not before what the work is compared with or made from: "speedups of up to
# 9x over FlashAttention-3", "models such as OLMo".
_BETWEEN = (
    r"(?:(?!\b(?:over|than|like|such\s+as|compared|using|with|on|from|via|against|including|upon|outperform\w*"
    r"|surpass\w*|beat\w*|baselines?)\b)[^.]){0,120}"
)
# What an abstract says of a name that others have coined: "fKTO extends the Kahneman-Tversky Optimization (KTO)".
_TAKEN_UP = r"\b(?:extend(?:s|ed|ing)?|buil(?:ds?|t|ding)\s+(?:up)?on|based\s+on|adopt(?:s|ed|ing)?|follow(?:s|ing)?)\b"
# A coined name that more papers than this claim names none of them.
_MOST_PAPERS = 2
# One that more of the ten best matches mention (BERT, LLMs) names only a paper whose title it leads, as in "BERT: ...".
_COMMON = 4
# Coined names in general use, which a paper that uses them does not own.
_GENERAL = frozenset(
    "GPU GPUs CPU CPUs TPU TPUs API LoRA QLoRA BPE NLP NLU NLG NER POS QA LLM LLMs VLM VLMs PLM PLMs RNN RNNs"
    " LSTM CNN MLP GAN GNN GNNs SVM PCA RAG RLHF DPO SGD FLOPs RAM MRI CT PET EHR EHRs ICU DNA RNA AI ML HTML"
    " JSON XML SQL PDF OCR ASR TTS MT SMT NMT AUC ROC IoU mAP arXiv GitHub OpenAI PyTorch TensorFlow".split()
)
_QUOTED_LOOKED = 3  # papers that are looked at for a part of a title in quotation marks
_BEARING = 10  # papers of one title
_SHORTEST_TITLE = 8  # characters; a shorter lead title ("SESA") must be a coined name to count


def named_papers(question: str, find: Finder) -> tuple[str, ...]:
    """Return the ids of the papers that ``question`` names, in the order it names them.

    A title in quotation marks names the papers that bear it, and none whose longer title holds its words.
    """
    quotes = quoted(question)
    whole = {quote: papers for quote in quotes if (papers := _bearing(quote.text, find))}
    left = question
    for quote in whole:
        left = f"{left[: quote.start]}{' ' * (quote.end - quote.start)}{left[quote.end :]}"
    places = {
        paper.id: len(plain_title(left[: quote.start])) for quote, papers in whole.items() for paper in papers
    }
    asked = plain_title(left)
    for paper in find(left, 20):
        for title in (paper.title, lead(paper.title)):
            plain = plain_title(title)
            if len(plain) >= _SHORTEST_TITLE and f" {plain} " in f" {asked} ":
                places.setdefault(paper.id, asked.find(plain))
    for found in COINED.finditer(left):
        for paper in _owners(found[0], find):
            places.setdefault(paper.id, len(plain_title(left[: found.start()])))
    for quote in quotes:
        for paper in () if quote in whole else find(quote.text, _QUOTED_LOOKED):
            text, title = plain_title(quote.text), plain_title(paper.title)
            if (len(text) >= _SHORTEST_TITLE and text in title) or text == plain_title(lead(paper.title)):
                places.setdefault(paper.id, len(plain_title(left[: quote.start])))
    return tuple(sorted(places, key=places.__getitem__))


def only_by_title(question: str, named: Sequence[str], find: Finder) -> bool:
    """Tell whether ``question`` names the papers ``named`` by their whole titles in quotation marks, and no others."""
    bear = {paper.id for quote in quoted(question) for paper in _bearing(quote.text, find)}
    return bool(named) and bear == set(named)


def _bearing(title: str, find: Finder) -> list[Paper]:
    """Return the papers whose whole title is ``title``."""
    plain = plain_title(title)
    return [paper for paper in find(f"“{title}”", _BEARING) if plain_title(paper.title) == plain]


def lead(title: str) -> str:
    """Return the part of a title before its colon: often the name that a paper gives its own work."""
    return title.split(":", 1)[0].strip() if ":" in title else title


def _owners(name: str, find: Finder) -> list[Paper]:
    """Return the paper or two that a coined name belongs to: in the title first, else in few abstracts."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w+])")
    found = find(name, 10)
    if sum(bool(word.search(f"{paper.title}. {paper.abstract}")) for paper in found) > _COMMON:
        titled = (plain_title(lead(paper.title)).removesuffix(" technical report") for paper in found)
        return [paper for paper, title in zip(found, titled, strict=True) if title == plain_title(name)][
            :_MOST_PAPERS
        ]
    owners = [paper for paper in found if word.search(lead(paper.title))]
    if not owners and name not in _GENERAL:
        coined = re.compile(
            rf"\({re.escape(name)}\)|{_ALIAS}{re.escape(name)}(?![\w+])|{_COINING}{_BETWEEN}(?<![\w-]){re.escape(name)}(?![\w+])"
        )
        taken_up = re.compile(rf"{_TAKEN_UP}[^.]{{0,80}}\({re.escape(name)}\)")
        owners = [
            paper
            for paper in found
            if (coined.search(paper.abstract) and not taken_up.search(paper.abstract))
            or word.search(paper.title)
        ]
    return owners if len(owners) <= _MOST_PAPERS else []
