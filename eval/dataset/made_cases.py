"""The cases on the made-up shelf: conditions, records, the shelf itself, named things; gold from what was drawn."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import read_papers

from .made_shelf import Made, ris

_HEAD = """# Questions on records, on the shelf and on named things, over a made-up shelf of 240 papers (records.ris).
# Written by `python -m eval.dataset.made_shelf`; the gold is what was drawn, exact. Do not edit by hand.
# `held` marks every third case: kept out of tuning and reported apart from `tune`.

shelf: {source: records}
thresholds:
  extractive:
    set_f1: 0.99
    answer_strings: 0.99
    papers_cited: 0.99
    citation_validity: 1.0

cases:
"""


@dataclass(frozen=True, slots=True)
class _Case:
    id: str
    kind: str
    turns: tuple[str, ...]
    required: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    expect: str = "answered"
    allowed: tuple[str, ...] = field(default=())


def cases_file(papers: list[Made]) -> str:
    """Return the file of cases; ids are those that importing the shelf gives."""
    ids = _ids(papers)
    lines = [_HEAD]
    for number, case in enumerate(_cases(papers, ids)):
        lines.append(
            f"  - id: {case.id}\n    kind: {case.kind}\n    turns: {json.dumps(case.turns, ensure_ascii=False)}\n"
            f"    required: {json.dumps(case.required)}\n    allowed: {json.dumps(case.allowed)}\n"
            f"    answer: {json.dumps(case.answer, ensure_ascii=False)}\n    expect: {case.expect}\n"
            f"    tags: [{'held' if number % 3 == 2 else 'tune'}, records]\n"
        )
    return "\n".join(lines)


def _ids(papers: list[Made]) -> list[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records.ris"
        path.write_text(ris(papers), encoding="utf-8")
        read = read_papers(path).papers
    if [paper.title for paper in read] != [paper.title for paper in papers]:
        raise SystemExit("Expected every made-up paper to be imported as it is, in order; some were not.")
    return [paper.id for paper in read]


def _cases(papers: list[Made], ids: list[str]) -> Iterator[_Case]:
    def of(test: Callable[[Made], bool]) -> tuple[str, ...]:
        return tuple(key for key, paper in zip(ids, papers, strict=True) if test(paper))

    yield from _by_year(of)
    yield from _by_author(of)
    yield from _by_place(of)
    yield from _together(of)
    yield from _of_one(papers, ids)
    yield from _of_shelf(papers, ids)
    yield from _named(of, len(papers))


_Of = Callable[[Callable[[Made], bool]], tuple[str, ...]]


def _by_year(of: _Of) -> Iterator[_Case]:
    total = 240
    asked: list[tuple[str, str, Callable[[int], bool]]] = [
        ("2019", "How many papers are from 2019?", lambda year: year == 2019),
        ("2021-list", "List the papers published in 2021.", lambda year: year == 2021),
        ("after-2020", "Which papers came out after 2020?", lambda year: year > 2020),
        ("since-2022", "Show me all papers since 2022", lambda year: year >= 2022),
        ("before-2012", "Which papers were published before 2012?", lambda year: year < 2012),
        ("between", "Papers between 2015 and 2017", lambda year: 2015 <= year <= 2017),
        ("range", "Which papers are from 2013-2014?", lambda year: 2013 <= year <= 2014),
        ("or-later", "How many papers were published in 2023 or later?", lambda year: year >= 2023),
        ("decade", "Which papers are from the 2020s?", lambda year: 2020 <= year <= 2029),
        ("two-years", "papers from 2012 or 2016", lambda year: year in (2012, 2016)),
        ("until", "How many papers appeared up to 2011?", lambda year: year <= 2011),
        ("noun", "Give me the 2018 papers", lambda year: year == 2018),
    ]
    for name, question, test in asked:
        found = of(lambda paper, test=test: paper.year is not None and test(paper.year))  # type: ignore[misc]
        yield _Case(f"year-{name}", "set", (question,), found, (f"{len(found)} of {total} papers",))
    yield _Case("year-none", "set", ("Which papers are from 1987?",), expect="no_evidence")


def _by_author(of: _Of) -> Iterator[_Case]:
    asked = [
        ("family", "List papers with Liu as an author", r"^Liu,"),
        ("initial", "papers by A. Liu", r"^Liu, A"),
        ("full", "Which papers did Alisa Liu write?", r"^Liu, A"),
        ("comma", "Which papers are by Liu, Wei?", r"^Liu, Wei"),
        ("savolainen", "Which papers did Savolainen write?", r"^Savolainen"),
        ("accents", "papers by garcia lopez", r"^García-López"),
        ("order", "Papers by Lopez-Garcia Jose", r"^García-López"),
        ("stroke", "How many papers did Ostergard write?", r"^Østergård"),
        ("polish", "What has Lukasz Nowak published?", r"^Nowak"),
        ("particle", "Show papers by van den Berg", r"^van den Berg"),
        ("colleagues", "Which papers are by Okafor and colleagues?", r"^Okafor"),
        ("possessive", "List Haddad's papers", r"^Haddad"),
        ("apostrophe", "Which papers were written by Niamh O'Neill?", r"^O'Neill"),
        ("et-al", "Tran et al. papers", r"^Trần"),
        ("either", "Papers by Rossi or Silva", r"^(?:Rossi|Silva)"),
    ]
    for name, question, pattern in asked:
        found = of(lambda paper, pattern=pattern: any(re.search(pattern, author) for author in paper.authors))  # type: ignore[misc]
        yield _Case(f"author-{name}", "set", (question,), found, (f"{len(found)} of 240 papers",))
    both = of(lambda paper: {"Chen, Yu", "Kim, Min"} <= set(paper.authors))
    yield _Case("author-both", "set", ("Which papers are by Yu Chen and Min Kim?",), both)
    yield _Case("author-none", "set", ("Which papers are by Zorblax?",), expect="no_evidence")


def _by_place(of: _Of) -> Iterator[_Case]:
    asked = [
        ("short", "Which papers were published at EMNLP?", "Empirical Methods"),
        ("acl", "papers at ACL", "Annual Meeting"),
        ("journal", "Which papers appeared in the Journal of Invented Results?", "Invented Results"),
        ("words", "List the papers from Transactions on Imagined Systems", "Imagined Systems"),
        ("noun", "LREC papers", "Language Resources"),
    ]
    for name, question, part in asked:
        found = of(lambda paper, part=part: part in paper.venue)  # type: ignore[misc]
        yield _Case(f"venue-{name}", "set", (question,), found)
    yield _Case("venue-none", "set", ("Which papers were published in Nature?",), expect="no_evidence")
    everything = of(lambda _: True)
    yield _Case("source", "set", ("How many papers come from the RIS file?",), everything, ("240 of 240",))
    bare = of(lambda paper: not paper.abstract)
    yield _Case("no-abstract", "shelf", ("Which papers have no abstract?",), bare, (f"{len(bare)} of 240",))


def _together(of: _Of) -> Iterator[_Case]:
    found = of(lambda paper: "Savolainen, Jukka" in paper.authors and (paper.year or 0) >= 2019)
    yield _Case("savolainen-since", "set", ("Which papers did Savolainen write since 2019?",), found)
    found = of(
        lambda paper: any(author.startswith("Kim,") for author in paper.authors) and paper.year == 2020
    )
    yield _Case("kim-2020", "set", ("Papers by Kim from 2020",), found)
    found = of(lambda paper: "Empirical" in paper.venue and paper.year == 2016)
    yield _Case("emnlp-2016", "set", ("Which papers were published at EMNLP 2016?",), found)
    found = of(
        lambda paper: (
            "Language Res" in paper.venue and (paper.year or 0) > 2011 and "Chen, Mei" in paper.authors
        )
    )
    yield _Case("lrec-mei-chen", "set", ("Mei Chen's papers at LREC after 2011",), found)
    found = of(lambda paper: paper.topic == "dependency parsing" and (paper.year or 0) >= 2018)
    among = of(lambda paper: (paper.year or 0) >= 2018)
    strings_wanted = (f"/{len(among)} papers since 2018/",)
    yield _Case(
        "parsing-since",
        "set",
        ("Which papers since 2018 are about dependency parsing?",),
        found,
        strings_wanted,
    )
    found = of(
        lambda paper: paper.topic == "fact checking" and any(e.startswith("Liu") for e in paper.authors)
    )
    yield _Case("liu-topic", "set", ("Liu's papers on fact checking",), found)
    chain = of(lambda paper: "Larsen, Ida" in paper.authors and paper.year is not None and paper.year >= 2015)
    turns = ("Which papers did Ida Larsen write?", "Of those, which are from 2015 or later?")
    yield _Case("narrowed", "set", turns, chain)


def _of_one(papers: list[Made], ids: list[str]) -> Iterator[_Case]:
    for at, name, question in (
        (3, "who", "Who wrote {}?"),
        (17, "authors-of", "Who are the authors of “{}”?"),
        (44, "when", "When was {} published?"),
        (58, "year-of", "In which year was {} published?"),
        (71, "where", "Where did {} appear?"),
        (99, "venue-of", "At which venue was {} presented?"),
    ):
        place = at
        while not (papers[place].year and papers[place].venue):
            place += 1
        paper = papers[place]
        wanted = (
            paper.authors[0].split(",")[0] if "uthor" in question or "Who" in question else str(paper.year)
        )
        wanted = paper.venue if name in ("where", "venue-of") else wanted
        yield _Case(f"one-{name}", "lookup", (question.format(paper.title),), (ids[place],), (wanted,))
    bare = next(at for at, paper in enumerate(papers) if paper.year is None)
    yield _Case("one-no-year", "lookup", (f"When was {papers[bare].title} published?",), expect="no_evidence")


def _of_shelf(papers: list[Made], ids: list[str]) -> Iterator[_Case]:
    years = Counter(paper.year for paper in papers if paper.year)
    newest = tuple(key for key, paper in zip(ids, papers, strict=True) if paper.year == max(years))
    yield _Case("shelf-count", "shelf", ("How many papers are on the shelf?",), (), ("240 papers",))
    yield _Case("shelf-list", "shelf", ("List all papers",), tuple(ids), ("240 papers",))
    yield _Case("shelf-topics", "shelf", ("What is this shelf about?",), (), ("/fall into [5-8] topics/",))
    yield _Case("shelf-years", "shelf", ("How many papers per year?",), (), (f"| 2017 | {years[2017]} |",))
    yield _Case("shelf-sources", "shelf", ("Which files do the papers come from?",), (), ("| RIS | 240 |",))
    yield _Case("shelf-newest", "shelf", ("What are the newest papers?",), newest, (str(max(years)),))
    longest = max(zip(papers, ids, strict=True), key=lambda pair: len(pair[0].abstract))
    yield _Case(
        "shelf-longest",
        "shelf",
        ("Which paper has the longest abstract?",),
        (longest[1],),
        (f"{len(longest[0].abstract)} characters",),
        allowed=tuple(key for key in ids if key != longest[1]),
    )
    titles = Counter(paper.title for paper in papers)
    twice = tuple(key for key, paper in zip(ids, papers, strict=True) if titles[paper.title] > 1)
    yield _Case("shelf-duplicates", "shelf", ("Are there duplicates?",), twice, ("share 2 titles",))
    venues = Counter(paper.venue for paper in papers if paper.venue)
    name, count = venues.most_common(1)[0]
    yield _Case("shelf-venues", "shelf", ("How many papers per venue?",), (), (f"| {name} | {count} |",))
    authors = Counter(" ".join(reversed(name.split(", "))) for paper in papers for name in paper.authors)
    name, count = authors.most_common(1)[0]
    yield _Case("shelf-authors", "shelf", ("Who wrote the most papers?",), (), (f"| {name} | {count} |",))


def _named(of: _Of, total: int) -> Iterator[_Case]:
    for name, question, thing in (
        ("gsm", "Which papers mention GSM8K?", "GSM8K"),
        ("gsm-hyphen", "How many papers mention GSM-8K?", "GSM8K"),
        ("llama", "Which papers use LLaMA-3?", "Llama 3"),
        ("llama-3", "How many papers mention Llama 3?", "Llama 3"),
        ("swe", "Which papers evaluate on SWE-bench?", "SWE-bench"),
        ("imagenet", "List the papers that name ImageNet", "ImageNet"),
        ("british", "Which papers mention “behavior cloning”?", "behaviour cloning"),
    ):
        found = of(lambda paper, thing=thing: thing in paper.things)  # type: ignore[misc]
        yield _Case(f"named-{name}", "set", (question,), found, (f"{len(found)} of {total} papers",))
    found = of(lambda paper: "GSM8K" in paper.things and (paper.year or 0) >= 2018)
    yield _Case("named-since", "set", ("Which papers since 2018 mention GSM8K?",), found)
    yield _Case("named-none", "set", ("Which papers mention Quuxformer-9?",), expect="no_evidence")
