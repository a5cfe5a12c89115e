"""The file of cases: what is asked, which papers and strings a right answer holds, and what must be reached."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assistant import Paper

from .names import Names
from .nodes import Node, Problems, choice, keys, number, read_yaml, strings

KINDS = ("set", "lookup", "comparison", "chat", "shelf")
STATUSES = ("answered", "partial", "no_evidence", "off_topic")
DECLINED = frozenset({"no_evidence", "off_topic"})
PARTS = ("tune", "held")
DEFAULT_TOLERANCE = 0.02
_MODES = ("extractive", "model")


@dataclass(frozen=True, slots=True)
class Case:
    """One question, or a conversation whose last question counts.

    ``required`` and ``allowed`` are titles or ids as written until ``resolved`` turns them into ids;
    ``answer`` holds strings and, between slashes, regular expressions that must all occur.
    """

    id: str
    kind: str
    turns: tuple[str, ...]
    required: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    expect: str = "answered"
    tags: tuple[str, ...] = ()

    @property
    def declines(self) -> bool:
        """Whether the right answer is that there is none."""
        return self.expect in DECLINED

    def content(self) -> dict[str, Any]:
        """All that can change a score; the order of papers and the tags cannot."""
        values = asdict(self)
        del values["tags"]
        return {**values, "required": sorted(self.required), "allowed": sorted(self.allowed)}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which papers the cases are about: "bundled", "current" (the user's shelf), or a sample of a file."""

    source: str = "bundled"
    sample: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A checked file of cases; ``thresholds`` by mode ("extractive", "model") and name of a score."""

    path: Path
    shelf: Shelf
    cases: tuple[Case, ...]
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    tolerance: float = DEFAULT_TOLERANCE
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def resolved(self, papers: Iterable[Paper]) -> CaseFile:
        """Return the file with ids for titles. Raises SettingsError, by line, for papers not on the shelf."""
        names = Names(papers)
        problems = Problems(str(self.path))
        cases = tuple(
            replace(
                case,
                required=tuple(
                    names.id_of(name, self.lines[case.id, name], problems) for name in case.required
                ),
                allowed=tuple(
                    names.id_of(name, self.lines[case.id, name], problems) for name in case.allowed
                ),
            )
            for case in self.cases
        )
        problems.check()
        return replace(self, cases=cases)


def cases_hash(cases: Sequence[Case]) -> str:
    """Hash what the cases ask and expect (12 hex digits)."""
    content = json.dumps([case.content() for case in cases], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def load_cases(path: Path, metrics: Iterable[str]) -> CaseFile:
    """Read and check a file of cases; ``metrics`` are the names that thresholds may use.

    Raises SettingsError with every mistake by line.
    """
    root, problems = read_yaml(path)
    top = keys(root, problems, "the file", needed=("cases",), known=("shelf", "thresholds", "tolerance"))
    lines: dict[tuple[str, str], int] = {}
    listed = top.get("cases", Node(root.line, []))
    if not isinstance(listed.value, list) or not listed.value:
        problems.add(listed.line, "cases must be a list with at least one case")
        listed = Node(listed.line, [])
    cases = [_case(node, problems, lines) for node in listed.value]
    seen: set[str] = set()
    for node, case in zip(listed.value, cases, strict=True):
        if case.id in seen:
            problems.add(node.line, f"the id {case.id} is taken by an earlier case")
        seen.add(case.id)
    tolerance = DEFAULT_TOLERANCE
    if "tolerance" in top:
        tolerance = number(top["tolerance"], problems, "tolerance", least=0, most=1)
    checked = CaseFile(
        path=path,
        shelf=_shelf(top.get("shelf"), problems),
        cases=tuple(cases),
        thresholds=_thresholds(top.get("thresholds"), problems, frozenset(metrics)),
        tolerance=tolerance,
        lines=MappingProxyType(lines),
    )
    problems.check()
    return checked


def select(
    cases: Sequence[Case],
    *,
    kinds: Sequence[str] = (),
    tags: Sequence[str] = (),
    ids: Sequence[str] = (),
    limit: int | None = None,
) -> tuple[Case, ...]:
    """Return the first ``limit`` cases of these kinds that bear all of these tags."""
    chosen = [
        case
        for case in cases
        if (not kinds or case.kind in kinds) and (not ids or case.id in ids) and set(tags) <= set(case.tags)
    ]
    return tuple(chosen[:limit])


def pattern_of(entry: str) -> re.Pattern[str] | None:
    """Return the regular expression of an entry between slashes (case-insensitive), None for a plain string."""
    if len(entry) > 2 and entry.startswith("/") and entry.endswith("/"):
        return re.compile(entry[1:-1], re.IGNORECASE)
    return None


# ---- one case ------------------------------------------------------------------------------------


def _case(node: Node, problems: Problems, lines: dict[tuple[str, str], int]) -> Case:
    known = ("required", "allowed", "answer", "expect", "tags")
    entries = keys(node, problems, "a case", needed=("id", "kind", "turns"), known=known)
    identifier = entries["id"].value if "id" in entries else f"line-{node.line}"
    if not isinstance(identifier, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", identifier):
        problems.add(entries["id"].line, "id must be letters, digits, dots and dashes, at most 80")
        identifier = f"line-{node.line}"
    turns = strings(entries.get("turns"), problems, "turns")
    if "turns" in entries and not turns:
        problems.add(entries["turns"].line, "turns needs at least one question")
    required = strings(entries.get("required"), problems, "required")
    allowed = strings(entries.get("allowed"), problems, "allowed")
    for paper in (*required, *allowed):
        if (identifier, paper.value) in lines:
            problems.add(paper.line, f"the paper {paper.value!r} is named twice in {identifier}")
        lines[identifier, paper.value] = paper.line
    answer = strings(entries.get("answer"), problems, "answer")
    for string in answer:
        try:
            pattern_of(string.value)
        except re.error as error:
            problems.add(string.line, f"{string.value} is no regular expression: {error}")
    expect = choice(entries.get("expect"), problems, "expect", STATUSES, "answered")
    if expect in DECLINED and (required or answer):
        problems.add(node.line, f"{identifier} expects {expect}, so it cannot require papers or strings")
    tags = strings(entries.get("tags"), problems, "tags")
    if sum(tag.value in PARTS for tag in tags) > 1:
        problems.add(tags[0].line, f"{identifier} cannot be both tune and held")
    return Case(
        id=identifier,
        kind=choice(entries.get("kind"), problems, "kind", KINDS, "lookup"),
        turns=tuple(turn.value for turn in turns),
        required=tuple(paper.value for paper in required),
        allowed=tuple(paper.value for paper in allowed),
        answer=tuple(string.value for string in answer),
        expect=expect,
        tags=tuple(tag.value for tag in tags),
    )


def _shelf(node: Node | None, problems: Problems) -> Shelf:
    if node is None or node.value in ("bundled", "current"):
        return Shelf(node.value if node else "bundled")
    entries = keys(
        node,
        problems,
        "shelf (if it is neither bundled nor current)",
        needed=("source",),
        known=("sample", "seed"),
    )
    source = entries.get("source", Node(node.line, "bundled"))
    if not isinstance(source.value, str) or not source.value:
        problems.add(
            source.line, "source must be a file of papers (JSON lines), or its name without the ending"
        )
        return Shelf()
    sample, seed = entries.get("sample"), entries.get("seed")
    return Shelf(
        source=source.value,
        sample=int(number(sample, problems, "sample", least=1, most=1e6)) if sample else None,
        seed=int(number(seed, problems, "seed", least=0, most=2**32)) if seed else 0,
    )


def _thresholds(
    node: Node | None, problems: Problems, metrics: frozenset[str]
) -> Mapping[str, Mapping[str, float]]:
    """Read ``{extractive: {...}, model: {...}}``, or one mapping that holds for both."""
    if node is None or node.value in (None, {}):
        return {}
    if not isinstance(node.value, dict):
        problems.add(node.line, "thresholds must be a mapping of scores to numbers")
        return {}
    by_mode = node.value if set(node.value) <= set(_MODES) else dict.fromkeys(_MODES, node)
    wanted: dict[str, dict[str, float]] = {}
    for mode, listed in by_mode.items():
        wanted[mode] = {}
        for name, value in (listed.value if isinstance(listed.value, dict) else {}).items():
            group, _, metric = name.rpartition("/")
            if metric not in metrics or group not in ("", "all", *KINDS, *PARTS):
                problems.add(
                    value.line,
                    f"there is no score {name}; known are {', '.join(sorted(metrics))}, "
                    f"with {', '.join((*KINDS, *PARTS))} before a slash to take a part",
                )
            else:
                wanted[mode][name] = number(value, problems, name, least=0, most=1e9)
    return wanted
