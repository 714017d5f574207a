"""What administrators review: open work across the clinic, and who opened what."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.home import for_physician
from patients.models import Finding
from staff.models import AccessEvent
from tests import people
from tests.scheduling import builders as book
from treatments.models import Plan, SessionRecord

pytestmark = pytest.mark.django_db


def unsigned(patient, physician):
    session = book.session(patient, physician)
    return SessionRecord.objects.create(
        session=session, physician=physician, treated_on=book.MONDAY, started_at=book.NOW
    )


def opened(user, patient=None, action="read", **fields):
    return AccessEvent.objects.create(
        **{
            "at": book.NOW,
            "user": user,
            "action": action,
            "view": "chart",
            "patient_id": patient.pk if patient else None,
            "address": "127.0.0.1",
        }
        | fields
    )


@pytest.mark.parametrize(
    "name", ["record-review", "unsigned-notes", "open-findings", "overdue-follow-ups", "access-log"]
)
def test_an_empty_clinic_has_nothing_to_review_and_says_so(signed_in, ines, name):
    response = signed_in(ines).get(reverse(name))
    assert response.status_code == 200
    assert "pr-empty" in response.content.decode()


def test_unsigned_notes_are_listed_with_the_oldest_first(signed_in, ines, ruth, ben):
    younger = unsigned(people.patient("Anna Berg"), ruth)
    older = unsigned(people.patient("Carl Voss"), ruth)
    SessionRecord.objects.filter(pk=older.pk).update(treated_on=book.MONDAY - timedelta(days=2))
    page = signed_in(ines).get(reverse("unsigned-notes")).context["page"]
    assert list(page) == [older, younger]


def test_open_findings_are_counted_for_each_screening(signed_in, ines, ruth, ben):
    screening = book.screening(people.patient("Anna Berg"), ruth, outcome="needs_decision")
    for rule, state in (("R02", "open"), ("R08", "open"), ("R12", "cleared")):
        Finding.objects.create(
            screening=screening, rule=rule, tier="relative", verdict="fires", evidence="…",
            trigger="…", state=state,
        )  # fmt: skip
    (found,) = signed_in(ines).get(reverse("open-findings")).context["page"]
    assert (found, found.open_findings) == (screening, 2)


def test_override_that_waits_for_its_second_signature_counts_as_open(signed_in, ines, ruth, ben):
    screening = book.screening(people.patient("Anna Berg"), ruth, outcome="needs_decision")
    Finding.objects.create(
        screening=screening, rule="R08", tier="relative", verdict="fires", evidence="…",
        trigger="…", state="awaiting", reason="Cardiologist agrees.", decided_by=ruth,
        decided_at=book.NOW,
    )  # fmt: skip
    (found,) = signed_in(ines).get(reverse("open-findings")).context["page"]
    assert (found, found.open_findings) == (screening, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_whatever_they_hold(
    signed_in, ines, ruth, ben, django_assert_num_queries, rows
):
    for number in range(rows):
        patient = people.patient(f"Anna Berg{number}")
        unsigned(patient, ruth)
        opened(ruth, patient)
    client = signed_in(ines)
    with django_assert_num_queries(3):
        client.get(reverse("unsigned-notes"))
    with django_assert_num_queries(5):
        client.get(reverse("access-log"))


def test_the_read_log_cannot_be_changed(ruth):
    event = opened(ruth)
    with pytest.raises(Exception, match="append_only"):
        AccessEvent.objects.filter(pk=event.pk).update(view="nothing")


def test_of_two_screenings_of_one_moment_the_second_counts(signed_in, ines, ruth, ben):
    anna = people.patient("Anna Berg")
    book.screening(anna, ruth, outcome="needs_decision")
    book.screening(anna, ruth, outcome="cleared")
    page = signed_in(ines).get(reverse("open-findings")).context["page"]
    assert list(page) == []


def test_findings_are_counted_once_for_a_patient_with_two_plans(ruth, ben):
    anna = people.patient("Anna Berg")
    screening = book.screening(anna, ruth, outcome="needs_decision")
    Finding.objects.create(
        screening=screening, rule="R08", tier="relative", verdict="fires", evidence="…",
        trigger="…",
    )  # fmt: skip
    for _ in range(2):
        Plan.objects.create(patient=anna, physician=ruth)
    shown = for_physician(ruth, book.MONDAY, book.NOW).screenings
    assert [row.open_findings for row in shown] == [1]
