"""Plan -> an answer from records or from a scan of all texts, where that is what is asked for; no model is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.answering.records.closed import closing, closing_of
from assistant.answering.records.filtered import filtered, list_matching, none_matches
from assistant.answering.records.named_answer import list_named, scan_things
from assistant.answering.records.order import in_order, in_years, order_of
from assistant.answering.records.shared_authors import authors_of_both
from assistant.answering.records.shelf_answer import answer_shelf
from assistant.answering.records.versus import count_sides
from assistant.index.words.bm25 import stems
from assistant.planning.conditions.take import conditions_text
from assistant.planning.named_things import is_name
from assistant.planning.paper_names import Finder
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.introducing import introduction
from assistant.retrieval.metadata.records import Records
from assistant.retrieval.named_scan import scan
from assistant.text.wording import escaped, papers_count
from assistant.types import CitedField, Hit, Paper, Plan, Status

Item = TypeVar("Item")
_FIELDS = ("authors", "year", "venue", "author_count")
_WORDS: dict[str, tuple[CitedField, str, str]] = {
    "authors": ("authors", "was written by {}", "no authors"),
    "author_count": ("authors", "has {}", "no authors"),
    "year": ("year", "is from {}", "no year"),
    "venue": ("venue", "appeared in {}", "no venue"),
}
_LIKE = 0.75  # share of the words of "the paper on ..." that a title must hold
_MOST = 3
_TITLE = re.compile(r"[“\"](?P<title>[^“”\"]+\s[^“”\"]+\s[^“”\"]+)[”\"]")


def in_force(plan: Plan, retriever: Retriever) -> Plan:
    """Return ``plan`` limited to the papers that meet its conditions."""
    return filtered(plan, retriever.records()) if plan.filters else plan


def from_records(plan: Plan, retriever: Retriever, judged: int | None) -> Composing | None:
    """Answer from records or by a scan; None where papers have to be read for what is asked.

    A model, where there is one (else ``judged`` is None), judges what papers do with a thing they name, and up to
    ``judged`` papers also whether they name it.
    """
    limited = in_force(plan, retriever)
    asked = len(retriever.index.manifest.papers) if plan.within is None else len(plan.within)
    if plan.filters and not limited.within:
        return none_matches(plan, asked, retriever.records())
    if plan.asks.startswith("list") and plan.filters:
        rows = in_order(plan.asks, retriever.records().matching((), limited.within), lambda row: row.year)
        listed = replace(limited, within=tuple(row.id for row in rows))
        note = order_note(plan, retriever)
        return list_matching(listed, asked, retriever.records(), retriever.index.papers, note)
    if plan.asks == "versus":
        return count_sides(plan, retriever)
    if plan.asks == "authors-both":
        return authors_of_both(plan, retriever)
    if plan.kind == "shelf":
        return answer_shelf(limited, retriever)
    if set(plan.asks.split("+")) <= set(_FIELDS):
        papers = tuple(retriever.index.papers.get(plan.named).values()) or papers_meant(
            plan.topic, retriever.find
        )
        if limited.within is not None:
            papers = tuple(paper for paper in papers if paper.id in limited.within)
        if not papers and (naming_it := papers_naming(plan, limited, retriever)):
            return tell_record(plan.asks, naming_it, retriever.records(), _named_only(plan.topic, naming_it))
        first = _other_ones(plan, papers, retriever)
        return tell_record(plan.asks, papers, retriever.records(), first) if papers else None
    asked = len(limited.within) if limited.within is not None else asked
    exact = plan.asks.startswith("name") and (judged is None or asked > judged)
    if exact or (plan.asks.startswith("use") and judged is None):
        scanned = in_years(scan_things(limited, retriever), limited, retriever)
        if scanned.ids or "plain" not in plan.asks:
            asks = closing_of(plan.asks)
            told = f"{closing(asks, scanned.ids, retriever.records())[1:]}\n" if asks and scanned.ids else ""
            return list_named(limited, scanned, retriever, among(plan), order_note(plan, retriever), told)
    return None


def among(plan: Plan) -> str:
    """Return the conditions as they follow a number of papers: " from 2019", "" without any."""
    return f" {escaped(conditions_text(plan.filters))}" if plan.filters else ""


def limits_note(plan: Plan) -> str:
    """Return the line that tells the papers that a fact is looked for in, "" when these are all."""
    if not plan.filters or plan.within is None:
        return ""
    return f"_Among the {papers_count(len(plan.within))}{among(plan)}:_\n\n"


def by_year(plan: Plan, items: Iterable[Item], paper: Callable[[Item], Paper]) -> list[Item]:
    """Return ``items`` by the years of their papers, the newest or oldest first, where the plan asks for that."""
    return in_order(plan.asks, items, lambda item: paper(item).year)


def order_note(plan: Plan, retriever: Retriever) -> str:
    """Return the line that tells that papers are listed by year, or that this cannot be done."""
    if not (order := order_of(plan.asks)):
        return ""
    if not retriever.records().years:
        return f"_This shelf records no years, so the {order} papers cannot be told._\n\n"
    return f"_By year, the {order} first._\n\n"


def partly_told(plan: Plan) -> str:
    """Return the line that tells that a follow-up asks partial matches too, "" where there are none."""
    if not plan.partly or plan.within is None:
        return ""
    partly = "one of them a partial match" if plan.partly == 1 else f"{plan.partly} of them partial matches"
    return f"_Asked of the {papers_count(len(plan.within))} shown before, {partly}._\n\n"


def naming(plan: Plan, retriever: Retriever, most: int) -> list[str]:
    """Return the ids of all papers that hold a thing that the question names, unless they are more than ``most``."""
    found: dict[str, None] = {}
    for thing in plan.things:
        ids = scan(thing, retriever.index, plan.within)
        if len(ids) <= most:
            found.update(dict.fromkeys(ids))
    return list(found) if len(found) <= most else []


def with_naming(hits: Sequence[Hit], more: Sequence[Hit]) -> list[Hit]:
    """Return ``hits`` and those of ``more`` that are not among them, as low as the lowest of them."""
    have = {hit.paper.id for hit in hits}
    low = min((hit.score for hit in hits), default=1.0)
    return [*hits, *(replace(hit, score=low) for hit in more if hit.paper.id not in have)]


def papers_meant(subject: str, find: Finder) -> tuple[Paper, ...]:
    """Return the papers whose titles hold most words of ``subject``, the closest ones, at most three."""
    words = set(stems(subject))
    if not words:
        return ()
    shares = [(len(words & set(stems(paper.title))) / len(words), paper) for paper in find(subject, 20)]
    best = max((share for share, _ in shares), default=0.0)
    return tuple(paper for share, paper in shares if share == best and share >= _LIKE)[:_MOST]


def papers_naming(plan: Plan, limited: Plan, retriever: Retriever) -> tuple[Paper, ...]:
    """Return the few papers that name what the record of "the paper on ..." is asked of; () where many do, or none."""
    if not is_name(plan.topic):
        return ()
    ids = scan(plan.topic, retriever.index, limited.within)
    return tuple(retriever.index.papers.get(ids).values()) if len(ids) <= _MOST else ()


def _named_only(topic: str, papers: Sequence[Paper]) -> str:
    one = len(papers) == 1
    these = "This one names" if one else f"These {len(papers)} name"
    return f"No paper here bears “{escaped(topic)}” in its title. {these} it:\n\n"


def _other_ones(plan: Plan, papers: Sequence[Paper], retriever: Retriever) -> str:
    """Return the line that tells that none of ``papers`` is the one whose title or name was asked for, or ""."""
    quoted = _TITLE.search(plan.standalone)
    asked = quoted["title"] if quoted else plan.topic
    these = "This one comes" if len(papers) == 1 else "These come"
    if quoted and not any(bears(paper.title, asked) for paper in papers):
        return f"No paper here is titled “{escaped(asked)}”. {these} nearest:\n\n"
    if len(papers) > 1 and is_name(asked) and not any(bears(paper.title, asked) for paper in papers):
        ids = [paper.id for paper in papers]
        if not introduction(asked, retriever, ids):
            return f"No paper here is seen to introduce “{escaped(asked)}”. Its name is in these titles:\n\n"
    return ""


def bears(title: str, name: str) -> bool:
    """Tell whether ``title`` is ``name``, whatever the case, or leads with it: "BERT: Pre-training ..."."""
    words, wanted = (re.findall(r"\w+|[:,(]", text.casefold()) for text in (title, name))
    return words[: len(wanted)] == wanted and words[len(wanted) :][:1] in ([], [":"], [","], ["("])


def tell_record(asks: str, papers: Sequence[Paper], records: Records, first: str = "") -> Composing:
    """Tell a field, or several ("authors+venue"), of the record of each of ``papers``.

    Where a field is empty: "this shelf records no authors for it". ``first`` stands above.
    """
    numbering = CitationNumbers()
    pieces: list[str] = []
    missing: dict[str, list[str]] = {}  # paper -> what is not recorded of it
    unrecorded, told, of = [], 0, 0
    for each in asks.split("+"):
        field, wording, nothing = _WORDS[each]
        recorded = 0
        for paper in papers:
            if not (value := paper.told(field)):
                missing.setdefault(paper.title, []).append(nothing)
                continue
            recorded += 1
            shown = _shown(each, paper, value)
            pieces.append(
                f"“{escaped(paper.title)}” {wording.format(shown)} {numbering.record(paper, field)}."
            )
        if not recorded and not any(_recorded(records, field)):
            unrecorded.append(nothing)
        told, of = told + recorded, of + len(papers)
    pieces += [
        f"This shelf records {_joined(none)} for “{escaped(title)}”." for title, none in missing.items()
    ]
    if unrecorded:
        pieces.append(f"It records {_joined(unrecorded)} for any paper.")
    status: Status = "no_evidence" if not told else "answered" if told == of else "partial"
    one_line = of < 2 or (not told and len(papers) < 2)
    text = " ".join(pieces) if one_line else "\n".join(f"- {piece}" for piece in pieces)
    return composed([first + text], Draft("", status, numbering.citations))


def _joined(nothings: Sequence[str]) -> str:
    """Return "no authors, no year and no venue"."""
    *first, last = dict.fromkeys(nothings)
    return f"{', '.join(first)} and {last}" if first else last


def _shown(asks: str, paper: Paper, value: str) -> str:
    if asks == "author_count":
        number = len(paper.authors)
        return f"**{number} {'author' if number == 1 else 'authors'}**: {_listed(paper.authors)}"
    return f"**{_listed(paper.authors) if asks == 'authors' else escaped(value)}**"


def _listed(names: Sequence[str]) -> str:
    *first, last = (escaped(name) for name in names)
    separator = "; " if any("," in name for name in names) else ", "
    return f"{separator.join(first)} and {last}" if first else last


def _recorded(records: Records, field: CitedField) -> dict[str, int] | dict[int, int]:
    return records.authors if field == "authors" else records.years if field == "year" else records.venues
