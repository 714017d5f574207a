"""All remaining visits of a plan at once."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from scheduling.actions.book_course import Choice, book_course
from scheduling.chain import chain_of
from scheduling.models import Appointment
from scheduling.proposals import Shut, Step, Wanted, propose, step
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, NOW, at

# Session 1 is due on Monday 7 December, the others three weeks after the one before each.
TARGETS = [MONDAY + timedelta(days=21 * number) for number in range(5)]


@pytest.fixture
def plan(open_clinic, ruth):
    return builders.plan(open_clinic.anna, ruth, sessions=5)


@pytest.fixture
def url(plan):
    return reverse("book-course", args=[plan.pk])


def proposed(plan, site, **wanted):
    picks = wanted.pop("picks", None)
    return propose(chain_of(plan), Wanted(site=site, **wanted), now=NOW, picks=picks)


def starts(rows):
    return [row.offer.starts_at if row.offer else None for row in rows]


def filled(page, **more):
    """The form of the page as a browser sends it."""
    rows = page.context["lines"]
    picks = {row.key: row.proposal.offer.value for row in rows if row.proposal.offer}
    return picks | {"form_token": str(uuid4())} | more


# ------------------------------------------------------------------ what is proposed


def test_each_session_is_proposed_on_its_target_at_the_same_time(plan, open_clinic, ruth):
    rows = proposed(plan, open_clinic.site)
    assert starts(rows) == [at(day, 9) for day in TARGETS]
    assert {(row.offer.practitioner_id, row.offer.room_id) for row in rows} == {
        (ruth.pk, open_clinic.room.pk)
    }
    assert rows[1].window.opens == MONDAY + timedelta(days=14)


def test_what_the_last_visit_had_is_kept(plan, open_clinic, ruth):
    iris = people.physician("Iris Ito")
    other = builders.room(open_clinic.site, "Room 2")
    builders.hours(iris, open_clinic.site)
    wednesday = date(2026, 12, 9)
    builders.appointment(
        plan.patient, iris, other, at(wednesday, 14, 30), session=plan.sessions.get(number=1)
    )
    rows = proposed(plan, open_clinic.site)
    assert [row.link.name for row in rows] == ["Session 2", "Session 3", "Session 4", "Session 5"]
    assert starts(rows)[:2] == [
        at(wednesday + timedelta(days=21), 14, 30),
        at(wednesday + timedelta(days=42), 14, 30),
    ]
    assert {(row.offer.practitioner_id, row.offer.room_id) for row in rows} == {(iris.pk, other.pk)}


def test_a_taken_time_gives_way_on_the_same_day_and_the_rest_keeps_the_usual_one(
    plan, open_clinic, ruth
):
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, at(TARGETS[1], 9))
    rows = proposed(plan, open_clinic.site)
    assert starts(rows)[:3] == [at(TARGETS[0], 9), at(TARGETS[1], 9, 45), at(TARGETS[2], 9)]


def test_a_closed_day_gives_way_to_the_nearest_and_the_next_counts_from_there(plan, open_clinic):
    builders.closed(open_clinic.site, TARGETS[1])
    second, third = proposed(plan, open_clinic.site)[1:3]
    tuesday = TARGETS[1] + timedelta(days=1)
    assert second.offer.starts_at == at(tuesday, 9)
    assert third.window.target == tuesday + timedelta(days=21)
    assert third.offer.starts_at == at(TARGETS[2], 9)  # back to Monday


def test_the_wall_time_stays_over_a_clock_change(open_clinic, ruth):
    # 14 March 2027: the clocks go forward in New York.
    plan = builders.plan(open_clinic.anna, ruth, sessions=3, opens=date(2027, 2, 22))
    rows = proposed(plan, open_clinic.site)
    assert [row.offer.starts_at.hour for row in rows] == [14, 13, 13]
    assert starts(rows) == [at(date(2027, 3, 1) + timedelta(days=21 * n), 9) for n in range(3)]


def test_what_was_asked_for_is_kept_and_given_up_last(plan, open_clinic, ruth):
    builders.hours(ruth, open_clinic.site, time(13), time(17), weekdays=(4,))
    rows = proposed(plan, open_clinic.site, weekdays={4}, part_of_day="afternoon")
    assert [row.offer.starts_at.astimezone(open_clinic.site.zone).isoweekday() for row in rows] == [
        4, 4, 4, 4, 4,
    ]  # fmt: skip
    assert starts(rows)[0] == at(date(2026, 12, 10), 13)
    assert all(row.as_wanted for row in rows)

    rows = proposed(plan, open_clinic.site, weekdays={6})
    assert [row.as_wanted for row in rows] == [False] * 5
    assert starts(rows)[0] == at(MONDAY, 9)


def test_a_window_shut_by_closures_stops_the_chain_and_goes_to_the_physician(plan, open_clinic):
    builders.closed(open_clinic.site, date(2026, 12, 14), date(2027, 1, 8))
    rows = proposed(plan, open_clinic.site)
    assert [row.shut for row in rows] == [None, Shut.FULL, Shut.WAITS, Shut.WAITS, Shut.WAITS]


def test_a_window_that_is_over_is_never_filled(open_clinic, ruth):
    plan = builders.plan(open_clinic.anna, ruth, opens=date(2026, 11, 10))
    rows = proposed(plan, open_clinic.site)
    assert [row.shut for row in rows] == [Shut.PAST, Shut.WAITS, Shut.WAITS]


def test_a_gap_before_a_booked_session_is_filled_between_both(plan, open_clinic, ruth):
    first, third = plan.sessions.get(number=1), plan.sessions.get(number=3)
    builders.appointment(plan.patient, ruth, open_clinic.room, NINE, session=first)
    late = MONDAY + timedelta(days=50)  # a Tuesday
    builders.appointment(plan.patient, ruth, open_clinic.room, at(late, 9), session=third)
    rows = proposed(plan, open_clinic.site)
    assert [row.link.name for row in rows] == ["Session 2", "Session 4", "Session 5"]
    # from 28 December to 4 January by session 1, from 29 December on by session 3
    assert (rows[0].window.opens, rows[0].window.closes) == (date(2026, 12, 29), date(2027, 1, 4))
    assert rows[1].window.target == late + timedelta(days=21)


def test_a_gap_that_no_day_fits_says_so(plan, open_clinic, ruth):
    first, third = plan.sessions.get(number=1), plan.sessions.get(number=3)
    builders.appointment(plan.patient, ruth, open_clinic.room, NINE, session=first)
    soon = at(MONDAY + timedelta(days=21), 9)
    builders.appointment(plan.patient, ruth, open_clinic.room, soon, session=third)
    assert proposed(plan, open_clinic.site)[0].shut is Shut.BETWEEN


def test_follow_up_visits_that_are_due_are_in_the_chain(open_clinic, ruth):
    plan = builders.plan(open_clinic.anna, ruth, sessions=1)
    builders.follow_up(plan, MONDAY + timedelta(days=42))
    rows = proposed(plan, open_clinic.site)
    assert [row.link.name for row in rows] == ["Session 1", "Follow-up"]
    assert starts(rows) == [NINE, at(MONDAY + timedelta(days=42), 9)]


# ------------------------------------------------------------------ one step


def test_a_step_goes_to_the_next_legal_time_that_way(plan, open_clinic, ruth):
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, at(MONDAY, 9, 45))
    chain, wanted = chain_of(plan), Wanted(site=open_clinic.site)
    rows = propose(chain, wanted, now=NOW)
    key = rows[0].link.key

    def stepped(way):
        return step(chain, wanted, rows, key, way, now=NOW).starts_at

    assert stepped(Step.LATER) == at(MONDAY, 10, 30)
    assert stepped(Step.DAY_AFTER) == at(MONDAY + timedelta(days=1), 9)
    # Friday is today: the last time of its morning, and the same time of day
    assert stepped(Step.EARLIER) == at(MONDAY - timedelta(days=3), 11, 30)
    assert stepped(Step.DAY_BEFORE) == at(MONDAY - timedelta(days=3), 9)


def test_there_is_no_step_out_of_the_window(plan, open_clinic):
    chain, wanted = chain_of(plan), Wanted(site=open_clinic.site, first_day=date(2026, 12, 14))
    rows = propose(chain, wanted, now=NOW)
    assert rows[0].offer.starts_at == at(date(2026, 12, 14), 9)
    assert step(chain, wanted, rows, rows[0].link.key, Step.DAY_AFTER, now=NOW) is None
    assert step(chain, wanted, rows, rows[0].link.key, Step.DAY_BEFORE, now=NOW) is None
    assert step(chain, wanted, rows, "session-0", Step.LATER, now=NOW) is None


def test_the_page_steps_a_visit_and_the_rest_follows_where_it_must(
    url, plan, open_clinic, ben, signed_in
):
    client = signed_in(ben)
    form = filled(client.get(url))
    first = plan.sessions.get(number=1)
    stepped = client.post(f"{url}step/", form | {"step": f"session-{first.pk}:day-after"})
    times = [line.when for line in stepped.context["lines"]]
    assert times[:2] == ["Tue 8 Dec 2026, 9:00 am EST", "Mon 28 Dec 2026, 9:00 am EST"]
    assert "Session 1 is now on Tue 8 Dec 2026, 9:00 am EST." in stepped.content.decode()
    assert Appointment.objects.count() == 0

    # five more days, and session 2 has to go along
    for _ in range(4):
        form = filled(stepped)
        stepped = client.post(f"{url}step/", form | {"step": f"session-{first.pk}:day-after"})
    assert [line.when for line in stepped.context["lines"]][:2] == [
        "Mon 14 Dec 2026, 9:00 am EST",
        "Mon 28 Dec 2026, 9:00 am EST",
    ]
    second = plan.sessions.get(number=2)
    stepped = client.post(
        f"{url}step/", filled(stepped) | {"step": f"session-{second.pk}:day-before"}
    )
    assert "Session 2 has no earlier time inside its window." in stepped.content.decode()


def test_the_rest_follows_the_weekday_and_time_of_one_visit(url, plan, open_clinic, ben, signed_in):
    client = signed_in(ben)
    first = plan.sessions.get(number=1)
    step_url = reverse("step-course", args=[plan.pk])
    page = client.get(url)
    page = client.post(step_url, filled(page) | {"step": f"session-{first.pk}:day-after"})
    page = client.post(step_url, filled(page) | {"step": f"session-{first.pk}:later"})
    page = client.post(step_url, filled(page) | {"step": f"session-{first.pk}:follow"})
    assert [line.when for line in page.context["lines"]][:3] == [
        "Tue 8 Dec 2026, 9:15 am EST",
        "Tue 29 Dec 2026, 9:15 am EST",
        "Tue 19 Jan 2027, 9:15 am EST",
    ]


@pytest.mark.parametrize("pressed", ["", "\0", "session-1", "session-999:later", "x" * 200])
def test_a_step_that_cannot_be_understood_moves_nothing(url, ben, signed_in, pressed):
    client = signed_in(ben)
    form = filled(client.get(url))
    response = client.post(f"{url}step/", form | {"step": pressed})
    assert response.status_code == 200
    assert response.context["lines"][0].when == "Mon 7 Dec 2026, 9:00 am EST"


def test_the_address_of_a_step_leads_back_to_the_page(url, ben, signed_in):
    assert signed_in(ben).get(f"{url}step/").url == url


# ------------------------------------------------------------------ saving


def test_one_press_books_the_whole_course(url, plan, ben, signed_in):
    client = signed_in(ben)
    page = client.get(url)
    assert "Book all 5 visits" in page.content.decode()
    response = client.post(url, filled(page), follow=True)
    visits = Appointment.objects.order_by("starts_at")
    assert [(visit.session.number, visit.starts_at, visit.state) for visit in visits] == [
        (number, at(day, 9), "booked") for number, day in enumerate(TARGETS, 1)
    ]
    assert "Booked 5 visits, Mon 7 Dec 2026 to Mon 1 Mar 2027." in response.content.decode()


def test_the_patient_may_still_have_to_agree(url, ben, signed_in):
    client = signed_in(ben)
    response = client.post(url, filled(client.get(url), to_be_agreed="on"), follow=True)
    assert set(Appointment.objects.values_list("state", flat=True)) == {"requested"}
    page = response.content.decode()
    assert "The patient still has to agree." in page
    assert page.count("Requested") >= 5


def test_one_time_taken_in_the_meantime_and_nothing_is_booked(
    url, plan, open_clinic, ruth, ben, signed_in
):
    client = signed_in(ben)
    form = filled(client.get(url))
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, at(TARGETS[2], 9))
    response = client.post(url, form)
    assert Appointment.objects.exclude(patient=open_clinic.boris).count() == 0
    page = response.content.decode()
    assert "Nothing was booked." in page
    assert "Session 3: Ruth Adler is taken" in page
    times = [(line.when, line.proposal.is_new) for line in response.context["lines"]]
    assert times[1:4] == [
        ("Mon 28 Dec 2026, 9:00 am EST", False),
        ("Mon 18 Jan 2027, 9:45 am EST", True),
        ("Mon 8 Feb 2027, 9:00 am EST", False),
    ]
    assert client.post(url, filled(response)).status_code == 302
    assert Appointment.objects.filter(patient=plan.patient).count() == 5


def test_a_physician_is_led_to_where_a_reason_can_be_given(url, plan, open_clinic, ruth, signed_in):
    client = signed_in(ruth)
    form = filled(client.get(url))
    builders.appointment(open_clinic.boris, ruth, open_clinic.room, NINE)
    page = client.post(url, form).content.decode()
    assert "Session 1: Ruth Adler is taken from 9:00 am to 9:20 am EST." in page
    assert "say why" not in page
    alone = reverse("book-session", args=[plan.sessions.get(number=1).pk])
    assert f'<a href="{alone}?taken=1">Book session 1 by itself, with a reason</a>' in page


def test_a_session_booked_in_the_meantime_is_not_booked_again(
    url, plan, open_clinic, ruth, ben, signed_in
):
    client = signed_in(ben)
    form = filled(client.get(url))
    first = plan.sessions.get(number=1)
    builders.appointment(plan.patient, ruth, open_clinic.room, NINE, session=first)
    response = client.post(url, form)
    assert "The course changed in the meantime" in response.content.decode()
    assert Appointment.objects.count() == 1


def test_the_desk_cannot_send_a_day_outside_the_window(url, plan, open_clinic, ben, signed_in):
    client = signed_in(ben)
    form = filled(client.get(url))
    fifth = f"session-{plan.sessions.get(number=5).pk}"
    late = form | {fifth: form[fifth].replace("2027-03-01", "2027-03-29")}
    response = client.post(url, late)
    assert "Only a physician can book it there." in response.content.decode()
    assert Appointment.objects.count() == 0


def test_the_action_leaves_nothing_behind_and_names_the_visit(plan, open_clinic, ruth, ben):
    chain = chain_of(plan)
    choices = [
        Choice(link=link, practitioner=ruth, room=open_clinic.room, starts_at=at(day, 9))
        for link, day in zip(chain.links, [TARGETS[0], TARGETS[0], *TARGETS[2:]], strict=True)
    ]
    with pytest.raises(ValidationError) as refused:
        book_course(plan=plan, choices=choices, by=ben, now=NOW)
    assert list(refused.value.message_dict) == [chain.links[1].key]
    with pytest.raises(ValidationError, match="no visit to book"):
        book_course(plan=plan, choices=[], by=ben, now=NOW)
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize(
    "value",
    ["tomorrow", "\0", "2026-99-99T09:00+0000_1_1", "2026-12-07T14:00+0000_999999999999_1"],
)
def test_a_time_that_was_never_offered_is_refused_in_words(url, plan, ben, signed_in, value):
    client = signed_in(ben)
    form = filled(client.get(url))
    response = client.post(url, form | {f"session-{plan.sessions.get(number=2).pk}": value})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Appointment.objects.count() == 0


# ------------------------------------------------------------------ the page


def test_the_page_says_how_each_time_lies_in_its_window(url, plan, open_clinic, ben, signed_in):
    builders.closed(open_clinic.site, date(2026, 12, 7), date(2026, 12, 11))
    page = signed_in(ben).get(url)
    places = [line.place for line in page.context["lines"]]
    # Session 1 goes to the last Monday of its window, the others go back to where they were.
    assert places == ["At the edge, the last day", *["Inside, the best day"] * 4]
    assert "Follow-up visits are due" not in page.content.decode()


@pytest.mark.parametrize("sessions", [1, 3])
def test_a_session_more_costs_one_query_more(
    sessions, open_clinic, ruth, ben, signed_in, django_assert_num_queries
):
    plan = builders.plan(open_clinic.anna, ruth, sessions=sessions)
    client = signed_in(ben)
    with django_assert_num_queries(22 + sessions):
        client.get(reverse("book-course", args=[plan.pk]))


@pytest.mark.parametrize(
    "asked",
    [
        {"site": "x"},
        {"site": "1", "weekdays": ["0", "9"]},
        {"site": "1", "practitioner": "\0"},
        {"site": "1", "first_day": "9999-12-31"},
        {"site": "1", "part_of_day": "night"},
    ],
)
def test_wishes_that_cannot_be_understood_still_show_times(url, ben, signed_in, asked):
    response = signed_in(ben).get(url, asked)
    assert response.status_code == 200
    assert response.context["to_save"] == 5


def test_a_course_that_is_booked_has_nothing_to_book(url, ben, signed_in):
    client = signed_in(ben)
    client.post(url, filled(client.get(url)))
    assert "Nothing to book" in client.get(url).content.decode()
