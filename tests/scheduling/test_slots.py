from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.models import Appointment, PartOfDay
from scheduling.slots import Wish, find_offers, works_at
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import EASTERN, MONDAY, NINE, NOW, TEN, at

pytestmark = pytest.mark.django_db

QUICK = {"treat": 60}


def local_starts(wish, zone=EASTERN, **options):
    offers = find_offers(wish, **{"now": NOW, "step": timedelta(hours=1)} | options)
    return [offer.starts_at.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") for offer in offers]


@pytest.fixture
def main_street():
    return builders.site()


@pytest.fixture
def wish(ruth, main_street):
    """An hour with Ruth on Monday between 9 and 13."""
    builders.room(main_street)
    builders.hours(ruth, main_street, time(9), time(13))

    def make(**fields):
        return Wish(
            **{
                "patient": fields.pop("patient", None) or people.patient("Anna Berg"),
                "visit_type": builders.visit_type("hour", **QUICK),
                "site": main_street,
                "first_day": MONDAY,
                "last_day": MONDAY,
            }
            | fields
        )

    return make


def test_every_start_that_leaves_time_to_finish_is_offered(wish):
    assert local_starts(wish()) == ["Mon 09:00", "Mon 10:00", "Mon 11:00", "Mon 12:00"]


def test_starts_step_on_the_quarter_hour_by_default(wish):
    offers = find_offers(wish(), now=NOW, limit=3)
    assert [offer.starts_at for offer in offers] == [NINE, at(MONDAY, 9, 15), at(MONDAY, 9, 30)]


def test_an_offer_names_practitioner_and_room(wish, ruth):
    offer = find_offers(wish(), now=NOW, limit=1)[0]
    assert (offer.practitioner, offer.room) == ("Ruth Adler, MD", "Room 1")
    assert offer.value == f"2026-12-07T14:00+0000_{ruth.pk}_{offer.room_id}"


def test_two_stretches_that_touch_are_one(wish, ruth, main_street):
    builders.hours(ruth, main_street, time(13), time(14), weekdays=(1,))
    two_hours = builders.visit_type("two_hours", treat=120)
    assert local_starts(wish(visit_type=two_hours))[-1] == "Mon 12:00"


def test_the_past_is_never_offered(wish):
    assert local_starts(wish(), now=at(MONDAY, 10, 1)) == ["Mon 11:00", "Mon 12:00"]
    assert local_starts(wish(), now=at(MONDAY, 11)) == ["Mon 11:00", "Mon 12:00"]


def test_days_of_closure_and_leave_are_left_out(wish, ruth, main_street):
    builders.closed(main_street, MONDAY)
    builders.leave(ruth, date(2026, 12, 9))
    found = local_starts(wish(last_day=date(2026, 12, 10), part_of_day=PartOfDay.MORNING), limit=99)
    assert [start for start in found if start.endswith("09:00")] == ["Tue 09:00", "Thu 09:00"]


def test_only_the_part_of_day_that_was_asked_for(wish):
    assert local_starts(wish(part_of_day=PartOfDay.AFTERNOON)) == ["Mon 12:00"]


def test_a_long_morning_does_not_fill_the_list(wish):
    found = local_starts(wish(last_day=date(2026, 12, 8)), per_half_day=1)
    assert found == ["Mon 09:00", "Mon 12:00", "Tue 09:00", "Tue 12:00"]


def test_the_nearest_times_come_in_order_of_time(wish):
    assert local_starts(wish(), near=at(MONDAY, 12), limit=2) == ["Mon 11:00", "Mon 12:00"]


def test_what_is_booked_is_not_offered_to_practitioner_room_or_patient(wish, ruth, main_street):
    first_room = main_street.rooms.get()
    hour = builders.visit_type("hour", **QUICK)
    boris, clara = people.patient("Boris Lind"), people.patient("Clara Voss")
    iris = people.physician("Iris Ito")
    elsewhere = builders.room(builders.site("Harbor"), "Room 9")
    builders.appointment(boris, ruth, elsewhere, NINE, visit_type=hour)
    builders.appointment(boris, iris, first_room, TEN, visit_type=hour)
    builders.appointment(clara, iris, elsewhere, at(MONDAY, 11), visit_type=hour)
    assert local_starts(wish(patient=clara)) == ["Mon 12:00"]


def test_cancelled_and_missed_visits_hold_nothing(wish, ruth, main_street):
    hour = builders.visit_type("hour", **QUICK)
    boris = people.patient("Boris Lind")
    held = {"visit_type": hour}
    room = main_street.rooms.get()
    builders.appointment(boris, ruth, room, NINE, **builders.CANCELLED, **held)
    builders.appointment(boris, ruth, room, TEN, state="no_show", **held)
    assert local_starts(wish())[:2] == ["Mon 09:00", "Mon 10:00"]


def test_the_visit_that_is_moved_does_not_stand_in_its_own_way(wish, ruth, main_street):
    hour = builders.visit_type("hour", **QUICK)
    anna = people.patient("Anna Berg")
    visit = builders.appointment(anna, ruth, main_street.rooms.get(), NINE, visit_type=hour)
    assert local_starts(wish(patient=anna))[0] == "Mon 10:00"
    assert local_starts(wish(patient=anna, moving=visit))[0] == "Mon 09:00"


def test_each_resource_is_held_for_its_own_part_of_the_visit(wish, ruth, main_street):
    """Prepared 5 minutes, treated 20, observed 15, cleaned 5: a visit at nine keeps its room."""
    session = builders.visit_type()
    builders.appointment(people.patient("Boris Lind"), ruth, main_street.rooms.get(), NINE)
    asked = wish(visit_type=session)
    one_room = find_offers(asked, now=NOW, step=timedelta(minutes=5), limit=1)
    builders.room(main_street, "Room 2")
    two_rooms = find_offers(asked, now=NOW, step=timedelta(minutes=5), limit=1)
    # Cleaned at 9:40, prepared until 9:45; in another room as soon as the practitioner is free.
    assert one_room[0].starts_at == at(MONDAY, 9, 45)
    assert (two_rooms[0].starts_at, two_rooms[0].room) == (at(MONDAY, 9, 20), "Room 2")


def test_the_room_has_the_equipment_and_no_more_than_needed(wish, main_street):
    builders.room(main_street, "Imaging", "ultrasound", "fluoroscopy")
    builders.room(main_street, "Scan", "ultrasound")
    builders.room(main_street, "Attic", "ultrasound", is_active=False)
    assert find_offers(wish(), now=NOW, limit=1)[0].room == "Room 1"
    assert find_offers(wish(equipment=["ultrasound"]), now=NOW, limit=1)[0].room == "Scan"
    assert find_offers(wish(equipment=["fluoroscopy"]), now=NOW, limit=1)[0].room == "Imaging"


def test_anybody_who_works_there_or_only_the_one_asked_for(wish, ruth, main_street):
    iris = people.physician("Iris Ito")
    builders.hours(iris, main_street, time(8), time(10))
    assert local_starts(wish()) == ["Mon 08:00", "Mon 09:00", "Mon 10:00", "Mon 11:00", "Mon 12:00"]
    assert local_starts(wish(practitioner=iris)) == ["Mon 08:00", "Mon 09:00"]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"roles": ["front_desk"]}])
def test_people_who_do_not_treat_are_not_offered(wish, ruth, fields):
    type(ruth).objects.filter(pk=ruth.pk).update(**fields)
    assert find_offers(wish(), now=NOW) == []


def test_days_in_the_wrong_order_find_nothing(wish):
    assert find_offers(wish(first_day=MONDAY, last_day=date(2026, 12, 6)), now=NOW) == []


@pytest.mark.parametrize(
    ("day", "zone", "utc"),
    [
        (date(2026, 3, 7), EASTERN, "14:00"),
        (date(2026, 3, 8), EASTERN, "13:00"),
        (date(2026, 10, 31), EASTERN, "13:00"),
        (date(2026, 11, 1), EASTERN, "14:00"),
        (date(2026, 11, 1), "Pacific/Tongatapu", "20:00"),
        (date(2028, 2, 29), "America/Los_Angeles", "17:00"),
        (date(2026, 12, 31), "Asia/Kathmandu", "03:15"),
    ],
)
def test_nine_on_the_wall_stays_nine_on_both_sides_of_a_clock_change(ruth, day, zone, utc):
    there = builders.site("There", zone)
    builders.room(there)
    builders.hours(ruth, there, time(9), time(10), weekdays=range(1, 8))
    asked = Wish(
        patient=people.patient(),
        visit_type=builders.visit_type("hour", **QUICK),
        site=there,
        first_day=day,
        last_day=day,
    )
    (offer,) = find_offers(asked, now=at(date(2026, 1, 1), 0))
    assert offer.starts_at.strftime("%H:%M") == utc
    assert offer.starts_at.astimezone(there.zone) == datetime.combine(day, time(9), there.zone)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        # 2:00 to 3:00 does not exist on 8 March; 1:00 to 2:00 comes twice on 1 November.
        (date(2026, 3, 8), ["Sun 00:00", "Sun 01:00", "Sun 03:00"]),
        (date(2026, 11, 1), ["Sun 00:00", "Sun 01:00", "Sun 01:00", "Sun 02:00", "Sun 03:00"]),
    ],
)
def test_hours_that_a_clock_change_falls_into_keep_their_wall_times(ruth, main_street, day, found):
    builders.room(main_street)
    builders.hours(ruth, main_street, time(0), time(4), weekdays=(7,))
    asked = Wish(
        patient=people.patient(),
        visit_type=builders.visit_type("hour", **QUICK),
        site=main_street,
        first_day=day,
        last_day=day,
    )
    assert local_starts(asked, now=at(date(2026, 1, 1), 0)) == found


def test_a_stretch_that_the_clock_change_swallows_is_no_working_time(ruth, main_street):
    builders.room(main_street)
    builders.hours(ruth, main_street, time(2, 30), time(3), weekdays=(7,))
    day = date(2026, 3, 8)
    asked = Wish(
        patient=people.patient(),
        visit_type=builders.visit_type("short", treat=5),
        site=main_street,
        first_day=day,
        last_day=day,
    )
    assert find_offers(asked, now=at(date(2026, 1, 1), 0)) == []
    assert works_at(ruth, main_street, at(day, 3), at(day, 3, 5)) is False


def test_working_hours_contain_a_visit_or_not(wish, ruth, main_street):
    wish()
    assert works_at(ruth, main_street, NINE, at(MONDAY, 13)) is True
    assert works_at(ruth, main_street, NINE, at(MONDAY, 13, 1)) is False
    assert works_at(ruth, main_street, at(date(2026, 12, 6), 9), at(date(2026, 12, 6), 10)) is False
    assert works_at(ruth, builders.site("Harbor"), NINE, TEN) is False


def test_the_search_is_one_query(wish, django_assert_num_queries):
    asked = wish(last_day=date(2027, 1, 8))
    with django_assert_num_queries(1):
        find_offers(asked, now=NOW)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    starts=st.lists(st.integers(0, 96), min_size=1, max_size=8),
    treat=st.integers(1, 12),
    prepare=st.integers(0, 3),
    observe=st.integers(0, 4),
    clean=st.integers(0, 3),
)
def test_whatever_is_offered_can_be_booked(
    transactional_rollback, ruth, main_street, starts, treat, prepare, observe, clean
):
    """Any book, any visit length: the table's constraints take every offer that is made."""
    with transactional_rollback():
        rooms = [builders.room(main_street, "A"), builders.room(main_street, "B")]
        builders.hours(ruth, main_street)
        kind = builders.visit_type(
            "any", treat=5 * treat, prepare=5 * prepare, observe=5 * observe, clean_up=5 * clean
        )
        anna, boris = people.patient("Anna Berg"), people.patient("Boris Lind")
        for number, start in enumerate(starts):
            taken = NINE + timedelta(minutes=5 * start)
            book_if_free([anna, boris][number % 2], ruth, rooms[number % 2], taken)
        asked = Wish(
            patient=anna, visit_type=kind, site=main_street, first_day=MONDAY, last_day=MONDAY
        )
        offers = find_offers(asked, now=NOW, step=timedelta(minutes=5), limit=200)
        for offer in offers:
            room = next(room for room in rooms if room.pk == offer.room_id)
            with transactional_rollback():
                builders.appointment(anna, ruth, room, offer.starts_at, visit_type=kind)
        assert_nothing_else_was_free(anna, ruth, rooms, kind, offers)


def book_if_free(patient, practitioner, room, starts_at):
    try:
        with transaction.atomic():
            builders.appointment(patient, practitioner, room, starts_at)
    except IntegrityError:
        return False
    return True


def assert_nothing_else_was_free(patient, practitioner, rooms, kind, offers):
    """The other way round, by trying: no start on the grid that could be booked was left out."""
    offered = {offer.starts_at for offer in offers}
    last = at(MONDAY, 17) - timedelta(minutes=kind.treat)
    start = NINE
    while start <= last:
        treated = start + timedelta(minutes=kind.treat)
        left = treated + timedelta(minutes=kind.observe)
        in_the_way = [
            Appointment.objects.filter(practitioner_period__overlap=(start, treated)).exists(),
            Appointment.objects.filter(
                patient=patient, starts_at__lt=left, ends_at__gt=start
            ).exists(),
            all(
                Appointment.objects.filter(
                    room=room,
                    room_period__overlap=(
                        start - timedelta(minutes=kind.prepare),
                        left + timedelta(minutes=kind.clean_up),
                    ),
                ).exists()
                for room in rooms
            ),
        ]
        assert (start in offered) is not any(in_the_way), start
        start += timedelta(minutes=5)
