"""A document says that no allergy is known: proposed in the chart, and accepted by a clinician."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from patients.models import Patient, Referral
from patients.none_known import among, says_none_known
from records.fhir.intake import import_file
from records.fhir.received import receive
from staff.models import User
from tests import people
from tests.patients import builders as charts
from tests.records.fhir.documents import SNOMED, allergy, bundle, coded, patient, remarks
from tests.records.fhir.samples import read_json
from tests.records.fhir_builders import NOON, TODAY

pytestmark = pytest.mark.django_db

NONE = coded(SNOMED, "716186003", "No known allergy")
NO_DRUG = coded(SNOMED, "409137002", "No known drug allergy")


def sent(by: User, *resources: dict[str, Any]) -> Patient:
    document = bundle(patient(), *resources)
    file = receive(BytesIO(json.dumps(document).encode()), "anna.json")
    import_file(file, by=by, now=NOON, today=TODAY)
    return Patient.objects.get()


@pytest.fixture
def doctor(ruth: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(ruth)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (NONE, "No known allergy"),
        (NO_DRUG, "No known drug allergy"),
        ({"text": "NKDA"}, "NKDA"),
        (coded(SNOMED, "716186003"), "No known allergy"),
        ({"text": "No known <script>allergies</script>"}, "No known allergies"),
    ],
)
def test_what_was_said_is_kept_with_the_person(code, words) -> None:
    contents = read_json(bundle(patient(), allergy(code=code)))
    assert [person.no_known_allergies for person in contents.people] == [words]
    assert contents.entries == []
    assert contents.left_out == {"AllergyIntolerance: no known allergy": 1}


@pytest.mark.parametrize("verification", ["refuted", "entered-in-error"])
def test_what_is_taken_back_says_nothing(verification) -> None:
    url = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
    said = allergy(code=NONE, verificationStatus=coded(url, verification))
    assert [p.no_known_allergies for p in read_json(bundle(patient(), said)).people] == [""]


def test_an_allergy_beside_it_counts() -> None:
    contents = read_json(bundle(patient(), allergy(code=NONE, id="n"), allergy("Latex")))
    assert [person.no_known_allergies for person in contents.people] == [""]
    assert ("warning", "Bundle.entry[1].resource") in remarks(contents)
    assert len(contents.entries) == 1


def test_the_chart_proposes_it_and_rules_wait_until_it_is_accepted(
    ines: User, doctor: Client
) -> None:
    anna = sent(ines, allergy(code=NO_DRUG))
    assert anna.allergies_status == "not_asked"
    page = doctor.get(reverse("chart", args=[anna.pk])).content.decode()
    assert "No known drug allergy." in page
    assert "It does not count until it is accepted." in page

    answer = doctor.post(reverse("accept-none-known", args=[anna.pk]))
    assert answer.url == reverse("chart", args=[anna.pk])
    anna.refresh_from_db()
    assert anna.allergies_status == "none_known"
    assert says_none_known(anna) is None
    page = doctor.get(answer.url).content.decode()
    assert "No known drug allergy." not in page


def test_allergies_of_the_chart_count_and_the_conflict_is_shown(
    ines: User, ruth: User, doctor: Client
) -> None:
    anna = sent(ines, allergy(code=NONE))
    charts.allergy(anna, ruth, "Latex")
    Patient.objects.update(allergies_status="listed")
    page = doctor.get(reverse("chart", args=[anna.pk])).content.decode()
    assert "The chart lists allergies, and those count." in page
    assert reverse("accept-none-known", args=[anna.pk]) not in page

    doctor.post(reverse("accept-none-known", args=[anna.pk]))
    anna.refresh_from_db()
    assert anna.allergies_status == "listed"


def test_the_front_desk_accepts_nothing(
    ines: User, ben: User, signed_in: Callable[[User], Client]
) -> None:
    anna = sent(ines, allergy(code=NONE))
    assert signed_in(ben).post(reverse("accept-none-known", args=[anna.pk])).status_code == 403
    anna.refresh_from_db()
    assert anna.allergies_status == "not_asked"


def test_only_what_was_filed_under_the_patient_says_it(ines: User, ben: User) -> None:
    people.patient("Anna Berg", registered_by=ben)
    anna = sent(ines, allergy(code=NONE))
    referral = Referral.objects.get()
    assert referral.state == "unmatched"
    assert says_none_known(anna) is None
    assert among(anna, [referral]) == referral
