"""Signatures of people who do not exist: loops across the pad, the same for the same name."""

from random import Random

LETTER = ((0, 0), (14, -130), (26, -10), (32, 60), (44, -40))  # up, down, and on to the next


def signature_of(name: str) -> list[list[list[int]]]:
    """Strokes as the pad draws them, one for each part of the name; none for no name."""
    rng = Random(name)
    strokes, x = [], 80
    for part in name.split():
        stroke = []
        for place in range(min(len(part), 8)):
            height = 2 if place == 0 else 1
            stroke += [
                [min(x + right, 980), 560 + up * height + rng.randrange(-18, 19)]
                for right, up in LETTER
            ]
            x += 52
        strokes.append(stroke)
        x += 30
    return strokes
