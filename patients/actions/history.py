"""Writes into the chart: problems, results, prior treatments, letters; taking back; the review.

Medicines and allergies have modules of their own. An entry is never deleted: it is changed, with
its history kept by the database, or taken back with a reason.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, TypeVar, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from patients import icd10, units
from patients.actions.person import check_open, lock_open
from patients.actions.settling import settle_referrals
from patients.models import (
    Allergy,
    Icd10Code,
    Medication,
    Patient,
    PriorTreatment,
    Problem,
    Result,
    SpecialistNote,
)
from patients.models.entry import PRECISIONS, ChartEntry, Precision, last_day_of
from patients.models.history import RESULT_RANGES
from staff.models import User, lock_unchanged

Entry = TypeVar("Entry", bound=ChartEntry)

# The ways in which an entry is named in addresses.
ENTRY_KINDS: dict[str, type[ChartEntry]] = {
    "problem": Problem,
    "medication": Medication,
    "allergy": Allergy,
    "result": Result,
    "prior-treatment": PriorTreatment,
    "specialist-note": SpecialistNote,
}


class ProblemFields(TypedDict, total=False):
    display: str
    system: str
    code: str
    onset: date | None
    status: str
    verified: bool
    note: str


class PriorTreatmentFields(TypedDict, total=False):
    kind: str
    region: str
    side: str
    substance: str
    started_on: date | None
    ended_on: date | None
    outcome: str
    note: str


class SpecialistNoteFields(TypedDict, total=False):
    kind: str
    specialist: str
    dated: date
    agrees: bool
    note: str


@transaction.atomic
def add_problem(
    *, patient: Patient, by: User, today: date, **fields: Unpack[ProblemFields]
) -> Problem:
    """Put a diagnosis or complaint on the problem list.

    A code is brought into the list's own writing. Raises ValidationError for a code that does not
    exist and for an onset before birth or after `today`.
    """
    problem = Problem(patient=patient, entered_by=by, **fields)
    _check_problem(problem, today)
    return write(problem)


@transaction.atomic
def change_problem(
    *, problem: Problem, revision: int, today: date, **fields: Unpack[ProblemFields]
) -> Problem:
    locked = reopen(problem, revision, fields)
    _check_problem(locked, today)
    return rewrite(locked, [*fields, "display", "code"])


def _check_problem(problem: Problem, today: date) -> None:
    check_day("onset", problem.onset, problem.patient, today, problem.onset_precision)
    if not problem.display and not problem.code:
        raise ValidationError({"display": "Say the problem in words, or pick a code."})
    if problem.system == Problem.System.ICD10CM and problem.code:
        try:
            problem.code = icd10.normalise(problem.code)
        except ValueError as error:
            raise ValidationError({"code": str(error)}) from error
        row = Icd10Code.objects.filter(pk=problem.code).first()
        # Without the list (not loaded yet) only the look of the code can be checked.
        if row is None and Icd10Code.objects.exists():
            raise ValidationError(
                {
                    "code": f"{problem.code} is not in the ICD-10-CM list. Pick a code, or leave "
                    "it empty and say the problem in words."
                }
            )
        if row is not None and not problem.display:
            problem.display = row.title
    problem.display = problem.display or problem.code


@transaction.atomic
def add_result(
    *,
    patient: Patient,
    kind: str,
    value: Decimal,
    taken_on: date,
    by: User,
    now: datetime,
    today: date,
    unit: str = "",
    taken_at: datetime | None = None,
) -> Result:
    """Keep one measured value, converted into the unit in which the record keeps this kind.

    `unit` is an id of `units.OTHER_UNITS`, or "" for the kind's own. Raises ValidationError for a
    value that no living person has, and for a time in the future.
    """
    check_day("taken_on", taken_on, patient, today)
    if taken_at is not None and taken_at > now:
        raise ValidationError({"taken_at": "This time is in the future."})
    try:
        stored = units.to_stored(kind, value, unit)
    except ValueError as error:
        raise ValidationError({"unit": str(error)}) from error
    _check_range(kind, stored, typed_in_own_unit=not unit)
    result = Result(
        patient=patient,
        entered_by=by,
        kind=kind,
        value=stored,
        taken_on=taken_on,
        taken_at=taken_at,
    )
    return write(result)


def _check_range(kind: str, value: Decimal, *, typed_in_own_unit: bool) -> None:
    if kind not in RESULT_RANGES:
        raise ValidationError({"kind": "Choose what was measured."})
    unit, low, high = RESULT_RANGES[kind]
    if low <= value <= high:
        return
    label = Result(kind=kind).get_kind_display()
    message = f"{label} must be between {low} and {high} {unit}".rstrip() + ". Check the figure."
    other = units.likely_other(kind, value, low, high) if typed_in_own_unit else None
    if other is not None:
        message = f"{message} If it is in {other.label}, choose that unit."
    raise ValidationError({"value": message})


@transaction.atomic
def add_prior_treatment(
    *, patient: Patient, by: User, today: date, **fields: Unpack[PriorTreatmentFields]
) -> PriorTreatment:
    """Keep what was tried before for a complaint, and what it brought."""
    treatment = PriorTreatment(patient=patient, entered_by=by, **fields)
    _check_prior_treatment(treatment, today)
    return write(treatment)


@transaction.atomic
def change_prior_treatment(
    *,
    treatment: PriorTreatment,
    revision: int,
    today: date,
    **fields: Unpack[PriorTreatmentFields],
) -> PriorTreatment:
    locked = reopen(treatment, revision, fields)
    _check_prior_treatment(locked, today)
    return rewrite(locked, fields)


def _check_prior_treatment(treatment: PriorTreatment, today: date) -> None:
    began, over = treatment.started_precision, treatment.ended_precision
    check_day("started_on", treatment.started_on, treatment.patient, today, began)
    check_day("ended_on", treatment.ended_on, treatment.patient, today, over)
    started, ended = treatment.started_on, treatment.ended_on
    if started and ended and ended < started:
        raise ValidationError({"ended_on": "The end cannot be before the start."})


@transaction.atomic
def add_specialist_note(
    *, patient: Patient, by: User, today: date, **fields: Unpack[SpecialistNoteFields]
) -> SpecialistNote:
    """Keep what another specialist wrote about the injections; the newest of its kind counts."""
    letter = SpecialistNote(patient=patient, entered_by=by, **fields)
    check_day("dated", letter.dated, patient, today)
    return write(letter)


@transaction.atomic
def change_specialist_note(
    *,
    letter: SpecialistNote,
    revision: int,
    today: date,
    **fields: Unpack[SpecialistNoteFields],
) -> SpecialistNote:
    locked = reopen(letter, revision, fields)
    check_day("dated", locked.dated, locked.patient, today)
    return rewrite(locked, fields)


@transaction.atomic
def void_entry(*, entry: Entry, reason: str, by: User, now: datetime) -> Entry:
    """Take an entry back: it stays on record, struck out, and no rule looks at it any more."""
    # Allergies change the patient's row as well: the patient is locked before the entry, always.
    patient = Patient.objects.select_for_update(no_key=True).get(pk=entry.patient_id)
    locked: Entry = type(entry)._base_manager.select_for_update().get(pk=entry.pk)
    if locked.voided_at is not None:
        raise ValidationError("This entry was taken back already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why this entry is taken back."})
    locked.voided_at = now
    locked.voided_by = by
    locked.void_reason = reason.strip()
    locked.revision += 1
    rewrite(locked, ["voided_at", "voided_by", "void_reason"])
    if isinstance(locked, Allergy):
        settle_allergies(patient)
    if locked.referral_id is not None:
        settle_referrals(patient)
    return locked


def settle_allergies(patient: Patient) -> None:
    """Make the three-state allergy answer fit the list; `patient` is locked by the caller.

    When the last allergy goes, nobody has said "none known": it is to be asked again.
    """
    known = Patient.Allergies
    if Allergy.held_by(patient).exists():
        wanted = known.LISTED
    elif patient.allergies_status == known.LISTED:
        wanted = known.NOT_ASKED
    else:
        return
    # The patient's revision stays: it guards the contact form, which this does not touch.
    patient.allergies_status = wanted
    patient.save(update_fields=["allergies_status"])


@transaction.atomic
def review_history(*, patient: Patient, by: User, today: date) -> Patient:
    """A physician says: medicines and allergies were gone through today and are complete."""
    locked = lock_open(patient.pk)
    if locked.allergies_status == Patient.Allergies.NOT_ASKED:
        raise ValidationError(
            "Allergies were not asked yet. List them, or mark that none are known, and then "
            "confirm the review."
        )
    locked.history_reviewed_on = today
    locked.history_reviewed_by = by
    locked.full_clean()
    locked.save(update_fields=["history_reviewed_on", "history_reviewed_by"])
    return locked


def check_day(
    field: str,
    day: date | None,
    patient: Patient,
    today: date,
    precision: str = Precision.DAY,
) -> None:
    """Raise ValidationError for a day after `today` or before the patient was born.

    Of somebody born in April 1968 "1968" is no day before birth.
    """
    if day is not None and day > today:
        raise ValidationError({field: "This date is in the future."})
    if day is not None and last_day_of(day, precision) < patient.birth_date:
        raise ValidationError({field: "This date is before the patient was born."})


def write(entry: Entry) -> Entry:
    """Validate and insert a chart entry."""
    check_open(entry.patient)
    entry.full_clean()
    entry.save()
    return entry


def reopen(entry: Entry, revision: int, fields: Mapping[str, Any]) -> Entry:
    """The entry, locked and unchanged since `revision`, with `fields` set and not saved yet.

    A day that is changed is known to the day from now on.
    """
    locked: Entry = lock_unchanged(entry, revision)
    check_open(locked.patient)
    if locked.voided_at is not None:
        raise ValidationError("This entry was taken back; it cannot be changed any more.")
    for name, value in fields.items():
        if name in PRECISIONS and getattr(locked, name) != value:
            setattr(locked, PRECISIONS[name], Precision.DAY)
        setattr(locked, name, value)
    return locked


def rewrite(entry: Entry, fields: Mapping[str, Any] | list[str]) -> Entry:
    """Validate a locked entry and save the named fields."""
    entry.full_clean()
    precisions = {PRECISIONS[name] for name in fields if name in PRECISIONS}
    entry.save(update_fields={*fields, *precisions, "revision", "changed_at"})
    return entry
