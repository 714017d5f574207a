from uuid import uuid4

import pytest
from django.urls import reverse

from patients.models import Patient
from scheduling.models import Appointment
from tests.scheduling import builders
from tests.scheduling.builders import MONDAY, NINE, TEN, at


@pytest.fixture
def visit(open_clinic, ruth):
    return builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE)


def page(name, visit):
    return reverse(name, args=[visit.pk])


def token(**fields):
    return {"form_token": str(uuid4())} | fields


def cancellation(**fields):
    said = {"cancelled_by": "patient", "code": "ill", "reason": "Flu"}
    return token(revision="1") | said | fields


def test_the_visit_says_when_where_and_with_whom(visit, ben, signed_in):
    shown = signed_in(ben).get(page("appointment", visit)).content.decode()
    assert "Mon 7 Dec 2026, 9:00 am EST" in shown
    assert "9:35 am EST" in shown
    assert "Room 1, Main Street" in shown


def test_why_it_is_outside_its_window_is_for_clinicians(open_clinic, ruth, ben, signed_in):
    why = {"outside_window_reason": "Flare after the last session"}
    visit = builders.appointment(open_clinic.anna, ruth, open_clinic.room, NINE, **why)
    board = f"{reverse('day-board')}?day={MONDAY}"
    for who, read in ((ruth, True), (ben, False)):
        client = signed_in(who)
        for url in (page("appointment", visit), board):
            shown = client.get(url).content.decode()
            assert ("Flare after the last session" in shown) is read
            assert "outside its window" in shown.lower()


def test_a_cancelled_visit_shows_its_reason(visit, ben, signed_in):
    client = signed_in(ben)
    client.post(page("cancel-appointment", visit), cancellation())
    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_code, visit.cancelled_reason) == (
        "cancelled",
        "ill",
        "Flu",
    )
    shown = client.get(page("appointment", visit)).content.decode()
    assert "Cancelled because" in shown
    assert "cannot be cancelled" in client.get(page("cancel-appointment", visit)).content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("reason", "x" * 201),
        ("reason", "\0"),
        ("code", ""),
        ("code", "tired"),
        ("cancelled_by", ""),
        ("cancelled_by", "nobody"),
    ],
)
def test_bad_reasons_come_back_as_they_were_typed(visit, ben, signed_in, field, typed):
    response = signed_in(ben).post(
        page("cancel-appointment", visit), cancellation(**{field: typed})
    )
    assert response.context["form"][field].value() == typed
    assert list(response.context["form"].errors) == [field]
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_a_stale_cancellation_is_told_and_loses_no_typing(visit, ben, signed_in):
    Appointment.objects.filter(pk=visit.pk).update(revision=2)
    response = signed_in(ben).post(page("cancel-appointment", visit), cancellation())
    assert "Somebody else changed this record" in response.content.decode()
    assert response.context["form"]["reason"].value() == "Flu"
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_one_tap_marks_the_visit_and_leads_back_to_the_board(
    visit, open_clinic, ben, signed_in, friday
):
    friday(NINE)
    response = signed_in(ben).post(
        page("change-appointment-state", visit), token(step="arrived.1", back="board")
    )
    assert response.url == f"{reverse('day-board')}?site={open_clinic.site.pk}&day=2026-12-07"
    visit.refresh_from_db()
    assert (visit.state, visit.revision) == ("arrived", 2)


def test_two_taps_at_once_mark_it_once(visit, ben, signed_in, friday):
    friday(NINE)
    client = signed_in(ben)
    form = token(step="arrived.1", back="visit")
    for _ in range(2):
        assert client.post(page("change-appointment-state", visit), form).status_code == 302
    visit.refresh_from_db()
    assert visit.revision == 2


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"step": "done.1"},
        {"step": "arrived.7"},
        {"step": "\0.1"},
        {"step": "arrived." + "9" * 30},
        {"step": "arrived.9999999999"},
        {"step": "arrived.1", "back": "elsewhere"},
    ],
)
def test_a_tap_that_does_not_fit_changes_nothing(visit, ben, signed_in, friday, fields):
    friday(NINE)
    response = signed_in(ben).post(page("change-appointment-state", visit), token(**fields))
    assert response.status_code == 302
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_a_state_is_not_changed_by_looking(visit, ben, signed_in):
    assert signed_in(ben).get(page("change-appointment-state", visit)).status_code == 405


def test_moving_keeps_the_search_near_the_visit(visit, open_clinic, ruth, ben, signed_in):
    search = signed_in(ben).get(page("move-appointment", visit)).context["search"]
    assert (search.site, search.practitioner) == (open_clinic.site, ruth)


def test_a_visit_is_moved_in_one_press(visit, open_clinic, ruth, ben, signed_in):
    value = f"{TEN:%Y-%m-%dT%H:%M%z}_{ruth.pk}_{open_clinic.room.pk}"
    client = signed_in(ben)
    response = client.post(page("move-appointment", visit), token(offer=value, revision="1"))
    assert response.status_code == 302
    visit.refresh_from_db()
    assert (visit.starts_at, visit.revision) == (TEN, 2)


@pytest.mark.parametrize("revision", ["", "7", "x", "9" * 30])
def test_a_stale_move_is_told_and_changes_nothing(
    visit, open_clinic, ruth, ben, signed_in, revision
):
    value = f"{TEN:%Y-%m-%dT%H:%M%z}_{ruth.pk}_{open_clinic.room.pk}"
    response = signed_in(ben).post(
        page("move-appointment", visit), token(offer=value, revision=revision)
    )
    assert response.context["form"].errors
    visit.refresh_from_db()
    assert visit.starts_at == NINE


def test_the_printed_list_names_times_with_their_zone_and_nothing_else_clinical(
    visit, open_clinic, ruth, ben, signed_in
):
    late = at(MONDAY, 11)
    builders.appointment(open_clinic.anna, ruth, open_clinic.room, late, **builders.CANCELLED)
    sheet = reverse("visit-list-sheet", args=[open_clinic.anna.pk])
    shown = signed_in(ben).get(sheet).content.decode()
    assert "Mon 7 Dec 2026" in shown
    assert "9:00 am EST, until 9:35 am EST" in shown
    assert "11:00 am" not in shown
    assert "518 555 0100" in shown


def test_the_printed_list_leaves_the_past_out(visit, open_clinic, ben, signed_in, friday):
    friday(at(MONDAY, 12))
    sheet = reverse("visit-list-sheet", args=[open_clinic.anna.pk])
    assert "No visit is booked at present" in signed_in(ben).get(sheet).content.decode()


PAGES = [
    "appointment",
    "move-appointment",
    "cancel-appointment",
    "correct-appointment",
    "change-appointment-state",
]


@pytest.mark.parametrize("name", PAGES)
def test_a_visit_that_does_not_exist_is_not_found(open_clinic, ben, signed_in, name):
    client = signed_in(ben)
    url = reverse(name, args=[999_999])
    asked = client.post(url, token()) if name == "change-appointment-state" else client.get(url)
    assert asked.status_code == 404


@pytest.mark.parametrize("name", ["patient-visits", "visit-list-sheet"])
def test_a_patient_who_does_not_exist_is_not_found(open_clinic, ben, signed_in, name):
    assert signed_in(ben).get(reverse(name, args=[999_999])).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("appointment", 200),
        ("move-appointment", 403),
        ("cancel-appointment", 403),
        ("correct-appointment", 403),
        ("change-appointment-state", 403),
    ],
)
def test_an_administrator_reads_and_does_not_act(visit, ines, signed_in, name, status):
    assert signed_in(ines).get(page(name, visit)).status_code == status


@pytest.mark.parametrize(("state", "offered"), [("booked", False), ("in_room", True)])
def test_the_aftercare_sheet_is_offered_once_the_patient_is_here(
    open_clinic, ruth, ben, signed_in, state, offered
):
    session = builders.session(open_clinic.anna, ruth)
    visit = builders.appointment(
        open_clinic.anna, ruth, open_clinic.room, NINE, session=session, state=state
    )
    shown = signed_in(ben).get(page("appointment", visit)).content.decode()
    assert (reverse("aftercare-sheet", args=[session.pk]) in shown) == offered


@pytest.mark.parametrize(
    ("back", "query"),
    [("rooms", "&by=room"), ("board-list", "&view=list"), ("rooms-list", "&by=room&view=list")],
)
def test_a_tap_leads_back_to_the_board_as_it_was_looked_at(
    visit, open_clinic, ben, signed_in, friday, back, query
):
    friday(NINE)
    answer = signed_in(ben).post(
        page("change-appointment-state", visit), token(step="arrived.1", back=back)
    )
    board = f"{reverse('day-board')}?site={open_clinic.site.pk}&day=2026-12-07"
    assert answer.url == board + query


def test_a_step_back_by_a_tap_leads_to_the_page_that_asks_why(visit, ben, signed_in, friday):
    friday(NINE)
    Appointment.objects.filter(pk=visit.pk).update(state="arrived")
    answer = signed_in(ben).post(page("change-appointment-state", visit), token(step="booked.1"))
    assert answer.url == page("correct-appointment", visit)


def test_a_late_cancellation_is_said_before_and_after(visit, ben, signed_in, friday):
    client = signed_in(ben)
    assert "counts as late" not in client.get(page("cancel-appointment", visit)).content.decode()
    friday(at(MONDAY, 8))
    assert "counts as late" in client.get(page("cancel-appointment", visit)).content.decode()
    answer = client.post(page("cancel-appointment", visit), cancellation(), follow=True)
    assert "so the patient is on the list to call" in answer.content.decode()


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ({"preferred_contact": "email", "email": "anna@example.org"}, "is told by e-mail."),
        (
            # Nowhere to send it: whoever chose e-mail is called.
            {"preferred_contact": "email", "phone": "518 555 0101"},
            "If the clinic cancels, the patient is on the list to call: 518 555 0101.",
        ),
        ({"preferred_contact": "phone", "phone": ""}, "to call, but no number is recorded."),
        (
            {"preferred_contact": "letter", "address": "1 Elm Street"},
            "If the clinic cancels, a letter to the patient is put on the list of messages.",
        ),
    ],
)
def test_before_cancelling_it_says_how_the_patient_will_hear(visit, ben, signed_in, contact, said):
    Patient.objects.filter(pk=visit.patient_id).update(**contact)
    assert said in signed_in(ben).get(page("cancel-appointment", visit)).content.decode()


def test_who_was_not_told_of_a_time_is_not_told_that_it_is_gone(visit, ben, signed_in):
    Appointment.objects.filter(pk=visit.pk).update(state="requested")
    shown = signed_in(ben).get(page("cancel-appointment", visit)).content.decode()
    assert "The patient was not told of this time yet, so nothing is sent." in shown


def test_the_history_says_who_did_what_when_and_why(visit, open_clinic, ben, ruth, signed_in):
    client = signed_in(ben)
    value = f"{TEN:%Y-%m-%dT%H:%M%z}_{ruth.pk}_{open_clinic.room.pk}"
    client.post(page("move-appointment", visit), token(offer=value, revision="1"))
    visit.refresh_from_db()
    client.post(page("cancel-appointment", visit), cancellation(revision=str(visit.revision)))
    history = client.get(page("appointment", visit)).context["history"]
    assert {(row.who, row.what, row.why) for row in history} == {
        ("Ruth Adler", "Booked", ""),
        (
            "Ben Castillo",
            "Moved from Mon 7 Dec 2026, 9:00 am EST, Ruth Adler, Room 1 "
            "to Mon 7 Dec 2026, 10:00 am EST, Ruth Adler, Room 1",
            "",
        ),
        ("Ben Castillo", "Cancelled", "Ill: Flu"),
    }


@pytest.mark.parametrize("moves", [1, 3])
def test_the_history_takes_the_same_queries_however_long_it_is(
    visit, ben, signed_in, moves, django_assert_num_queries
):
    client = signed_in(ben)
    for number in range(moves):
        Appointment.objects.filter(pk=visit.pk).update(
            starts_at=at(MONDAY, 10, number), ends_at=at(MONDAY, 10, 30 + number)
        )
        visit.state_changes.create(
            from_state="booked", to_state="arrived", changed_at=NINE, changed_by=ben
        )
    with django_assert_num_queries(9):
        client.get(page("appointment", visit))
