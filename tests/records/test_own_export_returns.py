"""What this clinic exported comes back: by our record number we know whose it is."""

import json
from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from patients.models import Patient, PatientIdentifier, Problem, Referral
from records.fhir.identity import candidates
from records.fhir.intake import import_file
from records.fhir.received import receive
from records.fhir_export.writing import bundle_lines
from staff.models import User
from tests import people
from tests.patients import builders as charts
from tests.records.fhir_builders import NOON, TODAY
from tests.records.fhir_export.wholes import exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(ruth: User) -> Patient:
    patient = people.patient("Anna Berg")
    charts.problem(patient, ruth, "Osteoarthritis of knee")
    return patient


def brought(text: str, by: User):
    file = receive(BytesIO(text.encode()), "anna.json")
    return import_file(file, by=by, now=NOON, today=TODAY)


def leaves(patient: Patient) -> str:
    return "".join(bundle_lines(exported(patient)))


def test_our_record_number_leads_to_the_patient_and_nothing_is_there_twice(
    anna: Patient, ines: User
) -> None:
    result = brought(leaves(anna), ines)
    assert [(p.record_number, p.matched) for p in result.people] == [
        (anna.record_number, "identifier")
    ]
    assert (result.total.added, result.total.changed) == (0, 0)
    assert Problem.objects.count() == 1
    assert Patient.objects.count() == 1


def test_our_record_number_is_not_kept_as_one_of_another_clinic(anna: Patient, ines: User) -> None:
    number = {"system": "http://hospital.example/mrn", "value": "A1"}
    PatientIdentifier.objects.create(patient=anna, **number)
    brought(leaves(anna), ines)
    assert list(PatientIdentifier.objects.values("system", "value")) == [number]


def test_our_record_number_of_a_merged_record_leads_to_the_one_in_use(
    anna: Patient, ines: User
) -> None:
    document = leaves(anna)
    kept = people.patient("Anna Berg-Holm")
    Patient.objects.filter(pk=anna.pk).update(merged_into=kept)
    assert [p.record_number for p in brought(document, ines).people] == [kept.record_number]


def test_our_record_number_under_another_name_is_for_a_person_to_decide(
    anna: Patient, ines: User
) -> None:
    document = leaves(anna)
    Patient.objects.filter(pk=anna.pk).update(
        given_name="Carl", given_key="carl", birth_date=date(1950, 1, 1), sex="male"
    )
    brought(document, ines)
    referral = Referral.objects.get()
    assert (referral.state, candidates(referral)) == ("unmatched", [anna])


def test_the_same_number_of_another_clinic_is_nobody_here(anna: Patient, ines: User) -> None:
    document = leaves(anna)
    # Two clinics both have a P000001; which of them a number is of, its system tells.
    User.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    Patient.objects.filter(pk=anna.pk).update(birth_date=date(1950, 1, 1))
    (person,) = brought(document, ines).people
    assert person.matched == "new"
    assert json.loads(document)["resourceType"] == "Bundle"
