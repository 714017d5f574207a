"""Without a consent that stands no session starts, whoever asks and however."""

from datetime import timedelta

import pytest
from django.urls import reverse

from patients.models import Patient
from tests.treatments import builders, pages
from tests.treatments.builders import TODAY
from treatments.models import SessionRecord

pytestmark = pytest.mark.django_db

GUARDED = "no parent or guardian signed the consent"


@pytest.mark.parametrize(
    ("signed", "words"),
    [
        (None, "No consent is recorded for this plan."),
        ({"on": TODAY - timedelta(days=400)}, "is more than 12 months old"),
        ({"withdrawn_at": builders.NOW + timedelta(hours=2)}, "The patient withdrew the consent."),
        ({"sites": ["left knee"]}, "The consent does not cover: right knee."),
        ({"substances": ["lidocaine"]}, "The consent does not cover: dextrose."),
        ({"risks": ["pain_flare"]}, "The consent does not cover: the risk “Stiffness"),
        ({"guardian_name": "Rosa Berg"}, GUARDED),
    ],
)  # fmt: skip
def test_the_form_of_the_session_stays_closed(anna, ruth, signed_in, at_noon, signed, words):
    if words == GUARDED:
        Patient.objects.filter(pk=anna.pk).update(birth_date="2012-05-01")
        anna.refresh_from_db()
    plan = builders.signed_plan(anna, ruth)
    if signed is not None:
        if "withdrawn_at" in signed:
            signed = signed | {"withdrawn_by": ruth}
        builders.consented(plan, ruth, **signed)
    at_noon(TODAY)
    session = plan.sessions.get(number=1)
    client = signed_in(ruth)

    page = client.get(reverse("session", args=[session.pk])).content.decode()
    assert "Cannot start" in page
    assert words in page
    refused = client.post(reverse("start-session", args=[session.pk]), pages.start_form())
    assert words in refused.content.decode()
    assert not SessionRecord.objects.exists()
