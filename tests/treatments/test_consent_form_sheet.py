from datetime import timedelta

import pytest
from django.urls import reverse

from staff import clock
from staff.models import AccessEvent
from tests import people
from tests.treatments import builders

pytestmark = pytest.mark.django_db


def url(plan):
    return reverse("consent-form-sheet", args=[plan.pk])


def test_the_front_desk_hands_out_a_form_with_nothing_ticked(anna, ruth, ben, signed_in):
    plan = builders.signed_plan(anna, ruth)
    response = signed_in(ben).get(url(plan))
    text = response.content.decode()

    assert response.context["sites"] == ["right knee"]
    assert response.context["substances"] == ["dextrose"]
    assert "A bruise." in text
    assert "is-ticked" not in text
    assert "Parent or guardian" not in text
    assert reverse("plan", args=[plan.pk]) not in text
    assert AccessEvent.objects.get().action == "print"


def test_a_minors_form_has_a_line_for_the_guardian(ruth, signed_in):
    tim = people.patient("Tim Young", birth_date=clock.today() - timedelta(days=14 * 365))
    plan = builders.signed_plan(tim, ruth)
    text = signed_in(ruth).get(url(plan)).content.decode()
    assert "Parent or guardian, name and signature" in text
    assert "The patient is under 18." in text


def test_without_a_signed_plan_there_is_no_form(anna, ruth, ben, signed_in):
    plan = builders.drafted_plan(anna, ruth)
    assert signed_in(ben).get(url(plan)).url == reverse("patient", args=[anna.pk])


def test_administrators_hand_out_nothing(anna, ruth, ines, signed_in):
    assert signed_in(ines).get(url(builders.signed_plan(anna, ruth))).status_code == 403
