"""The waitlist's pages: in which order, with which time, and who could take a free one."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from scheduling import waiting
from scheduling.models import Appointment, Hours, Room, VisitType, WaitlistEntry
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, NOW, TEN, at

WAITLIST = reverse("waitlist")
TODAY = date(2026, 12, 4)
TUESDAY = MONDAY + timedelta(days=1)


def token(**fields):
    return {"form_token": str(uuid4())} | fields


@pytest.fixture
def desk(ben, signed_in, open_clinic):
    return signed_in(ben)


@pytest.fixture
def wait(open_clinic, ben):
    """Puts somebody on the list, straight into the table."""

    def put(patient=open_clinic.anna, code="first_visit", **fields):
        session = fields.get("session")
        code = "session" if session else "follow_up" if fields.get("follow_up") else code
        return WaitlistEntry.objects.create(
            **{
                "patient": patient,
                "visit_type": VisitType.objects.get(code=code),
                "from_day": TODAY,
                "added_by": ben,
            }
            | fields
        )

    return put


@pytest.fixture
def could_take(open_clinic, ruth, ben):
    def at_moment(moment=NINE, practitioner=ruth):
        found = waiting.who_could_take(moment, open_clinic.site, practitioner, ben, now=NOW)
        return [row.entry for row in found]

    return at_moment


def listed(client, **asked):
    return client.get(WAITLIST, asked).context["rows"]


def test_the_urgent_come_first_then_the_window_that_closes_soonest_then_the_longest(
    desk, wait, open_clinic, ruth
):
    late = builders.session(open_clinic.anna, ruth)  # closes on 14 December
    soon = builders.session(open_clinic.boris, ruth, opens=date(2026, 11, 25))  # on the 9th
    first = wait()
    of_late = wait(session=late)
    of_soon = wait(open_clinic.boris, session=soon)
    second = wait(open_clinic.boris)
    urgent = wait(people.patient("Clara Voss"), urgency=3)
    assert [row.entry for row, _, _ in listed(desk)] == [urgent, of_soon, of_late, first, second]
    assert [left for _, left, _ in listed(desk)] == ["", "5 days left", "10 days left", "", ""]


def test_the_window_counts_from_the_visit_that_is_booked_before(desk, wait, open_clinic, ruth):
    plan = builders.plan(open_clinic.anna, ruth)
    first, second = plan.sessions.order_by("number")[:2]
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, session=first)
    wait(session=second)
    ((row, _, _),) = listed(desk)
    assert (row.what, row.window) == (
        "Session 2 of 3, right knee",
        "Mon 21 Dec 2026 to Mon 4 Jan 2027",
    )
    assert row.offer.starts_at == at(date(2026, 12, 21), 9)
    assert waiting.waitlist(plan.physician).get().closes == date(2027, 1, 4)


def test_each_entry_shows_its_best_free_time_where_it_suits(desk, wait, open_clinic, ruth):
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, NINE)
    wait(session=builders.session(open_clinic.anna, ruth), weekdays=[1], from_day=MONDAY)
    ((row, _, _),) = listed(desk)
    assert row.offer.starts_at == at(MONDAY, 9, 45)
    assert row.suits == "Mon"


@pytest.mark.parametrize(
    ("fields", "starts"),
    [
        ({}, NINE),
        ({"from_day": TUESDAY}, at(TUESDAY, 9)),
        ({"weekdays": [3, 5]}, at(date(2026, 12, 9), 9)),
        ({"part_of_day": "afternoon"}, None),
        ({"until_day": TODAY}, None),
    ],
)
def test_what_suits_decides_the_best_time(desk, wait, fields, starts):
    wait(**{"from_day": MONDAY} | fields) if "until_day" not in fields else wait(
        from_day=TODAY - timedelta(days=3), until_day=TODAY - timedelta(days=1)
    )
    ((row, _, _),) = listed(desk)
    assert (row.offer and row.offer.starts_at) == starts


def test_a_visit_that_is_booked_is_offered_only_a_sooner_time(desk, wait, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    kind = VisitType.objects.get(code="session")
    visit = builders.appointment(
        open_clinic.anna, ruth, open_clinic.room, at(TUESDAY, 9), session=session, visit_type=kind
    )
    wait(session=session, from_day=MONDAY)
    ((row, _, _),) = listed(desk)
    assert row.offer.starts_at == NINE
    assert row.action_url == reverse("move-appointment", args=[visit.pk])
    builders.leave(ruth, MONDAY)
    ((row, _, _),) = listed(desk)
    assert row.offer is None


def test_what_is_not_wanted_any_more_is_not_listed(desk, wait, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    wait(session=session)
    type(session).objects.filter(pk=session.pk).update(state="dropped")
    wait(people.patient("Clara Voss", deceased_on=date(2026, 12, 1)))
    assert listed(desk) == []


def test_only_of_one_physician_or_site(desk, wait, open_clinic, ruth):
    iris = people.physician("Iris Ito")
    harbor = builders.site("Harbor")
    of_iris = wait(session=builders.session(open_clinic.anna, iris))
    at_harbor = wait(open_clinic.boris, site=harbor)
    assert [row.entry for row, _, _ in listed(desk, physician=iris.pk)] == [of_iris]
    assert [row.entry for row, _, _ in listed(desk, site=harbor.pk)] == [of_iris, at_harbor]
    assert [row.entry for row, _, _ in listed(desk, site=open_clinic.site.pk)] == [of_iris]
    assert len(listed(desk, site="x", physician="9" * 30)) == 2


def test_somebody_is_put_on_the_list_changed_and_taken_off(desk, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    url = reverse("wait-for-session", args=[session.pk])
    form = token(urgency=2, from_day="2026-12-07", weekdays=["1", "3"], part_of_day="morning")
    assert desk.post(url, form).url == reverse("patient-visits", args=[open_clinic.anna.pk])
    entry = WaitlistEntry.objects.get()
    assert (entry.session, entry.urgency, entry.weekdays) == (session, 2, [1, 3])
    url = reverse("change-waiting", args=[entry.pk])
    assert desk.get(url).context["form"]["part_of_day"].value() == "morning"
    desk.post(url, token(urgency=3, from_day="2026-12-07", part_of_day="any", revision=1))
    entry.refresh_from_db()
    assert (entry.urgency, entry.weekdays, entry.revision) == (3, [], 2)
    stop = reverse("stop-waiting", args=[entry.pk])
    desk.post(stop, token(because="not_wanted", revision=2))
    entry.refresh_from_db()
    assert entry.closed_because == "not_wanted"
    assert "Off the list since" in desk.get(url).content.decode()
    response = desk.post(stop, token(because="over", revision=3), follow=True)
    assert "Off the list already" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"urgency": 4}, "urgency"),
        ({"from_day": ""}, "from_day"),
        ({"until_day": "2026-12-06"}, "__all__"),
        ({"weekdays": ["8"]}, "weekdays"),
        ({"part_of_day": "night"}, "part_of_day"),
        ({"note": "x" * 201}, "note"),
        ({"site": "9" * 30}, "site"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_on_the_form(desk, open_clinic, fields, field):
    form = token(urgency=1, from_day="2026-12-07", part_of_day="any", note="Call late") | fields
    response = desk.post(reverse("wait-for-visit", args=[open_clinic.anna.pk]), form)
    assert list(response.context["form"].errors) == [field]
    assert WaitlistEntry.objects.count() == 0


def test_a_free_time_is_offered_to_whom_it_suits_the_urgent_first(could_take, wait, open_clinic):
    routine = wait()
    urgent = wait(open_clinic.boris, urgency=3)
    wait(people.patient("Clara Voss"), weekdays=[2])
    wait(people.patient("Dora Early"), part_of_day="afternoon")
    wait(people.patient("Emil Nagy"), from_day=TUESDAY)
    wait(people.patient("Fred Gale"), site=builders.site("Harbor"))
    wait(people.patient("Gina Holt"), practitioner=people.physician("Iris Ito"))
    assert could_take() == [urgent, routine]


@pytest.mark.parametrize(
    ("opens", "found"),
    [
        (date(2026, 11, 23), True),  # closes on the day itself
        (date(2026, 11, 22), False),
        (MONDAY, True),  # opens on the day itself
        (TUESDAY, False),
    ],
)
def test_a_free_time_is_offered_inside_the_window_only(
    could_take, wait, open_clinic, ruth, opens, found
):
    entry = wait(session=builders.session(open_clinic.anna, ruth, opens=opens))
    assert could_take() == ([entry] if found else [])


def test_not_to_whom_the_room_the_day_or_the_order_of_sessions_forbids_it(
    could_take, wait, open_clinic, ruth
):
    wait(session=builders.session(open_clinic.anna, ruth, guidance="ultrasound"))
    wait(open_clinic.boris, session=builders.session(open_clinic.boris, ruth, number=2))
    busy = people.patient("Clara Voss")
    wait(busy)
    elsewhere = builders.room(open_clinic.site, "Room 9")
    builders.appointment(busy, people.physician("Iris Ito"), elsewhere, NINE)
    Room.objects.filter(pk=elsewhere.pk).update(is_active=False)
    assert could_take() == []


def test_the_next_session_that_is_booked_stays_in_its_window(could_take, wait, open_clinic, ruth):
    plan = builders.plan(open_clinic.anna, ruth)
    first, second = plan.sessions.order_by("number")[:2]
    entry = wait(session=first)
    fields = {"session": second}
    # 14 to 28 days after the first
    visit = builders.appointment(
        open_clinic.anna, ruth, open_clinic.room, at(MONDAY + timedelta(days=13), 9), **fields
    )
    assert could_take() == []
    Appointment.objects.filter(pk=visit.pk).update(
        starts_at=at(MONDAY + timedelta(days=14), 9), ends_at=at(MONDAY + timedelta(days=14), 10)
    )
    assert could_take() == [entry]


def test_a_time_between_the_quarter_hours_finds_the_next_one(could_take, wait):
    entry = wait()
    assert could_take(at(MONDAY, 9, 20)) == [entry]
    assert could_take(at(MONDAY, 11, 30)) == []  # a first visit takes 40 minutes
    assert could_take(at(MONDAY, 11, 20)) == []


def test_the_page_of_a_free_time_books_with_one_button(desk, wait, open_clinic, ruth):
    session = builders.session(open_clinic.anna, ruth)
    entry = wait(session=session)
    url = waiting.fill_url(TEN, open_clinic.site.pk, ruth.pk)
    assert url == f"/waitlist/free-time/?site={open_clinic.site.pk}&practitioner={ruth.pk}&at=" + (
        "2026-12-07T15%3A00Z"
    )
    ((row, left, _),) = desk.get(url).context["rows"]
    assert (row.entry, left) == (entry, "10 days left")
    assert "Berg" in desk.get(url).content.decode()
    desk.post(row.action_url, token(offer=row.offer.value))
    visit = Appointment.objects.get(session=session)
    assert visit.starts_at == TEN
    entry.refresh_from_db()
    assert entry.closed_because == "booked"
    assert desk.get(url).context["rows"] == []


@pytest.mark.parametrize(
    "asked", [{}, {"at": "x"}, {"at": "9999-12-31T23:59Z"}, {"at": "2026-12-07T15:00Z", "site": 9}]
)
def test_a_time_that_is_not_understood_leads_back_to_the_list(desk, open_clinic, asked):
    response = desk.get(reverse("fill-slot"), {"site": open_clinic.site.pk} | asked)
    assert response.url == WAITLIST


def test_a_time_gone_by_is_offered_to_nobody(desk, wait, open_clinic, ruth):
    wait(from_day=date(2026, 12, 1))
    response = desk.get(waiting.fill_url(at(TODAY, 7), open_clinic.site.pk, ruth.pk))
    assert (response.context["rows"], response.context["is_past"]) == ([], True)


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(
    desk, wait, open_clinic, ruth, number, django_assert_num_queries
):
    for n in range(number):
        patient = people.patient(f"Clara {n}")
        plan = builders.plan(patient, ruth)
        wait(patient, session=plan.sessions.get(number=1))
        wait(patient, follow_up=builders.follow_up(plan))
        wait(patient)
    with django_assert_num_queries(15):
        desk.get(WAITLIST)
    with django_assert_num_queries(12):
        desk.get(waiting.fill_url(TEN, open_clinic.site.pk, ruth.pk))


@pytest.mark.parametrize(("role", "status"), [("ruth", 200), ("ben", 200), ("ines", 200)])
def test_everybody_may_read_the_list_and_only_who_books_may_change_it(
    request, signed_in, wait, role, status
):
    entry = wait()
    client = signed_in(request.getfixturevalue(role))
    assert client.get(WAITLIST).status_code == status
    changing = client.get(reverse("change-waiting", args=[entry.pk])).status_code
    assert changing == (403 if role == "ines" else 200)
    assert Hours.objects.filter(starts=time(9)).exists()
