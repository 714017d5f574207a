"""Writes about the classes of medicines that the drug list does not know.

What a physician says about a name holds for the whole clinic, in every chart where it stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from patients import drugs
from patients.actions.history import reopen, rewrite
from patients.medicine_search import Found, look_up
from patients.models import ClinicMedicine, Medication
from patients.rules.facts import NO_SCREENED_CLASS, PART_UNKNOWN
from staff.models import User


@dataclass(frozen=True, slots=True)
class Classified:
    """`others` counts the entries of other charts that were given the class with it."""

    medication: Medication
    others: int


@transaction.atomic
def classify_medication(
    *, medication: Medication, revision: int, classes: Iterable[str], by: User, now: datetime
) -> Classified:
    """A physician says which screened classes a medicine belongs to; "none" says: to no one.

    A name that the drug list does not know is remembered for the clinic, and the class is set in
    the other charts too where nobody has classified it or where it came from the same memory. Of
    a medicine that the list knows, only this entry changes.
    Raises ValidationError for no answer, an unknown class, or "none" beside a class.
    """
    chosen = _checked(classes)
    key = drugs.without_strength(medication.name)
    remember = bool(key) and not drugs.classify(medication.name).known
    # The clinic's row is locked before any entry, always: two physicians cannot block each other.
    before = _remember(key, medication.name, chosen, by, now) if remember else None
    by_physician = {"classes": chosen, "classed_by": Medication.ClassedBy.PHYSICIAN}
    saved = rewrite(reopen(medication, revision, by_physician), by_physician)
    others = _set_elsewhere(key, before, but_not=saved) if remember else 0
    return Classified(saved, others)


@transaction.atomic
def classify_clinic_medicine(
    *, medicine: ClinicMedicine, seen: str, classes: Iterable[str], by: User, now: datetime
) -> int:
    """Correct what the clinic remembers, also in the charts that have it; returns how many.

    `seen` is `as_seen` of the row that was on the screen. Raises ValidationError
    as `classify_medication`, and when somebody has classified it meanwhile.
    """
    chosen = _checked(classes)
    locked = ClinicMedicine.objects.select_for_update().get(pk=medicine.pk)
    if locked.as_seen != seen:
        raise ValidationError(
            f"{locked.classed_by} has classified {locked.name} meanwhile. Nothing was saved: look "
            "at the class that is set now, and choose again if it is wrong.",
            code="stale",
        )
    before = _remember(locked.folded, locked.name, chosen, by, now)
    return _set_elsewhere(locked.folded, before)


@transaction.atomic
def look_up_again() -> int:
    """After the drug list has grown: look up what no physician classified.

    Returns how many entries changed. Nothing that a physician said is touched.
    """
    rows = Medication.objects.standing().exclude(classed_by=Medication.ClassedBy.PHYSICIAN)
    return sum(
        _put(row, look_up(row.name)) for row in rows.select_for_update().order_by("id").iterator()
    )


def _checked(classes: Iterable[str]) -> list[str]:
    chosen = sorted(set(classes))
    known = {drug_class.id for drug_class in drugs.drug_classes()} | {NO_SCREENED_CLASS}
    if not chosen:
        raise ValidationError({"classes": "Choose at least one class, or “none of these”."})
    if not known.issuperset(chosen):
        raise ValidationError({"classes": "This class does not exist."})
    if NO_SCREENED_CLASS in chosen and len(chosen) > 1:
        raise ValidationError({"classes": "“None of these” cannot stand beside a class."})
    return chosen


def _remember(
    key: str, name: str, chosen: Sequence[str], by: User, now: datetime
) -> list[str] | None:
    """Keep the newest answer; returns the classes that were remembered before, None for a new name.

    The clinic's memory writes "none" as an empty list.
    """
    kept = [class_id for class_id in chosen if class_id != NO_SCREENED_CLASS]
    said = {"name": name, "classes": kept, "classed_by": by, "classed_at": now}
    rows = ClinicMedicine.objects.select_for_update(of=("self",))
    medicine, new = rows.get_or_create(folded=key, defaults=said)
    if new:
        return None
    before = list(medicine.classes)
    for field, value in said.items():
        setattr(medicine, field, value)
    medicine.full_clean()
    medicine.save(update_fields=list(said))
    return before


def _set_elsewhere(key: str, before: list[str] | None, but_not: Medication | None = None) -> int:
    """Set the class in every chart that waits for it, or has what was remembered before."""
    by = Medication.ClassedBy
    waiting = Q(classed_by=by.NOBODY) | Q(classes__contains=[PART_UNKNOWN])
    if before is not None:
        waiting |= Q(classed_by=by.PHYSICIAN, classes=before or [NO_SCREENED_CLASS])
    rows = Medication.objects.standing().filter(waiting, patient__merged_into=None)
    if but_not is not None:
        rows = rows.exclude(pk=but_not.pk)
    # Names are folded here and not by Postgres: no accent, no invisible sign may hide one.
    same = [
        pk for pk, name in rows.values_list("pk", "name") if drugs.without_strength(name) == key
    ]
    memory = ClinicMedicine.objects.get(folded=key)
    locked = Medication.objects.filter(pk__in=same).select_for_update().order_by("id")
    return sum(_put(row, Found(drugs.classify(row.name), memory)) for row in locked)


def _put(row: Medication, found: Found) -> bool:
    """Save what was found; False where it stands already."""
    classes = sorted(found.classes)
    if (row.classes, row.classed_by) == (classes, found.classed_by):
        return False
    row.classes, row.classed_by = classes, found.classed_by
    row.revision += 1
    rewrite(row, ["classes", "classed_by"])
    return True
