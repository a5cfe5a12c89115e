"""A map -> where the labels of its clusters stand, none on another."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from .places import ShelfMap

# What a label takes of the map's height, and a letter of it of the width, on a map of 360 pixels as a phone has.
_TALL, _LETTER, _PAD = 0.052, 0.021, 0.03
_TRIES = 20
_NEAR = 10  # of the free heights, the nearest ones, among which the label hides fewest points
_CROWD = 500  # of more points than this some lie under a label wherever it stands


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """The middle of a label in the map's own units."""

    cluster: int
    x: float
    y: float


def label_places(drawn: ShelfMap) -> tuple[LabelPlace, ...]:
    """Return a place for each label, near the middle of its cluster; one that finds no room is left out."""
    if not drawn.points:
        return ()
    xs, ys = [point.x for point in drawn.points], [point.y for point in drawn.points]
    left, low = min(xs), min(ys)
    wide, high = max(xs) - left or 1.0, max(ys) - low or 1.0
    taken: list[tuple[float, float, float]] = []  # middle (shares of width and height) and half the width
    places: list[LabelPlace] = []
    seen = (
        [((x - left) / wide, (y - low) / high) for x, y in zip(xs, ys, strict=True)]
        if len(xs) <= _CROWD
        else []
    )
    for cluster, label in enumerate(drawn.labels):
        own = [point for point in drawn.points if point.cluster == cluster]
        half = min(0.5, (len(label) * _LETTER + _PAD) / 2)
        x = (median(point.x for point in own) - left) / wide
        y = (median(point.y for point in own) - low) / high
        x = min(max(x, half), 1 - half)  # on the map, whole
        free = [spot for spot in _spots(y) if _is_free(x, spot, half, taken)][:_NEAR]
        if free:
            spot = min(free, key=lambda at: _hidden(x, at, half, seen))  # called at once
            taken.append((x, spot, half))
            places.append(LabelPlace(cluster, left + x * wide, low + spot * high))
    return tuple(places)


def _spots(y: float) -> list[float]:
    """Return heights ever farther from ``y``, above and below in turns."""
    steps = [sign * step * _TALL / 2 for step in range(_TRIES) for sign in (1, -1)]
    return [spot for spot in (y + step for step in steps) if 0 <= spot <= 1]


def _hidden(x: float, y: float, half: float, seen: list[tuple[float, float]]) -> int:
    """Return how many points a label would lie on."""
    return sum(abs(at - x) < half and abs(high - y) < 0.75 * _TALL for at, high in seen)


def _is_free(x: float, y: float, half: float, taken: list[tuple[float, float, float]]) -> bool:
    return all(abs(y - spot) >= _TALL or abs(x - at) >= half + other for at, spot, other in taken)
