"""Batches on the bench, written straight to the tables: which lot went to whom, and when."""

from datetime import date
from decimal import Decimal

from patients.models import Patient
from staff.models import User
from tests.treatments import builders
from tests.treatments.days import agreed_plan, noon
from treatments.models import Injection, Lot, Mix, MixPart, Session, SessionRecord, Vial


def batch(
    patient: Patient, by: User, *, on: date = builders.TODAY, total_ml: Decimal = Decimal(100)
) -> Mix:
    """A batch of the first session of a plan, with nothing in it yet."""
    session = agreed_plan(patient, by, on=on).sessions.get(number=1)
    record = SessionRecord.objects.create(
        session=session, physician=by, treated_on=on, started_at=noon(on), reaction="none"
    )
    return Mix.objects.create(
        record=record,
        position=1,
        total_ml=total_ml,
        mixed_at=noon(on),
        mixed_by=by,
        appearance=Mix.Appearance.CLEAR,
    )


def poured(
    lot: Lot,
    patient: Patient,
    by: User,
    *,
    on: date = builders.TODAY,
    ml: str = "4",
    injected: bool = True,
    signed: bool = False,
) -> Mix:
    """So much out of a lot for this patient; `injected` says whether it left the bowl."""
    mix = batch(patient, by, on=on, total_ml=Decimal(ml))
    vial = Vial.objects.create(lot=lot, patient=patient, opened_at=noon(on), opened_by=by)
    MixPart.objects.create(mix=mix, position=1, lot=lot, vial=vial, ml=Decimal(ml))
    if injected:
        Injection.objects.create(
            record=mix.record,
            position=1,
            mix=mix,
            region="knee",
            side="right",
            structure="knee_joint_space",
            route="intra_articular",
            guidance="ultrasound",
            dextrose_pct=Decimal(25),
            volume_ml=Decimal(ml),
        )
    if signed:
        _sign(mix.record, by, on)
    return mix


def _sign(record: SessionRecord, by: User, on: date) -> None:
    session = record.session
    version = session.plan.signed_version()
    record.screening = version.screening
    record.signed_by, record.signed_at = by, noon(on)
    record.save(update_fields=["screening", "signed_by", "signed_at"])
    Session.objects.filter(pk=session.pk).update(
        state=Session.State.GIVEN, given_on=on, given_under=version
    )
