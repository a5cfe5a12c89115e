"""Small SVG charts as strings; every text in them is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..scoring.metrics import percentile

_ROW = 26
_LABEL = 190
_BAR = 360


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1 with its interval, and what is written behind it."""

    label: str
    value: float
    low: float
    high: float
    note: str


def bars(title: str, shown: Sequence[Bar]) -> str:
    """Draw horizontal bars from 0 to 1 with a whisker for each interval."""
    height = _ROW * len(shown) + 24
    width = _LABEL + _BAR + 130
    parts = [_open(width, height, title)]
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = _LABEL + _BAR * share
        parts.append(f'<line class="grid" x1="{x:g}" y1="2" x2="{x:g}" y2="{height - 20}"/>')
        parts.append(f'<text class="tick" x="{x:g}" y="{height - 6}" text-anchor="middle">{share:g}</text>')
    for row, bar in enumerate(shown):
        y = row * _ROW + 4
        middle = y + 9
        parts.append(f'<text x="{_LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(bar.label)}</text>')
        parts.append(
            f'<rect class="bar" x="{_LABEL}" y="{y}" width="{_BAR * bar.value:.1f}" height="18" rx="2"/>'
        )
        if bar.high > bar.low:
            left, right = _LABEL + _BAR * bar.low, _LABEL + _BAR * bar.high
            parts.append(f'<path class="whisker" d="M{left:.1f} {middle - 4}v8m0 -4H{right:.1f}m0 -4v8"/>')
        x = _LABEL + _BAR * max(bar.high, bar.value) + 8
        parts.append(f'<text class="told" x="{x:.1f}" y="{y + 13}">{escape(bar.note)}</text>')
    return "".join([*parts, "</svg>"])


def histogram(title: str, values: Sequence[float], *, unit: str, bins: int = 20) -> str:
    """Draw how often values occur, in equal steps from 0; the last column holds all above twice the 95th percentile."""
    width, height, base = 520, 170, 140
    largest = max([*values, 0.0]) or 1.0
    top = min(largest, 2 * percentile(values, 95)) or largest
    counts = [0] * bins
    for value in values:
        counts[min(int(value / top * bins), bins - 1)] += 1
    most = max([*counts, 1])
    step = (width - 60) / bins
    parts = [
        _open(width, height, title),
        f'<line class="grid" x1="40" y1="{base}" x2="{width - 20}" y2="{base}"/>',
    ]
    for place, count in enumerate(counts):
        tall = 120 * count / most
        x, span = 40 + place * step + 1, f"{top * place / bins:.2f} to {top * (place + 1) / bins:.2f}"
        parts.append(
            f'<rect class="bar" x="{x:.1f}" y="{base - tall:.1f}" width="{step - 2:.1f}" height="{tall:.1f}">'
            f"<title>{count} from {span} {escape(unit)}</title></rect>"
        )
    parts.append(f'<text class="tick" x="34" y="{base - 112}" text-anchor="end">{most}</text>')
    for share in (0, 0.5, 1):
        x = 40 + (width - 60) * share
        more = "≥ " if share == 1 and top < largest else ""
        label = f"{more}{top * share:.2f} {escape(unit)}"
        parts.append(f'<text class="tick" x="{x:.1f}" y="{base + 18}" text-anchor="middle">{label}</text>')
    return "".join([*parts, "</svg>"])


def strip(title: str, changes: Sequence[float]) -> str:
    """Draw one column a case, up for a gain and down for a loss, sorted; values from -1 to 1."""
    width, height, zero = 520, 150, 75
    step = (width - 20) / max(len(changes), 1)
    parts = [
        _open(width, height, title),
        f'<line class="axis" x1="10" y1="{zero}" x2="{width - 10}" y2="{zero}"/>',
    ]
    for place, change in enumerate(sorted(changes, reverse=True)):
        tall = 65 * abs(change)
        y, name = (zero - tall, "gain") if change > 0 else (zero, "loss")
        x, wide = 10 + place * step, max(step - 1, 1)
        parts.append(f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>')
    return "".join([*parts, "</svg>"])


def _open(width: int, height: int, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title, quote=True)}"><title>{escape(title)}</title>'
    )
