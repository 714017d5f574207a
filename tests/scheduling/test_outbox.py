"""What patients are told of their visits: who hears what, when, and once."""

import contextlib
import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from patients.models import Patient
from scheduling.actions import sending
from scheduling.actions.outbox import announce, mark_told, send_again
from scheduling.actions.sending import send_due
from scheduling.actions.states import cancel_visit
from scheduling.models import Appointment, Reminder, StateChange
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import CANCELLED, NINE, NOW, TEN, at

Kind, State, Channel = Reminder.Kind, Reminder.State, Reminder.Channel
NEXT_MONDAY = at(date(2026, 12, 14), 9)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def by_mail(open_clinic):
    """Anna chose e-mail."""
    anna = open_clinic.anna
    Patient.objects.filter(pk=anna.pk).update(preferred_contact="email", email="anna@home.example")
    anna.refresh_from_db()
    return open_clinic


def visit_of(clinic, ruth, starts_at=NEXT_MONDAY, patient=None, **fields) -> Appointment:
    return builders.appointment(patient or clinic.anna, ruth, clinic.room, starts_at, **fields)


def booked(clinic, ruth, starts_at=NEXT_MONDAY, patient=None) -> Appointment:
    visit = visit_of(clinic, ruth, starts_at, patient)
    announce(visit, Kind.BOOKED, now=NOW)
    return visit


def move(visit, starts_at, now=NOW):
    visit.starts_at, visit.ends_at = starts_at, starts_at + timedelta(minutes=35)
    visit.practitioner_period = visit.room_period = (visit.starts_at, visit.ends_at)
    visit.save()
    announce(visit, Kind.MOVED, now=now)


def cancel(visit, by="patient"):
    Appointment.objects.filter(pk=visit.pk).update(**CANCELLED | {"cancelled_by": by})
    visit.refresh_from_db()
    announce(visit, Kind.CANCELLED, now=NOW)


def outbox(visit):
    rows = visit.reminders.order_by("pk")
    return [(row.kind, row.channel, row.sequence, row.state) for row in rows]


def test_booked_visit_is_confirmed_at_once_and_recalled_two_days_before_at_nine(by_mail, ruth):
    visit = booked(by_mail, ruth)
    assert list(visit.reminders.values_list("kind", "channel", "send_at")) == [
        ("booked", "email", NOW),
        ("reminder", "email", at(date(2026, 12, 12), 9)),
    ]


@pytest.mark.parametrize(
    ("zone", "starts_at", "remind_at"),
    [
        # The clocks change between the reminder and the visit.
        ("America/New_York", at(date(2027, 3, 15), 9), at(date(2027, 3, 13), 9)),
        ("America/New_York", at(date(2027, 11, 8), 9), at(date(2027, 11, 6), 9)),
        (
            "Pacific/Tongatapu",
            at(date(2027, 1, 1), 8, zone="Pacific/Tongatapu"),
            at(date(2026, 12, 30), 9, zone="Pacific/Tongatapu"),
        ),
    ],
)
def test_patients_are_reminded_in_the_morning_of_the_site(
    by_mail, ruth, zone, starts_at, remind_at
):
    site = builders.site("Other", time_zone=zone)
    visit = builders.appointment(by_mail.anna, ruth, builders.room(site), starts_at)
    announce(visit, Kind.BOOKED, now=NOW)
    assert visit.reminders.get(kind=Kind.REMINDER).send_at == remind_at


def test_visit_too_near_to_be_recalled_is_only_confirmed(by_mail, ruth):
    assert outbox(booked(by_mail, ruth, at(date(2026, 12, 5), 9))) == [
        ("booked", "email", 0, "waiting")
    ]


def test_moved_visit_takes_its_reminder_along_and_drops_what_was_waiting(by_mail, ruth):
    visit = booked(by_mail, ruth)
    send_due(now=NOW)
    move(visit, at(date(2026, 12, 16), 10), now=NOW + MINUTE)
    assert outbox(visit) == [
        ("booked", "email", 0, "sent"),
        ("reminder", "email", 0, "dropped"),
        ("moved", "email", 1, "waiting"),
        ("reminder", "email", 1, "waiting"),
    ]
    assert visit.reminders.last().send_at == at(date(2026, 12, 14), 9)


def test_visit_moved_before_the_first_mail_left_is_told_as_booked(by_mail, ruth):
    visit = booked(by_mail, ruth)
    move(visit, at(date(2026, 12, 16), 10))
    assert outbox(visit)[2:] == [
        ("booked", "email", 1, "waiting"),
        ("reminder", "email", 1, "waiting"),
    ]


def test_visit_cancelled_before_the_first_mail_left_is_not_mentioned(by_mail, ruth):
    visit = booked(by_mail, ruth)
    cancel(visit)
    assert {state for *_, state in outbox(visit)} == {"dropped"}
    assert send_due(now=NOW) == 0
    assert mail.outbox == []


def test_requested_visit_is_announced_once_the_patient_agreed(by_mail, ruth):
    visit = visit_of(by_mail, ruth, state="requested")
    announce(visit, Kind.BOOKED, now=NOW)
    assert outbox(visit) == []
    visit.state = Appointment.State.BOOKED
    visit.save()
    announce(visit, Kind.BOOKED, now=NOW)
    assert outbox(visit)[0] == ("booked", "email", 0, "waiting")


def test_request_that_came_to_nothing_is_not_called_off_by_mail(by_mail, ruth, ben):
    visit = visit_of(by_mail, ruth, state="requested")
    cancel_visit(
        appointment=visit, revision=1, cancelled_by="patient", code="no_time", by=ben, now=NOW
    )
    assert StateChange.objects.get().from_state == "requested"
    assert outbox(visit) == []


@pytest.mark.parametrize(
    ("contact", "phone", "address", "told"),
    [
        ("phone", "1", "", [("reminder", "phone")]),
        ("letter", "1", "1 Elm St", [("booked", "letter")]),
        # Chosen, but nothing to write to: somebody has to call.
        ("email", "1", "", [("reminder", "phone")]),
        ("sms", "1", "", [("reminder", "phone")]),
        ("phone", "", "1 Elm St", [("booked", "letter")]),
    ],
)
def test_contact_that_the_patient_chose_is_respected(
    open_clinic, ruth, contact, phone, address, told
):
    carla = people.patient("Carla Diaz", preferred_contact=contact, phone=phone, address=address)
    visit = booked(open_clinic, ruth, patient=carla)
    assert [(kind, channel) for kind, channel, *_ in outbox(visit)] == told


@pytest.mark.parametrize(("by", "told"), [("patient", []), ("clinic", ["cancelled"])])
def test_patient_is_called_about_a_cancelled_visit_unless_it_was_the_patient(
    open_clinic, ruth, by, told
):
    visit = booked(open_clinic, ruth)
    Reminder.objects.update(state=State.SENT, sent_at=NOW)
    cancel(visit, by)
    assert [row.kind for row in Reminder.objects.to_call(NOW)] == told


def test_course_booked_at_once_leaves_as_one_mail_with_an_entry_for_each_visit(by_mail, ruth):
    for week in range(5):
        booked(by_mail, ruth, NEXT_MONDAY + timedelta(weeks=week))
    assert send_due(now=NOW) == 1
    [sent] = mail.outbox
    assert sent.subject == "Your visits at Prolo clinic"
    assert sent.to == ["anna@home.example"]
    assert sent.body.count("Booked: ") == 5
    assert [part.get_filename() for part in sent.attachments] == [
        f"visit-{number}.ics" for number in range(1, 6)
    ]
    assert send_due(now=NOW + MINUTE) == 0
    assert len(mail.outbox) == 1


def test_two_patients_never_share_a_mail(by_mail, ruth):
    eve = people.patient("Eve Moreau", preferred_contact="email", email="eve@home.example")
    booked(by_mail, ruth)
    booked(by_mail, ruth, TEN, eve)
    assert send_due(now=NOW) == 2
    assert [sent.to for sent in mail.outbox] == [["anna@home.example"], ["eve@home.example"]]


@pytest.mark.parametrize(
    "change",
    [
        lambda visit: Patient.objects.update(deceased_on=date(2026, 12, 3)),
        lambda visit: Patient.objects.filter(pk=visit.patient_id).update(
            merged_into=people.patient("Anna Bergh")
        ),
        lambda visit: Appointment.objects.update(**CANCELLED),
        lambda visit: Appointment.objects.update(state="no_show"),
        lambda visit: Appointment.objects.update(sequence=1),
    ],
    ids=["died", "merged", "cancelled", "no-show", "overtaken"],
)
def test_message_that_is_not_needed_any_more_is_dropped(by_mail, ruth, change):
    visit = booked(by_mail, ruth)
    change(visit)
    assert send_due(now=at(date(2026, 12, 12), 9)) == 0
    assert mail.outbox == []
    assert {state for *_, state in outbox(visit)} == {"dropped"}


def test_visit_that_is_past_is_not_recalled(by_mail, ruth):
    booked(by_mail, ruth)
    assert send_due(now=NEXT_MONDAY) == 0


def test_patient_who_chose_another_way_since_then_is_not_written_to(by_mail, ruth):
    visit = booked(by_mail, ruth)
    Patient.objects.filter(pk=visit.patient_id).update(preferred_contact="phone")
    assert send_due(now=NOW) == 0
    assert [row.kind for row in Reminder.objects.to_call(NOW)] == ["booked"]


def fail_with(error):
    def send(*args, **kwargs):
        raise error

    return send


def test_mail_that_fails_is_tried_five_times_and_then_left_to_the_desk(
    by_mail, ruth, ben, monkeypatch
):
    visit = booked(by_mail, ruth, at(date(2026, 12, 20), 9))
    row = visit.reminders.first()
    now, tries = NOW, []
    with monkeypatch.context() as patch:
        refusal = smtplib.SMTPServerDisconnected("anna@home.example")
        patch.setattr("django.core.mail.EmailMessage.send", fail_with(refusal))
        for _ in range(8):
            send_due(now=now)
            row.refresh_from_db()
            tries.append((row.tries, row.state))
            now = max(now, row.send_at)
    assert tries[3:6] == [(4, "waiting"), (5, "failed"), (5, "failed")]
    assert row.problem == "SMTPServerDisconnected"
    assert now - NOW == timedelta(minutes=2 + 10 + 60 + 240 + 240)
    assert list(Reminder.objects.for_desk(now)) == [row]

    assert send_again(messages=[row], by=ben, now=now) == 1
    assert send_due(now=now) == 1
    row.refresh_from_db()
    assert (row.state, row.problem, row.tries) == ("sent", "", 1)


def test_worker_killed_while_sending_sends_once_more_and_then_leaves_it_to_the_desk(
    by_mail, ruth, monkeypatch
):
    visit = booked(by_mail, ruth)
    row = visit.reminders.first()
    handed_over = []

    def killed(mail, *args, **kwargs):
        handed_over.append(mail.extra_headers["Message-ID"])
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.mail.EmailMessage.send", killed)
    for minutes in (0, 1, 3, 30, 90):
        with contextlib.suppress(KeyboardInterrupt):
            send_due(now=NOW + minutes * MINUTE)
    row.refresh_from_db()
    assert len(handed_over) == 2
    assert len(set(handed_over)) == 1
    assert (row.state, row.tries, row.problem) == ("failed", 2, "Interrupted")


def test_message_in_the_hands_of_another_worker_is_left_to_it(by_mail, ruth):
    booked(by_mail, ruth)
    claim = sending.claim_next(now=NOW)
    assert [row.kind for row in claim.rows] == ["booked"]
    assert sending.claim_next(now=NOW) is None


def test_desk_marks_calls_as_done(open_clinic, ruth, ben, ines):
    visit = booked(open_clinic, ruth)
    now = at(date(2026, 12, 12), 10)
    rows = list(Reminder.objects.to_call(now))
    with pytest.raises(ValidationError, match="Only those who book"):
        mark_told(messages=rows, by=ines, now=now)
    assert mark_told(messages=rows, by=ben, now=now) == 1
    row = visit.reminders.get()
    assert (row.state, row.sent_at, row.told_by) == ("sent", now, ben)
    with pytest.raises(ValidationError, match="settled already"):
        mark_told(messages=rows, by=ben, now=now)
    assert not Reminder.objects.for_desk(now).exists()


def test_nothing_to_send_is_fine(db):
    assert send_due(now=NINE) == 0
