"""Somebody is ill: the absence is noted, and the visits find another place together."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from patients.models import Patient
from scheduling.all_misfits import all_misfits, shown_misfits
from scheduling.misfits import misfits
from scheduling.models import Appointment, Closure, Reminder, Room
from tests import people
from tests.scheduling import builders as book
from tests.scheduling.booked_courses import after, booked, days_of
from tests.scheduling.builders import MONDAY, NINE, NOW, at
from treatments.models import Plan, Session

pytestmark = pytest.mark.django_db

PAGE = "stranded-visits"


@pytest.fixture
def iris(open_clinic):
    """Iris works beside Ruth, from nine to five; there are two more rooms."""
    iris = people.physician("Iris Ito")
    book.hours(iris, open_clinic.site)
    for number in (2, 3):
        book.room(open_clinic.site, f"Room {number}")
    return iris


def absence(**fields):
    typed = {"first_day": "2026-12-07", "last_day": "", "starts": "", "ends": "", "reason": "ill"}
    return {"form_token": str(uuid4())} | typed | fields


def listed(client, **asked):
    return client.get(reverse(PAGE), asked)


def chosen(shown, which=0):
    """The form as it is drawn, with the same radio button of each row pressed."""
    rows = [row for row in shown.context["rows"] if row.swaps]
    picked = {
        f"move-{row.card.visit.pk}": row.swaps[min(which, len(row.swaps) - 1)].value for row in rows
    }
    return {"form_token": str(uuid4())} | picked


def swaps(shown):
    return [[f"{swap.words}, {swap.where}" for swap in row.swaps] for row in shown.context["rows"]]


def twelve(open_clinic, ruth):
    """Ruth's Monday: four courses at their first session and eight first visits, nine to three."""
    book.hours(ruth, open_clinic.site, time(12), time(17))
    starts = [at(MONDAY, 9) + timedelta(minutes=30 * number) for number in range(12)]
    visits = []
    for number, start in enumerate(starts):
        patient = people.patient(f"Patient {chr(65 + number)}", phone=f"518 555 02{number:02}")
        fields = {}
        if number < 4:
            fields["session"] = book.plan(patient, ruth).sessions.get(number=1)
        rooms = list(Room.objects.order_by("name"))
        visits.append(book.appointment(patient, ruth, rooms[number % 2], start, **fields))
    return visits


def test_at_eight_ruth_is_ill_and_twelve_visits_move_at_once(
    open_clinic, ruth, ben, iris, signed_in
):
    visits = twelve(open_clinic, ruth)
    client = signed_in(ben)
    noted = client.post(reverse("add-absence"), absence(practitioner=ruth.pk))
    shown = client.get(noted.url)
    assert "Ruth Adler, MD is away on Mon 7 Dec 2026 (ill)" in shown.content.decode()
    assert len(shown.context["rows"]) == 12
    assert shown.context["rows"][0].why == "Ruth Adler is away."
    times = [
        f"{hour}:{minute:02} {half}"
        for hour, half in ((9, "am"), (10, "am"), (11, "am"), (12, "pm"), (1, "pm"), (2, "pm"))
        for minute in (0, 30)
    ]
    assert swaps(shown) == [
        [
            f"Tue 8 Dec 2026, {time_} EST, Ruth Adler, MD, Room {1 + place % 2}",
            f"Mon 7 Dec 2026, {time_} EST, Iris Ito, MD instead, Room {1 + place % 2}",
        ]
        for place, time_ in enumerate(times)
    ]
    assert "Move the chosen 12 visits" in shown.content.decode()

    done = client.post(
        reverse("move-stranded") + f"?closure={Closure.objects.get().pk}", chosen(shown)
    )
    assert "12 visits are moved" in client.get(done.url).content.decode()
    assert client.get(reverse(PAGE)).context["rows"] == []
    for visit in visits:
        visit.refresh_from_db()
        day = visit.local_start.date()
        assert (visit.practitioner, visit.revision, day != MONDAY) == (ruth, 2, True)
        if visit.session:
            assert visit.session.opens_on <= day <= visit.session.closes_on


def test_all_second_choices_can_be_had_together_too(open_clinic, ruth, ben, iris, signed_in):
    twelve(open_clinic, ruth)
    book.leave(ruth, MONDAY)
    client = signed_in(ben)
    shown = listed(client)
    client.post(reverse("move-stranded"), chosen(shown, which=1))
    moved = Appointment.objects.filter(practitioner=iris)
    assert (moved.count(), listed(client).context["rows"]) == (12, [])
    assert {visit.local_start.date() for visit in moved} == {MONDAY}


def test_what_is_taken_meanwhile_stays_and_says_why(open_clinic, ruth, ben, iris, signed_in):
    for name, hour in (("Clara Voss", 9), ("David Orr", 10)):
        book.appointment(people.patient(name), ruth, open_clinic.room, at(MONDAY, hour))
    book.leave(ruth, MONDAY)
    client = signed_in(ben)
    shown = listed(client)
    book.appointment(open_clinic.anna, iris, Room.objects.get(name="Room 3"), NINE)
    done = client.post(reverse("move-stranded"), chosen(shown, which=1))
    said = client.get(done.url).content.decode()
    assert "1 visit is moved" in said
    assert "Clara Voss stays where booked: Iris Ito is taken from 9:00 am to 9:20 am EST." in said
    (row,) = listed(client).context["rows"]
    assert row.card.visit.patient.full_name == "Clara Voss"


def test_what_another_desk_moved_meanwhile_is_told(open_clinic, ruth, ben, signed_in):
    visit = book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    book.leave(ruth, MONDAY)
    client = signed_in(ben)
    shown = listed(client)
    Appointment.objects.filter(pk=visit.pk).update(revision=2)
    done = client.post(reverse("move-stranded"), chosen(shown))
    assert "Somebody else changed this record" in client.get(done.url).content.decode()
    visit.refresh_from_db()
    assert visit.starts_at == NINE


def test_patients_are_told_of_their_new_time(open_clinic, ruth, ben, signed_in):
    Patient.objects.filter(pk=open_clinic.anna.pk).update(
        preferred_contact="email", email="anna@example.org"
    )
    visit = book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    book.leave(ruth, MONDAY)
    client = signed_in(ben)
    client.post(reverse("move-stranded"), chosen(listed(client)))
    told = Reminder.objects.get(appointment=visit, kind="moved")
    assert (told.channel, told.sequence) == ("email", 1)


def test_a_window_without_a_free_day_needs_the_physician(open_clinic, ruth, ben, signed_in):
    plan = book.plan(open_clinic.anna, ruth)
    booked(plan, open_clinic.room, 0)
    book.leave(ruth, after(-3), after(7))
    client = signed_in(ben)
    (row,) = listed(client).context["rows"]
    assert (row.needs_physician, row.swaps) == (True, ())
    text = listed(client).content.decode()
    assert "Needs physician" in text
    assert "?outside=1" not in text
    assert "?outside=1" in listed(signed_in(ruth)).content.decode()


def test_no_replacement_moves_another_visit_of_the_course(open_clinic, ruth, ben, signed_in):
    plan = book.plan(open_clinic.anna, ruth)
    booked(plan, open_clinic.room, 0, 28)
    book.leave(ruth, MONDAY)
    client = signed_in(ben)
    # Session 2, four weeks on, may not come later: only days after Monday are left.
    assert swaps(listed(client)) == [["Tue 8 Dec 2026, 9:00 am EST, Ruth Adler, MD, Room 1"]]
    book.leave(ruth, after(1), after(30))
    Closure.objects.filter(first_day=after(1)).update(last_day=after(6))
    Session.objects.filter(number=1).update(closes_on=after(23))
    client.post(reverse("move-stranded"), chosen(listed(client)))
    assert days_of(plan) == [7, 28]


def test_if_only_the_whole_course_can_move_it_leads_there(open_clinic, ruth, ben, signed_in):
    plan = book.plan(open_clinic.anna, ruth)
    first, _ = booked(plan, open_clinic.room, 0, 14)
    # To stay in front of session 2 it would have to be on Monday or before.
    book.leave(ruth, after(-14), after(0))
    client = signed_in(ben)
    shown = listed(client)
    assert shown.context["rows"][0].none == "Later visits of the course have to move as well."
    assert reverse("move-appointment", args=[first.pk]) in shown.content.decode()


def test_of_one_course_the_first_moves_first(open_clinic, ruth, ben, iris, signed_in):
    plan = book.plan(open_clinic.anna, ruth)
    booked(plan, open_clinic.room, 0, 14)
    book.leave(ruth, MONDAY, after(14))
    rows = listed(signed_in(ben)).context["rows"]
    assert [bool(row.swaps) for row in rows] == [True, False]
    assert rows[1].none == "An earlier visit of its course has to move first."


def test_a_room_out_of_use_leaves_practitioner_and_time(open_clinic, ruth, ben, iris, signed_in):
    book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    Room.objects.filter(pk=open_clinic.room.pk).update(is_active=False)
    assert (
        swaps(listed(signed_in(ben)))[0][0] == "Mon 7 Dec 2026, 9:00 am EST, Ruth Adler, MD, Room 2"
    )


@pytest.mark.parametrize("sent", [{}, {"move-1": ""}, {"move-x": "1"}, {"move-0": "1_2026_1_1"}])
def test_nothing_chosen_moves_nothing(open_clinic, ruth, ben, signed_in, sent):
    visit = book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    book.leave(ruth, MONDAY)
    client = signed_in(ben)
    done = client.post(reverse("move-stranded"), {"form_token": str(uuid4())} | sent)
    assert "Nothing was moved" in client.get(done.url).content.decode()
    visit.refresh_from_db()
    assert visit.starts_at == NINE


def test_an_administrator_sees_the_list_and_moves_nothing(open_clinic, ruth, ines, signed_in):
    book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    book.leave(ruth, MONDAY)
    client = signed_in(ines)
    shown = listed(client)
    assert "Move the chosen" not in shown.content.decode()
    assert client.post(reverse("move-stranded"), chosen(shown)).status_code == 403


@pytest.mark.parametrize("closure", ["", "x", "0", "9" * 30, "²"])
def test_an_absence_that_nobody_noted_shows_all(open_clinic, ruth, ben, signed_in, closure):
    book.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)
    book.leave(ruth, MONDAY)
    assert len(listed(signed_in(ben), closure=closure).context["rows"]) == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"practitioner": ""}, "practitioner", "This field is required."),
        ({"last_day": "2026-12-06"}, None, "The last day cannot be before the first."),
        ({"starts": "10:00"}, "ends", "Give both times, or neither."),
        ({"ends": "10:00"}, "starts", "Give both times, or neither."),
        (
            {"starts": "10:00", "ends": "09:00"},
            None,
            "Hours are given for one day only, and end after they start.",
        ),
        ({"first_day": "9999-12-31"}, "first_day", "Choose a day between the years 2000 and 2100."),
    ],
)
def test_a_wrong_absence_is_refused_in_words(ruth, ben, signed_in, friday, typed, field, said):
    sent = absence(practitioner=ruth.pk) | typed
    form = signed_in(ben).post(reverse("add-absence"), sent).context["form"]
    assert said in form.errors[field or "__all__"]
    assert not Closure.objects.exists()


@pytest.mark.parametrize("who", ["ruth", "ben", "ines"])
def test_everybody_notes_an_absence_and_takes_it_back(who, ruth, signed_in, friday, request):
    client = signed_in(request.getfixturevalue(who))
    hours = {"starts": "09:00", "ends": "10:30"}
    client.post(reverse("add-absence"), absence(practitioner=ruth.pk, **hours))
    noted = Closure.objects.get()
    assert (noted.practitioner, noted.first_day, noted.last_day) == (ruth, MONDAY, MONDAY)
    assert (noted.starts, noted.ends, noted.reason) == (time(9), time(10, 30), "ill")
    words = "Ruth Adler, MD is away on Mon 7 Dec 2026, 9:00 am to 10:30 am (ill)"
    assert words in client.get(reverse("add-absence")).content.decode()
    done = client.post(reverse("remove-absence", args=[noted.pk]), {"form_token": str(uuid4())})
    assert f"No longer noted: {words}." in client.get(done.url).content.decode()
    assert not Closure.objects.exists()


def test_a_closed_site_is_no_absence(open_clinic, ben, signed_in):
    closure = book.closed(open_clinic.site, MONDAY)
    client = signed_in(ben)
    assert client.post(reverse("remove-absence", args=[closure.pk])).status_code == 404
    assert Closure.objects.filter(pk=closure.pk).exists()


def test_visits_without_purpose_or_out_of_place_have_their_list(open_clinic, ruth, ben, signed_in):
    plan = book.plan(open_clinic.anna, ruth)
    first, second = booked(plan, open_clinic.room, 0, 21)
    fits = book.plan(open_clinic.boris, ruth)
    booked(fits, open_clinic.room, 1, 22)
    Session.objects.filter(pk=first.session_id).update(state=Session.State.DROPPED)
    # With session 1 left out, session 2 is the next one: it opens on 4 January now.
    Session.objects.filter(pk=second.session_id).update(
        opens_on=after(28), target_on=after(28), closes_on=after(35)
    )
    shown = listed(signed_in(ben), which="misfits")
    assert [(misfit.what, misfit.why) for misfit in shown.context["misfits"]] == [
        ("Session 1", ("Session 1 is left out.",)),
        (
            "Session 2",
            (
                "It lies outside the window (due Mon 4 Jan 2027, from Mon 4 Jan to "
                "Mon 11 Jan 2027): 7 days before it opens.",
            ),
        ),
    ]
    text = shown.content.decode()
    assert reverse("cancel-appointment", args=[first.pk]) in text
    assert reverse("move-appointment", args=[second.pk]) in text


def test_the_clinic_wide_list_knows_what_each_plan_knows(open_clinic, ruth, ben, signed_in):
    imaging = book.plan(open_clinic.anna, ruth, guidance="ultrasound")
    booked(imaging, open_clinic.room, 0, 29)  # no ultrasound, and a day too late
    stopped = book.plan(open_clinic.boris, ruth)
    booked(stopped, open_clinic.room, 1, hour=10)
    Plan.objects.filter(pk=stopped.pk).update(state=Plan.State.STOPPED, closed_on=NOW.date())
    done = book.plan(people.patient("Clara Voss"), ruth)
    visit = book.follow_up(done)
    book.appointment(done.patient, ruth, open_clinic.room, at(after(2), 9), follow_up=visit)
    type(visit).objects.filter(pk=visit.pk).update(state="dropped")
    dead = people.patient("David Orr", deceased_on=NOW.date())
    book.appointment(dead, ruth, open_clinic.room, at(after(3), 9))

    today = NOW.date()
    found = shown_misfits(list(all_misfits(ben, today).order_by("starts_at")))
    assert [misfit.why for misfit in found] == [
        ("The session needs ultrasound, which Room 1 does not have.",),
        ("The plan is “stopped”.",),
        ("This follow-up visit is not needed any more.",),
        ("The patient has died.",),
        (
            "The session needs ultrasound, which Room 1 does not have.",
            "It lies outside the window (due Mon 28 Dec 2026, from Mon 21 Dec 2026 to "
            "Mon 4 Jan 2027): 1 day after it closes.",
        ),
    ]
    for plan in Plan.objects.all():
        version = plan.signed_version()
        ours = [
            misfit.why
            for misfit in found
            if plan
            in {getattr(of, "plan", None) for of in (misfit.visit.session, misfit.visit.follow_up)}
        ]
        theirs = sorted(misfits(plan, version, today=today), key=lambda one: one.visit.starts_at)
        assert [misfit.why for misfit in theirs] == ours


@pytest.mark.parametrize(("which", "queries"), [("stranded", 15), ("misfits", 6)])
@pytest.mark.parametrize("visits", [1, 3])
def test_one_row_and_three_take_the_same_queries(
    open_clinic, ruth, ben, signed_in, visits, which, queries, django_assert_num_queries
):
    for number in range(visits):
        plan = book.plan(people.patient(f"Patient {number}"), ruth)
        booked(plan, open_clinic.room, 0, hour=9 + number)
        if which == "misfits":
            Plan.objects.filter(pk=plan.pk).update(state=Plan.State.STOPPED, closed_on=MONDAY)
    book.leave(ruth, MONDAY)
    client = signed_in(ben)
    with django_assert_num_queries(queries):
        shown = listed(client, which=which)
    assert len(shown.context["page"]) == visits
