"""Whether the consent of a plan still holds for what the plan injects."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import prefetch_related_objects

from patients.models import Consent
from staff.templatetags.prolo import day
from treatments import anatomy
from treatments.consent_text import Context
from treatments.context import substances_of
from treatments.library import COMPONENTS
from treatments.models import Plan, PlanVersion

# Rule R35: a consent older than this is asked for again.
VALID_YEARS = 1


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
    consent: Consent | None, version: PlanVersion | None, *, today: date
) -> ConsentState:
    """What `consent` is worth for `version` on `today`. No query if the targets are prefetched."""
    if consent is None:
        return ConsentState(State.MISSING, "No consent is recorded for this plan.")
    if consent.withdrawn_at is not None:
        return ConsentState(
            State.WITHDRAWN, "The patient withdrew the consent. Nothing may be injected."
        )
    if today > expires_on(consent):
        return ConsentState(
            State.EXPIRED,
            f"The consent of {day(consent.signed_on)} is more than 12 months old. "
            "Record a new one.",
        )
    missing = [] if version is None else not_covered(consent, version)
    if missing:
        return ConsentState(
            State.NOT_COVERED,
            f"The consent does not cover: {', '.join(missing)}. Record a new one.",
        )
    return ConsentState(State.VALID, f"Consent signed {day(consent.signed_on)}.")


def consent_problem(plan: Plan, *, today: date) -> str:
    """Why no session may be given under the plan's consent, in words; "" if it stands."""
    version = plan.signed_version()
    if version is not None:
        prefetch_related_objects([version], "targets")
    return consent_state(plan.consent, version, today=today).problem


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


def expires_on(consent: Consent) -> date:
    """The last day on which the consent holds."""
    signed = consent.signed_on
    last_day = 28 if (signed.month, signed.day) == (2, 29) else signed.day
    return signed.replace(year=signed.year + VALID_YEARS, day=last_day)
