"""The body map: the body from the front and from the back, its regions, and points on them.

A point is a view and two fractions of that view's picture, from its left and its top edge. The
patient's right is on the left of the front view and on the right of the back view.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from treatments import anatomy
from treatments.datafiles import Row, load


class MapPoint(NamedTuple):
    """One point: "front" or "back", and fractions of width and height as text ("0.412")."""

    view: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One region on one side, as a path in the picture; `at` is a place well inside of it."""

    region: str
    side: str
    path: str
    at: MapPoint

    @property
    def label(self) -> str:
        """As it is read out: "right knee, front"."""
        middle = ", midline" if self.side == "midline" else ""
        return f"{anatomy.describe(self.side, self.region)}{middle}, {self.at.view}"


@dataclass(frozen=True, slots=True)
class View:
    """One picture of the body: its outline, lines that shape it, and regions clipped by it."""

    name: str
    outline: str
    lines: tuple[str, ...]
    shapes: tuple[Shape, ...]

    @property
    def label(self) -> str:
        return VIEWS[self.name]

    @property
    def left_edge(self) -> str:
        """Which of the patient's sides is on the left of the picture."""
        return "right" if self.name == "front" else "left"

    @property
    def right_edge(self) -> str:
        return opposite(self.left_edge)


VIEWS = MappingProxyType({"front": "Front", "back": "Back"})
MOST_POINTS = 60

# So near the middle a point may belong to either side: fractions of the width.
MIDDLE = Decimal("0.03")

# The size of each picture in its own units.
WIDTH, HEIGHT = 240, 524

_PAIR = re.compile(r"(-?[\d.]+) (-?[\d.]+)")
_FRACTION = re.compile(r"(0|1)?(\.\d{1,6})?")
_FINEST = Decimal("0.001")


def read(text: str) -> tuple[MapPoint, ...]:
    """The points of a text with one point in a line. ValueError says in words what is wrong."""
    points = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        parts = line.split()
        if len(parts) != 3 or parts[0].lower() not in VIEWS:
            raise ValueError(f"Point {number} must read like: front 0.412 0.655")
        points.append(MapPoint(parts[0].lower(), *(_fraction(part, number) for part in parts[1:])))
    return tuple(points)


def _fraction(text: str, number: int) -> str:
    if not text.isascii() or not _FRACTION.fullmatch(text) or Decimal(text) > 1:
        raise ValueError(f"Point {number}: each figure must be from 0 to 1, like 0.412.")
    return _text(Decimal(text))


def as_text(points: Iterable[Sequence[str]]) -> str:
    """The points as `read` takes them."""
    return "\n".join(" ".join(map(str, point)) for point in points)


def problem(points: Sequence[Sequence[str]], *, side: str, most: int) -> str | None:
    """What is wrong with the points of one target of `most` needle points, or None."""
    if len(points) > min(most, MOST_POINTS):
        needles = "1 needle point" if most == 1 else f"{most} needle points"
        return f"{len(points)} points on the body map, but only {needles}. Remove some."
    for number, (view, x, y) in enumerate(points, start=1):
        try:
            point = read(f"{view} {x} {y}")[0]
        except ValueError:
            return f"Point {number} is not on the body map."
        lies_on = side_of(point)
        if {side, lies_on} == {"right", "left"}:
            return (
                f"Point {number} lies on the {lies_on} of the body ({point.view} view), but the "
                f"side is {side}. Move the point or change the side."
            )
    return None


def side_of(point: MapPoint) -> str:
    """The patient's side on which a point lies: right, left or midline."""
    off = Decimal(point.x) - Decimal("0.5")
    if abs(off) <= MIDDLE:
        return "midline"
    return "right" if (off < 0) == (point.view == "front") else "left"


def in_units(point: MapPoint) -> tuple[str, str]:
    """Where a point lies, in units of the picture."""
    return _plain(Decimal(point.x) * WIDTH), _plain(Decimal(point.y) * HEIGHT)


def opposite(side: str) -> str:
    """The other side; both sides and the midline stay."""
    return {"right": "left", "left": "right"}.get(side, side)


def places(region: str, side: str) -> tuple[Shape, ...]:
    """Where a region lies in the pictures; both sides are two places, or more."""
    wanted = ("right", "left") if side == "bilateral" else (side,)
    return tuple(
        shape
        for view in views()
        for shape in view.shapes
        if shape.region == region and shape.side in wanted
    )


@lru_cache(maxsize=1)
def views() -> tuple[View, ...]:
    """Front and back, from the drawing of one half of the body."""
    drawing = Row("body map", load("body_map"))
    width = drawing.integer("width")
    assert (width, drawing.integer("height")) == (WIDTH, HEIGHT), "the drawing has its size"
    halves = (drawing.text("half"), drawing.text("arm"))
    # One path, so that no seam shows in the middle.
    outline = "".join(f"{half}{mirrored(half)}" for half in halves)
    read_views = tuple(_view(name, drawing.row(name), outline) for name in VIEWS)
    drawing.close()
    return read_views


def _view(name: str, row: Row, outline: str) -> View:
    lines = [path for half in row.texts("lines") for path in (half, mirrored(half))]
    drawn = View(
        name=name,
        outline=outline,
        lines=(*lines, *row.texts("middle")),
        shapes=tuple(shape for part in row.rows("shape") for shape in _shapes(name, part)),
    )
    row.close()
    return drawn


def _shapes(view: str, row: Row) -> tuple[Shape, ...]:
    """The drawn half and its mirror image, or the one shape of the midline."""
    region, path, (x, y) = row.text("region"), row.text("path"), row.numbers("at")
    is_middle = bool(row.flag("midline"))
    row.close()
    if is_middle:
        return (Shape(region, "midline", path, _at(view, x, y)),)
    drawn = "right" if view == "front" else "left"
    return (
        Shape(region, drawn, path, _at(view, x, y)),
        Shape(region, opposite(drawn), mirrored(path), _at(view, WIDTH - x, y)),
    )


def _at(view: str, x: Decimal, y: Decimal) -> MapPoint:
    return MapPoint(view, _text(x / WIDTH), _text(y / HEIGHT))


def _text(fraction: Decimal) -> str:
    return f"{fraction.quantize(_FINEST).normalize():f}"


def mirrored(path: str) -> str:
    """The same path on the other half of the picture; absolute M, L, Q and C only."""
    return _PAIR.sub(lambda pair: f"{_plain(WIDTH - Decimal(pair[1]))} {pair[2]}", path)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
