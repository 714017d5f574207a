"""The patient's consent to a signed plan."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.actions.consent import Agreed, record_consent
from patients.models import Consent
from patients.signature import Signed, Understanding
from staff.models import User
from treatments import consent_text
from treatments.actions.signing import lock_open_plan
from treatments.consent_state import consent_context, sites_of
from treatments.models import Plan, PlanVersion
from treatments.substances import substances_of


@transaction.atomic
def consent_to_plan(
    *,
    plan: Plan,
    by: User,
    now: datetime,
    today: date,
    confirmed: Iterable[str],
    own_goal: str,
    understanding: Understanding,
    signed: Signed,
) -> Consent:
    """Record the patient's consent to the signed version and treat under it from now on.

    `confirmed` holds the codes of the risks and statements that were ticked; each one that
    applies to what is injected where must be among them.
    """
    plan = lock_open_plan(plan)
    version = plan.versions.filter(signed_at__isnull=False).prefetch_related("targets").first()
    if version is None:
        raise ValidationError("Sign the plan first: consent is given to a signed plan.")
    ticked = set(confirmed)
    consent = record_consent(
        patient=plan.patient,
        by=by,
        now=now,
        today=today,
        agreed=_agreed(version, ticked, own_goal),
        understood="understands" in ticked,
        understanding=understanding,
        signed=signed,
    )
    plan.consent = consent
    plan.revision += 1
    plan.full_clean()
    plan.save(update_fields=["consent", "revision", "changed_at"])
    return consent


def _agreed(version: PlanVersion, ticked: Collection[str], own_goal: str) -> Agreed:
    """What this version asks consent to; raises where a point that applies was not ticked."""
    context = consent_context(version)
    risks = [risk.code for risk in consent_text.risks_for(context)]
    statements = [statement.code for statement in consent_text.statements_for(context)]
    unticked = [code for code in (*risks, *statements) if code not in ticked]
    if unticked:
        raise ValidationError(dict.fromkeys(unticked, "Talk this point through and tick it."))
    return Agreed(
        text_version=consent_text.CONSENT_VERSION,
        sites=sites_of(version),
        substances=substances_of(version),
        risks=risks,
        statements=statements,
        own_goal=own_goal,
    )
