"""What is done in each book of `bench.book`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from bench.book_load import FULL_DAY, LAST_DAY, NOW, TODAY
from scheduling.actions.visits import book_visit
from scheduling.models import Appointment, Room, Site
from scheduling.slots import Wish, find_offers, find_offers_for
from scheduling.tasks import task_for_session
from staff.models import User
from treatments.models import Session

Work = Callable[[], object]
LATER = timedelta(days=2)


def works() -> dict[str, Work]:
    """Each piece of work by its name; what it needs is fetched beforehand."""
    session = session_to_book()
    task = task_for_session(session)
    assert task.window is not None
    anybody = Wish(
        patient=task.patient,
        visit_type=task.visit_type,
        site=Site.objects.get(pk=1),
        equipment=task.equipment,
        first_day=TODAY,
        last_day=LAST_DAY,
    )
    wish = replace(anybody, practitioner=User.objects.get(pk=3))
    inside = replace(wish, first_day=task.window.opens, last_day=task.window.closes)
    offer = find_offers(inside, now=NOW, limit=1, near=NOW + LATER)[0]
    practitioner = User.objects.get(pk=offer.practitioner_id)
    room = Room.objects.select_related("site").get(pk=offer.room_id)
    physician = User.objects.get(pk=1)
    client = Client(SERVER_NAME="localhost")
    client.force_login(physician)

    def book() -> Appointment:
        return book_visit(
            patient=wish.patient,
            practitioner=practitioner,
            room=room,
            visit_type=wish.visit_type,
            starts_at=offer.starts_at,
            by=physician,
            now=NOW,
            session=session,
        )

    return {
        "20 times of one physician, four weeks": lambda: twenty(wish),
        "20 times of anybody at the site, four weeks": lambda: twenty(anybody),
        "3 times for each of 30 wishes": lambda: find_offers_for([wish] * 30, now=NOW, limit=3),
        "booking one session": book,
        "the board of a day with 200 visits": lambda: day_board(client),
    }


def session_to_book() -> Session:
    """One whose visit was cancelled, of the first site, as early as can be."""
    return (
        Session.objects.filter(
            state="planned",
            appointments__state="cancelled",
            appointments__site=1,
            appointments__starts_at__gt=NOW + LATER,
        )
        .select_related("plan__patient", "plan__physician")
        .order_by("target_on", "id")[0]
    )


def twenty(wish: Wish) -> object:
    offers = find_offers(wish, now=NOW, limit=20)
    assert len(offers) == 20, len(offers)
    return offers


def day_board(client: Client) -> object:
    """The whole page, with what signing in and finding the site cost."""
    page = client.get(reverse("day-board"), {"site": 1, "day": str(FULL_DAY)})
    assert page.status_code == 200, page
    return page
