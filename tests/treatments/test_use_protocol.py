import pytest
from django.urls import reverse

from staff.models import AccessEvent
from tests import people
from tests.treatments.builders import healthy, protocol
from tests.treatments.own_protocols import drafted, in_use
from treatments.models import Plan

pytestmark = pytest.mark.django_db


def use(version):
    return reverse("use-protocol", args=[version.pk])


def test_the_button_leads_to_a_draft_from_the_protocol(ruth, signed_in):
    version = in_use(ruth, people.physician("Omar Haddad"))
    anna = healthy(people.patient("Anna Berg"), ruth)
    client = signed_in(ruth)
    shown = client.get(reverse("protocol", args=[version.protocol.code])).content.decode()
    assert use(version) in shown

    found = client.post(use(version), {"q": "berg an"}).content.decode()
    draft = f"{reverse('draft-plan', args=[anna.pk])}?protocol={version.protocol.code}"
    assert draft in found
    chosen = client.get(draft).context["chosen"]
    client.post(draft, {"protocol": chosen, "side": "right"})

    assert Plan.objects.get().versions.get().protocol_version == version
    assert AccessEvent.objects.filter(action="search", view="use-protocol").count() == 1


def test_only_what_is_in_use_can_be_used(ruth, signed_in):
    assert signed_in(ruth).get(use(drafted(ruth))).status_code == 404


def test_nobody_is_found_in_words(ruth, signed_in):
    text = signed_in(ruth).post(use(protocol()), {"q": "zzz"}).content.decode()
    assert "Nobody found" in text
