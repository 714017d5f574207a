"""Page `register-referred`: somebody says who a person is of whom too little was sent."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from patients.models import Patient, Problem, Referral
from records.fhir.intake import import_file
from records.fhir.received import receive
from staff.models import User
from tests import people
from tests.records.fhir.documents import bundle, condition, patient
from tests.records.fhir_builders import NOON, TODAY

pytestmark = pytest.mark.django_db

ANNA = {
    "given_name": "Anna",
    "family_name": "Berg",
    "birth_date": "1957-03-09",
    "sex": "female",
}


@pytest.fixture
def desk(ben: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(ben)


@pytest.fixture
def referral(ines: User) -> Referral:
    """About an Anna Berg, born in March 1957."""
    document = json.dumps(bundle(patient(birthDate="1957-03"), condition())).encode()
    import_file(receive(BytesIO(document), "anna.json"), by=ines, now=NOON, today=TODAY)
    return Referral.objects.get()


def url(referral: Referral) -> str:
    return reverse("register-referred", args=[referral.pk])


def nothing_happened(referral: Referral) -> bool:
    referral.refresh_from_db()
    return referral.state == "unmatched" and not Problem.objects.exists()


def test_what_was_sent_stands_in_the_form(referral: Referral, desk: Client) -> None:
    page = desk.get(url(referral))
    text = page.content.decode()
    assert "1957-03" in text
    assert 'value="Berg"' in text
    assert page.context["form"]["birth_date"].value() is None


def test_with_the_whole_birth_date_the_record_is_opened_and_filled(
    referral: Referral, desk: Client, ben: User
) -> None:
    answer = desk.post(url(referral), ANNA)
    anna = Patient.objects.get()
    assert answer.url == reverse("patient", args=[anna.pk])
    assert (anna.full_name, anna.birth_date, anna.sex) == (
        "Anna Berg",
        date(1957, 3, 9),
        "female",
    )
    assert (anna.registered_by, Problem.objects.get().patient) == (ben, anna)
    referral.refresh_from_db()
    assert (referral.state, referral.patient, referral.matched_by) == ("waiting", anna, ben)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("birth_date", ""),
        ("birth_date", "1957-03"),
        ("birth_date", "2957-03-09"),
        ("birth_date", "1857-03-09"),
        ("given_name", ""),
        ("given_name", "?"),
        ("family_name", "\x00"),
        ("family_name", "x" * 81),
        ("sex", "M"),
    ],
)
def test_bad_input_opens_no_record(referral: Referral, desk: Client, field, typed) -> None:
    page = desk.post(url(referral), ANNA | {field: typed})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Patient.objects.exists()
    assert nothing_happened(referral)


def test_somebody_on_record_whom_nobody_has_seen_yet_is_pointed_at(
    referral: Referral, desk: Client
) -> None:
    # Another month than the sender says, so she was not proposed.
    there = people.patient("Anna Berg", birth_date=date(1957, 4, 9))
    page = desk.post(url(referral), ANNA | {"birth_date": "1957-04-09"})
    assert f"Anna Berg, {there.record_number}, may be the same person." in page.content.decode()
    assert Patient.objects.count() == 1
    assert nothing_happened(referral)


def test_another_person_of_the_name_who_was_proposed_is_no_hindrance(
    referral: Referral, desk: Client
) -> None:
    people.patient("Anna Berg", birth_date=date(1957, 3, 9))
    desk.post(url(referral), ANNA)
    assert Patient.objects.count() == 2
    assert Problem.objects.get().patient == Patient.objects.order_by("pk").last()


def test_a_new_record_from_the_match_page_asks_for_what_is_missing(
    referral: Referral, desk: Client
) -> None:
    page = reverse("match-referral", args=[referral.pk])
    assert "1957-03" in desk.get(page).content.decode()
    answer = desk.post(page, {"whose": "new"})
    assert answer.url == url(referral)
    assert nothing_happened(referral)


def test_what_was_decided_meanwhile_is_not_there(referral: Referral, desk: Client) -> None:
    desk.post(url(referral), ANNA)
    assert desk.get(url(referral)).status_code == 404
    assert desk.post(url(referral), ANNA).status_code == 404
    assert Patient.objects.count() == 1
