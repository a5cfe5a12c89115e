"""A made-up shelf with full records, as a RIS file: 240 papers that nobody wrote, the same in every run.

``python -m eval.dataset.made_shelf`` writes it (``eval/records.ris``) and the cases on it
(``eval/cases_records.yaml``), whose gold comes from what was drawn here, not from the product.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PAPERS = 240
_SEED = 11
_TOPICS = {
    "dependency parsing": ("parser", "treebanks"),
    "machine translation": ("translation system", "parallel sentences"),
    "byte-level language models": ("byte-level encoder", "raw text"),
    "speech recognition": ("acoustic model", "recordings"),
    "question answering": ("reader", "question and answer pairs"),
    "text summarization": ("summarizer", "news articles"),
    "sentiment analysis": ("classifier", "product reviews"),
    "named entity recognition": ("tagger", "annotated sentences"),
    "autonomous agents": ("agent", "tool traces"),
    "image captioning": ("captioner", "photographs"),
    "code generation": ("generator", "programs"),
    "fact checking": ("verifier", "claims"),
}
# Family names that several people share, accents, particles, initials, and names in other orders.
_PEOPLE = (
    "Liu, Alisa|Liu, Wei|Liu, Xin|Liu, A.|Savolainen, Jukka|García-López, José|Østergård, Søren|Müller, Zoë"
    "|Nowak, Łukasz|van den Berg, Anna|Trần, Ngọc|Chen, Yu|Chen, Mei|Okafor, Chidi|Kim, Ji-woo|Kim, Min"
    "|Haddad, Leila|Rossi, Marco|Schmidt, Karl|O'Neill, Niamh|Tanaka, Hiro|Silva, Ana|Novák, Petr|Larsen, Ida"
    "|Dubois, Claire|Ivanova, Olga|Sato, Yuki|Papadopoulos, Eleni|Yılmaz, Ayşe|Berg, Tor"
).split("|")
_VENUES = {
    "Proceedings of the Conference on Empirical Methods in Natural Language Processing": "EMNLP",
    "Annual Meeting of the Association for Computational Linguistics": "ACL",
    "Language Resources and Evaluation Conference": "LREC",
    "Journal of Invented Results": "Journal of Invented Results",
    "Transactions on Imagined Systems": "Transactions on Imagined Systems",
    "Workshop on Noisy Examples": "Workshop on Noisy Examples",
}
# Names as different authors spell them.
THINGS = {
    "GSM8K": ("GSM8K", "GSM-8K", "GSM 8K"),
    "Llama 3": ("Llama 3", "LLaMA-3", "Llama3", "Llama 3.1"),
    "SWE-bench": ("SWE-bench", "SWE bench", "SWE-Bench"),
    "ImageNet": ("ImageNet", "Imagenet", "ImageNets"),
    "behaviour cloning": ("behaviour cloning", "behavior cloning", "Behaviour-cloning"),
}
# Look like the names above and are others.
_OTHERS = ("AGSM8K", "Llama 30", "a swe benchmark of ours", "an image network", "cloning of behaviours")
_ADJECTIVES = (
    "Robust Fast Simple Frugal Careful Deep Sparse Quiet Modular Honest Early Late Blended Gentle".split()
)
_NOUNS = "Signals Trees Bridges Mirrors Rivers Lanterns Ladders Orchards Compasses Tides Anchors Kites Looms".split()


@dataclass(frozen=True, slots=True)
class Made:
    """A paper as it was drawn; ``things`` are names that its abstract holds, by their first spelling."""

    title: str
    abstract: str
    authors: tuple[str, ...]
    year: int | None
    venue: str
    topic: str
    things: tuple[str, ...]


def made_papers() -> list[Made]:
    """Draw the papers; two titles are borne by two papers each, of other authors and years."""
    chance = random.Random(_SEED)
    papers = [_paper(number, chance) for number in range(PAPERS - 2)]
    twice = [
        Made(
            papers[at].title,
            papers[at + 1].abstract,
            (_PEOPLE[20 + at % 5],),
            2001 + at // 10,
            "",
            papers[at + 1].topic,
            papers[at + 1].things,
        )
        for at in (30, 90)
    ]
    return [*papers, *twice]


def ris(papers: list[Made]) -> str:
    """Return the papers as a RIS file."""
    entries = []
    for paper in papers:
        lines = ["TY  - JOUR", f"TI  - {paper.title}", *(f"AU  - {name}" for name in paper.authors)]
        lines += [f"PY  - {paper.year}"] if paper.year else []
        lines += [f"T2  - {paper.venue}"] if paper.venue else []
        lines += [f"AB  - {paper.abstract}"] if paper.abstract else []
        entries.append("\n".join([*lines, "ER  - "]))
    return "\n\n".join(entries) + "\n"


def _paper(number: int, chance: random.Random) -> Made:
    topic = chance.choice(list(_TOPICS))
    tool, material = _TOPICS[topic]
    name = f"{chance.choice(_ADJECTIVES)} {chance.choice(_NOUNS)}"
    title = f"{name} for {topic.title()}: Study {number + 1}"
    things = tuple(thing for thing in THINGS if chance.random() < 0.07)
    sentences = [
        f"This made-up paper is about {topic}.",
        f"We build a {tool} and train it on {material} from {chance.randint(2005, 2024)}.",
        *(f"It is tried on {chance.choice(THINGS[thing])} as well." for thing in things),
        f"Others use {chance.choice(_OTHERS)}, which we leave out." if chance.random() < 0.15 else "",
        f"The {tool} gains {chance.randint(1, 9)}.{chance.randint(0, 9)} points over the one before it.",
    ]
    abstract = " ".join(part for part in sentences if part) if chance.random() > 0.04 else ""
    return Made(
        title,
        abstract,
        tuple(chance.sample(_PEOPLE, chance.randint(1, 4))),
        None if chance.random() < 0.05 else chance.randint(2010, 2024),
        "" if chance.random() < 0.08 else chance.choice(list(_VENUES)),
        topic,
        things if abstract else (),
    )


def main() -> None:
    """Write the shelf and its cases."""
    from .made_cases import cases_file

    papers = made_papers()
    (HERE / "records.ris").write_text(ris(papers), encoding="utf-8")
    (HERE / "cases_records.yaml").write_text(cases_file(papers), encoding="utf-8")


if __name__ == "__main__":
    main()
