"""A document about somebody whose name or birth date is not known whole."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from patients.models import Medication, Patient, PatientIdentifier, Problem, Referral
from records.fhir.identity import candidates
from records.fhir.intake import import_file, match_referral
from records.fhir.received import receive
from records.fhir.report import Imported
from staff.models import User
from tests import people
from tests.records.fhir.documents import bundle, condition, medicine, patient
from tests.records.fhir_builders import NOON, TODAY

HOW = {"now": NOON, "today": TODAY}
ASKED = (
    "Without a name and a full birth date no record is opened: the referral waits until somebody "
    "says who this is."
)


def sent(by: User, *others: dict[str, Any], **fields: Any) -> Imported:
    document = bundle(patient(**fields), condition(), *others)
    return import_file(receive(BytesIO(json.dumps(document).encode()), "a.json"), by=by, **HOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"birthDate": "1957"},
        {"birthDate": "1957-03"},
        {"birthDate": "2957-03-01"},
        {"birthDate": "1857-03-01"},
        {"name": [{"use": "official"}]},
        {"name": [{"family": "Berg"}]},
        {"name": [{"family": "Berg", "given": ["?"]}]},
        {"name": [{"text": "Berg"}]},
    ],
)
def test_the_referral_waits_and_no_record_is_opened(ines: User, fields) -> None:
    result = sent(ines, **fields)

    assert result.errors == []
    assert [(p.state, p.record_number) for p in result.people] == [("unmatched", "")]
    assert ASKED in [remark.text for remark in result.warnings]
    assert Referral.objects.get().state == "unmatched"
    assert not Patient.objects.exists()
    assert not Problem.objects.exists()


def test_as_much_of_the_birth_date_as_was_sent_is_kept(ines: User) -> None:
    result = sent(ines, birthDate="1957-03")
    said = Referral.objects.get().person
    assert (said["birth_date"], said["birth_said"]) == (None, "1957-03")
    assert [person.birth_date for person in result.people] == ["1957-03"]


def test_people_of_the_name_born_that_month_are_proposed(ines: User) -> None:
    march = people.patient("Anna Berg", birth_date=date(1957, 3, 9))
    people.patient("Anna Berg", birth_date=date(1957, 4, 9))
    people.patient("Anna Berg", birth_date=date(1958, 3, 9))
    people.patient("Carl Berg", birth_date=date(1957, 3, 9))
    sent(ines, birthDate="1957-03")
    assert candidates(Referral.objects.get()) == [march]


def test_a_known_number_leads_to_the_patient_of_that_name(ines: User) -> None:
    anna = people.patient("Anna Berg")
    number = patient()["identifier"][0]
    PatientIdentifier.objects.create(patient=anna, **number)
    sent(ines, birthDate="1968")
    assert Referral.objects.get().patient == anna
    assert Problem.objects.get().patient == anna


def test_a_known_number_without_a_name_is_for_a_person_to_decide(ines: User) -> None:
    anna = people.patient("Anna Berg")
    PatientIdentifier.objects.create(patient=anna, **patient()["identifier"][0])
    sent(ines, birthDate="1968", name=[{"use": "official"}])
    referral = Referral.objects.get()
    assert (referral.state, candidates(referral)) == ("unmatched", [anna])


def test_whoever_says_whose_record_it_is_brings_the_birth_date(ines: User) -> None:
    anna = people.patient("Anna Berg", birth_date=date(1957, 3, 9))
    sent(ines, medicine(status="stopped"), birthDate="1957")
    match_referral(referral=Referral.objects.get(), patient=anna, by=ines, **HOW)
    warfarin = Medication.objects.get()
    assert (warfarin.stopped_on, warfarin.stopped_precision) == (anna.birth_date, "unknown")


def test_nobody_new_is_registered_without_a_birth_date(ines: User) -> None:
    sent(ines, birthDate="1957")
    with pytest.raises(ValidationError, match="A full birth date is needed"):
        match_referral(referral=Referral.objects.get(), patient=None, by=ines, **HOW)
    assert not Patient.objects.exists()


def test_the_same_file_again_says_the_same(ines: User) -> None:
    sent(ines, birthDate="1957-03")
    again = sent(ines, birthDate="1957-03")
    assert (again.state, [p.birth_date for p in again.people]) == ("known", ["1957-03"])
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("died", ["2031-01-01", "1950-01-01"])
def test_a_death_that_cannot_have_been_then_is_kept_without_its_day(ines: User, died) -> None:
    result = sent(ines, deceasedDateTime=died)
    anna = Patient.objects.get()
    assert (anna.deceased_on, anna.deceased_by) == (TODAY, True)
    assert any("date" in remark.text for remark in result.warnings)
