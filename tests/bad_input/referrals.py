"""What other clinics sent, for the pages that go on with it."""

import json
from datetime import date, datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from patients.actions.referrals import refuse_referral
from patients.actions.returning import entries_of, fingerprint
from patients.models import Patient, Problem, Referral
from patients.referral_page import read_waiting
from records.fhir.intake import import_file
from records.fhir.received import receive
from records.fhir.uploads import hand_in
from tests import people


def bundle(given: str, family: str) -> bytes:
    patient = {
        "resourceType": "Patient",
        "id": family,
        "identifier": [{"system": "http://hospital.example/mrn", "value": family}],
        "name": [{"family": family, "given": [given]}],
        "gender": "female",
        "birthDate": "1970-02-03",
    }
    active = {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical"}
    problem = {
        "resourceType": "Condition",
        "id": "gout",
        "subject": {"reference": f"Patient/{family}"},
        "clinicalStatus": {"coding": [active | {"code": "active"}]},
        "code": {"text": "Gout"},
    }
    entries = [{"resource": patient}, {"resource": problem}]
    document = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(document).encode()


class SentAgain(SimpleUploadedFile):
    """A file that can be sent with one form after the other."""

    def read(self, *size: int) -> bytes:
        self.seek(0)
        return super().read()


def a_file(clinic: SimpleNamespace) -> dict[str, Any]:
    return {"file": SentAgain("nina.json", bundle("Nina", "Abel"))}


def build(clinic: SimpleNamespace, now: datetime, today: date) -> None:
    when = {"now": now, "today": today}
    referred = bundle("Rosa", "Lang")
    import_file(receive(BytesIO(referred), "rosa.json"), by=clinic.ben, **when)
    clinic.referred = Patient.objects.get(family_name="Lang")
    clinic.referred_problem = Problem.objects.get(patient=clinic.referred)
    people.patient(
        "Vera Moss", record_number="P100001", birth_date=date(1970, 2, 3), registered_by=clinic.ben
    )
    import_file(receive(BytesIO(bundle("Vera", "Moss")), "vera.json"), by=clinic.ben, **when)
    clinic.unmatched = Referral.objects.get(state="unmatched")
    clinic.referral = Referral.objects.get(patient=clinic.referred)
    import_file(receive(BytesIO(bundle("Vera", "Moss") + b" "), "moss.json"), by=clinic.ben, **when)
    other = Referral.objects.unmatched().exclude(pk=clinic.unmatched.pk).get()
    clinic.set_aside = refuse_referral(referral=other, by=clinic.ben, now=now)
    clinic.document = clinic.unmatched.document
    file = BytesIO(bundle("Lena", "Ford"))
    clinic.upload = hand_in(file=file, name="lena.json", by=clinic.ben, **when)


def the_entry(clinic: SimpleNamespace) -> dict[str, Any]:
    row = clinic.referred_problem
    return {"entries": [f"problem.{row.pk}.{row.revision}"], "reason": "Not hers"}


def how_one_knows(clinic: SimpleNamespace) -> dict[str, Any]:
    return {"reason": "Her sister", "seen": fingerprint(entries_of(clinic.referral))}


def all_entries(clinic: SimpleNamespace) -> dict[str, Any]:
    return {"fingerprint": read_waiting(clinic.referred).fingerprint}
