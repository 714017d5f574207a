"""What may be wished of a free time, what part of a day is closed, and many wishes at once."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from scheduling.models import Closure, Hours, PartOfDay
from scheduling.slots import MOST_WISHES, Wish, find_offers, find_offers_for, works_at
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import EASTERN, MONDAY, NINE, NOW, TEN, at

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
SUNDAY = date(2026, 3, 8)  # two o'clock in the morning is followed by three
DOUBLED = date(2026, 11, 1)  # one o'clock comes twice
LONG_AGO = at(date(2026, 1, 1), 0)


@pytest.fixture
def main_street(db):
    return builders.site()


@pytest.fixture
def wish(ruth, main_street):
    """An hour with Ruth this week between 9 and 13."""
    builders.room(main_street)
    builders.hours(ruth, main_street, time(9), time(13))

    def make(**fields):
        return Wish(
            **{
                "patient": people.patient("Anna Berg"),
                "visit_type": builders.visit_type("hour", treat=60),
                "site": main_street,
                "first_day": MONDAY,
                "last_day": MONDAY + timedelta(days=4),
            }
            | fields
        )

    return make


def starts(wish, **options):
    offers = find_offers(wish, **{"now": NOW, "step": timedelta(hours=1)} | options)
    return [f"{offer.starts_at.astimezone(wish.site.zone):%a %H:%M}" for offer in offers]


def part_closed(day, starts, ends, **of):
    return Closure.objects.create(
        first_day=day, last_day=day, starts=starts, ends=ends, reason="Fire drill", **of
    )


@pytest.mark.parametrize(
    ("wished", "found"),
    [
        ({"weekdays": [3], "part_of_day": PartOfDay.AFTERNOON}, ["Wed 12:00"]),
        ({"weekdays": [2, 5], "earliest": time(12)}, ["Tue 12:00", "Fri 12:00"]),
        ({"weekdays": [1], "latest": time(10)}, ["Mon 09:00", "Mon 10:00"]),
        ({"weekdays": [1], "earliest": time(10), "latest": time(11)}, ["Mon 10:00", "Mon 11:00"]),
        (
            {"weekdays": [1], "earliest": time(11), "part_of_day": PartOfDay.MORNING},
            ["Mon 11:00"],
        ),
        ({"weekdays": [7]}, []),
    ],
)
def test_only_what_was_wished_is_offered(wish, wished, found):
    assert starts(wish(**wished)) == found


def test_the_room_that_was_wished_and_no_other(wish, main_street, ruth):
    second = builders.room(main_street, "Room 2")
    builders.appointment(people.patient("Boris Lind"), people.physician("Iris Ito"), second, NINE)
    found = find_offers(wish(room=second), now=NOW, limit=2, step=timedelta(hours=1))
    assert [(offer.starts_at, offer.room) for offer in found] == [
        (TEN, "Room 2"),
        (at(MONDAY, 11), "Room 2"),
    ]


def test_several_visits_that_move_together_stand_in_nobodys_way(wish, ruth, main_street):
    anna, room = people.patient("Anna Two"), main_street.rooms.get()
    hour = builders.visit_type("hour", treat=60)
    visits = [
        builders.appointment(anna, ruth, room, start, visit_type=hour) for start in (NINE, TEN)
    ]
    asked = {"patient": anna, "last_day": MONDAY}
    assert starts(wish(**asked)) == ["Mon 11:00", "Mon 12:00"]
    ids = [visit.pk for visit in visits]
    assert starts(wish(**asked, ignored=ids))[:2] == ["Mon 09:00", "Mon 10:00"]


def test_hours_count_from_their_first_to_their_last_day(wish, ruth, main_street):
    Hours.objects.update(last_day=MONDAY)
    builders.hours(ruth, main_street, time(15), time(16))
    Hours.objects.filter(starts=time(15)).update(first_day=TUESDAY, last_day=WEDNESDAY)
    assert starts(wish(earliest=time(12))) == ["Mon 12:00", "Tue 15:00", "Wed 15:00"]
    three, four = at(TUESDAY, 15), at(TUESDAY, 16)
    assert works_at(ruth, main_street, three, four) is True
    day = timedelta(days=1)
    assert works_at(ruth, main_street, three - day, four - day) is False
    assert works_at(ruth, main_street, three + 2 * day, four + 2 * day) is False


def test_part_of_a_day_is_closed_and_the_rest_of_it_open(wish, ruth, main_street):
    part_closed(MONDAY, time(10), time(11), site=main_street)
    part_closed(TUESDAY, time(9), time(12, 30), practitioner=ruth)
    found = starts(wish(last_day=TUESDAY))
    assert found == ["Mon 09:00", "Mon 11:00", "Mon 12:00"]
    assert works_at(ruth, main_street, NINE, TEN) is True
    assert works_at(ruth, main_street, NINE, at(MONDAY, 10, 1)) is False
    assert works_at(ruth, main_street, at(TUESDAY, 12, 30), at(TUESDAY, 13)) is True


def test_leave_has_the_wall_time_of_the_site_searched(ruth, main_street):
    """Off from nine to ten: on Eastern time here, on Pacific time there."""
    pacific = builders.site("Harbor", "America/Los_Angeles")
    for site in (main_street, pacific):
        builders.hours(ruth, site, time(9), time(11))
    part_closed(MONDAY, time(9), time(10), practitioner=ruth)
    for site in (main_street, pacific):
        zone = site.time_zone
        off, on = at(MONDAY, 9, zone=zone), at(MONDAY, 10, zone=zone)
        assert works_at(ruth, site, off, off + timedelta(minutes=30)) is False
        assert works_at(ruth, site, on, on + timedelta(minutes=30)) is True


def around_the_clock(ruth, site, day, **hours):
    builders.room(site)
    Hours.objects.create(practitioner=ruth, site=site, weekday=day.isoweekday(), **hours)
    return Wish(
        patient=people.patient(),
        visit_type=builders.visit_type("half", treat=30),
        site=site,
        first_day=day,
        last_day=day,
    )


def test_hours_that_begin_in_the_missing_hour_begin_when_the_clock_goes_on(ruth, main_street):
    asked = around_the_clock(ruth, main_street, SUNDAY, starts=time(2, 30), ends=time(4))
    half = timedelta(minutes=30)
    assert starts(asked, now=LONG_AGO, step=half) == ["Sun 03:00", "Sun 03:30"]
    assert works_at(ruth, main_street, at(SUNDAY, 3), at(SUNDAY, 4)) is True
    assert works_at(ruth, main_street, at(SUNDAY, 1, 30), at(SUNDAY, 3, 30)) is False


def test_hours_that_end_in_the_missing_hour_end_where_the_clock_leaps(ruth, main_street):
    asked = around_the_clock(ruth, main_street, SUNDAY, starts=time(1), ends=time(2, 30))
    half = timedelta(minutes=30)
    assert starts(asked, now=LONG_AGO, step=half) == ["Sun 01:00", "Sun 01:30"]


def test_a_part_day_closure_on_the_day_without_two_oclock(ruth, main_street):
    asked = around_the_clock(ruth, main_street, SUNDAY, starts=time(1), ends=time(5))
    part_closed(SUNDAY, time(1, 30), time(3, 30), site=main_street)
    half = timedelta(minutes=30)
    assert starts(asked, now=LONG_AGO, step=half) == [
        "Sun 01:00",
        "Sun 03:30",
        "Sun 04:00",
        "Sun 04:30",
    ]


def test_a_part_day_closure_in_the_doubled_hour_closes_it_both_times(ruth, main_street):
    asked = around_the_clock(ruth, main_street, DOUBLED, starts=time(0), ends=time(3))
    part_closed(DOUBLED, time(1), time(1, 30), site=main_street)
    found = find_offers(asked, now=LONG_AGO, step=timedelta(minutes=30))
    assert [f"{offer.starts_at:%H:%M}" for offer in found] == [
        "04:00",
        "04:30",
        "05:30",  # 1:30 daylight time; 1:00 to 1:30 is closed before and after it
        "06:30",
        "07:00",
        "07:30",
    ]
    first, again = at(DOUBLED, 1, 30), at(DOUBLED, 1, 30) + timedelta(hours=1)
    for half_past in (first, again):
        assert works_at(ruth, main_street, half_past, half_past + timedelta(minutes=30)) is True
        assert works_at(ruth, main_street, half_past - timedelta(minutes=1), half_past) is False


@pytest.mark.parametrize(
    ("day", "zone", "utc"),
    [
        (date(2028, 2, 29), "Pacific/Tongatapu", "2028-02-28 20:00"),
        (date(2028, 2, 29), "America/Los_Angeles", "2028-02-29 17:00"),
        (date(2026, 12, 31), "Pacific/Tongatapu", "2026-12-30 20:00"),
        (date(2026, 12, 31), "America/Los_Angeles", "2026-12-31 17:00"),
        (date(2027, 1, 1), "Pacific/Tongatapu", "2026-12-31 20:00"),
        (date(2026, 3, 8), "America/Los_Angeles", "2026-03-08 16:00"),
        (date(2026, 11, 1), "America/Los_Angeles", "2026-11-01 17:00"),
    ],
)
def test_nine_is_nine_wherever_and_on_whatever_day(ruth, day, zone, utc):
    there = builders.site("There", zone)
    asked = around_the_clock(ruth, there, day, starts=time(9), ends=time(9, 30))
    (offer,) = find_offers(asked, now=LONG_AGO)
    assert f"{offer.starts_at:%Y-%m-%d %H:%M}" == utc
    assert offer.starts_at.astimezone(ZoneInfo(zone)).date() == day
    half = timedelta(minutes=30)
    assert works_at(ruth, there, offer.starts_at, offer.starts_at + half) is True
    assert works_at(ruth, there, offer.starts_at, offer.starts_at + 2 * half) is False
    # The day before and after have no hours, in whatever day of UTC they fall.
    for other in (day - timedelta(days=1), day + timedelta(days=1)):
        nine = at(other, 9, zone=zone)
        assert works_at(ruth, there, nine, nine + half) is False


def test_part_of_a_day_is_closed_on_the_other_side_of_the_date_line(ruth):
    tonga = builders.site("Nuku'alofa", "Pacific/Tongatapu")
    asked = around_the_clock(ruth, tonga, MONDAY, starts=time(9), ends=time(11))
    part_closed(MONDAY, time(9), time(10), site=tonga)
    assert starts(asked, step=timedelta(minutes=30)) == ["Mon 10:00", "Mon 10:30"]


def test_many_wishes_are_one_query_each_nearest_to_its_own_time(
    wish, main_street, django_assert_num_queries
):
    wishes = [
        wish(patient=people.patient("Anna One"), near=at(WEDNESDAY, 12)),
        wish(patient=people.patient("Boris Two"), weekdays=[5]),
        wish(patient=people.patient("Clara Six"), last_day=MONDAY - timedelta(days=1)),
        wish(patient=people.patient("Dora Nine"), near=at(MONDAY, 7), earliest=time(11)),
    ]
    with django_assert_num_queries(1):
        found = find_offers_for(wishes, now=NOW, limit=2, step=timedelta(hours=1))
    assert [
        [f"{o.starts_at.astimezone(ZoneInfo(EASTERN)):%a %H}" for o in each] for each in found
    ] == [
        ["Wed 11", "Wed 12"],
        ["Fri 09", "Fri 10"],
        [],
        ["Mon 11", "Mon 12"],
    ]


def test_nobody_asks_for_more_wishes_than_one_page_has(wish):
    with pytest.raises(ValueError, match="at most 30 wishes, not 31"):
        find_offers_for([wish()] * (MOST_WISHES + 1), now=NOW)
    assert find_offers_for([], now=NOW) == []


@pytest.mark.parametrize("limit", [1, 3, 7, 20])
def test_looking_about_the_wished_time_first_finds_what_looking_everywhere_finds(
    wish, ruth, main_street, limit
):
    """The book is full for days about the time: the nearest lie on either side of it."""
    near = at(date(2026, 12, 23), 10)
    for number in range(-4, 5):
        day = near.date() + timedelta(days=number)
        if number % 3 and day.isoweekday() <= 5:
            builders.leave(ruth, day)
    month = wish(last_day=date(2027, 1, 8), near=near)
    everywhere = find_offers(month, now=NOW, limit=100)
    nearest = sorted(everywhere, key=lambda offer: (abs(offer.starts_at - near), offer.starts_at))
    found = find_offers(month, now=NOW, limit=limit)
    assert found == sorted(nearest[:limit], key=lambda offer: offer.starts_at)


def test_the_page_keeps_what_was_wished(open_clinic, ben, signed_in):
    url = reverse("book-visit", args=[open_clinic.anna.pk])
    asked = {
        "site": open_clinic.site.pk,
        "weekday": "3",
        "earliest": "11:00",
        "room": open_clinic.room.pk,
    }
    page = signed_in(ben).get(url, asked)
    search = page.context["search"]
    assert (search.weekday, search.earliest, search.room) == (3, time(11), open_clinic.room)
    assert {offered.day.isoweekday() for offered in page.context["days"]} == {3}
    first = page.context["days"][0].choices[0]
    assert (first.time, first.room) == ("11:00 am EST", "Room 1")
