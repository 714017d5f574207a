"""One local day in minutes since its midnight: 1,440 of them, 1,380 or 1,500 at a clock change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.wall import stretches

MINUTE = timedelta(minutes=1)
HOUR = 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` until before `end`."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Timeline:
    """The day of one site."""

    day: date
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def midnight(self) -> datetime:
        return datetime.combine(self.day, time.min, self.zone)

    def minute(self, moment: datetime) -> int:
        # Of two times of one zone Python would subtract what the clock shows.
        utc = ZoneInfo("UTC")
        return (moment.astimezone(utc) - self.midnight.astimezone(utc)) // MINUTE

    def moment(self, minute: int) -> datetime:
        return self.midnight.astimezone(ZoneInfo("UTC")) + minute * MINUTE

    @property
    def whole(self) -> Span:
        following = datetime.combine(self.day + timedelta(days=1), time.min, self.zone)
        return Span(0, self.minute(following))

    def span(self, first: datetime, last: datetime) -> Span:
        return Span(self.minute(first), self.minute(last))

    def wall_spans(self, starts: time | None, ends: time | None) -> list[Span]:
        """While the clock shows a time in [starts, ends): none in a skipped hour, two in one that
        comes twice. None is the beginning and the end of the day.
        """
        if starts is None and ends is None:
            return [self.whole]
        utc = ZoneInfo("UTC")
        first = datetime.combine(self.day, starts or time.min, utc)
        last = datetime.combine(self.day, ends or time.min, utc)
        if ends is None:
            last += timedelta(days=1)
        found = []
        for part in stretches(self.time_zone, self.day, self.day):
            begin = max(first - part.ahead, part.since)
            end = min(last - part.ahead, part.until)
            if begin < end:
                found.append(self.span(begin, end))
        return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of `spans`, in order."""
    left = sorted(spans)
    for hole in taken:
        left = [
            part
            for span in left
            for part in (
                Span(span.start, min(span.end, hole.start)),
                Span(max(span.start, hole.end), span.end),
            )
            if part.start < part.end
        ]
    return left
