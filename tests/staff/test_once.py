"""A form that is sent twice is saved once."""

from uuid import uuid4

import pytest
from django.urls import reverse

from staff.models import SubmittedForm, User
from tests import people

pytestmark = pytest.mark.django_db

MAYA = {
    "full_name": "Maya Stone",
    "roles": ["physician"],
    "email": "maya@clinic.example",
}


def test_the_second_sending_leads_to_the_same_place_and_saves_nothing(signed_in, ines):
    client, token = signed_in(ines), str(uuid4())
    first = client.post(reverse("add-staff"), MAYA | {"form_token": token})
    second = client.post(
        reverse("add-staff"), MAYA | {"form_token": token, "email": "other@clinic.example"}
    )
    assert second["Location"] == first["Location"]
    assert User.objects.filter(full_name="Maya Stone").count() == 1


def test_a_form_that_came_back_with_an_error_can_be_sent_again(signed_in, ines):
    client, token = signed_in(ines), str(uuid4())
    refused = client.post(reverse("add-staff"), MAYA | {"form_token": token, "email": "maya"})
    assert f'name="form_token" value="{token}"' in refused.content.decode()
    assert SubmittedForm.objects.count() == 0
    assert client.post(reverse("add-staff"), MAYA | {"form_token": token}).status_code == 302
    assert User.objects.filter(full_name="Maya Stone").count() == 1


@pytest.mark.parametrize("token", ["", "no token", "<script>"])
def test_a_broken_token_does_not_stop_the_form(signed_in, ines, token):
    response = signed_in(ines).post(reverse("add-staff"), MAYA | {"form_token": token})
    assert response.status_code == 302


def test_a_button_that_was_refused_is_refused_again_and_not_called_saved(signed_in, ruth):
    anna = people.patient("Anna Berg")  # nobody has asked after her allergies
    client, token = signed_in(ruth), {"form_token": str(uuid4())}
    for _ in range(2):
        page = client.post(reverse("review-history", args=[anna.pk]), token, follow=True)
        text = page.content.decode()
        assert "Allergies were not asked yet." in text
        assert "saved once" not in text
    assert SubmittedForm.objects.count() == 0
