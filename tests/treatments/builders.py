"""Plans under treatment and what they need: protocols, screenings, targets, consent.

`drafted_plan` and `signed_plan` go through the actions where the plan itself is concerned; the
screening is written straight to the table, because that is another floor's matter.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import transaction

from patients.models import Consent, Patient, PriorTreatment, Result, Screening
from patients.rules import Moment
from patients.rules.questions import QUESTIONS
from staff.models import User
from tests import people
from treatments.actions import plans, signing
from treatments.actions.library import load_published
from treatments.consent_state import consent_context, sites_of
from treatments.consent_text import risks_for
from treatments.models import Plan, PlanVersion, ProtocolVersion
from treatments.plan_content import PlanContent, TargetContent
from treatments.substances import substances_of

TODAY = date(2026, 11, 2)  # a Monday
NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)

KNEE_JOINT = TargetContent(
    structure="knee_joint_space",
    side="right",
    region="knee",
    route="intra_articular",
    guidance="ultrasound",
    dextrose_pct=Decimal(25),
    volume_ml=Decimal(6),
)
KNEE_LIGAMENT = replace(
    KNEE_JOINT,
    structure="knee_medial_collateral_ligament",
    route="extra_articular",
    dextrose_pct=Decimal(15),
    anaesthetic="lidocaine",
    anaesthetic_pct=Decimal("0.2"),
    volume_ml=Decimal(2),
    points=4,
)
KNEE = PlanContent(
    indication="Knee osteoarthritis, primary",
    indication_code="M17.11",
    region="knee",
    side="right",
    sessions_min=2,
    sessions_target=3,
    sessions_max=5,
    spacing_min_days=14,
    spacing_target_days=21,
    spacing_max_days=28,
    followup_days=(42, 180),
    instruments=("nrs_pain", "percent_normal"),
    goal="Walk to the market",
)


def harmless(moment: Moment) -> dict[str, str]:
    """Every answer that speaks for treatment, and both lists gone through."""
    asked = [question for question in QUESTIONS if moment in question.moments]
    return {question.id: question.harmless.value for question in asked} | {"lists_reviewed": "yes"}


# Answers to the questions before a plan with which a healthy chart is cleared.
FINE = harmless(Moment.PLAN)
# What was measured when the chart was written; kinds as in RESULT_RANGES.
MEASURED = {
    "weight": Decimal(70),
    "height": Decimal(168),
    "bp_systolic": Decimal(124),
    "bp_diastolic": Decimal(78),
}


def protocol(code: str = "knee_oa_whole_joint") -> ProtocolVersion:
    """One protocol of the published library, loaded when a test first asks for it."""
    if not ProtocolVersion.objects.exists():
        load_published(now=NOW)
    return ProtocolVersion.objects.usable().get(protocol__code=code)


def healthy(patient: Patient, by: User) -> Patient:
    """Fill the chart so that a screening with FINE comes out cleared."""
    patient.allergies_status = Patient.Allergies.NONE_KNOWN
    patient.save(update_fields=["allergies_status"])
    PriorTreatment.objects.create(
        patient=patient,
        entered_by=by,
        kind="physical_therapy",
        region="knee",
        outcome="some",
    )
    measured(patient, by)
    return patient


def anna_with_ruth() -> SimpleNamespace:
    """Ruth Adler, Ben Castillo, and Anna Berg, in whose chart nothing speaks against treatment."""
    ruth, ben = people.physician(), people.front_desk()
    anna = healthy(people.patient("Anna Berg", registered_by=ben), ruth)
    return SimpleNamespace(ruth=ruth, ben=ben, anna=anna)


def measured(patient: Patient, by: User, *, on: date = TODAY, **values: str) -> None:
    """Put values into the chart, by default everything that a plan is screened with."""
    found = {kind: Decimal(value) for kind, value in values.items()} or MEASURED
    Result.objects.bulk_create(
        Result(patient=patient, entered_by=by, kind=kind, value=value, taken_on=on)
        for kind, value in found.items()
    )


def screening(patient: Patient, by: User, **fields: Any) -> Screening:
    return Screening.objects.create(
        **{
            "patient": patient,
            "kind": "plan",
            "run_by": by,
            "run_at": NOW,
            "run_on": TODAY,
            "rules_version": "1",
            "policy": {},
            "facts": {},
            "answers": FINE,
            "outcome": "cleared",
        }
        | fields
    )


def drafted_plan(
    patient: Patient,
    by: User,
    *,
    targets: tuple[TargetContent, ...] = (KNEE_JOINT,),
    content: PlanContent = KNEE,
    protocol: ProtocolVersion | None = None,
    reasons: dict[str, str] | None = None,
) -> Plan:
    plan = plans.draft_plan(
        patient=patient,
        by=by,
        region=content.region,
        side=content.side,
        protocol=protocol,
        indication=content.indication,
    )
    version = plan.versions.get()
    plans.write_draft(
        version=version,
        revision=version.revision,
        by=by,
        content=content,
        targets=targets,
        reasons=reasons or {},
    )
    return plan


@transaction.atomic
def signed_plan(patient: Patient, by: User, *, on: date = TODAY, **draft: Any) -> Plan:
    """A plan under treatment, signed on `on`, sessions on the list, no consent yet."""
    plan = drafted_plan(patient, by, **draft)
    version = plan.versions.get()
    now = datetime(on.year, on.month, on.day, 15, tzinfo=UTC)
    PlanVersion.objects.filter(pk=version.pk).update(
        screening=screening(patient, by, run_at=now, run_on=on),
        signed_by=by,
        signed_at=now,
        signed_on=on,
    )
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.ACTIVE)
    plan.refresh_from_db()
    signing.put_sessions(plan, plan.versions.get(), on)
    return plan


def consented(plan: Plan, by: User, *, on: date = TODAY, **fields: Any) -> Consent:
    """Consent to everything the signed version injects, put on the plan."""
    version = plan.versions.filter(signed_at__isnull=False).latest("number")
    consent = Consent.objects.create(
        **{
            "patient": plan.patient,
            "physician": by,
            "text_version": "2026-1",
            "sites": sites_of(version),
            "substances": sorted(substances_of(version)),
            "risks": [risk.code for risk in risks_for(consent_context(version))],
            "statements": ["understands"],
            "understood": True,
            "own_goal": "Walk to the market",
            "signed_name": plan.patient.full_name,
            "signed_on": on,
            "signed_at": datetime(on.year, on.month, on.day, 16, tzinfo=UTC),
        }
        | fields
    )
    plan.consent = consent
    plan.save(update_fields=["consent"])
    return consent
