import json
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from patients.actions.referrals import refuse_referral
from patients.models import Patient, PatientIdentifier, Problem, Referral
from records.fhir.intake import import_file, match_referral
from records.fhir.received import receive
from staff.models import User
from tests import people
from tests.records.fhir_builders import NOON, TODAY
from tests.records.test_import_fhir import bundle

HOW = {"now": NOON, "today": TODAY}


def test_record_that_a_person_names_gets_the_entries_and_the_number(
    unmatched: Referral, ben: User
) -> None:
    anna = Patient.objects.get()
    matched = match_referral(referral=unmatched, patient=anna, by=ben, **HOW)
    assert (matched.counts["problem"].added, matched.notes) == (1, [])
    unmatched.refresh_from_db()
    assert (unmatched.patient, unmatched.state, unmatched.matched) == (anna, "waiting", "person")
    assert (unmatched.matched_by, unmatched.matched_at, unmatched.revision) == (ben, NOON, 2)
    assert Problem.objects.waiting().get().patient == anna
    assert PatientIdentifier.objects.get().patient == anna


def test_somebody_new_gets_a_record_of_their_own(unmatched: Referral, ben: User) -> None:
    match_referral(referral=unmatched, patient=None, by=ben, **HOW)
    unmatched.refresh_from_db()
    assert unmatched.patient.birth_date == date(1968, 4, 12)
    assert (Patient.objects.count(), unmatched.matched) == (2, "new")
    assert unmatched.patient.registered_by == ben


def test_next_document_about_the_matched_person_needs_nobody(
    unmatched: Referral, ben: User
) -> None:
    match_referral(referral=unmatched, patient=Patient.objects.get(), by=ben, **HOW)
    newer = json.dumps(bundle() | {"id": "newer"}).encode()
    result = import_file(receive(BytesIO(newer), "newer.json"), by=ben, **HOW)
    assert (result.total.unchanged, [p.matched for p in result.people]) == (1, ["identifier"])


def test_referral_is_matched_once(unmatched: Referral, ben: User) -> None:
    match_referral(referral=unmatched, patient=None, by=ben, **HOW)
    with pytest.raises(ValidationError, match="Somebody has said already whose record this is"):
        match_referral(referral=unmatched, patient=Patient.objects.first(), by=ben, **HOW)
    assert Problem.objects.count() == 1


def test_merged_record_takes_nothing(unmatched: Referral, ben: User) -> None:
    anna = Patient.objects.get()
    anna.merged_into = people.patient("Anna Berg-Holm")
    anna.save(update_fields=["merged_into"])
    with pytest.raises(ValidationError, match="This record was merged into another one"):
        match_referral(referral=unmatched, patient=anna, by=ben, **HOW)
    unmatched.refresh_from_db()
    assert unmatched.state == "unmatched"


def test_refused_referral_stays_out_of_every_chart(unmatched: Referral, ben: User) -> None:
    refuse_referral(referral=unmatched, by=ben, now=NOON)
    unmatched.refresh_from_db()
    assert (unmatched.state, unmatched.patient, unmatched.matched_by) == ("refused", None, ben)
    with pytest.raises(ValidationError):
        match_referral(referral=unmatched, patient=None, by=ben, **HOW)
    with pytest.raises(ValidationError, match="This referral was decided already"):
        refuse_referral(referral=unmatched, by=ben, now=NOON)
    assert not Problem.objects.exists()
