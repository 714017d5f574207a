"""What the pages cost on which administrators see who saw and did what.

    DATABASE_URL=postgres://... python -m bench.history [--rows 1000000] [--keep]

Makes a throw-away database on that server with so many lines in the log and so many changes in the
history (`bench/log_fill.py`), and drops it again. Every page is really asked for; its statements
are then run again one by one: every combination of filters and sorts, on the first page, one in the
middle, the last, and the way back from it.
"""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from bench.log_fill import throw_away_database

NAME = "prolo_bench_history"
LIMIT_MS = 20.0
FIRST, MIDDLE, LAST, BACK = "first page", "middle page", "last page", "back from the last"


def main() -> int:
    with throw_away_database(NAME, sys.argv) as rows:
        if rows:
            run(rows)
    return 0


def run(rows: int) -> None:
    from bench.log_fill import fill_history, fill_log, fill_work

    for fill in (fill_log, fill_history, fill_work):
        fill(rows)
    measure()


def measure() -> None:
    from bench.pages import report

    report("The log", log_pages(), LIMIT_MS)
    report("Of one patient, of one user", timeline_pages(), LIMIT_MS)
    report("Statements of the sheet for a patient", accounting_pages(), LIMIT_MS)
    report("Queues", queue_pages(), LIMIT_MS)


def by_count(column: str) -> list[Any]:
    """The values of a column of the log, the most frequent first."""
    from django.db.models import Count

    from staff.models import AccessEvent

    counted = AccessEvent.objects.exclude(**{column: None}).values(column)
    return [row[column] for row in counted.annotate(n=Count("id")).order_by("-n", column)]


def days() -> list[dict[str, datetime]]:
    """Any time, one day, a quarter, and a quarter before anything happened."""
    from staff.models import AccessEvent

    newest = AccessEvent.objects.latest("at").at

    def between(first: int, last: int) -> dict[str, datetime]:
        return {"since": newest - timedelta(days=first), "until": newest - timedelta(days=last)}

    return [{}, between(301, 300), between(600, 510), between(4000, 3910)]


def filters() -> Iterator[dict[str, Any]]:
    """Every combination of a frequent, a rare and an unknown user and patient, kinds, and days."""
    users, patients, actions = map(by_count, ("user_id", "patient_id", "action"))
    nobody = 10**9
    for user, patient, action, within in product(
        ({}, *({"user_id": one} for one in (users[0], users[-1], nobody))),
        ({}, *({"patient_id": one} for one in (patients[0], patients[-1], nobody))),
        ({}, *({"action": one} for one in (actions[0], "export", "glass", "restrict"))),
        days(),
    ):
        yield user | patient | action | within


def log_pages() -> Iterator[Any]:
    from bench.pages import cost_of
    from records.audit.queries import SORTS, EventFilter, events

    for asked in filters():
        wanted = EventFilter(**asked)
        for sort in SORTS:
            for said, place in places_in_log(wanted, sort):
                yield cost_of(
                    f"by {sort}, {said}, {describe(asked)}",
                    lambda: events(wanted, sort=sort, **place),  # noqa: B023 - called at once
                )


def places_in_log(wanted: Any, sort: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Where pages begin. Where all fits on one page there is only that."""
    from records.audit.queries import PER_PAGE, _filtered, _place, order_of

    yield FIRST, {}
    order = order_of(wanted, sort)
    found = _filtered(wanted, sort)
    rows = found.count()
    if rows <= PER_PAGE:
        return
    middle = found.order_by(*order)[rows // 2]
    last = found.order_by(*order).reverse()[PER_PAGE // 2]
    yield MIDDLE, {"after": _place(middle, order)}
    yield LAST, {"after": _place(last, order)}
    yield BACK, {"before": _place(last, order)}


def describe(asked: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in asked.items()) or "everything"


def timeline_pages() -> Iterator[Any]:
    from bench.pages import cost_of
    from records.review.timeline import CHANGED, ORDERS, Place, Wanted, _written, timeline
    from staff.models import AccessEvent

    users, patients = by_count("user_id"), by_count("patient_id")
    newest, oldest = AccessEvent.objects.latest("at").at, AccessEvent.objects.earliest("at").at
    often, rare = {"patient_id": patients[0]}, {"patient_id": patients[-1]}
    whose = [
        *({"user_id": one} for one in (users[0], users[-1], 10**9)),
        *(often, rare, {"patient_id": 10**9}),
        *(often | {"user_id": one} for one in (users[0], users[-1])),
        rare | {"user_id": users[-1]},
    ]
    middle = oldest + (newest - oldest) / 2
    last = {"newest": oldest, "oldest": newest}
    for of, action, within, sort in product(
        whose, ("", CHANGED, "read", "glass", "restrict"), days(), ORDERS
    ):
        asked = of | {"action": action} | within
        there = _written(Place(middle, 0, "0"), sort)
        end = _written(Place(last[sort], 0, "0"), sort)
        places = {FIRST: {}, MIDDLE: {"after": there}, BACK: {"before": end}}
        for said, place in places.items():
            yield cost_of(
                f"{sort}, {said}, {describe(asked)}",
                lambda: timeline(Wanted(**asked), sort=sort, **place),  # noqa: B023
            )


def accounting_pages() -> Iterator[Any]:
    from django.db.models import Q

    from bench.pages import cost_of
    from records.review.history import changes_of_patient
    from staff.models import AccessEvent

    newest = AccessEvent.objects.latest("at").at
    patients = by_count("patient_id")
    for patient, within in product((patients[0], patients[-1], 10**9), (30, 365, 6 * 365)):
        since = newest - timedelta(days=within)
        yield cost_of(
            f"seen, {within} days of patient {patient}",
            lambda: list(
                AccessEvent.objects.filter(patient_id=patient, at__gte=since)  # noqa: B023
                .select_related("user")
                .order_by("-at", "-id")
            ),
        )
        yield cost_of(
            f"changed, {within} days of patient {patient}",
            lambda: changes_of_patient(
                patient,  # noqa: B023
                user_id=None,
                narrowed=Q(history_at__gte=since),  # noqa: B023
                descending=True,
                limit=50_000,
            ),
        )


def queue_pages() -> Iterator[Any]:
    from bench.pages import cost_of
    from records.models import Review
    from records.review import queues
    from staff.models import AccessEvent

    now = AccessEvent.objects.latest("at").at
    for queue in Review.Queue:
        rows = queues.open_rows(queue, now)
        count = rows.count()
        yield cost_of(f"{queue.value}: counted, {count:,} wait", rows.count)
        for said, start in ((FIRST, 0), (LAST, max(0, count - 1) // 25 * 25)):
            yield cost_of(f"{queue.value}: {said}", lambda: list(rows[start : start + 26]))  # noqa: B023


if __name__ == "__main__":
    sys.exit(main())
