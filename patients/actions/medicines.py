"""Writes about medicines and allergies: what a rule must never take for harmless by mistake."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from patients import drugs
from patients.actions.history import check_day, reopen, rewrite, settle_allergies, write
from patients.actions.person import check_open, lock_open
from patients.medicine_search import look_up
from patients.models import Allergy, Medication, Patient, PrescriberDecision
from patients.names import fold
from patients.rules.allergens import ALLERGEN_CLASSES, allergen_classes
from staff.models import User

# A course may be prescribed to an end that is still to come, but hardly for longer.
LONGEST_AHEAD = timedelta(days=730)


class MedicationFields(TypedDict, total=False):
    name: str
    dose: str
    dose_mg_per_day: Decimal | None
    route: str
    indication: str
    started_on: date | None
    stopped_on: date | None


class AllergyFields(TypedDict, total=False):
    substance: str
    reaction: str
    classes: Iterable[str]
    disproved_on: date | None


@transaction.atomic
def add_medication(
    *, patient: Patient, by: User, today: date, **fields: Unpack[MedicationFields]
) -> Medication:
    """Put a medicine on the list; its class and, where not given, its route are looked up by name.

    A name that neither the drug list nor the clinic knows has no class: a physician has to
    classify it.
    """
    medication = Medication(patient=patient, entered_by=by, **fields)
    if medication.route in ("", Medication.Route.UNKNOWN):
        medication.route = drugs.guess_route(medication.name)
    _look_up_classes(medication)
    _check_medication(medication, today)
    return write(medication)


@transaction.atomic
def change_medication(
    *, medication: Medication, revision: int, today: date, **fields: Unpack[MedicationFields]
) -> Medication:
    """Correct or stop a medicine. A new name is looked up again.

    What a physician classified stays only while the name stays: under another name the old class
    could make an unknown drug look harmless.
    """
    old_name = fold(medication.name)
    locked = reopen(medication, revision, fields)
    by_physician = locked.classed_by == Medication.ClassedBy.PHYSICIAN
    if not (by_physician and fold(locked.name) == old_name):
        _look_up_classes(locked)
    _check_medication(locked, today)
    return rewrite(locked, [*fields, "classes", "classed_by"])


def _look_up_classes(medication: Medication) -> None:
    found = look_up(medication.name)
    medication.classes = sorted(found.classes)
    medication.classed_by = found.classed_by


def _check_medication(medication: Medication, today: date) -> None:
    began, over = medication.started_precision, medication.stopped_precision
    check_day("started_on", medication.started_on, medication.patient, today, began)
    stopped = medication.stopped_on
    check_day("stopped_on", stopped, medication.patient, today + LONGEST_AHEAD, over)
    if stopped and medication.started_on and stopped < medication.started_on:
        raise ValidationError({"stopped_on": "The stop date cannot be before the start date."})
    if medication.dose_mg_per_day is not None and medication.dose_mg_per_day <= 0:
        raise ValidationError({"dose_mg_per_day": "The daily dose must be more than 0 mg."})


@transaction.atomic
def record_prescriber_decision(
    *,
    medication: Medication,
    decision: str,
    prescriber: str,
    decided_on: date,
    by: User,
    today: date,
    note: str = "",
) -> PrescriberDecision:
    """Keep what the prescriber decided: continue, or hold. The newest decision counts."""
    check_open(medication.patient)
    if medication.voided_at is not None:
        raise ValidationError("This medicine was taken back; no decision can be added.")
    check_day("decided_on", decided_on, medication.patient, today)
    record = PrescriberDecision(
        medication=medication,
        decision=decision,
        prescriber=prescriber.strip(),
        decided_on=decided_on,
        note=note.strip(),
        entered_by=by,
    )
    record.full_clean()
    record.save()
    return record


@transaction.atomic
def set_allergies(*, patient: Patient, status: str, seen: str | None = None) -> Patient:
    """Answer the question after allergies: "none_known" or "not_asked".

    `seen` is the answer that was on the screen, refused if it is another by now.
    Refused while an allergy stands: void or disprove it first.
    """
    locked = lock_open(patient.pk)
    if status not in (Patient.Allergies.NONE_KNOWN, Patient.Allergies.NOT_ASKED):
        raise ValidationError({"status": "Choose one of the two answers."})
    if Allergy.held_by(locked).exists():
        raise ValidationError(
            {"status": "Allergies are listed. Take each back or disprove it first."}
        )
    if seen not in (None, locked.allergies_status):
        raise ValidationError(
            "Somebody else answered this while you had the page open. Nothing was saved; read "
            "the answer that is on record and save again.",
            code="stale",
        )
    locked.allergies_status = status
    locked.full_clean()
    locked.save(update_fields=["allergies_status"])
    return locked


@transaction.atomic
def add_allergy(
    *, patient: Patient, by: User, today: date, **fields: Unpack[AllergyFields]
) -> Allergy:
    """List an allergy; the classes that its name tells are added to those that were ticked."""
    locked = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    allergy = Allergy(patient=locked, entered_by=by, **fields)
    _check_allergy(allergy, today)
    write(allergy)
    settle_allergies(locked)
    return allergy


@transaction.atomic
def change_allergy(
    *, allergy: Allergy, revision: int, today: date, **fields: Unpack[AllergyFields]
) -> Allergy:
    """Correct an allergy, or record the day on which a test disproved it."""
    patient = Patient.objects.select_for_update(no_key=True).get(pk=allergy.patient_id)
    locked = reopen(allergy, revision, fields)
    _check_allergy(locked, today)
    rewrite(locked, [*fields, "classes"])
    settle_allergies(patient)
    return locked


def _check_allergy(allergy: Allergy, today: date) -> None:
    check_day("disproved_on", allergy.disproved_on, allergy.patient, today)
    classes = set(allergy.classes) | allergen_classes(allergy.substance)
    if not classes.issubset(ALLERGEN_CLASSES):
        raise ValidationError({"classes": "This class does not exist."})
    allergy.classes = sorted(classes)
