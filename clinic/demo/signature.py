"""Signatures of people who do not exist: loops across the pad, the same for the same name."""

from math import cos, pi, sin
from random import Random

LINE = 640  # where a name stands, per mille of the pad's height
STEPS = 9  # points of one letter's loop
MOST_LETTERS = 7  # of one name; the rest is a flourish


def signature_of(name: str) -> list[list[list[int]]]:
    """Strokes as the pad draws them, one for each part of the name; none for no name."""
    rng = Random(name)
    parts = [part[:MOST_LETTERS] for part in name.split()[:2]]
    letters = sum(map(len, parts)) + len(parts)
    width = min(800 / letters, 90) if parts else 0
    strokes, x = [], 90.0
    for part in parts:
        stroke: list[list[int]] = []
        for place in range(len(part)):
            height = 330 if place == 0 else rng.choice((90, 110, 130, 240, -130))
            stroke += _loop(x, width, height)
            x += width
        strokes.append(stroke)
        x += width
    return strokes


def _loop(x: float, width: float, height: int) -> list[list[int]]:
    turns = [2 * pi * step / STEPS for step in range(STEPS)]
    return [
        [
            round(x + width * (turn / (2 * pi) + 0.35 * sin(turn))),
            round(LINE - height * (1 - cos(turn)) / 2),
        ]
        for turn in turns
    ]
