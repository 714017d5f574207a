"""What a check found in one period: counted for each physician, and listed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.urls import reverse

from patients.models import Patient
from patients.models.restriction import shut_charts
from records.quality.checks import Check
from staff.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """`since` and `until` both count in; `today` is the day on which the question is asked."""

    since: date
    until: date
    today: date


@dataclass(slots=True)
class Count:
    """How many were looked at, in how many something was found, and how often each kind of it."""

    physician: User | None = None
    looked_at: int = 0
    found: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, kinds: Iterable[str], times: int) -> None:
        codes = list(kinds)
        self.looked_at += times
        self.found += times if codes else 0
        self.kinds.update(dict.fromkeys(codes, times))

    def of_each(self, check: Check) -> list[tuple[str, str, int]]:
        """(code, words, how often) of each kind that the check knows."""
        return [(kind, words, self.kinds[kind]) for kind, words in check.kinds.items()]


@dataclass(frozen=True, slots=True)
class Line:
    """One plan or session in which something was found. Nothing is said of a chart that is shut."""

    patient: Patient
    physician: User
    on_day: date
    session_number: int | None
    kinds: list[str]
    url: str


def counts(check: Check, period: Period) -> list[Count]:
    """One for each physician, by name, behind the sum of all; two statements."""
    statement = f"""
        SELECT physician_id, kinds, count(*)
          FROM ({check.sql}) looked_at GROUP BY physician_id, kinds
    """
    everybody, each = Count(), dict[int, Count]()
    for physician, kinds, times in _rows(check, period, statement):
        everybody.add(kinds, times)
        each.setdefault(physician, Count()).add(kinds, times)
    for physician in User.objects.filter(pk__in=each):
        each[physician.pk].physician = physician
    return [everybody, *sorted(each.values(), key=lambda count: str(count.physician))]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows in which something was found, the latest first; they are asked for by the page."""

    check: Check
    period: Period
    physician_id: int | None = None
    kind: str = ""

    def __getitem__(self, rows: slice) -> list[Any]:
        start, stop = rows.start or 0, rows.stop
        statement = f"""
            SELECT * FROM ({self.check.sql}) looked_at
             WHERE kinds <> '{{}}'
               AND (%(kind)s = '' OR %(kind)s = ANY (kinds))
               AND (%(physician)s::bigint IS NULL OR physician_id = %(physician)s)
             ORDER BY on_day DESC, number DESC
             LIMIT %(limit)s OFFSET %(offset)s
        """
        more = {
            "kind": self.kind,
            "physician": self.physician_id,
            "limit": stop - start,
            "offset": start,
        }
        return list(_rows(self.check, self.period, statement, **more))


def lines(check: Check, rows: Iterable[Any], reader: User) -> list[Line]:
    """Rows of `Found` as they are shown; two statements more."""
    rows = list(rows)
    patients = Patient.objects.in_bulk({row[1] for row in rows})
    physicians = User.objects.in_bulk({row[2] for row in rows})
    shut = set(shut_charts(reader))
    return [
        Line(
            patients[patient],
            physicians[physician],
            on_day,
            session_number,
            [] if patient in shut else [check.kinds[kind] for kind in kinds],
            reverse(check.page, args=[number]),
        )
        for number, patient, physician, on_day, session_number, kinds in rows
    ]


def _rows(check: Check, period: Period, statement: str, **more: Any) -> Iterator[tuple[Any, ...]]:
    asked = {"since": period.since, "until": period.until, **check.more(period.today), **more}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        yield from cursor.fetchall()
