"""What is done in each book of `bench.book`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from bench.book_days import COURSE, FULL_DAY, LAST_DAY, NOW, TODAY
from scheduling.actions.visits import book_visit
from scheduling.models import Appointment, Room, Site
from scheduling.offers import task_for_session
from scheduling.slots import Wish, find_offers, find_offers_for
from staff.models import User
from treatments.models import Plan, Session

Work = Callable[[], object]
LATER = timedelta(days=7)


def works() -> dict[str, Callable[[], Work]]:
    """Each piece of work by its name: a function that makes it ready, which is not measured."""
    physician, site = User.objects.get(pk=1), Site.objects.get(pk=1)
    cancelled = iter(cancelled_visits())
    first = next(cancelled).session
    assert first is not None
    task = task_for_session(first)
    anybody = Wish(
        patient=task.patient,
        visit_type=task.visit_type,
        site=site,
        equipment=task.equipment,
        first_day=TODAY,
        last_day=LAST_DAY,
    )
    wish = replace(anybody, practitioner=User.objects.get(pk=3))
    client = Client(SERVER_NAME="localhost")
    client.force_login(physician)
    return {
        "20 times of one physician, four weeks": lambda: lambda: twenty(wish),
        "20 times of anybody at the site, four weeks": lambda: lambda: twenty(anybody),
        "3 times for each of 30 wishes": lambda: (
            lambda: find_offers_for([wish] * 30, now=NOW, limit=3)
        ),
        "booking one session": lambda: booking_again(next(cancelled), physician),
        "the board of a day with 200 visits": lambda: lambda: day_board(client),
        "one practitioner's week": lambda: (
            lambda: page_of(client, "week-board", site=1, day=FULL_DAY, whose="p3")
        ),
        "windows that close": lambda: lambda: page_of(client, "to-book"),
        "visits that cannot take place": lambda: lambda: page_of(client, "stranded-visits"),
    }


def cancelled_visits() -> list[Appointment]:
    """Of the last session of a course, which is to be booked again; soonest first."""
    earlier = Plan.objects.filter(sessions__number__lt=COURSE, sessions__state="planned")
    return list(
        Appointment.objects.filter(
            state="cancelled", session__number=COURSE, starts_at__gt=NOW + LATER
        )
        .exclude(session__plan__in=earlier)
        .exclude(session__appointments__state="booked")
        .select_related("site", "session__plan__patient", "session__plan__physician")
        .order_by("starts_at", "id")
    )


def booking_again(visit: Appointment, by: User) -> Work:
    """Books the session of a cancelled visit at the first free time of its window."""
    assert visit.session is not None
    task = task_for_session(visit.session)
    assert task.window is not None
    wish = Wish(
        patient=task.patient,
        visit_type=task.visit_type,
        site=visit.site,
        equipment=task.equipment,
        first_day=task.window.opens,
        last_day=task.window.closes,
    )
    offer = find_offers(wish, now=NOW, limit=1)[0]
    practitioner = User.objects.get(pk=offer.practitioner_id)
    room = Room.objects.select_related("site").get(pk=offer.room_id)
    # As a request would: nothing that was looked up before is at hand.
    session = Session.objects.select_related("plan__patient").get(pk=visit.session_id)
    return lambda: book_visit(
        patient=session.plan.patient,
        practitioner=practitioner,
        room=room,
        visit_type=task.visit_type,
        starts_at=offer.starts_at,
        by=by,
        now=NOW,
        session=session,
    )


def twenty(wish: Wish) -> object:
    offers = find_offers(wish, now=NOW, limit=20)
    assert len(offers) == 20, len(offers)
    return offers


def day_board(client: Client) -> object:
    page = page_of(client, "day-board", site=1, day=FULL_DAY)
    assert page.content.count(b'id="visit-') == 200, page
    return page


def page_of(client: Client, name: str, **asked: object) -> Any:
    """The whole page, with what signing in cost."""
    page = client.get(reverse(name), {key: str(value) for key, value in asked.items()})
    assert page.status_code == 200, page
    return page
