from datetime import date

import pytest

from patients.models import Patient, PatientIdentifier, Problem, Referral
from records.fhir.identity import candidates, find
from staff.models import User
from tests import people
from tests.records.fhir_builders import HOSPITAL, contents, imported, knee_pain, person


def known(number: str = "A1", **fields) -> Patient:
    patient = people.patient(fields.pop("name", "Anna Berg"), **fields)
    PatientIdentifier.objects.create(patient=patient, system=HOSPITAL, value=number)
    return patient


def test_number_finds_the_patient_whatever_the_name(ines: User) -> None:
    anna = known()
    result = imported(ines, contents(person(given_name="Ann", family_name="Holm"), knee_pain()))
    assert [(p.record_number, p.matched) for p in result.people] == [
        (anna.record_number, "identifier")
    ]
    assert Problem.objects.get().patient == anna


def test_number_of_another_system_finds_nobody(ines: User) -> None:
    known(birth_date=date(1970, 1, 1))
    sent = person(identifiers=(("http://other.example", "A1"),))
    assert find(sent).patient is None


def test_number_leads_to_the_record_that_a_merged_one_became(ines: User) -> None:
    kept = people.patient("Anna Berg-Holm")
    known(merged_into=kept)
    assert find(person()).patient == kept


@pytest.mark.parametrize(
    ("sent", "undecided"),
    [
        ({}, True),
        ({"given_name": "ANNA", "family_name": "Bérg"}, True),
        ({"given_name": "Ana"}, True),
        ({"sex": "unknown"}, True),
        ({"birth_date": date(1968, 12, 4)}, True),  # day and month swapped
        ({"sex": "male"}, False),
        ({"birth_date": date(1968, 4, 13)}, False),
        ({"given_name": "Bertil", "family_name": "Quist"}, False),
    ],
)
def test_person_like_one_on_record_waits_for_somebody_to_decide(
    ines: User, sent, undecided: bool
) -> None:
    anna = people.patient("Anna Berg")
    result = imported(ines, contents(person(number="", **sent), knee_pain()))
    referral = Referral.objects.get()
    if undecided:
        assert (referral.state, referral.patient) == ("unmatched", None)
        assert candidates(referral) == [anna]
        assert [(p.record_number, p.state) for p in result.people] == [("", "unmatched")]
        assert result.total.added == 0
    assert Problem.objects.exists() is not undecided
    assert Patient.objects.count() == (1 if undecided else 2)


def test_numbers_of_two_patients_are_never_one_person(ines: User) -> None:
    anna, carl = known("A1"), known("C3", name="Carl Orr", birth_date=date(1950, 1, 1))
    sent = person(identifiers=((HOSPITAL, "A1"), (HOSPITAL, "C3")))
    result = imported(ines, contents(sent, knee_pain()))
    assert candidates(Referral.objects.get(state="unmatched")) == [anna, carl]
    assert next(r.text for r in result.warnings) == (
        "Its numbers belong to different patients; a person has to say whose they are."
    )
    assert not Problem.objects.exists()


@pytest.mark.parametrize(
    ("sent", "doubted"),
    [
        ({"birth_date": date(1968, 4, 13)}, False),  # corrected
        ({"given_name": "Anna Maria", "birth_date": date(1968, 4, 13)}, False),
        ({"family_name": "Holm"}, False),  # married
        ({"given_name": "Ann", "sex": "unknown"}, False),
        ({"given_name": "Ann", "birth_date": date(1990, 4, 13)}, True),  # her daughter
        ({"family_name": "Holm", "birth_date": date(1990, 4, 13)}, True),
        ({"given_name": "Bo", "sex": "male"}, True),  # her twin
        ({"given_name": "Carl", "family_name": "Orr", "birth_date": date(1950, 1, 1)}, True),
    ],
)
def test_number_of_somebody_who_seems_to_be_another_is_doubted(
    ines: User, sent, doubted: bool
) -> None:
    anna = known()
    imported(ines, contents(person(**sent), knee_pain()))
    referral = Referral.objects.get()
    assert referral.state == ("unmatched" if doubted else "waiting")
    assert referral.patient == (None if doubted else anna)
    assert not doubted or candidates(referral) == [anna]


def test_numbers_sent_with_a_known_one_are_kept_too(ines: User) -> None:
    anna = known()
    imported(ines, contents(person(identifiers=((HOSPITAL, "A1"), ("http://ssn", "999")))))
    assert list(anna.identifiers.values_list("system", "value")) == [
        (HOSPITAL, "A1"),
        ("http://ssn", "999"),
    ]


def test_two_people_of_one_file_with_the_same_number_are_not_made_one(ines: User) -> None:
    carl = person("urn:carl", given_name="Carl", family_name="Orr", birth_date=date(1950, 1, 1))
    imported(ines, contents(person(), carl))
    assert Patient.objects.get().full_name == "Anna Berg"
    assert Referral.objects.get(subject="urn:carl").state == "unmatched"
