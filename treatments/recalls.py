"""Who got something out of a lot: the sessions, and the patients to be told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Sum

from patients.models import Patient
from staff.models import User
from treatments.models import Injection, Lot, Session, SessionRecord


@dataclass(frozen=True, slots=True)
class Use:
    """One session whose batches held something of the lot."""

    record: SessionRecord

    @property
    def patient(self) -> Patient:
        return self.record.session.plan.patient

    @property
    def ml(self) -> Decimal:
        """How much of the lot went into the batches."""
        poured: Decimal = self.record.poured_ml  # type: ignore[attr-defined]
        return poured

    @property
    def injected(self) -> bool:
        """False where the batch was thrown away, or nothing was recorded from it yet."""
        return bool(self.record.from_lot)  # type: ignore[attr-defined]

    @property
    def signed(self) -> bool:
        return self.record.signed_at is not None

    @property
    def void(self) -> bool:
        return self.record.session.state == Session.State.VOIDED


@dataclass(frozen=True, slots=True)
class Recipient:
    """A patient to be told, with the days on which something of the lot was injected."""

    patient: Patient
    uses: tuple[Use, ...]

    @property
    def days(self) -> list[date]:
        return sorted({use.record.treated_on for use in self.uses})

    @property
    def physicians(self) -> list[str]:
        return sorted({str(use.record.physician) for use in self.uses})

    @property
    def all_signed(self) -> bool:
        return all(use.signed for use in self.uses)


def records_of(lot: Lot, user: User) -> QuerySet[SessionRecord]:
    """Every record whose batches held something of the lot, newest first; unsigned ones too."""
    return (
        SessionRecord.objects.filter(
            mixes__parts__lot=lot, session__in=Session.objects.open_to(user)
        )
        .annotate(poured_ml=Sum("mixes__parts__ml"), from_lot=_drawn_from(lot))
        .select_related("session__plan__patient", "physician")
        .order_by("-treated_on", "-id")
    )


def people_to_tell(lot: Lot, user: User) -> QuerySet[Patient]:
    """Patients who are alive and were injected something of the lot, by name.

    A void record counts: it says that something was wrong in it, not that nothing was given.
    """
    return _injected(lot, user).filter(deceased_on=None).order_by("family_name", "given_name", "id")


def people_who_died(lot: Lot, user: User) -> QuerySet[Patient]:
    return _injected(lot, user).exclude(deceased_on=None)


def _injected(lot: Lot, user: User) -> QuerySet[Patient]:
    injected = Injection.objects.filter(
        record__session__plan__patient=OuterRef("pk"), mix__parts__lot=lot
    )
    return Patient.objects.open_to(user).filter(Exists(injected))


def recipients(patients: Iterable[Patient], lot: Lot, user: User) -> list[Recipient]:
    """The patients with what they got; one query."""
    uses: dict[int, list[Use]] = defaultdict(list)
    patients = list(patients)
    given = records_of(lot, user).filter(_drawn_from(lot), session__plan__patient__in=patients)
    for record in given:
        use = Use(record)
        uses[use.patient.pk].append(use)
    return [Recipient(patient, tuple(uses[patient.pk])) for patient in patients]


def _drawn_from(lot: Lot) -> Exists:
    """Whether something of the lot was injected under the record."""
    return Exists(Injection.objects.filter(record=OuterRef("pk"), mix__parts__lot=lot))
