"""A report and a comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ..dataset.cases import KINDS, PARTS
from .compare import Comparison
from .tables import LOWER, METRICS, CaseReport, Mean, Report

_COLUMNS = ("all", *KINDS, *PARTS)
_WORST = 10
_WIDTH = 150


def table(report: Report) -> str:
    """Return every score by kind and overall, and for the cases for tuning and those held back."""
    groups = [name for name in _COLUMNS if name in report.groups]
    head = ["score", "all, 95 % interval", "n", *groups[1:]]
    rows = []
    for metric in METRICS:
        mean = report.groups["all"].get(metric)
        if mean is None:
            continue
        span = (
            f"{shown(metric, mean)} [{mean.low:.2f}, {mean.high:.2f}]"
            if mean.low != mean.high
            else shown(metric, mean)
        )
        found = [report.groups[name].get(metric) for name in groups[1:]]
        name = f"{metric} (less is better)" if metric in LOWER else metric
        rows.append([name, span, str(mean.n), *(shown(metric, other) if other else "-" for other in found)])
    return _aligned([head, *rows])


def shown(metric: str, mean: Mean) -> str:
    """Write a mean: seconds, a count, or a share with three decimals."""
    if metric.startswith("latency"):
        return f"{mean.value:.2f} s"
    return f"{mean.value:,.1f}" if metric in ("tokens", "requests") else f"{mean.value:.3f}"


def header(report: Report) -> str:
    """Say what was run on what."""
    kinds = ", ".join(f"{count} {name}" for name, count in kind_counts(report).items())
    composers = ", ".join(
        f"{name} {count}" for name, count in sorted(report.composers.items(), key=lambda item: -item[1])
    )
    lines = [
        f"{report.system}: {len(report.cases)} cases of {report.cases_file} ({kinds})",
        f"answers written by: {composers or 'nobody'}   fingerprint {report.fingerprint}   cases {report.cases_hash}",
        *report.notes,
    ]
    if report.judge:
        lines.append(judge_line(report))
    return "\n".join(lines)


def kind_counts(report: Report) -> dict[str, int]:
    """Return kind -> how many cases are of it, for the kinds that occur."""
    counts = {kind: sum(case.kind == kind for case in report.cases) for kind in KINDS}
    return {kind: count for kind, count in counts.items() if count}


def judge_line(report: Report) -> str:
    """Say how far the judges of citations agree with people."""
    parts = [
        f"{name} {agreed['agreement']:.0%} of {agreed['pairs']} (kappa {agreed['kappa']:.2f})"
        for name, agreed in report.judge.items()
    ]
    return "agreement with the hand-labelled claims: " + ", ".join(parts)


def failures(cases: Sequence[CaseReport]) -> str:
    """List the cases that failed, with the reason."""
    failed = [case for case in cases if case.error]
    lines = [f"  {case.id}: {_cut(case.error)}" for case in failed]
    return "\n".join([f"failed, scored as zero ({len(failed)}):", *lines]) if failed else ""


def worst(cases: Sequence[CaseReport]) -> str:
    """List the cases with the lowest score, with the reason."""
    low = [case for case in cases if not case.error and case.scores["right"].value < 1]
    if not low:
        return ""
    low.sort(key=lambda case: case.scores["score"].value)
    lines = [
        f"  {case.scores['score'].value:.2f} {case.id}: {_cut(case.scores['right'].reason)}"
        for case in low[:_WORST]
    ]
    more = f" (the lowest {_WORST}; all with --html or --json)" if len(low) > _WORST else ""
    return "\n".join([f"not right: {len(low)} of {len(cases)}{more}", *lines])


def comparison(found: Comparison) -> str:
    """Show wins, losses and tests against the baseline."""
    lines = [
        f"against {found.baseline}: {len(found.wins)} better, {len(found.losses)} worse, {found.ties} the same; "
        f"tolerance {found.tolerance:g}",
        *(f"  differs in {difference}" for difference in found.differences),
    ]
    rows = [["score", "before", "now", "change", "n", "p"]]
    for metric in found.metrics:
        if metric.old != metric.new:
            mark = "  WORSE" if metric.worse else ""
            change = f"{metric.new - metric.old:+.3f}"
            rows.append(
                [
                    metric.name,
                    f"{metric.old:.3f}",
                    f"{metric.new:.3f}",
                    change,
                    str(metric.n),
                    f"{p_value(metric.p)}{mark}",
                ]
            )
    lines.append(_aligned(rows) if len(rows) > 1 else "  every score is the same")
    for word, changes in (("better", found.wins), ("worse", found.losses)):
        lines += [
            f"  {word}: {change.id} {change.old:.2f} -> {change.new:.2f} ({_cut(change.reason)})"
            for change in changes
        ]
    return "\n".join(lines)


def p_value(p: float) -> str:
    """Write a p; small ones only as such."""
    return f"{p:.3f}" if p >= 0.001 else "<0.001"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([first, *others]).rstrip())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
