"""A report as one page that needs nothing else: no scripts, no fonts, no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from ..dataset.cases import KINDS, PARTS
from .charts import Bar, bars, histogram, strip
from .compare import Comparison
from .html_case import case_html
from .table import judge_line, kind_counts, p_value, shown
from .tables import LOWER, METRICS, Mean, Report

_STYLE = Path(__file__).with_name("report.css")
_TILES = (
    ("score", "overall"),
    ("set_f1", "set F1"),
    ("cited_first", "right paper first"),
    ("answer_strings", "strings found"),
    ("abstention_recall", "no-answer declined"),
    ("wrongly_declined", "wrongly declined"),
    ("citation_validity", "valid citations"),
    ("follow_up", "follow-ups right"),
)
_CHARTED = tuple(
    name for name in METRICS if not name.startswith("latency") and name not in ("tokens", "requests")
)
# A page from an untrusted report must not fetch or run anything, whatever slips through.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(report: Report, found: Comparison | None = None, missed: Sequence[str] = ()) -> str:
    """Return the page; everything that comes from cases, papers or models is escaped."""
    changed = {change.id: change.new - change.old for change in (*found.wins, *found.losses)} if found else {}
    body = [
        _head(report, missed),
        _tiles(report),
        _comparison(found, report) if found else "",
        _charts(report),
        _table(report),
        _judged(report),
        _filters(report, has_baseline=found is not None),
        *(case_html(case, report.papers, changed.get(case.id)) for case in report.cases),
        _fingerprint(report),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.system)}: {len(report.cases)} cases</title>"
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def _head(report: Report, missed: Sequence[str]) -> str:
    kinds = ", ".join(f"{count} {name}" for name, count in kind_counts(report).items())
    written = ", ".join(f"{name} {count}" for name, count in report.composers.items()) or "nobody"
    failed = [case for case in report.cases if case.error]
    alarms = [f"<li>Threshold missed: {escape(line)}</li>" for line in missed]
    alarms += [f"<li>Failed, scored as zero: {escape(case.id)}: {escape(case.error)}</li>" for case in failed]
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    return (
        f"<h1>{escape(report.system)} <small>on {escape(report.cases_file)}</small></h1>"
        f"<p>{len(report.cases)} cases: {escape(kinds)}. Answers written by: {escape(written)}. "
        f"Fingerprint <code>{escape(report.fingerprint)}</code>, cases <code>{escape(report.cases_hash)}</code>.</p>"
        + (f'<ul class="notes">{notes}</ul>' if notes else "")
        + (f'<ul class="alarms">{"".join(alarms)}</ul>' if alarms else "")
    )


def _tiles(report: Report) -> str:
    overall = report.groups["all"]
    cells = [
        f'<div class="tile"><b>{escape(shown(name, overall[name]))}</b><span>{escape(label)}</span>'
        f"<i>{_span(overall[name])}n = {overall[name].n}</i></div>"
        for name, label in _TILES
        if name in overall
    ]
    return f'<section class="tiles">{"".join(cells)}</section>'


def _charts(report: Report) -> str:
    overall = report.groups["all"]
    by_score = [_bar(name, overall[name]) for name in _CHARTED if name in overall]
    by_kind = [
        _bar(name, report.groups[name]["score"]) for name in ("all", *KINDS, *PARTS) if name in report.groups
    ]
    seconds = [answer_s for case in report.cases for answer_s in case.seconds]
    return (
        '<section class="charts">'
        + _figure("Each score, all cases, with its 95 % interval", bars("scores", by_score))
        + f"<div>{_figure('Overall score by kind and part', bars('score by kind', by_kind))}"
        + _figure("Seconds an answer took", histogram("seconds", seconds, unit="s"))
        + "</div></section>"
    )


def _figure(caption: str, drawing: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption>{drawing}</figure>"


def _bar(name: str, mean: Mean) -> Bar:
    label = f"{name} ↓" if name in LOWER else name
    return Bar(label.replace("_", " "), mean.value, mean.low, mean.high, f"{mean.value:.2f}  n={mean.n}")


def _table(report: Report) -> str:
    groups = [name for name in ("all", *KINDS, *PARTS) if name in report.groups]
    head = "".join(f"<th>{escape(name)}</th>" for name in groups)
    rows = []
    for metric in METRICS:
        if metric not in report.groups["all"]:
            continue
        cells = []
        for name in groups:
            mean = report.groups[name].get(metric)
            cells.append(
                f"<td>{escape(shown(metric, mean))}<small>{_span(mean)}n={mean.n}</small></td>"
                if mean
                else "<td>–</td>"
            )
        rows.append(f"<tr><th>{escape(metric)}{' ↓' if metric in LOWER else ''}</th>{''.join(cells)}</tr>")
    return (
        "<h2>By kind</h2><p>Means with 95 % bootstrap intervals; failures count as the worst value. "
        f'↓: less is better.</p><div class="wide"><table><thead><tr><th>score</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _span(mean: Mean) -> str:
    return f"{mean.low:.2f}–{mean.high:.2f}, " if mean.low != mean.high else ""


def _comparison(found: Comparison, report: Report) -> str:
    differs = (
        "".join(f"<li>{escape(difference)}</li>" for difference in found.differences) or "<li>nothing</li>"
    )
    rows = "".join(
        f'<tr class="{"worse" if metric.worse else ""}"><th>{escape(metric.name)}</th><td>{metric.old:.3f}</td>'
        f"<td>{metric.new:.3f}</td><td>{metric.new - metric.old:+.3f}</td><td>{metric.n}</td>"
        f"<td>{escape(p_value(metric.p))}</td></tr>"
        for metric in found.metrics
    )
    before = {change.id: change.new - change.old for change in (*found.wins, *found.losses)}
    changes = [before.get(case.id, 0.0) for case in report.cases]
    lists = "".join(
        f"<p><b>{word}:</b> {', '.join(_link(change.id, change.new - change.old) for change in each_way) or 'none'}</p>"
        for word, each_way in (("Better", found.wins), ("Worse", found.losses))
    )
    return (
        f"<h2>Against {escape(found.baseline)}</h2><p>{len(found.wins)} better, {len(found.losses)} worse, "
        f"{found.ties} the same; a score may fall by {found.tolerance:g}. p: paired permutation test.</p>"
        f'<div class="charts">'
        f"{_figure('Change of the overall score, case by case', strip('changes', changes) + lists)}"
        f'<div class="wide"><table><thead><tr><th>score</th><th>before</th><th>now</th><th>change</th>'
        f"<th>n</th><th>p</th></tr></thead><tbody>{rows}</tbody></table></div></div>"
        f"<p>Differs in:</p><ul>{differs}</ul>"
    )


def _link(identifier: str, change: float) -> str:
    return f'<a href="#{escape(identifier, quote=True)}">{escape(identifier)}</a> {change:+.2f}'


def _judged(report: Report) -> str:
    return f"<p>{escape(judge_line(report).capitalize())}.</p>" if report.judge else ""


def _filters(report: Report, *, has_baseline: bool) -> str:
    """Return radio buttons that the style sheet turns into filters, so that no script is needed."""
    wrong = sum(case.scores["right"].value < 1 for case in report.cases)
    choices = [("all", f"all {len(report.cases)}"), ("wrong", f"not right {wrong}")]
    choices += [(kind, f"{kind} {count}") for kind, count in kind_counts(report).items()]
    choices += [("better", "better"), ("worse", "worse")] if has_baseline else []
    return "<h2>Cases</h2>" + "".join(
        f'<input type="radio" name="show" id="show-{name}"{" checked" if name == "all" else ""}>'
        f'<label for="show-{name}">{escape(label)}</label>'
        for name, label in choices
    )


def _fingerprint(report: Report) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in report.parts.items()
    )
    return f"<h2>Made with</h2><table class='parts'><tbody>{rows}</tbody></table>"
