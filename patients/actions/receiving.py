"""Writes what another clinic sent: the document, whom it is about, and entries that wait.

Called by the import only, for one document in one transaction. What the database would refuse
with a figure in its message is refused here, by the place in the document.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, transaction

from patients.actions.history import ENTRY_KINDS, settle_allergies
from patients.actions.person import check_open, register_patient
from patients.actions.sent_classes import with_classes
from patients.actions.settling import settle_referrals
from patients.models import Document, Medication, Patient, PatientIdentifier, Referral
from patients.models.entry import ChartEntry
from patients.names import fold
from patients.sent import CannotBeTakenError, Counts, Note, SentEntry, SentPerson, digest
from patients.sent_values import columns_of, fitted, shortened, storable, storable_json
from staff.models import User

_AT_ONCE = 500
_LONGEST_KEY = 300
_LONGEST_NUMBER = 200
_SEXES = frozenset(Patient.Sex.values)


@dataclass(slots=True)
class Received:
    """What came of the entries of one person."""

    counts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry, fitted, with the digest of what was sent."""

    path: str
    key: str
    values: dict[str, Any]
    digest: str


@transaction.atomic
def keep_document(
    *,
    sha256: str,
    name: str,
    size: int,
    content: bytes,
    report: Mapping[str, Any],
    by: User,
    now: datetime,
) -> Document:
    """Keep a file as it came; `content` is gzip of its `size` bytes."""
    return Document.objects.create(
        sha256=sha256,
        name=shortened(storable(name), 200),
        size=size,
        content=content,
        report=storable_json(report),
        received_by=by,
        received_at=now,
    )


@transaction.atomic
def open_referral(
    *,
    document: Document,
    subject: str,
    person: Mapping[str, Any],
    patient: Patient | None,
    matched: str,
    by: User,
    now: datetime,
    sender: str = "",
    reason: str = "",
    authored_on: date | None = None,
) -> Referral:
    """Note what a document says about one person; without `patient` somebody has to decide."""
    state = Referral.State.UNMATCHED if patient is None else Referral.State.WAITING
    return Referral.objects.create(
        document=document,
        subject=storable(subject),
        patient=patient,
        state=state,
        matched=matched,
        matched_by=by if patient is not None else None,
        matched_at=now if patient is not None else None,
        person=storable_json(person),
        sender=shortened(storable(sender), 200),
        reason=shortened(storable(reason), 500),
        authored_on=authored_on,
        received_at=now,
    )


@transaction.atomic
def register_sent(
    *, person: SentPerson, referrer: str, by: User, today: date
) -> tuple[Patient, list[Note]]:
    """Open a new record for the person as sent; raises CannotBeTakenError.

    Somebody has looked, or the importer has, that the person is not on record.
    """
    notes: list[Note] = []
    if person.birth_date is None:
        raise CannotBeTakenError(f"{person.path}.birthDate", "A full birth date is needed.")
    try:
        patient = register_patient(
            by=by,
            today=today,
            confirmed_new=True,
            birth_date=person.birth_date,
            referrer=shortened(storable(referrer), 120),
            sex=person.sex if person.sex in _SEXES else Patient.Sex.UNKNOWN,
            email=_email(person, notes),
            **_contact(person, notes),
        )
        _note_death(patient, person, today, notes)
    except ValidationError as error:
        raise CannotBeTakenError(person.path, _said(error)) from None
    return patient, notes


def _contact(person: SentPerson, notes: list[Note]) -> Any:
    fitting = {}
    for name, longest in (
        ("given_name", 80),
        ("family_name", 80),
        ("phone", 40),
        ("address", 300),
        ("preferred_language", 40),
    ):
        text = storable(getattr(person, name)).strip()
        if len(text) > longest:
            notes.append(Note(person.path, f"The {name} is too long; the rest was cut off."))
        fitting[name] = shortened(text, longest)
    return fitting


def _email(person: SentPerson, notes: list[Note]) -> str:
    email = storable(person.email).strip()
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        notes.append(Note(person.path, "The e-mail address is not one; it was left out."))
        return ""
    return email


def _note_death(patient: Patient, person: SentPerson, today: date, notes: list[Note]) -> None:
    died = person.deceased_on
    if not person.deceased and died is None:
        return
    if died is not None and not patient.birth_date <= died <= today:
        text = "The date of death is before birth or after today; it was left out."
        notes.append(Note(person.path, text))
        died = None
    patient.deceased_by = died is None
    patient.deceased_on = died or today
    patient.save(update_fields=["deceased_on", "deceased_by"])


def _said(error: ValidationError) -> str:
    """The messages with their fields."""
    if hasattr(error, "error_dict"):
        told = error.message_dict.items()
        return " ".join(f"{name}: {' '.join(messages)}" for name, messages in told)
    return " ".join(error.messages)


@transaction.atomic
def keep_identifiers(*, patient: Patient, person: SentPerson) -> list[Note]:
    """Remember the numbers under which the sender knows the patient; notes on those it may not."""
    sent = {
        (storable(system), storable(value))
        for system, value in person.identifiers
        if system.strip() and value.strip()
    }
    notes = [
        Note(f"{person.path}.identifier", "A number is too long and was not kept.")
        for system, value in sent
        if len(system) > _LONGEST_NUMBER or len(value) > _LONGEST_NUMBER
    ]
    sent = {pair for pair in sent if max(map(len, pair)) <= _LONGEST_NUMBER}
    known = {
        (row.system, row.value): row.patient_id
        for row in PatientIdentifier.objects.filter(value__in=[value for _, value in sent])
    }
    PatientIdentifier.objects.bulk_create(
        PatientIdentifier(patient=patient, system=system, value=value)
        for system, value in sorted(sent - known.keys())
    )
    if any(known[pair] != patient.pk for pair in sent & known.keys()):
        notes.append(
            Note(f"{person.path}.identifier", "A number belongs to another patient already.")
        )
    return notes


@transaction.atomic
def receive_entries(
    *,
    referral: Referral,
    entries: Iterable[SentEntry],
    by: User,
    now: datetime,
    today: date,
    empty: bool = False,
) -> Received:
    """Write entries into the chart of the referral's patient, where they wait for a clinician.

    Under a key that is there already: nothing if the same was sent before, else the row is changed
    and waits again, also one that was declined. `empty` says that the chart was just opened, and
    nothing is looked for in it. Raises CannotBeTakenError, and nothing is written.
    """
    if referral.patient_id is None:
        raise ValidationError("Say first whom this referral is about.")
    # No two at once for one chart: a key is looked for and then written.
    patient = Patient.objects.select_for_update(no_key=True).get(pk=referral.patient_id)
    check_open(patient)
    referral.patient = patient
    received = Received()
    by_kind: defaultdict[str, list[SentEntry]] = defaultdict(list)
    for entry in entries:
        by_kind[str(entry.kind)].append(entry)
    for kind, sent in by_kind.items():
        lines = _lines(ENTRY_KINDS[kind], sent, patient, today, received, kind)
        known = {} if empty else _known(ENTRY_KINDS[kind], patient, lines)
        _write(ENTRY_KINDS[kind], lines, known, referral, by, now, received.counts[kind])
    if "allergy" in by_kind:
        settle_allergies(patient)
    if not (empty and any(counted.added for counted in received.counts.values())):
        settle_referrals(patient)
        referral.refresh_from_db(fields=["state"])
    return received


def _known(
    model: type[ChartEntry], patient: Patient, lines: Sequence[_Line]
) -> dict[str, ChartEntry]:
    keys = [line.key for line in lines]
    rows = model._base_manager.filter(patient=patient, source_key__in=keys)
    return {row.source_key: row for row in rows.select_for_update()}


def _lines(
    model: type[ChartEntry],
    sent: Sequence[SentEntry],
    patient: Patient,
    today: date,
    received: Received,
    kind: str,
) -> list[_Line]:
    """Entries that can be written, one for each key; of two with one key the later counts."""
    found: dict[str, _Line] = {}
    for entry in sent:
        key = storable(entry.key)
        if not key or len(key) > _LONGEST_KEY:
            raise CannotBeTakenError(entry.path, "This resource has no id that could be kept.")
        values, notes = fitted(model, entry, born=patient.birth_date, today=today)
        received.notes += notes
        if values is None:
            received.counts[kind].refused += 1
            continue
        line = _Line(entry.path, key, values, digest(values))
        before = found.get(key)
        if before is not None and before.digest != line.digest:
            received.notes.append(
                Note(entry.path, f"Sent twice, not the same; this one counts, not {before.path}.")
            )
        found[key] = line
    return with_classes(model, found.values())


def _write(
    model: type[ChartEntry],
    lines: Sequence[_Line],
    known: Mapping[str, ChartEntry],
    referral: Referral,
    by: User,
    now: datetime,
    counts: Counts,
) -> None:
    new, changed = [], []
    for line in lines:
        row = known.get(line.key)
        if row is None:
            new.append(line)
        elif row.source_digest != line.digest:
            changed.append((row, line))
        elif row.voided_at is not None:
            counts.declined += 1
        else:
            counts.unchanged += 1
    _insert(model, new, referral, by)
    _change(model, changed, referral, now)
    counts.added += len(new)
    counts.changed += len(changed)


def _insert(model: type[ChartEntry], lines: Sequence[_Line], referral: Referral, by: User) -> None:
    rows = [
        model(
            **line.values,
            patient=referral.patient,
            entered_by=by,
            referral=referral,
            source_key=line.key,
            source_digest=line.digest,
        )
        for line in lines
    ]
    try:
        with transaction.atomic():
            model._base_manager.bulk_create(rows, batch_size=_AT_ONCE)
    except (DatabaseError, ValueError):
        # Which of them it was, the database does not say without saying what is in it.
        for row, line in zip(rows, lines, strict=True):
            _try(row, line.path, force_insert=True)
        raise


def _change(
    model: type[ChartEntry],
    changed: Sequence[tuple[ChartEntry, _Line]],
    referral: Referral,
    now: datetime,
) -> None:
    names = [
        *(name for name in columns_of(model) if any(name in line.values for _, line in changed)),
        *("referral", "source_digest", "accepted_by", "accepted_at"),
        *("voided_by", "voided_at", "void_reason", "revision", "changed_at"),
    ]
    for row, line in changed:
        for name, value in _newer(row, line.values).items():
            setattr(row, name, value)
        row.referral, row.source_digest = referral, line.digest
        row.accepted_by = row.accepted_at = None
        row.voided_by = row.voided_at = None
        row.void_reason = ""
        row.revision += 1
        row.changed_at = now
        _try(row, line.path, update_fields=names)


def _newer(row: ChartEntry, values: dict[str, Any]) -> dict[str, Any]:
    """What a physician said about the class of a medicine holds while its name does."""
    if (
        isinstance(row, Medication)
        and row.classed_by == Medication.ClassedBy.PHYSICIAN
        and fold(row.name) == fold(values["name"])
    ):
        return {n: v for n, v in values.items() if n not in ("classes", "classed_by")}
    return values


def _try(row: ChartEntry, path: str, **how: Any) -> None:
    try:
        with transaction.atomic():
            row.save(**how)
    except (DatabaseError, ValueError) as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        why = f" ({constraint})" if constraint else ""
        text = f"The database does not take this entry{why}."
        raise CannotBeTakenError(path, text) from None
