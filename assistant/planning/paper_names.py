"""Question -> the papers that it names, by title or by an acronym such as "ZeTT" or "CuBERT"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from assistant.types import Paper

# Looks up the papers that best match some words by BM25; at most so many.
Finder = Callable[[str, int], Sequence[Paper]]

# An acronym or coined name: two capitals, or a capital or digit inside the word.
_COINED = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z]|\w+[A-Z]|\w*\d\w*[A-Z]|[A-Z]\w*\d)\w+(?:[-+]\w+)*\+?")
_QUOTED = re.compile(r"[“\"‘']([^”\"’']{4,200})[”\"’']")
# How an abstract says that a name is its own.
_COINING = (
    r"\b(?:propos|introduc|present|develop|releas|curat|nam|call|dub|term|abbreviat|our|a\.k\.a|train)\w*\b"
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
_QUOTED_LOOKED = 10  # papers that are looked at for a title in quotation marks
_SHORTEST_TITLE = 8  # characters; a shorter lead title ("SESA") must be a coined name to count


def named_papers(question: str, find: Finder) -> tuple[str, ...]:
    """Return the ids of the papers that ``question`` names, in the order it names them."""
    asked = _plain(question)
    places: dict[str, int] = {}
    for paper in find(question, 20):
        for title in (paper.title, lead(paper.title)):
            plain = _plain(title)
            if len(plain) >= _SHORTEST_TITLE and f" {plain} " in f" {asked} ":
                places.setdefault(paper.id, asked.find(plain))
    for found in _COINED.finditer(question):
        for paper in _owners(found[0], find):
            places.setdefault(paper.id, len(_plain(question[: found.start()])))
    for found in _QUOTED.finditer(question):
        close = find(found[1], _QUOTED_LOOKED)
        whole = [paper for paper in close if _plain(paper.title) == _plain(found[1])]
        if whole:  # not those whose titles hold this one
            at = len(_plain(question[: found.start()]))
            places = {
                key: place
                for key, place in places.items()
                if place > at + len(_plain(found[1])) or place < at
            }
            places.update((paper.id, at) for paper in whole)
            continue
        for paper in close[:3]:
            quoted, title = _plain(found[1]), _plain(paper.title)
            if (len(quoted) >= _SHORTEST_TITLE and quoted in title) or quoted == _plain(lead(paper.title)):
                places.setdefault(paper.id, len(_plain(question[: found.start()])))
    return tuple(sorted(places, key=places.__getitem__))


def lead(title: str) -> str:
    """Return the part of a title before its colon: often the name that a paper gives its own work."""
    return title.split(":", 1)[0].strip() if ":" in title else title


def _owners(name: str, find: Finder) -> list[Paper]:
    """Return the paper or two that a coined name belongs to: in the title first, else in few abstracts."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w+])")
    found = find(name, 10)
    if sum(bool(word.search(f"{paper.title}. {paper.abstract}")) for paper in found) > _COMMON:
        return [paper for paper in found if _plain(lead(paper.title)) == _plain(name)][:_MOST_PAPERS]
    owners = [paper for paper in found if word.search(lead(paper.title))]
    if not owners and name not in _GENERAL:
        coined = re.compile(
            rf"\({re.escape(name)}\)|{_COINING}[^.]{{0,120}}(?<![\w-]){re.escape(name)}(?![\w+])"
        )
        taken_up = re.compile(rf"{_TAKEN_UP}[^.]{{0,80}}\({re.escape(name)}\)")
        owners = [
            paper
            for paper in found
            if (coined.search(paper.abstract) and not taken_up.search(paper.abstract))
            or word.search(paper.title)
        ]
    return owners if len(owners) <= _MOST_PAPERS else []


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded))
