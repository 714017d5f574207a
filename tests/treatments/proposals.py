"""Mixes that are about to be made in tests, and batches and containers around them."""

from dataclasses import replace
from decimal import Decimal

from patients.models import Allergy, Patient
from staff.models import User
from tests.treatments.builders import KNEE_JOINT, KNEE_LIGAMENT, TODAY
from tests.treatments.days import agreed_plan, noon, started
from treatments.mix_checks import Drawn, Proposal, check_mix
from treatments.models import Lot, Mix, MixPart, SessionRecord, Vial

NOW = noon(TODAY)
AROUND = replace(KNEE_LIGAMENT, volume_ml=Decimal("7.5"), points=15)


def knee_day(patient: Patient, by: User) -> SessionRecord:
    """6 mL into the right knee, 7.5 mL around it, 70 kg; nothing was given elsewhere."""
    plan = agreed_plan(patient, by, targets=(KNEE_JOINT, AROUND))
    found = started(plan.sessions.get(number=1), by)
    found.anaesthetic_elsewhere = False
    found.save(update_fields=["anaesthetic_elsewhere"])
    return found


def proposal(
    *parts: tuple[Lot, str], injected: str = "", vial: Vial | None = None, **more
) -> Proposal:
    drawn = tuple(Drawn(lot=lot, vial=vial, ml=Decimal(ml)) for lot, ml in parts)
    total = sum((part.ml for part in drawn), Decimal(0))
    return Proposal(parts=drawn, injected_ml=Decimal(injected) if injected else total, **more)


def weak_knee(lots, **more) -> Proposal:
    """10 mL of 15 % dextrose and 0.2 % lidocaine."""
    return proposal(
        (lots["dextrose-50"], "3"),
        (lots["lidocaine-1-multi-dose"], "2"),
        (lots["sterile-water"], "5"),
        **more,
    )


def checked(record: SessionRecord, made: Proposal, **more):
    return check_mix(record, made, now=NOW, **more)


def codes(record: SessionRecord, made: Proposal, **more) -> list[tuple[str, str]]:
    return [(one.level.value, one.code) for one in checked(record, made, **more).found]


def only(record: SessionRecord, made: Proposal, **more):
    (one,) = checked(record, made, **more).found
    return one


def batch(record: SessionRecord, lot: Lot, ml: str, position: int = 1, **fields) -> Mix:
    mix = Mix.objects.create(
        **{
            "record": record,
            "position": position,
            "total_ml": Decimal(ml),
            "mixed_at": NOW,
            "mixed_by": record.physician,
            "appearance": "clear",
        }
        | fields
    )
    vial = opened(lot, record)
    MixPart.objects.create(mix=mix, position=1, lot=lot, vial=vial, ml=Decimal(ml))
    return mix


def opened(lot: Lot, record: SessionRecord, at=NOW, **fields) -> Vial:
    patient = record.session.plan.patient if lot.product.single_dose else None
    return Vial.objects.create(
        **{"lot": lot, "patient": patient, "opened_at": at, "opened_by": record.physician} | fields
    )


def allergic(patient, substance: str, by) -> None:
    patient.allergies_status = "listed"
    patient.save(update_fields=["allergies_status"])
    Allergy.objects.create(patient=patient, substance=substance, entered_by=by)
