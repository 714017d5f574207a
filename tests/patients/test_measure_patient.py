from decimal import Decimal

from django.urls import reverse

from patients.models import Result
from tests import people


def send(client, patient, **typed):
    return client.post(reverse("measure-patient", args=[patient.pk]), typed, follow=True)


def test_a_blood_pressure_is_entered_at_once(ruth, signed_in):
    anna = people.patient("Anna Berg")
    page = send(signed_in(ruth), anna, bp_systolic="124", bp_diastolic="78")

    assert list(Result.objects.order_by("kind").values_list("kind", "value")) == [
        ("bp_diastolic", Decimal(78)),
        ("bp_systolic", Decimal(124)),
    ]
    assert "Blood pressure, systolic 124 mmHg" in page.text


def test_a_weight_in_pounds_is_converted(ruth, signed_in):
    send(signed_in(ruth), people.patient("Anna Berg"), weight="154", weight_unit="lb")

    assert Result.objects.get().value == Decimal("69.90")


def test_half_a_blood_pressure_is_refused_and_keeps_what_was_typed(ruth, signed_in):
    page = send(signed_in(ruth), people.patient("Anna Berg"), bp_systolic="124", weight="70")

    assert "Enter the lower figure as well." in page.text
    assert page.context["form"]["bp_systolic"].value() == "124"
    assert not Result.objects.exists()


def test_nothing_typed_is_said_and_saves_nothing(ruth, signed_in):
    page = send(signed_in(ruth), people.patient("Anna Berg"))

    assert "Enter at least one value." in page.text
    assert not Result.objects.exists()
