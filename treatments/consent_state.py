"""Whether the consent of a plan still holds for what the plan injects."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import prefetch_related_objects

from patients.models import Consent
from patients.policy import clinic_policy
from patients.rules import Policy
from patients.rules.readiness import consent_expires
from staff.templatetags.prolo import day
from treatments import anatomy
from treatments.consent_text import Context, risks_for
from treatments.consent_versions import words_of
from treatments.models import Plan, PlanVersion
from treatments.substances import substance_words, substances_of


class State(StrEnum):
    VALID = "valid"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_COVERED = "not covered"
    NO_GUARDIAN = "no guardian"


@dataclass(frozen=True, slots=True)
class ConsentState:
    """`words` is for the physician; `problem` is "" when sessions may be given under it."""

    state: State
    words: str

    @property
    def is_valid(self) -> bool:
        return self.state == State.VALID

    @property
    def problem(self) -> str:
        return "" if self.is_valid else self.words


def consent_state(
    plan: Plan, version: PlanVersion | None, *, today: date, policy: Policy
) -> ConsentState:
    """What the plan's consent is worth for `version` on `today`.

    It says what rule R35 says, and asks for a guardian's signature besides. No query if patient,
    consent and targets were fetched.
    """
    consent = plan.consent
    if consent is None:
        return ConsentState(State.MISSING, "No consent is recorded for this plan.")
    if consent.withdrawn_at is not None:
        return ConsentState(
            State.WITHDRAWN, "The patient withdrew the consent. Nothing may be injected."
        )
    if today > consent_expires(consent.signed_on, policy.consent_valid_months):
        months = policy.consent_valid_months
        age = "1 month" if months == 1 else f"{months} months"
        return ConsentState(
            State.EXPIRED,
            f"The consent of {day(consent.signed_on)} is more than {age} old. Record a new one.",
        )
    missing = [] if version is None else not_covered(consent, version)
    if missing:
        return ConsentState(
            State.NOT_COVERED,
            f"The consent does not cover: {', '.join(missing)}. Record a new one.",
        )
    if plan.patient.age_on(today) < policy.adult_age and not consent.guardian_signed:
        return ConsentState(
            State.NO_GUARDIAN,
            f"The patient is under {policy.adult_age} and no parent or guardian signed the "
            "consent. Record a new one.",
        )
    return ConsentState(State.VALID, f"Consent signed {day(consent.signed_on)}.")


def consent_problem(plan: Plan, *, today: date) -> str:
    """Why no session may be given under the plan's consent, in words; "" if it stands.

    Three queries besides the consent and the patient.
    """
    version = plan.signed_version()
    if version is not None:
        prefetch_related_objects([version], "targets")
    return consent_state(plan, version, today=today, policy=clinic_policy()).problem


def not_covered(consent: Consent, version: PlanVersion) -> list[str]:
    """Places and substances of the version that the patient did not consent to, in words.

    Where all are covered, risks that were not ticked because nothing brought them up then, such as
    another route or fluoroscopy. A risk that only a later text names asks nobody to sign again.
    """
    sites = [site for site in sites_of(version) if site not in consent.sites]
    substances = [
        substance_words(name)
        for name in sorted(substances_of(version))
        if name not in consent.substances
    ]
    return sites + substances or [
        f"the risk “{risk.wording.rstrip('.')}”"
        for risk in risks_for(consent_context(version))
        if risk.code not in consent.risks and risk.code in words_of(consent.text_version)
    ]


def sites_of(version: PlanVersion) -> list[str]:
    """Every place of the version as it reads in the consent; "both knees" are two places."""
    places = {
        (side, target.region)
        for target in version.targets.all()
        for side in (("left", "right") if target.side == "bilateral" else (target.side,))
    }
    return sorted(anatomy.describe(side, region) for side, region in places)


def consent_context(version: PlanVersion) -> Context:
    """What decides which risks and statements the patient is shown."""
    targets = list(version.targets.all())
    return Context(
        regions=frozenset(target.region for target in targets),
        routes=frozenset(target.route for target in targets),
        guidance=frozenset(target.guidance for target in targets),
        components=substances_of(version),
        evidence=version.protocol_version.evidence if version.protocol_version else "",
    )
