from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from scheduling.actions import setup
from scheduling.models import Closure, Room, Site, VisitType
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import EASTERN, MONDAY, NINE, NOW


def token(**fields):
    return {"form_token": str(uuid4())} | fields


@pytest.fixture
def admin(ines, signed_in, friday):
    return signed_in(ines)


def refused(action, **fields):
    with pytest.raises(ValidationError) as error:
        action(**fields)
    return error.value.messages


def test_the_first_site_brings_the_kinds_of_visit(admin):
    form = token(name="Main Street", time_zone=EASTERN)
    assert admin.post(reverse("add-site"), form).status_code == 302
    assert Site.objects.get().name == "Main Street"
    assert list(
        VisitType.objects.values_list("code", "prepare", "treat", "observe", "clean_up")
    ) == [
        ("first_visit", 0, 40, 0, 5),
        ("follow_up", 0, 20, 0, 5),
        ("session", 5, 20, 15, 5),
    ]


def test_minutes_that_the_clinic_has_changed_stay(db):
    VisitType.objects.create(code="session", name="Session", treat=30)
    assert setup.ensure_visit_types()["session"].treat == 30


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"name": ""}, "name"),
        ({"name": "\0"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Main Street"}, "name"),
        ({"time_zone": "Moon/Base"}, "time_zone"),
    ],
)
def test_a_site_that_cannot_be_saved_comes_back_as_typed(admin, fields, at):
    builders.site("Main Street")
    form = token(name="Harbor", time_zone=EASTERN, address="Pier 4") | fields
    response = admin.post(reverse("add-site"), form)
    assert list(response.context["form"].errors) == [at]
    assert response.context["form"]["address"].value() == "Pier 4"
    assert Site.objects.count() == 1


def test_the_zone_stays_once_visits_are_booked(open_clinic, ruth, ines):
    asked = {"site": open_clinic.site, "name": "Main Street", "by": ines}
    assert (
        setup.edit_site(**asked, revision=1, time_zone="America/Chicago").time_zone
        == "America/Chicago"
    )
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    assert refused(setup.edit_site, **asked, revision=2, time_zone=EASTERN) == [
        "Visits are booked at this site, so its time zone cannot be changed."
    ]


def test_a_room_is_added_and_changed(admin, db):
    site = builders.site()
    admin.post(reverse("add-room", args=[site.pk]), token(name="Scan", equipment=["ultrasound"]))
    room = Room.objects.get()
    assert (room.name, room.equipment, room.is_active) == ("Scan", ["ultrasound"], True)
    admin.post(reverse("edit-room", args=[room.pk]), token(name="Scan 2", is_active="", revision=1))
    room.refresh_from_db()
    assert (room.name, room.equipment, room.is_active) == ("Scan 2", [], False)


def test_a_room_with_visits_ahead_stays_in_use(open_clinic, ruth, ines):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    said = refused(
        setup.edit_room,
        room=open_clinic.room,
        revision=open_clinic.room.revision,
        name="Room 1",
        equipment=[],
        is_active=False,
        by=ines,
        now=NOW,
    )
    assert said == ["1 visit is still booked in this room. Move or cancel them first."]


def test_closed_days_name_the_visits_they_strand(admin, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    form = token(
        site=open_clinic.site.pk, first_day="2026-12-07", last_day="2026-12-08", reason="Storm"
    )
    response = admin.post(reverse("add-closure"), form, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert said == [
        "1 visit booked then cannot take place. "
        f'<a href="{reverse("stranded-visits")}">Find other times for them</a>.',
        "The time is blocked: nothing can be booked then any more.",
    ]
    closure = Closure.objects.get()
    admin.post(reverse("remove-closure", args=[closure.pk]), token())
    assert Closure.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"site": ""},
        {"practitioner": "ruth"},
        {"first_day": "2026-12-09"},
        {"first_day": "9999-12-31", "last_day": "9999-12-31"},
        {"reason": ""},
        {"starts": "09:00"},
        {"starts": "09:00", "ends": "11:00"},  # of two days
        {"last_day": "2026-12-07", "starts": "11:00", "ends": "09:00"},
        {"last_day": "2026-12-07", "starts": "25:00", "ends": "26:00"},
    ],
)
def test_closed_days_that_make_no_sense_are_refused(admin, ruth, fields):
    site = builders.site()
    form = token(site=site.pk, first_day="2026-12-07", last_day="2026-12-08", reason="Storm")
    form |= {name: ruth.pk if value == "ruth" else value for name, value in fields.items()}
    assert admin.post(reverse("add-closure"), form).context["form"].errors
    assert Closure.objects.count() == 0


def test_part_of_a_day_is_closed(admin, open_clinic, ruth):
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    day = {"first_day": "2026-12-07", "last_day": "2026-12-07", "starts": "10:00", "ends": "12:00"}
    form = token(practitioner=ruth.pk, reason="Dentist") | day
    response = admin.post(reverse("add-closure"), form, follow=True)
    closure = Closure.objects.get()
    assert (closure.starts, closure.ends) == (time(10), time(12))
    assert "cannot take place" not in response.content.decode()  # the visit is at nine
    assert "Mon 7 Dec 2026, 10:00 am to 12:00 pm" in response.content.decode()


def test_the_minutes_of_a_visit_change_for_visits_booked_later(admin, open_clinic, ruth):
    kind = VisitType.objects.get(code="session")
    visit = builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, visit_type=kind)
    url = reverse("edit-visit-type", args=[kind.pk])
    asked = {"name": "Treatment", "prepare": 10, "treat": 30, "observe": 20, "clean_up": 0}
    assert admin.post(url, token(**asked, revision=1)).status_code == 302
    kind.refresh_from_db()
    assert {name: getattr(kind, name) for name in asked} == asked
    visit.refresh_from_db()
    assert visit.ends_at == NINE + timedelta(minutes=35)
    stale = admin.post(url, token(**asked, revision=1))
    assert "Somebody else changed this record" in stale.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("treat", 4), ("treat", 241), ("prepare", 121), ("observe", -1), ("clean_up", ""),
     ("name", " "), ("treat", "9" * 30)],
)  # fmt: skip
def test_minutes_that_make_no_sense_are_refused(admin, open_clinic, field, value):
    kind = VisitType.objects.get(code="session")
    asked = {"name": "Session", "prepare": 5, "treat": 20, "observe": 15, "clean_up": 5}
    form = token(revision=1, **asked | {field: value})
    response = admin.post(reverse("edit-visit-type", args=[kind.pk]), form)
    assert list(response.context["form"].errors) == [field]


def test_only_an_administrator_sets_the_clinic_up(ruth, db):
    assert refused(setup.add_site, name="Harbor", time_zone=EASTERN, by=ruth) == [
        "Only an administrator can change the clinic's set-up."
    ]


@pytest.mark.parametrize("name", ["edit-site", "add-room", "edit-room"])
def test_what_does_not_exist_is_not_found(admin, name):
    assert admin.get(reverse(name, args=[999_999])).status_code == 404


@pytest.mark.parametrize("name", ["clinic-setup", "add-site", "add-hours", "add-closure"])
@pytest.mark.parametrize("role", ["ruth", "ben"])
def test_other_roles_do_not_get_in(request, signed_in, name, role):
    client = signed_in(request.getfixturevalue(role))
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["clinic-setup", "add-site", "add-hours", "add-closure"])
def test_the_pages_open_in_an_empty_clinic(admin, name):
    assert admin.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(admin, number, django_assert_num_queries):
    for n in range(number):
        site = builders.site(f"Site {n}")
        builders.room(site)
        builders.hours(people.physician(f"Ruth {n}"), site)
        builders.closed(site, date(2026, 12, 24 + n), MONDAY.replace(day=28))
    with django_assert_num_queries(8):
        admin.get(reverse("clinic-setup"))
