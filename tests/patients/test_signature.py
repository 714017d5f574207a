import json
import re

import pytest

from patients.signature import (
    MOST_CHARACTERS,
    MOST_POINTS,
    MOST_STROKES,
    TOO_LONG,
    TOO_SHORT,
    UNREADABLE,
    path_of,
    read_strokes,
)

DRAWN = [[[100, 600], [300, 200]], [[500, 700]]]


def test_a_drawing_is_read_and_becomes_the_path_of_a_picture():
    assert read_strokes(json.dumps(DRAWN)) == DRAWN
    assert path_of(DRAWN) == "M100 240L300 80M500 280L500 280"


@pytest.mark.parametrize("text", ["", "  ", "[]"])
def test_nothing_drawn_is_no_stroke(text):
    assert read_strokes(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Anna Berg", UNREADABLE),
        ("[[[1, 2], [900]]]", UNREADABLE),
        ("[[[0, 0], [1001, 5]]]", UNREADABLE),
        ("[[[0, 0], [-1, 5]]]", UNREADABLE),
        ("[[[0.5, 0], [900, 5]]]", UNREADABLE),
        ("[[[true, 0], [900, 5]]]", UNREADABLE),
        ("[[[Infinity, 0], [900, 5]]]", UNREADABLE),
        ('{"0": [[0, 0], [900, 5]]}', UNREADABLE),
        ("[[[0, 0], [900, 5]], []]", UNREADABLE),
        ("[" * 50_000, UNREADABLE),
        (f"[[[{'9' * 5000}, 0]]]", UNREADABLE),
        ("9" * (MOST_CHARACTERS + 1), TOO_LONG),
        (json.dumps([[[0, 0], [900, 900]]] * (MOST_STROKES + 1)), TOO_LONG),
        (json.dumps([[[0, 9]] * (MOST_POINTS + 1)]), TOO_LONG),
        ("[[[400, 400]]]", TOO_SHORT),
        ("[[[400, 400], [430, 429]]]", TOO_SHORT),
    ],
)
def test_what_is_no_signature_is_refused_in_words(text, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read_strokes(text)


def test_the_shortest_signature_is_just_long_enough():
    assert read_strokes("[[[400, 400], [430, 430]]]") == [[[400, 400], [430, 430]]]
