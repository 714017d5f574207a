"""Public holidays: listed by country and state, ticked, closed once."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.urls import reverse

from scheduling import public_holidays
from scheduling.actions import closures
from scheduling.models import Closure
from tests.scheduling import builders
from tests.scheduling.builders import NINE

NEW_YEAR, GOOD_FRIDAY = date(2027, 1, 1), date(2027, 3, 26)


@pytest.fixture
def admin(ines, signed_in, friday):
    return signed_in(ines)


@pytest.fixture
def site(db):
    return builders.site(country="US", subdivision="KY")


def page(site):
    return reverse("add-holidays", args=[site.pk])


def send(client, site, *days, year=2027):
    form = {"form_token": str(uuid4()), "days": [f"{day}" for day in days]}
    return client.post(f"{page(site)}?year={year}", form, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_days_of_a_state_in_english():
    found = {h.day: h.name for h in public_holidays.holidays_of("US", "KY", 2027)}
    assert found[GOOD_FRIDAY] == "Good Friday"
    assert GOOD_FRIDAY not in {h.day for h in public_holidays.holidays_of("US", "", 2027)}
    assert public_holidays.holidays_of("DE", "BY", 2027)[1].name == "Epiphany"
    assert public_holidays.holidays_of("", "", 2027) == []
    assert public_holidays.countries()["US"] == "United States"


def test_next_year_is_listed_late_in_the_year_with_every_day_ticked(admin, site):
    shown = admin.get(page(site)).context
    assert (shown["year"], shown["country"]) == (2027, "United States")
    assert [(h.day, closed, ticked) for h, closed, ticked in shown["holidays"]][:2] == [
        (NEW_YEAR, False, True),
        (date(2027, 1, 18), False, True),
    ]


def test_days_gone_by_are_not_listed(admin, site):
    shown = admin.get(page(site), {"year": 2026}).context["holidays"]
    assert [holiday.day for holiday, _, _ in shown] == [date(2026, 12, 25), date(2026, 12, 31)]


def test_ticked_days_are_closed_and_a_second_time_nothing_happens(admin, site):
    assert said(send(admin, site, NEW_YEAR, GOOD_FRIDAY)) == [
        "Main Street is closed on 2 more days."
    ]
    closures = Closure.objects.order_by("first_day")
    assert [(c.first_day, c.last_day, c.reason, c.is_holiday) for c in closures] == [
        (NEW_YEAR, NEW_YEAR, "New Year's Day", True),
        (GOOD_FRIDAY, GOOD_FRIDAY, "Good Friday", True),
    ]
    assert said(send(admin, site, NEW_YEAR)) == ["Main Street was closed on these days already."]
    assert Closure.objects.count() == 2
    marked = {h.day: closed for h, closed, _ in admin.get(page(site)).context["holidays"]}
    assert [day for day, closed in marked.items() if closed] == [NEW_YEAR, GOOD_FRIDAY]


def test_a_longer_closure_covers_the_day_an_early_evening_does_not(site, ines):
    builders.closed(site, date(2026, 12, 24), date(2027, 1, 3))
    closures.add_closure(
        site=site, first_day=GOOD_FRIDAY, last_day=GOOD_FRIDAY, reason="Early evening",
        starts=time(15), ends=time(17), by=ines,
    )  # fmt: skip
    assert closures.closed_days(site, [NEW_YEAR, GOOD_FRIDAY]) == {NEW_YEAR}


def test_stranded_visits_are_told_of(admin, open_clinic, ruth):
    site = open_clinic.site
    type(site).objects.filter(pk=site.pk).update(country="US")
    day = date(2026, 12, 25)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, builders.at(day, 9))
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    first, second = said(send(admin, site, day, year=2026))
    assert first == "Main Street is closed on 1 more day."
    assert second.startswith("1 visit booked then cannot take place.")


@pytest.mark.parametrize("days", [[], ["2027-01-02"], ["soon"], ["\0"]])
def test_days_that_are_no_holidays_are_refused(admin, site, days):
    assert send(admin, site, *days).context["form"].errors
    assert Closure.objects.count() == 0


def test_without_a_country_the_page_asks_for_it(admin, db):
    site = builders.site()
    assert "Say first in which country" in admin.get(page(site)).content.decode()
    assert send(admin, site, NEW_YEAR).context["form"].errors


@pytest.mark.parametrize("year", ["1066", "x", "\0", "9" * 30])
def test_another_year_is_left_out(admin, site, year):
    assert admin.get(page(site), {"year": year}).context["year"] == 2027


@pytest.mark.parametrize(
    ("country", "subdivision", "at"),
    [("XX", "", "country"), ("US", "ZZ", "subdivision"), ("", "KY", "subdivision")],
)
def test_a_place_without_holidays_is_refused(admin, site, country, subdivision, at):
    form = {"form_token": str(uuid4()), "name": "Main Street", "time_zone": builders.EASTERN}
    form |= {"country": country, "subdivision": subdivision, "revision": 1}
    response = admin.post(reverse("edit-site", args=[site.pk]), form)
    assert list(response.context["form"].errors) == [at]


def test_the_state_may_be_typed_in_small_letters(admin, site):
    form = {"form_token": str(uuid4()), "name": "Main Street", "time_zone": builders.EASTERN}
    form |= {"country": "US", "subdivision": "ca", "revision": 1}
    assert admin.post(reverse("edit-site", args=[site.pk]), form).status_code == 302
    site.refresh_from_db()
    assert (site.country, site.subdivision) == ("US", "CA")


@pytest.mark.parametrize("role", ["ruth", "ben"])
def test_other_roles_do_not_get_in(request, signed_in, site, role):
    assert signed_in(request.getfixturevalue(role)).get(page(site)).status_code == 403
