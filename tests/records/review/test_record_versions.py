"""Any two versions of a row, field by field."""

from datetime import timedelta

import pytest
from django.urls import reverse

from records.review.history import kinds
from staff.models import AccessEvent
from tests import people
from tests.records.audit.builders import NINE
from tests.records.review.builders import PATIENTS, REQUEST, changed, seen

pytestmark = pytest.mark.django_db


def ask(client, row, kind="patients-patient", **asked):
    return client.get(reverse("record-versions", args=[kind, row.pk]), asked)


def differences(response):
    return {
        line.label: (line.before, line.after) for line in response.context["lines"] if line.changed
    }


@pytest.fixture
def anna(ben):
    patient = people.patient("Anna Berg", registered_by=ben, phone="555 0100")
    changed(patient, ben, NINE, phone="555 0101", preferred_contact="letter")
    changed(patient, ben, NINE + timedelta(days=1), given_name="Anne", request=REQUEST)
    return patient


def test_the_latest_version_is_compared_with_the_one_before(signed_in, ines, anna):
    assert differences(ask(signed_in(ines), anna)) == {"Given name": ("Anna", "Anne")}


def test_any_two_versions_are_compared_in_the_words_of_people(signed_in, ines, anna, ben):
    first, second, _ = PATIENTS.objects.filter(pgh_obj=anna).order_by("pgh_id")
    response = ask(signed_in(ines), anna, before=second.pgh_id, after=first.pgh_id)
    assert differences(response) == {
        "Phone": ("555 0100", "555 0101"),
        "Preferred contact": ("Phone", "Letter"),
    }
    same = {line.label: line.after for line in response.context["lines"] if not line.changed}
    assert same["Birth date"] == "Fri 12 Apr 1968"
    assert same["Registered by"] == "Ben Castillo"


def test_the_first_version_has_nothing_before_it(signed_in, ines, anna):
    first = PATIENTS.objects.filter(pgh_obj=anna).earliest("pgh_id")
    response = ask(signed_in(ines), anna, after=first.pgh_id)
    assert response.context["before"] is None
    assert differences(response)["Given name"] == ("", "Anna")


def test_each_version_says_who_when_and_why(signed_in, ines, ruth, anna):
    seen(ruth, anna, request_id=REQUEST, reason="She married")
    latest, *_, oldest = ask(signed_in(ines), anna).context["versions"]
    assert (latest.place, latest.who, latest.at) == (3, "Ben Castillo", NINE + timedelta(days=1))
    assert (latest.how, latest.view, latest.reason) == ("Changed", "edit-patient", "She married")
    assert (oldest.place, oldest.how, oldest.who) == (1, "Added", "Not known: past Prolo")


@pytest.mark.parametrize("value", ["0", "-1", "x", "9" * 30, "' OR 1=1", "\x00"])
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_version_that_there_is_not_shows_the_latest(signed_in, ines, anna, name, value):
    response = ask(signed_in(ines), anna, **{name: value})
    assert differences(response) == {"Given name": ("Anna", "Anne")}


def test_opening_it_is_logged_as_a_look_at_the_chart(signed_in, ines, anna):
    ask(signed_in(ines), anna)
    event = AccessEvent.objects.get(view="record-versions")
    assert (event.action, event.patient_id) == ("read", anna.pk)


def test_what_is_about_no_patient_has_versions_too(signed_in, ines, ruth):
    type(ruth).objects.filter(pk=ruth.pk).update(roles=["physician", "administrator"])
    response = ask(signed_in(ines), ruth, kind="staff-user")
    assert differences(response)["Roles"] == ("physician", "physician, administrator")


@pytest.mark.parametrize("kind", ["patients-nothing", "auth-user", "patients_patient", "'"])
def test_a_kind_that_there_is_not_is_not_found(signed_in, ines, anna, kind):
    assert ask(signed_in(ines), anna, kind=kind).status_code == 404


@pytest.mark.parametrize("kind", kinds())
def test_a_row_that_there_is_not_is_not_found(signed_in, ines, kind):
    address = reverse("record-versions", args=[kind, 10**30])
    assert signed_in(ines).get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_however_many_versions(
    signed_in, ines, ben, django_assert_num_queries, rows
):
    patient = people.patient("Anna Berg", registered_by=ben)
    for number in range(rows):
        changed(patient, people.front_desk(f"Ben {number}"), phone=f"555 010{number}")
    client = signed_in(ines)
    with django_assert_num_queries(9):
        assert len(ask(client, patient).context["versions"]) == rows + 1
