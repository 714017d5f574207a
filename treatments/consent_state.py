"""Whether the consent of a plan still holds for what the plan injects."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import prefetch_related_objects

from patients.models import Consent
from patients.policy import clinic_policy
from patients.rules.readiness import consent_expires
from staff.templatetags.prolo import day
from treatments import anatomy
from treatments.consent_text import Context
from treatments.library import COMPONENTS
from treatments.models import Plan, PlanVersion
from treatments.substances import substances_of


class State(StrEnum):
    VALID = "valid"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_COVERED = "not covered"


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
    consent: Consent | None, version: PlanVersion | None, *, today: date, valid_months: int
) -> ConsentState:
    """What `consent` is worth for `version` on `today`; says the same as rule R35.

    `valid_months` is the clinic's `consent_valid_months`. No query if the targets are prefetched.
    """
    if consent is None:
        return ConsentState(State.MISSING, "No consent is recorded for this plan.")
    if consent.withdrawn_at is not None:
        return ConsentState(
            State.WITHDRAWN, "The patient withdrew the consent. Nothing may be injected."
        )
    if today > consent_expires(consent.signed_on, valid_months):
        age = "1 month" if valid_months == 1 else f"{valid_months} months"
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
    return ConsentState(State.VALID, f"Consent signed {day(consent.signed_on)}.")


def consent_problem(plan: Plan, *, today: date) -> str:
    """Why no session may be given under the plan's consent, in words; "" if it stands.

    Three queries besides the consent.
    """
    version = plan.signed_version()
    if version is not None:
        prefetch_related_objects([version], "targets")
    months = clinic_policy().consent_valid_months
    return consent_state(plan.consent, version, today=today, valid_months=months).problem


def not_covered(consent: Consent, version: PlanVersion) -> list[str]:
    """Places and substances of the version that the patient did not consent to, in words."""
    sites = [site for site in sites_of(version) if site not in consent.sites]
    substances = [
        COMPONENTS.get(name, name)
        for name in sorted(substances_of(version))
        if name not in consent.substances
    ]
    return sites + substances


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
