import pytest
from django.urls import reverse

from staff.models import AccessEvent
from tests.treatments import builders

pytestmark = pytest.mark.django_db


def test_the_signed_consent_is_printed_with_its_signatures(anna, ruth, signed_in):
    consent = builders.consented(
        builders.signed_plan(anna, ruth),
        ruth,
        text_version="2026-2",
        signature=[[[100, 600], [300, 200]]],
        guardian_name="Rosa Berg",
        paper_reference="Scan 7",
        understanding_words="Sugar water",
    )
    text = signed_in(ruth).get(reverse("signed-consent-sheet", args=[consent.pk])).content.decode()
    assert '<path d="M100 240L300 80" />' in text
    assert "Parent or guardian: Rosa Berg" in text
    assert "Signed on paper" in text
    assert "The signed sheet: Scan 7" in text
    assert "parent or legal guardian, and I agree as well" in text
    event = AccessEvent.objects.get()
    assert (event.action, event.patient_id) == ("print", anna.pk)


def test_the_front_desk_does_not_read_it(anna, ruth, ben, signed_in):
    consent = builders.consented(builders.signed_plan(anna, ruth), ruth)
    sheet = reverse("signed-consent-sheet", args=[consent.pk])
    assert signed_in(ben).get(sheet).status_code == 403
