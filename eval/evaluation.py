"""One evaluation from options to exit code: open, ask, score, report, compare."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from assistant import Assistant, Settings, SettingsError

from .dataset.cases import Case, CaseFile, cases_hash, load_cases, select
from .dataset.shelves import open_shelf
from .fingerprint import parts, short
from .partial import Partial
from .progress import bar, steps
from .report import table
from .report.compare import Comparison, compare, missed_thresholds
from .report.html import page
from .report.summary import composers, summed_up
from .report.tables import (
    LOWER,
    METRICS,
    CaseReport,
    Report,
    read_report,
    score_cases,
    write_report,
    write_text,
)
from .run import Answerer, run_cases
from .scoring.judge import Judge, agreements, open_judge

OURS = "paper-assistant"


def evaluate(options: argparse.Namespace, settings: Settings) -> int:
    """Run the cases that ``options`` choose, print the table, write the files; return the exit code."""
    file = load_cases(options.cases, METRICS)
    baseline = read_report(options.baseline) if options.baseline else None
    with _opened(file, options, settings) as (assistant, system):
        file = file.resolved(assistant.papers())
        cases = _chosen(file, options)
        report = _report(file, cases, system, options, settings)
    found = compare(baseline, report, options.baseline, _tolerance(options, file)) if baseline else None
    mode = "model" if settings.has_model else "extractive"
    missed = missed_thresholds(
        file.thresholds.get(mode, {}), report, lower=LOWER, whole=len(cases) == len(file.cases)
    )
    if options.json:
        write_report(report, options.json)
    if options.html:
        write_text(options.html, page(report, found, missed))
    _show(report, found, missed)
    if all(case.error for case in report.cases):
        print("eval: every case failed", file=sys.stderr)
        return 1
    return 1 if missed or (found and found.worse) else 0


def _chosen(file: CaseFile, options: argparse.Namespace) -> tuple[Case, ...]:
    unknown = set(options.id) - {case.id for case in file.cases}
    if unknown:
        raise SettingsError(f"No case of {file.path} has the id {', '.join(sorted(unknown))}. Correct --id.")
    cases = select(file.cases, kinds=options.kind, tags=options.tag, ids=options.id, limit=options.limit)
    if not cases:
        raise SettingsError("No case fits --kind, --tag and --id. Leave one out.")
    return cases


@contextmanager
def _opened(
    file: CaseFile, options: argparse.Namespace, settings: Settings
) -> Iterator[tuple[Assistant, Answerer]]:
    """Open the shelf of the cases, and what is asked: our Assistant or a peer."""
    with steps("paper") as progress:
        assistant = open_shelf(file, settings, options.corpora, progress)
    with closing(assistant):
        if options.peer:
            from .peer import CitationPeer

            yield assistant, CitationPeer(assistant.papers(), settings)
        else:
            yield assistant, assistant


def _report(
    file: CaseFile, cases: Sequence[Case], system: Answerer, options: argparse.Namespace, settings: Settings
) -> Report:
    papers = system.papers()
    with open_judge(settings, options) as judge:
        parts_of_run = parts(options.peer or OURS, settings, papers, judge.name if judge else "none")
        partial = _partial(cases, options, settings, parts_of_run)
        with bar("asking", len(cases), "case") as progress:
            results = run_cases(
                cases, system, concurrency=options.concurrency, partial=partial, progress=progress
            )
        with bar("scoring", len(cases), "case") as progress:
            scored = score_cases(cases, results, papers, judge, progress)
        judged = agreements(judge)
    partial.remove()
    return Report(
        system=options.peer or OURS,
        composers=composers(scored),
        cases_file=file.path.name,
        cases_hash=cases_hash(cases),
        fingerprint=short(parts_of_run),
        parts=parts_of_run,
        answer_fingerprints=tuple(
            sorted({answer.fingerprint for result in results for answer in result.answers})
        ),
        notes=tuple(_notes(scored, settings, options, judge)),
        judge=judged,
        papers={paper.id: paper.title for paper in papers},
        groups=summed_up(scored),
        cases=scored,
    )


def _partial(
    cases: Sequence[Case], options: argparse.Namespace, settings: Settings, parts_of_run: dict[str, str]
) -> Partial:
    """Return where results are kept until the report is made, for a run of these cases with these parts."""
    answering = sorted(
        (name, value) for name, value in parts_of_run.items() if name not in ("judge", "metrics")
    )
    key = hashlib.sha256(f"{cases_hash(cases)} {answering}".encode()).hexdigest()[:16]
    beside: Path | None = options.json
    path = (
        beside.with_name(f"{beside.name}.partial")
        if beside
        else settings.home / "eval" / f"partial-{key}.jsonl"
    )
    partial = Partial(path, key)
    if options.fresh:
        partial.remove()
    return partial


def _notes(
    scored: Sequence[CaseReport], settings: Settings, options: argparse.Namespace, judge: Judge | None
) -> Iterator[str]:
    if not settings.has_model and not options.peer:
        yield "No language model is configured: the extractive answers were scored, nothing was judged by a model."
    fallen = composers(scored).get("extractive", 0)
    if settings.has_model and not options.peer and fallen:
        yield f"The language model did not write {fallen} of the answers; the extractive composer stepped in."
    answers = [answer for case in scored for answer in case.answers]
    if kept := sum(1 for answer in answers if answer["usage"]["cached_requests"]):
        yield (
            f"{kept} of {len(answers)} answers were made, at least in part, from replies kept by an earlier run: "
            "they took fewer seconds, tokens and requests than when asked anew."
        )
    if options.concurrency > 1:
        yield f"{options.concurrency} cases ran at a time, so seconds are longer than for one user."
    if judge and judge.unclear:
        yield f"The judge gave no clear yes or no {judge.unclear} times; these count as unsupported."


def _tolerance(options: argparse.Namespace, file: CaseFile) -> float:
    tolerance: float | None = options.tolerance
    return file.tolerance if tolerance is None else tolerance


def _show(report: Report, found: Comparison | None, missed: Sequence[str]) -> None:
    sections = [
        table.header(report),
        table.table(report),
        table.failures(report.cases),
        table.worst(report.cases),
        table.comparison(found) if found else "",
        "\n".join(f"threshold missed: {line}" for line in missed),
    ]
    if found and found.worse:
        names = ", ".join(change.name for change in found.worse)
        sections.append(f"worse than the baseline by more than {found.tolerance:g}: {names}")
    print("\n\n".join(section for section in sections if section))
