"""The course of one score as an SVG picture; the same numbers stand in the table beside it."""

from datetime import date
from decimal import Decimal

import pygal
from pygal.style import Style

from treatments.library import plain
from treatments.outcomes import Line

# Dark on the white ground that style sheets give to every figure, in both themes.
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#1d2423",
    foreground_strong="#1d2423",
    foreground_subtle="#8a857b",
    colors=("#17675c",),
    font_family="system-ui, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    value_font_size=14,
    value_label_font_size=14,
    no_data_font_size=16,
    opacity=1,
    guide_stroke_dasharray="2,4",
    major_guide_stroke_dasharray="2,4",
)


def chart(line: Line) -> bytes:
    """The SVG of all readings of one instrument, oldest first, on an axis of time."""
    low, high = line.instrument.minimum, line.instrument.maximum
    points = [(reading.score.taken_on, reading.score.value) for reading in line.readings]
    picture = pygal.DateLine(
        style=_STYLE,
        js=[],
        width=640,
        height=260,
        margin=12,
        show_legend=False,
        no_prefix=True,
        explicit_size=True,
        dots_size=5,
        stroke_style={"width": 2.5},
        print_values=True,
        print_values_position="top",
        value_formatter=lambda value: plain(Decimal(str(value))),
        x_value_formatter=_day,
        x_label_rotation=0,
        x_labels=_labels([day for day, _ in points]),
        range=(float(low), float(high)) if low is not None and high is not None else None,
    )
    picture.add(line.instrument.name, [(day, float(value)) for day, value in points])
    svg: bytes = picture.render()
    return svg


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _labels(days: list[date]) -> list[date]:
    """The days written below the axis: the first, the last, and at most two between them."""
    each = sorted(set(days))
    if len(each) <= 4:
        return each
    third = (len(each) - 1) / 3
    return [each[round(third * place)] for place in range(4)]
