"""The outbox page: calls, letters, what was not delivered, what waits, what left."""

from datetime import date

import pytest
from django.urls import reverse

from scheduling.actions.outbox import announce
from scheduling.models import Reminder
from staff.models import AccessEvent
from tests import people
from tests.scheduling import builders
from tests.scheduling.builders import NOW, at

MONDAY = date(2026, 12, 14)
SATURDAY_AT_TEN = at(date(2026, 12, 12), 10)


@pytest.fixture
def desk(open_clinic, ben, signed_in):
    return signed_in(ben)


def announced(clinic, ruth, patient, hour=9, day=MONDAY):
    visit = builders.appointment(patient, ruth, clinic.room, at(day, hour))
    announce(visit, Reminder.Kind.BOOKED, now=NOW)
    return visit


def page(client, which):
    response = client.get(reverse("messages"), {"which": which})
    assert response.status_code == 200
    return response.content.decode()


def press(client, button, *rows, back="call"):
    sent = {"message": [row.pk for row in rows], "back": back}
    return client.post(reverse(button), sent, follow=True).content.decode()


def test_patient_who_wants_a_call_is_on_the_list_from_the_morning_on(
    open_clinic, ruth, desk, friday
):
    announced(open_clinic, ruth, open_clinic.anna)
    assert "Berg, Anna" not in page(desk, "call")
    friday(SATURDAY_AT_TEN)
    shown = page(desk, "call")
    assert "Berg, Anna" in shown
    assert "518 555 0101" in shown
    calls = f'<a href="{reverse("messages")}">Messages (1)</a>'
    assert calls in desk.get(reverse("to-book")).content.decode()
    assert "Mon 14 Dec 2026, 9:00 am EST" in shown

    [row] = Reminder.objects.to_call(SATURDAY_AT_TEN)
    assert "Noted: the patient knows." in press(desk, "mark-messages-told", row)
    assert "Berg, Anna" not in page(desk, "call")
    assert "phone, Ben Castillo" in page(desk, "sent")
    assert "settled already" in press(desk, "mark-messages-told", row)


def test_two_visits_of_one_patient_are_one_call(open_clinic, ruth, desk, friday):
    announced(open_clinic, ruth, open_clinic.anna)
    announced(open_clinic, ruth, open_clinic.anna, hour=11)
    friday(SATURDAY_AT_TEN)
    shown = page(desk, "call")
    assert shown.count("Done by phone") == 1
    press(desk, "mark-messages-told", *Reminder.objects.to_call(SATURDAY_AT_TEN))
    assert not Reminder.objects.to_call(SATURDAY_AT_TEN).exists()


def test_failed_message_is_sent_again_or_told_by_phone(open_clinic, ruth, desk):
    carla = people.patient("Carla Diaz", preferred_contact="email", email="carla@home.example")
    announced(open_clinic, ruth, carla)
    row = Reminder.objects.get(kind="booked")
    Reminder.objects.filter(pk=row.pk).update(
        state="failed", tries=5, problem="SMTPRecipientsRefused"
    )
    shown = page(desk, "failed")
    assert "Diaz, Carla" in shown
    assert "address refused" in shown
    assert "sent again" in press(desk, "send-messages-again", row, back="failed")
    row.refresh_from_db()
    assert (row.state, row.tries, row.problem) == ("waiting", 0, "")
    assert "not waiting for a new try" in press(desk, "send-messages-again", row, back="failed")
    assert "Diaz, Carla" in page(desk, "waiting")


def test_letter_says_what_the_mail_would_say(open_clinic, ruth, desk):
    carla = people.patient("Carla Diaz", preferred_contact="letter", address="1 Elm St, Troy NY")
    announced(open_clinic, ruth, carla)
    assert "Diaz, Carla" in page(desk, "letters")
    letter = desk.get(reverse("message-letter", args=[carla.pk])).content.decode()
    letter = letter.partition("<main")[2].partition("</main>")[0]
    for words in (
        "1 Elm St, Troy NY",
        "Mon 14 Dec 2026, 9:00 am EST",
        "Ruth Adler",
        "518 555 0100",
    ):
        assert words in letter
    assert "ession" not in letter
    printed = AccessEvent.objects.get(view="message-letter")
    assert (printed.action, printed.patient_id) == ("print", carla.pk)
    [row] = Reminder.objects.for_desk(NOW)
    press(desk, "mark-messages-told", row, back="letters")
    again = desk.get(reverse("message-letter", args=[carla.pk])).content.decode()
    assert "Nothing is to be written" in again


@pytest.mark.parametrize("message", ["", "x", "0", "9" * 30, "0" * 5000 + "1", "\x00", "-1"])
@pytest.mark.parametrize("button", ["mark-messages-told", "send-messages-again"])
def test_message_that_is_not_there_is_refused(open_clinic, desk, button, message):
    response = desk.post(reverse(button), {"message": message, "back": "nowhere"}, follow=True)
    assert "not on the list any more" in response.content.decode()


def test_desk_is_told_that_mail_is_not_set_up(open_clinic, desk, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "E-mail is not set up here" in page(desk, "call")


@pytest.mark.parametrize("rows", [1, 3])
def test_one_row_and_three_rows_take_the_same_queries(
    open_clinic, ruth, desk, friday, django_assert_num_queries, rows
):
    for hour in range(9, 9 + rows):
        announced(open_clinic, ruth, people.patient(f"Patient No{hour}", phone="1"), hour)
    friday(SATURDAY_AT_TEN)
    desk.get(reverse("messages"))
    with django_assert_num_queries(8):
        assert page(desk, "call").count("Done by phone") == rows
