"""Working hours: stretches that never overlap, on the days on which they hold."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from scheduling.actions import hours as actions
from scheduling.models import Hours
from tests.scheduling import builders
from tests.scheduling.builders import NINE

JANUARY = date(2027, 1, 4)
LAST_OF_THE_YEAR = date(2027, 1, 3)
TEN_TO_ONE = {"starts": time(10), "ends": time(13)}


def token(**fields):
    return {"form_token": str(uuid4())} | fields


@pytest.fixture
def admin(ines, signed_in, friday):
    return signed_in(ines)


@pytest.fixture
def monday(open_clinic, ruth, ines):
    return {"practitioner": ruth, "site": open_clinic.site, "weekday": 1, "by": ines}


def refused(action, **fields):
    with pytest.raises(ValidationError) as error:
        action(**fields)
    return error.value.messages


def days():
    return list(
        Hours.objects.filter(weekday=1).order_by("first_day").values_list("first_day", "last_day")
    )


def test_hours_are_added_and_removed(admin, ruth):
    site = builders.site()
    form = token(practitioner=ruth.pk, site=site.pk, weekday="1", starts="09:00", ends="12:00")
    admin.post(reverse("add-hours"), form)
    hours = Hours.objects.get()
    assert str(hours) == "Monday 09:00–12:00"
    assert days() == [(None, None)]
    admin.post(reverse("remove-hours", args=[hours.pk]), token())
    assert Hours.objects.count() == 0


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (time(11), time(13), "Ruth Adler already works then: Monday 09:00–12:00 at Main Street."),
        (time(14), time(13), "Working hours must end after they start."),
    ],
)
def test_hours_that_make_no_sense_are_refused(monday, starts, ends, said):
    assert refused(actions.add_hours, **monday, starts=starts, ends=ends) == [said]


def test_hours_that_touch_are_allowed(monday):
    assert actions.add_hours(**monday, starts=time(12), ends=time(13)).pk


def test_people_who_treat_nobody_have_no_hours(monday, ben):
    asked = monday | {"practitioner": ben, "starts": time(9), "ends": time(10)}
    assert refused(actions.add_hours, **asked) == ["Ben Castillo treats nobody here."]


def test_other_hours_hold_once_the_old_ones_have_ended(monday):
    Hours.objects.filter(weekday=1).update(last_day=LAST_OF_THE_YEAR)
    assert refused(actions.add_hours, **monday, **TEN_TO_ONE, first_day=LAST_OF_THE_YEAR)
    assert refused(actions.add_hours, **monday, **TEN_TO_ONE)
    assert actions.add_hours(**monday, **TEN_TO_ONE, first_day=JANUARY)
    assert refused(actions.add_hours, **monday, **TEN_TO_ONE, first_day=JANUARY) == [
        "Ruth Adler already works then: Monday 10:00–13:00 at Main Street."
    ]


def test_the_last_day_is_not_before_the_first(monday):
    asked = {"first_day": JANUARY, "last_day": LAST_OF_THE_YEAR}
    assert refused(actions.add_hours, **monday, **TEN_TO_ONE, **asked) == [
        "The last day cannot be before the first."
    ]


def test_hours_are_changed_and_a_stale_form_is_told(admin, open_clinic):
    hours = Hours.objects.get(weekday=1)
    url = reverse("edit-hours", args=[hours.pk])
    asked = {"site": open_clinic.site.pk, "weekday": 6, "starts": "08:00", "ends": "13:30"}
    assert admin.post(url, token(**asked, revision=1)).status_code == 302
    hours.refresh_from_db()
    assert (hours.weekday, hours.starts, hours.ends) == (6, time(8), time(13, 30))
    response = admin.post(url, token(**asked, revision=1))
    assert "Somebody else changed this record" in response.content.decode()


def test_a_changed_stretch_does_not_overlap_itself_but_others(monday, ines):
    Hours.objects.exclude(weekday=1).delete()
    later = actions.add_hours(**monday, starts=time(13), ends=time(15))
    asked = {"site": monday["site"], "weekday": 1, "by": ines, "hours": later}
    assert actions.edit_hours(**asked, revision=1, starts=time(12), ends=time(15)).revision == 2
    assert refused(actions.edit_hours, **asked, revision=2, starts=time(11), ends=time(15))


def test_a_new_schedule_ends_the_old_one_and_begins_as_its_copy(admin, open_clinic, ruth):
    Hours.objects.filter(weekday=2).update(last_day=date(2026, 12, 8))
    url = reverse("begin-schedule", args=[ruth.pk])
    response = admin.post(url, token(first_day="2027-01-04"), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "4 stretches of hours end the day before Mon 4 Jan 2027 and begin again on it. "
        "Change those now."
    ]
    assert days() == [(JANUARY, None), (None, LAST_OF_THE_YEAR)]
    again = admin.post(url, token(first_day="2027-01-04"), follow=True)
    assert [str(message) for message in again.context["messages"]] == [
        "No hours go on over Mon 4 Jan 2027, so nothing had to be changed."
    ]
    assert Hours.objects.count() == 9


def test_hours_that_go_away_lead_to_the_visits_they_strand(admin, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    hours = Hours.objects.get(weekday=1)
    url = reverse("edit-hours", args=[hours.pk])
    asked = {"site": open_clinic.site.pk, "weekday": 1, "starts": "10:00", "ends": "12:00"}
    response = admin.post(url, token(**asked, revision=1), follow=True)
    stranded = f'<a href="{reverse("stranded-visits")}">Find other times for them</a>'
    assert f"1 visit booked then cannot take place. {stranded}." in response.content.decode()
    # Removing what is left strands nothing more.
    response = admin.post(reverse("remove-hours", args=[hours.pk]), token(), follow=True)
    assert "cannot take place" not in response.content.decode()


@pytest.mark.parametrize("name", ["edit-hours", "begin-schedule"])
def test_what_does_not_exist_is_not_found(admin, name):
    assert admin.get(reverse(name, args=[999_999])).status_code == 404
