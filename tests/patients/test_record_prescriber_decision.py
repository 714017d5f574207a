from datetime import timedelta

from django.urls import reverse

from patients.models import PrescriberDecision
from staff import clock
from tests import people
from tests.patients import builders


def test_a_decision_is_recorded_and_shown_in_the_chart(ruth, ben, signed_in):
    warfarin = builders.medication(people.patient("Anna Berg"), ruth)
    form = {"decision": "hold", "prescriber": "Dr. Hale", "decided_on": clock.today().isoformat()}
    url = reverse("record-prescriber-decision", args=[warfarin.pk])
    page = signed_in(ruth).post(url, form, follow=True)

    assert PrescriberDecision.objects.get().medication == warfarin
    assert "Hold as the prescriber says: Dr. Hale" in page.text


def test_decisions_that_cannot_be_are_refused(ruth, ben, signed_in):
    warfarin = builders.medication(people.patient("Anna Berg"), ruth)
    url = reverse("record-prescriber-decision", args=[warfarin.pk])
    client = signed_in(ruth)
    good = {"decision": "hold", "prescriber": "Dr. Hale", "decided_on": clock.today().isoformat()}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for change in (
        {"decision": "perhaps"},
        {"prescriber": ""},
        {"prescriber": "x" * 121},
        {"decided_on": tomorrow},
        {"decided_on": "1900-01-01"},
    ):
        assert "Nothing was saved" in client.post(url, good | change).text
    assert PrescriberDecision.objects.count() == 0
