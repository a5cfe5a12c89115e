"""Map -> what is drawn: a figure in Plotly's JSON, and the same papers as a list for those who do not point."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence
from html import escape
from typing import Any

from .labels import label_places
from .places import Point, ShelfMap

# Told apart by people who do not see all colours, on a light and on a dark ground (after Okabe and Ito).
_COLOURS = ("#3b82c4", "#d97a06", "#12946a", "#b8609a", "#8a7cd8", "#c2503c", "#7d8a00", "#5f7488")
_RING, _FOUND = "#e0a100", "#d1366f"
_WRAP = 52  # characters of a title on one line of a hover label
_SVG_UP_TO = 2000  # points; more are drawn by WebGL
# Points of up to so many papers have this size (pixels): fewer of them lie on one another, on a phone, too.
_SIZES = ((100, 11), (500, 8), (1500, 6), (10**9, 4))
_WAITING = "Placing the papers by what they are about …"
_RINGED = 60  # papers that a search rings, the best ones


def map_figure(drawn: ShelfMap, lit: Collection[str], found: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the figure of a map; the papers whose ids are in ``lit`` get a ring.

    ``found`` are those that a search found, the best first: they get a ring, too, and all others fade.
    """
    kind = "scattergl" if len(drawn.points) > _SVG_UP_TO else "scatter"
    size = next(size for most, size in _SIZES if len(drawn.points) <= most)
    faded = 0.9 if found is None else 0.22
    traces = [
        {
            **_trace(kind, [point for point in drawn.points if point.cluster == cluster]),
            "name": label,
            "showlegend": False,
            "marker": {"size": size, "color": _COLOURS[cluster % len(_COLOURS)], "opacity": faded},
        }
        for cluster, label in enumerate(drawn.labels)
    ]
    wanted = frozenset((found or ())[:_RINGED])
    for ids, name, colour in ((wanted, "found", _FOUND), (lit, "cited in the last answer", _RING)):
        rings = [point for point in drawn.points if point.paper_id in ids]
        if rings:
            ring = {"size": size + 8, "color": colour, "symbol": "circle-open", "line": {"width": 2.5}}
            traces.append({**_trace(kind, rings), "name": name, "showlegend": True, "marker": ring})
    layout = {**_LAYOUT, "annotations": _labels(drawn), "showlegend": bool(wanted or lit)}
    return {"data": traces, "layout": layout, "config": _CONFIG}


def waiting_figure() -> dict[str, Any]:
    """Return the figure that stands there until the map is made."""
    told = {"text": _WAITING, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False}
    return {"data": [], "layout": {**_LAYOUT, "annotations": [told]}, "config": _CONFIG}


def waiting_html() -> str:
    """Render what stands below it meanwhile."""
    return f'<p class="pa-note" role="status">{_WAITING}</p>'


def _labels(drawn: ShelfMap) -> list[dict[str, Any]]:
    """Return the clusters' labels in their middles, moved up or down until none covers another."""
    return [
        {
            "x": place.x,
            "y": place.y,
            "text": escape(drawn.labels[place.cluster], quote=False),
            "showarrow": False,
            "bgcolor": "rgba(27, 35, 45, .82)",
            "bordercolor": _COLOURS[place.cluster % len(_COLOURS)],
            "borderwidth": 2,
            "font": {"color": "#ffffff", "size": 12},
            "borderpad": 3,
            "captureevents": False,
        }
        for place in label_places(drawn)
    ]


def map_list_html(drawn: ShelfMap, lit: Collection[str], left_out: int = 0) -> str:
    """Render the clusters as lists of papers; ``left_out`` papers of the shelf are not on the map."""
    if not drawn.points:
        return '<p class="pa-empty">There is nothing to draw yet: no paper of this shelf is indexed.</p>'
    missing = f" {left_out:,} more are not drawn." if left_out else ""
    groups = "".join(
        f'<details class="pa-cluster"><summary>{escape(label)}'
        f" ({sum(point.cluster == cluster for point in drawn.points):,})</summary><ul>"
        + "".join(_item(point, lit) for point in drawn.points if point.cluster == cluster)
        + "</ul></details>"
        for cluster, label in enumerate(drawn.labels)
    )
    return (
        '<p class="pa-note">Papers that are near each other speak of like things. Click one to ask about it.'
        f"{missing}</p>{groups}"
    )


def _trace(kind: str, points: list[Point]) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "markers",
        "x": [round(point.x, 4) for point in points],
        "y": [round(point.y, 4) for point in points],
        "customdata": [[point.paper_id, point.title] for point in points],
        "text": [_wrapped(point.title) for point in points],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _wrapped(title: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in textwrap.wrap(title, _WRAP)[:6])


def _item(point: Point, lit: Collection[str]) -> str:
    cited = " <small>cited in the last answer</small>" if point.paper_id in lit else ""
    return (
        f'<li><button type="button" class="pa-act" data-act="about" data-title="{escape(point.title, quote=True)}">'
        f"{escape(point.title)}</button>{cited}</li>"
    )


_CONFIG: dict[str, Any] = {
    "displayModeBar": True,
    "displaylogo": False,
    "modeBarButtons": [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    "scrollZoom": True,  # by wheel, and by two fingers
    "doubleClick": "reset",
    "responsive": True,
}
_AXIS = {"visible": False, "fixedrange": False, "zeroline": False}
_LAYOUT: dict[str, Any] = {
    "autosize": True,
    "height": 520,
    "margin": {"l": 8, "r": 8, "t": 36, "b": 8},
    "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": "#78828f", "activecolor": "#1a56b8"},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "font": {"family": "system-ui, sans-serif", "size": 13, "color": "#78828f"},
    "xaxis": _AXIS,
    "yaxis": _AXIS,
    "hovermode": "closest",
    "dragmode": "pan",
    "legend": {"orientation": "h", "x": 0, "y": -0.02, "yanchor": "top", "itemsizing": "constant"},
    "hoverlabel": {"bgcolor": "#1b232d", "font": {"color": "#ffffff", "size": 13}, "align": "left"},
}
