"""Charts that leave one clinic and arrive in another, which has never heard of the patient."""

import io
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from django.db import transaction

from patients.actions.referrals import accept_entries, waiting_entries
from patients.facts import gather
from patients.models import Patient
from patients.rules.derived import derive
from patients.rules.policy import Policy
from patients.sent_values import columns_of
from patients.verdicts import CHART
from records.fhir.intake import import_file
from records.fhir.received import receive
from records.fhir.report import Imported
from records.fhir_export.writing import bundle_lines
from staff.models import User
from tests import people
from tests.records.fhir_export.wholes import NOW, TODAY, exported

# Looked up where a chart arrives, whatever the file says.
LOOKED_UP = {"classes", "classed_by"}


@dataclass(frozen=True, slots=True)
class Left:
    """What one clinic had on file, and the document that left it."""

    document: str
    chart: dict[str, list[dict[str, Any]]]
    facts: dict[str, Any]
    derived: dict[str, Any]
    person: dict[str, Any]


def leave(fill: Callable[[Patient, User], object], **person: Any) -> Left:
    """Fill a chart, export it, and undo everything: nothing of that clinic is left here."""
    with transaction.atomic():
        physician = people.physician("Maria Santos")
        patient = people.patient("Anna Berg", **person)
        fill(patient, physician)
        patient.refresh_from_db()
        left = Left(
            document="".join(bundle_lines(exported(patient))),
            chart=chart_of(patient),
            facts=facts_of(patient),
            derived=derived_of(patient),
            person=person_of(patient),
        )
        transaction.set_rollback(True)
    return left


def arrive(document: str, by: User, name: str = "anna.json") -> Imported:
    file = receive(io.BytesIO(document.encode()), name)
    return import_file(file, by=by, now=NOW, today=TODAY)


def accept_all(patient: Patient, by: User) -> None:
    chosen = waiting_entries(patient)
    if chosen:
        accept_entries(patient=patient, chosen=chosen, by=by, now=NOW, today=TODAY)


def chart_of(patient: Patient) -> dict[str, list[dict[str, Any]]]:
    """Every line that stands, with everything clinical that its columns hold."""
    return {
        model.__name__: sorted(
            (_line(row) for row in model._base_manager.filter(patient=patient, voided_at=None)),
            key=str,
        )
        for model in CHART
    }


def _line(row: Any) -> dict[str, Any]:
    line = {name: getattr(row, name) for name in columns_of(type(row)) if name not in LOOKED_UP}
    if line.get("taken_at"):
        line["taken_at"] = line["taken_at"].replace(microsecond=0)
    return line


def facts_of(patient: Patient) -> dict[str, Any]:
    """What screening rests on, without the numbers of rows and without what has to be asked."""
    facts = plain(gather(patient, today=TODAY, answers={}))
    for name in ("allergies_status", "medications_reviewed", "allergies_reviewed"):
        del facts[name]
    for lines in facts.values():
        if isinstance(lines, list):
            lines.sort(key=str)
    return facts


def plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name != "id"}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return sorted(value) if isinstance(value, frozenset | set) else value


def derived_of(patient: Patient) -> dict[str, Any]:
    """What `screening_facts --json` prints, but for the answer on allergies in general."""
    said = derive(gather(patient, today=TODAY, answers={}), Policy()).to_json()
    return {name: value for name, value in said.items() if name != "allergies_status"}


def person_of(patient: Patient) -> dict[str, Any]:
    names = (
        "given_name", "family_name", "birth_date", "sex", "phone", "email", "address",
        "preferred_language", "deceased_on",
    )  # fmt: skip
    return {name: getattr(patient, name) for name in names}


def days_before(number: int) -> date:
    return date.fromordinal(TODAY.toordinal() - number)
