import pytest
from django.urls import reverse

from staff.models import AccessEvent
from tests.treatments import builders

pytestmark = pytest.mark.django_db


def sheet(client, plan):
    return client.get(reverse("plan-summary", args=[plan.pk]))


def test_the_patient_reads_what_where_when_and_whom_to_call(anna, ruth, signed_in, settings):
    settings.PROLO_CLINIC_PHONE = "555 0100"
    plan = builders.signed_plan(anna, ruth, targets=(builders.KNEE_JOINT, builders.KNEE_LIGAMENT))
    text = sheet(signed_in(ruth), plan).content.decode()

    assert "Your treatment: right knee" in text
    assert "3 sessions, about 3 weeks (21 days) apart" in text
    assert "Mon 14 Dec 2026" in text  # session 3 if each is given on its best day
    assert "6 weeks (42 days), 180 days later" in text
    assert "Call us today at 555 0100 if you have" in text
    assert "Anna Berg" in text


def test_a_draft_says_that_it_is_one(anna, ruth, signed_in):
    plan = builders.drafted_plan(anna, ruth)
    assert "has not signed this plan yet" in sheet(signed_in(ruth), plan).content.decode()


def test_a_trial_without_benefit_is_told_to_the_patient_too(anna, ruth, signed_in):
    plan = builders.drafted_plan(anna, ruth, targets=())
    plan.versions.update(protocol_version=builders.protocol("low_back_p2g"))
    text = sheet(signed_in(ruth), plan).content.decode()
    assert "Randomized trial found no benefit over saline injections." in text


def test_printing_is_logged(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth)
    sheet(signed_in(ruth), plan)
    event = AccessEvent.objects.get()
    assert (event.action, event.view, event.patient_id) == ("print", "plan-summary", anna.pk)


def test_the_front_desk_does_not_print_it(anna, ruth, ben, signed_in):
    plan = builders.signed_plan(anna, ruth)
    assert sheet(signed_in(ben), plan).status_code == 403
