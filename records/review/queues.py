"""What waits for the eyes of an administrator, each thing until somebody says it was looked at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.urls import reverse

from patients.models import Finding, Patient
from patients.models.restriction import shut_charts
from records.models import Review
from staff.models import AccessEvent, User
from staff.templatetags.prolo import day
from treatments.models import SessionRecord

UNSIGNED_AFTER = timedelta(hours=24)
LATE_AFTER = timedelta(hours=24)
INACTIVE_AFTER = timedelta(days=90)
# How long a review of what goes on holds: it comes back if the note is still not signed, or the
# account still not used.
UNSIGNED_REVIEWED_FOR = timedelta(days=7)
INACTIVE_REVIEWED_FOR = INACTIVE_AFTER
# Older failures are of no use to anybody: whoever tried has stopped.
FAILURES_WITHIN = timedelta(days=30)
FAILURES_IN_A_ROW = 5

Queue = Review.Queue


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: what happened, when, by whom, about whom, and where to look."""

    id: int
    happened_at: datetime
    what: str
    who: str = ""
    patient: Patient | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """How a queue is found: its rows with `item` and `happened_at`, and a row as an Item.

    Of what goes on `ever` gives also what waits no more, or waits again only later.
    """

    rows: Callable[[datetime], QuerySet[Any]]
    items: Callable[[Sequence[Any]], Iterable[Item]]
    ever: Callable[[], QuerySet[Any]] | None = None


def open_rows(queue: Queue, now: datetime) -> QuerySet[Any]:
    """What nobody has reviewed, the newest first.

    Most of it all was reviewed long ago: found by an index in this order, a page that is not full
    would be looked for row by row through all the years. No index has this sum.
    """
    rows = SOURCES[queue].rows(now)
    reviewed = Review.objects.filter(
        queue=queue, item_id=OuterRef("item"), happened_at=OuterRef("happened_at")
    )
    when = ExpressionWrapper(F("happened_at") + timedelta(0), models.DateTimeField())
    return rows.filter(~Exists(reviewed)).order_by(when.desc(), "-item")


def items_of(queue: Queue, rows: Iterable[Any], reader: User | None = None) -> list[Item]:
    """Rows of `open_rows` as they are shown; at most one statement more, for names or counts.

    What a physician wrote about a finding is of the chart: not for a `reader` to whom it is shut.
    """
    items = list(SOURCES[queue].items(list(rows)))
    if queue != Queue.OVERRIDES or reader is None:
        return items
    shut = set(shut_charts(reader))
    return [
        replace(item, what="Restricted chart") if item.patient and item.patient.pk in shut else item
        for item in items
    ]


def with_items(
    queue: Queue, reviews: Iterable[Review], now: datetime, reader: User
) -> list[tuple[Review, Item | None]]:
    """Each review with what it was about; None where that is no more as it was reviewed."""
    reviews, source = list(reviews), SOURCES[queue]
    rows = source.ever() if source.ever else source.rows(now)
    about = rows.filter(item__in={review.item_id for review in reviews})
    items = {item.id: item for item in items_of(queue, about, reader)}

    def as_reviewed(review: Review) -> Item | None:
        item = items.get(review.item_id)
        return item if item and item.happened_at <= review.happened_at else None

    return [(review, as_reviewed(review)) for review in reviews]


def open_item(queue: Queue, item_id: int, now: datetime, reader: User | None = None) -> Item | None:
    rows = open_rows(queue, now).filter(item=item_id)[:1]
    return next(iter(items_of(queue, rows, reader)), None)


def counts(now: datetime) -> list[tuple[Queue, int]]:
    """How many things wait in each queue; one statement each."""
    return [(queue, open_rows(queue, now).count()) for queue in Queue]


def _records(**happened: Any) -> QuerySet[SessionRecord]:
    return SessionRecord.objects.select_related("session__plan__patient", "physician").annotate(
        item=F("pk"), **happened
    )


def _unsigned(now: datetime) -> QuerySet[SessionRecord]:
    """Written down as begun, or as having come back a week after somebody looked at it."""
    since = _or_back_since(F("started_at"), Queue.UNSIGNED, UNSIGNED_REVIEWED_FOR)
    rows: Any = _records(happened_at=since).filter(signed_at=None)
    left = rows.filter(started_at__lt=now - UNSIGNED_AFTER, happened_at__lte=now)
    return cast(QuerySet[SessionRecord], left)


def _notes() -> QuerySet[SessionRecord]:
    return _records(happened_at=F("started_at"))


def _or_back_since(begun: Any, queue: Queue, holds: timedelta) -> Greatest:
    """When it began, or when the last review of it stopped to hold, whichever is later."""
    reviews = Review.objects.filter(queue=queue, item_id=OuterRef("pk")).order_by("-reviewed_at")
    ended = ExpressionWrapper(
        Subquery(reviews.values("reviewed_at")[:1]) + holds, models.DateTimeField()
    )
    return Greatest(begun, ended)  # of one that is not known the other


def _late(now: datetime) -> QuerySet[SessionRecord]:
    """Begun on a later day than the treatment, or signed more than a day after they were begun."""
    return _records(happened_at=F("signed_at")).filter(
        Q(signed_at__gt=F("started_at") + LATE_AFTER)
        | Q(treated_on__lt=TruncDate("started_at"), signed_at__isnull=False)
    )


def _of_records(what: str) -> Callable[[Sequence[SessionRecord]], Iterable[Item]]:
    def items(rows: Sequence[SessionRecord]) -> Iterable[Item]:
        for row in rows:
            yield Item(
                row.pk,
                row.happened_at,  # type: ignore[attr-defined]
                what.format(number=row.session.number, treated_on=day(row.treated_on)),
                str(row.physician),
                row.session.plan.patient,
                reverse("session", args=[row.session_id]),
            )

    return items


def _overrides(now: datetime) -> QuerySet[Finding]:
    states = [Finding.State.OVERRIDDEN, Finding.State.AWAITING]
    return (
        Finding.objects.filter(state__in=states)
        .select_related("screening__patient", "decided_by")
        .annotate(item=F("pk"), happened_at=F("decided_at"))
    )


def _of_findings(rows: Sequence[Finding]) -> Iterable[Item]:
    for row in rows:
        assert row.decided_at is not None
        yield Item(
            row.pk,
            row.decided_at,
            f"{row.get_tier_display()} finding {row.rule}: {row.reason}",
            str(row.decided_by),
            row.screening.patient,
            reverse("screening", args=[row.screening_id]),
        )


def _events(*actions: AccessEvent.Action) -> Callable[[datetime], QuerySet[AccessEvent]]:
    def rows(now: datetime) -> QuerySet[AccessEvent]:
        return (
            AccessEvent.objects.filter(action__in=actions)
            .select_related("user")
            .annotate(item=F("pk"), happened_at=F("at"))
        )

    return rows


def _of_events(rows: Sequence[AccessEvent]) -> Iterable[Item]:
    patients = Patient.objects.in_bulk({row.patient_id for row in rows if row.patient_id})
    for row in rows:
        patient = patients.get(row.patient_id) if row.patient_id else None
        said = ": ".join(filter(None, [row.get_action_display(), row.reason]))
        yield Item(
            row.pk,
            row.at,
            f"{said} ({row.details})" if row.details else said,
            str(row.user or "Nobody signed in"),
            patient,
            reverse("patient-timeline", args=[patient.pk]) if patient else "",
        )


USED_AT = Coalesce("last_login", "created_at")


def _accounts() -> QuerySet[User]:
    return cast(QuerySet[User], User.objects.annotate(item=F("pk"), happened_at=USED_AT))


def _inactive(now: datetime) -> QuerySet[User]:
    since = _or_back_since(USED_AT, Queue.INACTIVE, INACTIVE_REVIEWED_FOR)
    found: Any = User.objects.active().alias(used_at=USED_AT)
    found = found.annotate(item=F("pk"), happened_at=since)
    left_alone = found.filter(used_at__lt=now - INACTIVE_AFTER, happened_at__lte=now)
    return cast(QuerySet[User], left_alone)


def _of_users(rows: Sequence[User]) -> Iterable[Item]:
    for row in rows:
        what = "Last signed in" if row.last_login else "Never signed in; account made"
        url = reverse("edit-staff", args=[row.pk])
        used_on = day(row.last_login or row.created_at)
        yield Item(row.pk, row.happened_at, f"{what} on {used_on}", str(row), url=url)  # type: ignore[attr-defined]


def _failed(now: datetime) -> QuerySet[AccessEvent]:
    """The last failure of each row that is long enough."""
    since = now - FAILURES_WITHIN
    long_enough = _in_a_row(since).filter(times__gte=FAILURES_IN_A_ROW)
    return (
        AccessEvent.objects.filter(pk__in=long_enough.values("last"))
        .select_related("user")
        .annotate(item=F("pk"), happened_at=F("at"), since=Value(since, models.DateTimeField()))
    )


def _in_a_row(since: datetime) -> Any:
    """Failures to sign in, counted for each user, or address where nobody knows the account.

    A row is ended by signing in. They are grouped once: whoever tries a thousand passwords would
    have each of them compared with every other.
    """
    action = AccessEvent.Action
    ended = AccessEvent.objects.filter(
        action=action.SIGN_IN, user_id=OuterRef("user_id"), at__gt=OuterRef("at")
    )
    return (
        AccessEvent.objects.filter(action=action.SIGN_IN_FAILED, at__gte=since)
        .filter(~Exists(ended))
        .order_by()
        .values("user_id", of_nobody=Case(When(user_id=None, then=F("address"))))
        .annotate(times=Count("id"), last=Max("id"))
    )


def _of_failures(rows: Sequence[Any]) -> Iterable[Item]:
    last = [row.pk for row in rows]
    counted = _in_a_row(rows[0].since).filter(last__in=last) if rows else []
    times = {one["last"]: one["times"] for one in counted}
    for row in rows:
        # One more may have failed since the page was asked for, and be the last one now.
        often = times.get(row.pk, f"{FAILURES_IN_A_ROW} or more")
        yield Item(
            row.pk,
            row.at,
            f"{often} in a row, the last from {row.address or 'an unknown address'}",
            str(row.user or "Unknown account"),
            url=reverse("user-timeline", args=[row.user_id]) if row.user_id else "",
        )


SOURCES = {
    Queue.UNSIGNED: Source(
        _unsigned, _of_records("Session {number}, {treated_on}: note not signed"), _notes
    ),
    Queue.OVERRIDES: Source(_overrides, _of_findings),
    # Whoever may restrict could name himself instead of breaking the glass.
    Queue.GLASS: Source(_events(AccessEvent.Action.GLASS, AccessEvent.Action.RESTRICT), _of_events),
    Queue.EXPORTS: Source(_events(AccessEvent.Action.EXPORT), _of_events),
    Queue.LATE: Source(_late, _of_records("Session {number}, {treated_on}: entered late")),
    Queue.INACTIVE: Source(_inactive, _of_users, _accounts),
    Queue.FAILED: Source(_failed, _of_failures),
}
