"""Who may restrict a chart, and to whom."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from patients.actions import restriction as actions
from patients.models import Patient, Restriction
from patients.models.restriction import shut_charts
from staff.models import AccessEvent
from tests import people
from tests.scheduling.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(ben):
    return people.patient("Anna Berg", registered_by=ben)


def restrict(patient, by, *named, **changes):
    given = {"reason": "Works here", "named": named, "by": by, "now": NOW} | changes
    return actions.restrict_chart(patient=patient, **given)


def test_chart_is_shut_to_everybody_who_is_not_named(anna, ruth, ben, ines):
    paul = people.physician("Paul Reyes")
    assert shut_charts(ruth) == []
    restrict(anna, ines, paul)
    shut = {member.full_name: shut_charts(member) for member in (paul, ruth, ben, ines)}
    assert shut == {
        "Paul Reyes": [],
        "Ruth Adler": [anna.pk],
        "Ben Castillo": [anna.pk],
        "Ines Okafor": [anna.pk],
    }
    assert list(Patient.objects.open_to(ruth)) == []
    assert list(Patient.objects.visible_to(ruth)) == [anna]
    assert list(Patient.objects.open_to(paul)) == [anna]


def test_physician_who_treats_restricts_and_is_named_too(anna, ruth):
    paul = people.physician("Paul Reyes")
    with pytest.raises(PermissionDenied):
        restrict(anna, ruth, paul)
    anna.plans.create(physician=ruth)
    restrict(anna, ruth, paul)
    assert (shut_charts(ruth), shut_charts(paul)) == ([], [])


def test_physician_to_whom_it_is_shut_changes_nothing(anna, ruth, ines):
    anna.plans.create(physician=ruth)
    restrict(anna, ines, people.physician("Paul Reyes"))
    with pytest.raises(PermissionDenied):
        actions.lift_restriction(patient=anna, reason="Mine", by=ruth, now=NOW)
    with pytest.raises(PermissionDenied):
        restrict(anna, ruth, ruth)


def test_desk_restricts_nothing(anna, ben, ruth):
    with pytest.raises(PermissionDenied):
        restrict(anna, ben, ruth)


def test_somebody_has_to_treat(anna, ines):
    with pytest.raises(ValidationError) as error:
        restrict(anna, ines, ines)
    assert error.value.message_dict == {
        "named": ["Name at least one physician: somebody has to treat."]
    }
    assert Restriction.objects.count() == 0


def test_reason_is_needed(anna, ines, ruth):
    with pytest.raises(ValidationError):
        restrict(anna, ines, ruth, reason=" ")
    assert Restriction.objects.count() == 0


def test_other_names_are_another_restriction_and_shut_what_was_opened(anna, ines, ruth):
    paul = people.physician("Paul Reyes")
    first = restrict(anna, ines, paul)
    actions.break_glass(
        patient=anna, why="cover", words="Paul is ill", by=ruth, now=NOW, minutes=60
    )
    restrict(anna, ines, paul, ines, now=NOW + timedelta(minutes=1))
    first.refresh_from_db()
    assert (first.lifted_by, first.lifted_reason) == (ines, "Other people are named")
    assert Restriction.objects.in_force().count() == 1
    assert Restriction.objects.shut_to(ruth.pk, NOW + timedelta(minutes=2)).count() == 1


def test_lifted_is_open_to_everybody(anna, ines, ruth):
    restrict(anna, ines, people.physician("Paul Reyes"))
    actions.lift_restriction(patient=anna, reason="Left the clinic", by=ines, now=NOW)
    assert shut_charts(ruth) == []
    with pytest.raises(ValidationError, match="not restricted any more"):
        actions.lift_restriction(patient=anna, reason="Again", by=ines, now=NOW)


def test_glass_of_an_open_chart_is_not_broken(anna, ruth):
    with pytest.raises(ValidationError, match="open to you already"):
        actions.break_glass(patient=anna, why="cover", words="x", by=ruth, now=NOW, minutes=60)


def test_database_keeps_restrictions_openings_and_names(anna, ines, ruth):
    paul = people.physician("Paul Reyes")
    row = restrict(anna, ines, paul)
    opening = actions.break_glass(
        patient=anna, why="cover", words="Paul is ill", by=ruth, now=NOW, minutes=60
    )
    actions.lift_restriction(patient=anna, reason="Done", by=ines, now=NOW)
    for change in (
        row.delete,
        opening.delete,
        row.named.get().delete,
        lambda: type(opening).objects.update(words="Other"),
        lambda: Restriction.objects.update(lifted_reason="Other"),
        lambda: row.named.update(user=ruth),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_administrator_restricts_and_lifts_on_the_page_and_the_log_says_so(
    anna, ines, ruth, signed_in
):
    client, url = signed_in(ines), reverse("restrict-chart", args=[anna.pk])
    lift = reverse("lift-restriction", args=[anna.pk])
    for address, typed in (
        (url, {"reason": "Works here", "named": [ruth.pk]}),
        (url, {"reason": "Works here", "named": [ruth.pk, ines.pk]}),
        (lift, {"reason": "Left"}),
    ):
        seen = client.get(address).context["form"].initial["revision"]
        assert client.post(address, typed | {"revision": seen}).status_code == 302
    found = AccessEvent.objects.filter(action="restrict").order_by("pk")
    assert list(found.values_list("patient_id", "reason", "details")) == [
        (anna.pk, "Works here", "restricted"),
        (anna.pk, "Works here", "changed"),
        (anna.pk, "Left", "lifted"),
    ]
    page = client.get(url).content.decode()
    assert "Not restricted" in page
    assert "Restricted before" in page


def test_page_of_a_restriction_takes_as_many_queries_for_one_name_as_for_three(
    anna, ines, ruth, signed_in, django_assert_num_queries
):
    restrict(anna, ines, ruth)
    client, url = signed_in(ines), reverse("restrict-chart", args=[anna.pk])
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
    others = [people.physician(name) for name in ("Paul Reyes", "Mia Chan")]
    restrict(anna, ines, ruth, *others)
    with django_assert_num_queries(11):
        client.get(url)


def test_restricted_charts_cost_no_query_more(
    anna, ines, ruth, signed_in, django_assert_num_queries
):
    client, chart = signed_in(ruth), reverse("patients")
    with django_assert_num_queries(3) as before:
        client.get(chart)
    restrict(anna, ines, people.physician("Paul Reyes"))
    with django_assert_num_queries(len(before)):
        client.get(chart)
