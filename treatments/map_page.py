"""The body map as pages show it: points of a plan or a record, and those of earlier sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F

from staff.templatetags.prolo import day
from treatments import anatomy, body_map
from treatments.body_map import MapPoint, Shape, View
from treatments.given import mixture
from treatments.library import plain
from treatments.models import Injection, Session
from treatments.models.injectate import Injectate
from treatments.session_day import SessionDay

MOST_EARLIER = 6  # the style sheet knows as many
LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Mark:
    """One point in a picture, in units of the picture. `sign` is a number, or a letter before."""

    sign: str
    x: str
    y: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the legend."""

    number: int
    place: str
    solution: str
    volume: str
    points: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """Points of one earlier session of this patient; `place` counts from 1 on the page."""

    place: int
    letter: str
    label: str
    points: tuple[tuple[MapPoint, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One view with everything that is drawn on it."""

    view: View
    used: tuple[Shape, ...]
    unused: tuple[Shape, ...]
    marks: tuple[Mark, ...]
    earlier: tuple[tuple[Earlier, tuple[Mark, ...]], ...]

    @property
    def label(self) -> str:
        """What the picture shows, for who cannot see it; the legend says the rest."""
        number = len(self.marks)
        points = "1 point" if number == 1 else f"{number or 'no'} points"
        return f"Body from the {self.view.name}, {points}"


@dataclass(frozen=True, slots=True)
class MapPage:
    pictures: tuple[Picture, ...]
    legend: tuple[Line, ...]
    earlier: tuple[Earlier, ...]

    @property
    def has_points(self) -> bool:
        return any(picture.marks for picture in self.pictures)


def map_page(parts: Sequence[Injectate], earlier: Sequence[Earlier] = ()) -> MapPage:
    """The targets of a plan or the injections of a record, numbered from 1 in their order."""
    return MapPage(
        pictures=tuple(_picture(view, parts, earlier) for view in body_map.views()),
        legend=tuple(_line(number, part) for number, part in enumerate(parts, start=1)),
        earlier=tuple(earlier),
    )


def map_of_day(day: SessionDay) -> MapPage:
    """What was injected in a session, as it is written so far. One query."""
    parts = [part.row for part in day.written.parts] if day.written else []
    return map_page(parts, earlier_points(day.plan.patient_id, besides=day.session))


def _picture(view: View, parts: Sequence[Injectate], earlier: Sequence[Earlier]) -> Picture:
    used = {
        shape
        for part in parts
        for shape in body_map.places(part.region, part.side)
        if shape.at.view == view.name
    }
    return Picture(
        view=view,
        used=tuple(shape for shape in view.shapes if shape in used),
        unused=tuple(shape for shape in view.shapes if shape not in used),
        marks=tuple(
            _mark(point, str(number), f"{number}: {part.place}")
            for number, part in enumerate(parts, start=1)
            for point in points_of(part)
            if point.view == view.name
        ),
        earlier=tuple(
            (
                session,
                tuple(
                    _mark(point, session.letter, f"{session.label}: {place}")
                    for point, place in session.points
                    if point.view == view.name
                ),
            )
            for session in earlier
        ),
    )


def points_of(part: Injectate) -> list[MapPoint]:
    return [MapPoint(*point) for point in part.map_points]


def _mark(point: MapPoint, sign: str, words: str) -> Mark:
    x, y = body_map.in_units(point)
    return Mark(sign, x, y, words)


def _line(number: int, part: Injectate) -> Line:
    points = len(part.map_points)
    return Line(
        number,
        part.place,
        mixture(part).replace(" %", "\N{NO-BREAK SPACE}%"),
        f"{plain(part.volume_ml)}\N{NO-BREAK SPACE}mL",
        "1 point" if points == 1 else f"{points or 'No'} points",
    )


def earlier_points(patient_id: int, *, besides: Session | None = None) -> list[Earlier]:
    """The last signed sessions of this patient that have points, the newest first. One query.

    `besides` is the session whose page it is. Sessions that were voided are left out.
    """
    rows = (
        Injection.objects.filter(
            record__session__plan__patient=patient_id,
            record__signed_at__isnull=False,
            record__session__state=Session.State.GIVEN,
        )
        .exclude(map_points=[])
        .exclude(record__session=besides)
        .annotate(number=F("record__session__number"), treated_on=F("record__treated_on"))
        .order_by("-treated_on", "-record", "position")
    )
    sessions = (list(group) for _, group in groupby(rows, key=lambda row: row.record_id))
    return [
        _earlier(place, letter, group)
        for place, (letter, group) in enumerate(zip(LETTERS, sessions, strict=False), start=1)
    ]


def _earlier(place: int, letter: str, rows: Sequence[Injection]) -> Earlier:
    first = rows[0]
    where = ", ".join(dict.fromkeys(anatomy.describe(row.side, row.region) for row in rows))
    return Earlier(
        place,
        letter,
        f"Session {first.number}, {day(first.treated_on)}: {where}",  # type: ignore[attr-defined]
        tuple((point, row.place) for row in rows for point in points_of(row)),
    )
