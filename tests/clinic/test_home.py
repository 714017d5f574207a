"""The first page after signing in: what each role is told, and at what cost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from clinic import views
from patients.models import Finding, Screening
from scheduling.actions.setup import ensure_visit_types
from scheduling.models import Appointment
from tests import people
from tests.scheduling import builders as book
from tests.treatments import own_protocols
from treatments.models import CheckCall, FollowUp, SessionRecord

pytestmark = pytest.mark.django_db

TODAY = book.MONDAY


@pytest.fixture(autouse=True)
def on_monday(monkeypatch):
    monkeypatch.setattr(views.clock, "now", lambda: book.at(TODAY, 8))


def visit_today(patient, physician, hour, **fields):
    room = book.room(book.site(f"Site of {patient}"))
    return book.appointment(patient, physician, room, book.at(TODAY, hour), **fields)


def call(session, **fields):
    return CheckCall.objects.create(**{"session": session, "due_on": TODAY} | fields)


def page(signed_in, user):
    response = signed_in(user).get(reverse("home"))
    assert response.status_code == 200
    return response


def test_a_new_clinic_is_told_what_to_do_first(signed_in, ines):
    response = page(signed_in, ines)
    assert response.context["empty_clinic"] is True
    assert reverse("clinic-setup") in response.content.decode()


def test_the_physician_sees_own_visits_of_today_and_nobody_elses(signed_in, ruth, ben):
    colleague = people.physician("Omar Haddad")
    mine = visit_today(people.patient("Anna Berg"), ruth, 9)
    visit_today(people.patient("Carl Voss"), colleague, 9)
    yesterday = book.at(TODAY - timedelta(days=1), 9)
    room = book.room(book.site("Elm Street"))
    book.appointment(people.patient("Dora Klein"), ruth, room, yesterday)

    assert page(signed_in, ruth).context["physician"].visits == [mine]


def test_today_is_that_of_each_site(signed_in, ruth, ben, monkeypatch):
    """Monday, eight in the evening in New York: Tuesday has begun in Auckland."""
    tuesday = TODAY + timedelta(days=1)
    monkeypatch.setattr(views.clock, "now", lambda: book.at(TODAY, 20))
    visits = {}
    for name, zone in [("Harbor", "Pacific/Auckland"), ("Bay", "America/Los_Angeles")]:
        room = book.room(book.site(name, zone))
        for day in (TODAY, tuesday):
            anna = people.patient(f"Anna {name} {day}")
            starts_at = book.at(day, 15, zone=zone)
            visits[name, day] = book.appointment(anna, ruth, room, starts_at)

    today = [visits["Bay", TODAY], visits["Harbor", tuesday]]
    assert page(signed_in, ben).context["desk"].visits == today
    assert page(signed_in, ruth).context["physician"].visits == today


def test_the_physician_sees_what_waits(signed_in, ruth, ben):
    session = book.session(people.patient("Anna Berg"), ruth)
    record = SessionRecord.objects.create(
        session=session, physician=ruth, treated_on=TODAY, started_at=book.NOW
    )
    alarm = call(
        book.session(people.patient("Carl Voss"), ruth),
        answer="alarm",
        words="My knee is hot and red.",
        called_at=book.NOW,
        called_by=ben,
    )
    visit = book.follow_up(session.plan, TODAY)

    waiting = page(signed_in, ruth).context["physician"]
    assert waiting.unsigned == [record]
    assert waiting.alarms == [alarm]
    assert waiting.follow_ups == [visit]
    assert waiting.nothing_waits is False


def test_a_triaged_call_waits_no_longer(signed_in, ruth, ben):
    call(
        book.session(people.patient("Carl Voss"), ruth),
        answer="alarm",
        words="Hot and red.",
        called_at=book.NOW,
        called_by=ben,
        triaged_at=book.NOW,
        triaged_by=ruth,
    )
    assert page(signed_in, ruth).context["physician"].alarms == []


def test_only_the_latest_screening_of_a_patient_is_open_work(signed_in, ruth, ben):
    anna = people.patient("Anna Berg")
    old = book.screening(anna, ruth, outcome="refused", run_at=book.at(date(2026, 11, 3), 9))
    Finding.objects.create(
        screening=old, rule="R01", tier="absolute", verdict="fires", evidence="HbA1c 8.4 %",
        trigger="8.4",
    )  # fmt: skip
    assert page(signed_in, ruth).context["physician"].screenings == [old]

    book.screening(anna, ruth, outcome="cleared", run_at=book.at(date(2026, 11, 4), 9))
    assert page(signed_in, ruth).context["physician"].screenings == []


@pytest.mark.parametrize(("days_left", "shown"), [(-1, True), (0, True), (14, True), (15, False)])
def test_the_desk_sees_windows_that_close_within_two_weeks(signed_in, ruth, ben, days_left, shown):
    session = book.session(
        people.patient("Anna Berg"), ruth, opens=TODAY + timedelta(days=days_left - 14)
    )
    found = page(signed_in, ben).context["desk"].closing
    assert found == ([session] if shown else [])


def test_the_physician_sees_what_the_desk_cannot_book(signed_in, ruth, ben):
    site = book.site("Elm Street")
    book.room(site)
    book.hours(ruth, site)
    ensure_visit_types()
    over = book.session(people.patient("Anna Berg"), ruth, opens=TODAY - timedelta(days=20))
    book.session(people.patient("Boris Lind"), ruth)
    assert page(signed_in, ruth).context["physician"].shut == [over]

    full = book.session(people.patient("Carl Voss"), ruth, opens=TODAY + timedelta(days=7))
    book.closed(site, TODAY + timedelta(days=7), TODAY + timedelta(days=21))
    response = page(signed_in, ruth)
    assert response.context["physician"].shut == [over, full]
    link = f"{reverse('book-session', args=[full.pk])}?outside=1"
    assert f'href="{link}"' in response.content.decode()


def test_a_booked_session_is_not_on_the_list_to_book(signed_in, ruth, ben):
    session = book.session(people.patient("Anna Berg"), ruth)
    visit_today(session.plan.patient, ruth, 9, session=session)
    assert page(signed_in, ben).context["desk"].closing == []


def test_the_desk_sees_whom_to_call(signed_in, ruth, ben):
    due = call(book.session(people.patient("Anna Berg"), ruth))
    again = call(
        book.session(people.patient("Carl Voss"), ruth),
        answer="no_answer",
        called_at=book.NOW,
        called_by=ben,
    )
    call(book.session(people.patient("Dora Klein"), ruth), due_on=TODAY + timedelta(days=1))
    missed = visit_today(people.patient("Emil Nagy"), ruth, 9, state="no_show")

    desk = page(signed_in, ben).context["desk"]
    assert desk.calls == [due, again]
    assert desk.no_shows == [missed]


def test_somebody_who_was_booked_again_is_not_called_about_the_missed_visit(signed_in, ruth, ben):
    emil = people.patient("Emil Nagy")
    visit_today(emil, ruth, 9, state="no_show")
    room = book.room(book.site("Elm Street"))
    book.appointment(emil, ruth, room, book.at(TODAY + timedelta(days=1), 9))
    assert page(signed_in, ben).context["desk"].no_shows == []


def test_cancelled_visits_are_not_on_todays_list(signed_in, ruth, ben):
    visit_today(people.patient("Anna Berg"), ruth, 9, **book.CANCELLED)
    arrived = visit_today(people.patient("Carl Voss"), ruth, 10, state=Appointment.State.ARRIVED)
    desk = page(signed_in, ben).context["desk"]
    assert desk.visits == [arrived]
    assert desk.waiting == 1


def test_the_administrator_sees_what_is_open(signed_in, ruth, ben, ines):
    session = book.session(people.patient("Anna Berg"), ruth)
    record = SessionRecord.objects.create(
        session=session, physician=ruth, treated_on=TODAY, started_at=book.NOW
    )
    overdue = book.follow_up(session.plan, TODAY - timedelta(days=15))
    book.follow_up(session.plan, TODAY - timedelta(days=14))

    admin = page(signed_in, ines).context["admin"]
    assert list(admin["unsigned"]) == [record]
    assert list(admin["follow_ups"]) == [overdue]


def test_somebody_with_two_roles_gets_both_parts(signed_in, ben):
    both = people.staff_member("Lea Romero", "physician", "administrator")
    response = page(signed_in, both)
    assert "physician" in response.context
    assert "admin" in response.context
    assert "desk" not in response.context


@pytest.mark.parametrize("patients", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("physician", 24), ("front_desk", 17)])
def test_the_page_costs_the_same_whatever_it_lists(
    signed_in, ruth, ben, django_assert_num_queries, role, queries, patients
):
    for number in range(patients):
        session = book.session(people.patient(f"Anna Berg{number}"), ruth)
        call(session)
        visit_today(session.plan.patient, ruth, 9 + number)
        book.follow_up(session.plan, TODAY)
    client = signed_in(ruth if role == "physician" else ben)
    with django_assert_num_queries(queries):
        client.get(reverse("home"))


def test_follow_ups_not_open_yet_do_not_wait(signed_in, ruth, ben):
    session = book.session(people.patient("Anna Berg"), ruth)
    book.follow_up(session.plan, TODAY + timedelta(days=4))
    assert page(signed_in, ruth).context["physician"].follow_ups == []
    assert FollowUp.objects.count() == 1
    assert Screening.objects.count() == 1


def test_a_draft_protocol_waits_for_another_physician(signed_in, ruth):
    draft = own_protocols.drafted(ruth)
    omar = people.physician("Omar Haddad")

    assert page(signed_in, ruth).context["physician"].protocols == []
    response = page(signed_in, omar)
    assert response.context["physician"].protocols == [draft]
    assert "Waiting for your approval" in response.content.decode()
