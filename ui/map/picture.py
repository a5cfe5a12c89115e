"""Map -> what is drawn, as SVG that the server writes, and the same papers as lists for those who do not point.

A drawing library in the browser held it for seconds on a large shelf; two thousand circles take a third of one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from .labels import label_places
from .places import Point, ShelfMap

COLOURS = 8  # of clusters, in map.css; a ninth cluster has the first one's again
# Points of up to so many papers have this radius (pixels): fewer of them lie on one another, on a phone, too.
_RADII = ((100, 5.5), (500, 4), (1500, 3), (10**9, 2))
_EDGE = 3.0  # percent of the drawing that stay free on each side
_WIDER = {"found": 8.0, "cited": 4.0}  # pixels from a point to its rings; a paper may have both
_RINGED = 60  # papers that a search rings, the best ones
_LISTED = 20  # papers found that are listed first
_WAITING = "Placing the papers by what they are about …"
_TOOLS = (
    '<div class="pa-map-tools">'
    '<button type="button" data-zoom="in" aria-label="Zoom in">+</button>'
    '<button type="button" data-zoom="out" aria-label="Zoom out">−</button>'
    '<button type="button" data-zoom="reset" aria-label="Show the whole map">⤢</button></div>'
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search on the map found: its words, and the papers, the best first."""

    words: str
    ids: Sequence[str]
    best: Sequence[str] = ()  # titles of the first ones

    @property
    def ringed(self) -> frozenset[str]:
        """Return the ids of those that get a ring where they are drawn."""
        return frozenset(self.ids[:_RINGED])


def listed_of(ids: Sequence[str]) -> Sequence[str]:
    """Return the ids of the papers found that are listed by title."""
    return ids[:_LISTED]


def map_svg(drawn: ShelfMap, lit: Collection[str], found: Found | None = None) -> str:
    """Render a map; the papers whose ids are in ``lit`` get a ring, and those found one of another colour.

    Where something was searched for, all other papers fade. Clicks, zoom and hover labels are in map.js.
    """
    if not drawn.points:
        return ""
    at = _Scale.of(drawn.points)
    radius = next(radius for most, radius in _RADII if len(drawn.points) <= most)
    clusters = "".join(
        f'<g class="pa-map-c{cluster % COLOURS}">'
        + "".join(_circle(point, at, radius) for point in drawn.points if point.cluster == cluster)
        + "</g>"
        for cluster in range(len(drawn.labels))
    )
    rings = "".join(
        f'<g class="pa-map-{name}">'
        + "".join(_circle(point, at, radius + _WIDER[name]) for point in ringed)
        + "</g>"
        for name, ringed in _rings(drawn, lit, found)
    )
    papers = f"{len(drawn.points):,} papers" if len(drawn.points) > 1 else "1 paper"
    faded = " pa-map-faded" if found else ""
    return (
        f'<div class="pa-map">{_TOOLS}<svg class="pa-map-svg{faded}" role="img" aria-label="Map of {papers}; '
        f'the same papers are listed below"><g class="pa-map-all">{clusters}{rings}</g></svg>'
        f'<div class="pa-map-labels" aria-hidden="true">{_labels(drawn, at)}</div>'
        f'<p class="pa-map-tip" hidden></p></div>{_key(drawn, lit, found)}'
    )


def waiting_svg() -> str:
    """Render what stands there until the map is made."""
    return f'<div class="pa-map"><p class="pa-map-waiting">{_WAITING}</p></div>'


def waiting_html() -> str:
    """Render what stands below it meanwhile."""
    return f'<p class="pa-note" role="status">{_WAITING}</p>'


def map_list_html(
    drawn: ShelfMap, lit: Collection[str], left_out: int = 0, found: Found | None = None
) -> str:
    """Render the clusters as lists of papers, below what was found; ``left_out`` papers of the shelf are not drawn."""
    if not drawn.points:
        return '<p class="pa-empty">There is nothing to draw yet: no paper of this shelf is indexed.</p>'
    missing = f" {left_out:,} more are not drawn." if left_out else ""
    groups = "".join(
        f'<details class="pa-cluster"><summary>{escape(label)}'
        f" ({sum(point.cluster == cluster for point in drawn.points):,})</summary><ul>"
        + "".join(
            _item(point.title, point.paper_id in lit) for point in drawn.points if point.cluster == cluster
        )
        + "</ul></details>"
        for cluster, label in enumerate(drawn.labels)
    )
    return (
        f'{_found_html(drawn, found)}<p class="pa-note">Papers that are near each other speak of like things. '
        f"Click one to ask about it.{missing}</p>{groups}"
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a map's own units to percent of the drawing, from its left and from its top."""

    left: float
    low: float
    wide: float
    high: float

    @classmethod
    def of(cls, points: Sequence[Point]) -> _Scale:
        xs, ys = [point.x for point in points], [point.y for point in points]
        return cls(min(xs), min(ys), (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0)

    def __call__(self, x: float, y: float) -> tuple[str, str]:
        span = 100 - 2 * _EDGE
        return (
            f"{_EDGE + span * (x - self.left) / self.wide:.2f}%",
            f"{_EDGE + span * (1 - (y - self.low) / self.high):.2f}%",
        )


def _circle(point: Point, at: _Scale, radius: float) -> str:
    x, y = at(point.x, point.y)
    title = escape(point.title, quote=True)
    return f'<circle cx="{x}" cy="{y}" style="--r:{radius}px" data-title="{title}"/>'


def _rings(drawn: ShelfMap, lit: Collection[str], found: Found | None) -> list[tuple[str, list[Point]]]:
    wanted = found.ringed if found else frozenset()
    named = (
        ("found", [point for point in drawn.points if point.paper_id in wanted]),
        ("cited", [point for point in drawn.points if point.paper_id in lit]),
    )
    return [(name, points) for name, points in named if points]


def _key(drawn: ShelfMap, lit: Collection[str], found: Found | None) -> str:
    """Render what the rings mean, where there are any."""
    words = {"found": "found", "cited": "cited in the last answer"}
    keys = "".join(
        f'<span class="pa-map-key-{name}">{words[name]}</span>' for name, _ in _rings(drawn, lit, found)
    )
    return f'<p class="pa-map-key">{keys}</p>' if keys else ""


def _labels(drawn: ShelfMap, at: _Scale) -> str:
    """Render the clusters' labels in their middles, moved up or down until none covers another."""
    labels = []
    for place in label_places(drawn):
        x, y = at(place.x, place.y)
        labels.append(
            f'<span class="pa-map-c{place.cluster % COLOURS}" style="--x:{x};--y:{y}">'
            f"{escape(drawn.labels[place.cluster])}</span>"
        )
    return "".join(labels)


def _found_html(drawn: ShelfMap, found: Found | None) -> str:
    """Tell how many papers a search found and how many of them are ringed; list the best, drawn or not."""
    if found is None:
        return ""
    if not found.ids:
        return f'<p class="pa-note" role="status">No paper speaks of “{escape(found.words)}”.</p>'
    ringed = sum(point.paper_id in found.ringed for point in drawn.points)
    papers = "1 paper speaks" if len(found.ids) == 1 else f"{len(found.ids):,} papers speak"
    best = "".join(_item(title, False) for title in found.best)
    first = f"The first {len(found.best)}" if len(found.ids) > len(found.best) else "Found"
    return (
        f'<p class="pa-note" role="status">{papers} of “{escape(found.words)}”; {ringed:,} of them '
        f"{'is' if ringed == 1 else 'are'} ringed on the map.</p>"
        f'<details class="pa-cluster" open><summary>{first}</summary><ul>{best}</ul></details>'
    )


def _item(title: str, is_lit: bool) -> str:
    cited = " <small>cited in the last answer</small>" if is_lit else ""
    return (
        f'<li><button type="button" class="pa-act" data-act="about" data-title="{escape(title, quote=True)}">'
        f"{escape(title)}</button>{cited}</li>"
    )
