"""Sessions that the desk cannot book any more: the physician says what happens."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from patients.models import Patient
from scheduling.models import Site, VisitType
from scheduling.slots import MOST_WISHES, Wish, find_offers_for
from scheduling.windows import NEEDS_NO_EQUIPMENT
from scheduling.worklists import sessions_to_book, window_of
from staff.models import User
from treatments.models import Target

# Windows that shut within are looked at; later ones still change.
AHEAD = timedelta(days=28)


def shut_windows(physician: User, *, now: datetime, today: date, most: int) -> list[Any]:
    """The physician's unbooked sessions whose window is over, or has no free time to its end:
    closed, away or booked on every day, at every site. Soonest closing first; five queries.
    """
    mine = sessions_to_book(physician).filter(plan__physician=physician)
    rows = list(mine.filter(closes__lte=today + AHEAD).select_related("plan__patient")[: 2 * most])
    over = [row for row in rows if row.closes < today]
    return [*over, *without_a_time(rows[len(over) :], now=now, today=today)][:most]


def without_a_time(rows: Sequence[Any], *, now: datetime, today: date) -> list[Any]:
    """Those of the rows of `sessions_to_book` for which nothing is free to the end."""
    equipment = equipment_of({row.plan_id for row in rows})
    sought = [
        Sought(
            patient=row.plan.patient,
            first_day=max(today, window_of(row).opens),
            last_day=row.closes,
            equipment=equipment[row.plan_id],
        )
        for row in rows
    ]
    full = nothing_free(sought, now=now)
    return [row for row, is_full in zip(rows, full, strict=True) if is_full]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A session that is looked for from one local day to another."""

    patient: Patient
    first_day: date
    last_day: date
    equipment: Collection[str]


def nothing_free(sought: Sequence[Sought], *, now: datetime) -> list[bool]:
    """Whether each finds no free time at any site; three queries.

    As many are looked at as one statement answers; the others are taken to find one.
    """
    if not sought:
        return []
    kind = VisitType.objects.filter(code="session").first()
    sites = list(Site.objects.all()[:MOST_WISHES])
    if kind is None or not sites:
        return [False for _ in sought]
    looked_at = sought[: MOST_WISHES // len(sites)]
    wishes = [
        Wish(
            patient=each.patient,
            visit_type=kind,
            site=site,
            first_day=each.first_day,
            last_day=each.last_day,
            equipment=each.equipment,
        )
        for each in looked_at
        for site in sites
    ]
    found, per_row = find_offers_for(wishes, now=now, limit=1), len(sites)
    full = [
        not any(found[place * per_row : (place + 1) * per_row]) for place in range(len(looked_at))
    ]
    return full + [False] * (len(sought) - len(looked_at))


def equipment_of(plans: Collection[int]) -> dict[int, set[str]]:
    """The imaging that each plan's targets need, by the signed version in force; one query."""
    needed: dict[int, set[str]] = defaultdict(set)
    targets = Target.objects.filter(version__plan__in=plans, version__signed_at__isnull=False)
    newest: dict[int, int] = {}
    for plan, number, guidance in targets.order_by("version__number").values_list(
        "version__plan", "version__number", "guidance"
    ):
        if newest.get(plan) != number:
            newest[plan], needed[plan] = number, set()
        needed[plan] |= {guidance} - {NEEDS_NO_EQUIPMENT}
    return needed
