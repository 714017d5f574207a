"""A signature drawn on the screen, and what else belongs to signing.

A drawing is a list of strokes, a stroke a list of points [x, y], each per mille of the width and
of the height of the pad, which is five wide and two high.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

PAD = (1000, 400)  # width and height in the units in which a drawing is shown
PER_MILLE = 1000
MOST_CHARACTERS = 60_000
MOST_STROKES = 80
MOST_POINTS = 4_000
SHORTEST = 60  # per mille drawn altogether: less is a slip of the finger, not a name

UNREADABLE = "The signature did not arrive whole. Clear it and sign again, or sign on paper."
TOO_LONG = "This is more than a signature. Clear it and sign again."
TOO_SHORT = "This is too short for a signature. Clear it and sign again, or sign on paper."

Strokes = Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed, and how: drawn, or on a sheet of paper and where that is kept."""

    name: str
    strokes: Strokes = field(default_factory=list)
    guardian_name: str = ""
    guardian_strokes: Strokes = field(default_factory=list)
    paper_reference: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """How it was found out that the patient understood, and the patient's words."""

    check: str
    words: str


def read_strokes(text: str) -> Strokes:
    """What a pad sent; nothing drawn is no stroke. Raises ValueError in words for a person."""
    if not text.strip():
        return []
    if len(text) > MOST_CHARACTERS:
        raise ValueError(TOO_LONG)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(UNREADABLE) from error
    return checked_strokes(found)


def checked_strokes(found: object) -> Strokes:
    """`found` if it is a drawing that can be a signature, or is empty; raises ValueError."""
    if not isinstance(found, list) or not all(isinstance(stroke, list) for stroke in found):
        raise ValueError(UNREADABLE)
    if len(found) > MOST_STROKES or sum(map(len, found)) > MOST_POINTS:
        raise ValueError(TOO_LONG)
    if not all(stroke and all(map(_is_point, stroke)) for stroke in found):
        raise ValueError(UNREADABLE)
    if found and _length(found) < SHORTEST:
        raise ValueError(TOO_SHORT)
    return found


def _is_point(point: object) -> bool:
    # bool is an int to Python.
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(part) is int and 0 <= part <= PER_MILLE for part in point)
    )


def _length(strokes: Strokes) -> int:
    return sum(
        abs(after[0] - before[0]) + abs(after[1] - before[1])
        for stroke in strokes
        for before, after in pairwise(stroke)
    )


def path_of(strokes: Strokes) -> str:
    """The drawing as the path of an SVG whose view box is as large as `PAD`."""
    width, height = (side / PER_MILLE for side in PAD)
    parts = []
    for stroke in strokes:
        points = [f"{x * width:g} {y * height:g}" for x, y in stroke]
        # A dot is a line to itself: with round ends it shows.
        parts.append("M" + "L".join([*points, points[0]] if len(points) == 1 else points))
    return "".join(parts)
