"""The course of one score as an SVG picture; the same numbers stand in the table beside it."""

from collections.abc import Sequence
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
    foreground="#4c5553",
    foreground_strong="#1d2423",
    foreground_subtle="#dcd7ce",
    colors=("#17675c",),
    font_family="system-ui, sans-serif",
    label_font_size=12,
    major_label_font_size=12,
    value_font_size=13,
    no_data_font_size=16,
    opacity=1,
    guide_stroke_dasharray="1,0",
    major_guide_stroke_dasharray="1,0",
    guide_stroke_color="#e6e2da",
    major_guide_stroke_color="#e6e2da",
)


def chart(line: Line) -> bytes:
    """The SVG of all readings of one instrument, oldest first, on an axis of time."""
    low, high = line.instrument.minimum, line.instrument.maximum
    points = [(reading.score.taken_on, reading.score.value) for reading in line.readings]
    picture = pygal.DateLine(
        style=_STYLE,
        js=[],
        width=640,
        height=240,
        margin=10,
        margin_right=50,
        show_legend=False,
        no_prefix=True,
        explicit_size=True,
        dots_size=5,
        stroke_style={"width": 2.5},
        print_values=True,
        print_values_position="top",
        formatter=_value,
        value_formatter=_value,
        x_value_formatter=_day,
        x_label_rotation=0,
        x_labels=_labels([day for day, _ in points]),
        y_labels=_steps(low, high),
        range=(float(low), float(high)) if low is not None and high is not None else None,
    )
    picture.add(line.instrument.name, [(day, float(value)) for day, value in points])
    svg: bytes = picture.render()
    return svg


def _steps(low: Decimal | None, high: Decimal | None) -> list[float] | None:
    """Five lines from the lowest to the highest value that the instrument has."""
    if low is None or high is None:
        return None
    return [float(low + (high - low) * part / 4) for part in range(5)]


def _value(value: float | Sequence[float]) -> str:
    """A value on the axis, or that of a point, which comes behind its day."""
    figure = value if isinstance(value, int | float) else value[-1]
    return plain(Decimal(str(figure)))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _labels(days: list[date]) -> list[date]:
    """The days written below the axis: the first, the last, and at most two between them."""
    each = sorted(set(days))
    if len(each) <= 4:
        return each
    third = (len(each) - 1) / 3
    return [each[round(third * place)] for place in range(4)]
