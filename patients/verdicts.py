"""Reads stored screenings: which one counts, whether it fits the chart, what each rule said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Case, Exists, F, JSONField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from patients.facts import gather
from patients.models import (
    Allergy,
    Finding,
    Medication,
    Patient,
    PrescriberDecision,
    PriorTreatment,
    Problem,
    Result,
    Screening,
    ScreeningPolicy,
    SpecialistNote,
)
from patients.models.screening import FindingQuerySet
from patients.policy import clinic_policy
from patients.rules import RULES_VERSION, Facts, Moment, Outcome, Policy, compare, overall, screen
from patients.rules.engine import Change

CHART = (Problem, Medication, Allergy, Result, PriorTreatment, SpecialistNote)
DECIDED = (Finding.State.OVERRIDDEN, Finding.State.ACKNOWLEDGED)


class Outdated(StrEnum):
    """Why a stored verdict does not hold any more."""

    RULES = "rules"
    POLICY = "policy"
    CHART = "chart"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The latest screening of a patient, None if there is none, and whether it fits the chart."""

    screening: Screening | None
    current: bool

    @property
    def cleared(self) -> bool:
        """Whether treatment may go ahead by what is on file; a stale verdict never says so."""
        return (
            self.current
            and self.screening is not None
            and self.screening.outcome == Screening.Outcome.CLEARED
        )


def verdict(patient: Patient, *, kind: str = "") -> Verdict:
    """The verdict that counts for `patient`, of one `kind` if given. At most eight queries."""
    latest = latest_screening(patient, kind=kind)
    if latest is None:
        return Verdict(None, current=False)
    return Verdict(latest, current=is_current(latest, facts_now(latest)))


def latest_screening(patient: Patient, *, kind: str = "") -> Screening | None:
    rows = Screening.objects.filter(patient=patient).select_related("patient", "run_by")
    return (rows.filter(kind=kind) if kind else rows).first()


def standing_outcome(patient: str) -> Subquery:
    """The last screening's outcome as far as it still stands; `patient` is the path to its id.

    "Allowed" becomes "needs physician" once an entry of the chart, a threshold or the rules changed
    after it. For lists and for the desk, in their own query; `verdict` compares fact by fact.
    """
    # The day and the clinic's clock do not matter here: what was stored after what.
    after = {"patient": OuterRef("patient"), "changed_at__gt": OuterRef("stored_at")}
    policy = Coalesce(
        Subquery(ScreeningPolicy.objects.values("values")[:1]),
        Value(Policy().to_json(), JSONField()),
    )
    changed = ~Q(rules_version=RULES_VERSION) | ~Q(policy=policy)
    for entries in CHART:
        changed |= Q(Exists(entries.objects.filter(**after)))
    changed |= Q(
        Exists(
            PrescriberDecision.objects.filter(
                medication__patient=OuterRef("patient"), entered_at__gt=OuterRef("stored_at")
            )
        )
    )
    rows = Screening.objects.filter(patient=OuterRef(patient)).order_by("-run_at", "-id")
    standing = Case(
        When(
            Q(outcome=Screening.Outcome.CLEARED) & changed,
            then=Value(Screening.Outcome.NEEDS_DECISION.value),
        ),
        default=F("outcome"),
    )
    return Subquery(rows.annotate(standing=standing).values("standing")[:1])


def is_latest(screening: Screening) -> bool:
    """Whether no later screening of the same kind replaced it."""
    newest = latest_screening(screening.patient, kind=screening.kind)
    return newest is not None and newest.pk == screening.pk


def replaced(path: str = "") -> Exists:
    """Like `not is_latest`, in SQL; `path` leads to the screening, with its "__"."""
    run_at = OuterRef(f"{path}run_at")
    return Exists(
        Screening.objects.filter(
            Q(run_at__gt=run_at) | Q(run_at=run_at, pk__gt=OuterRef(f"{path}pk")),
            patient=OuterRef(f"{path}patient"),
            kind=OuterRef(f"{path}kind"),
        )
    )


def facts_of(screening: Screening) -> Facts | None:
    """The facts that were stored with it; None if this version cannot read them any more."""
    try:
        return Facts.from_json(screening.facts)
    except ValueError:
        return None


def facts_now(screening: Screening) -> Facts | None:
    """The chart as it is now, looked at from the day of the screening and with its answers."""
    stored = facts_of(screening)
    if stored is None:
        return None
    return gather(
        screening.patient,
        today=screening.run_on,
        answers=screening.answers,
        plan=stored.plan,
        moment=Moment(screening.kind),
    )


def policy_of(screening: Screening) -> Policy | None:
    """The thresholds it ran with; None if this version does not admit them any more."""
    try:
        return Policy.from_json(screening.policy)
    except ValueError:
        return None


def is_current(screening: Screening, now: Facts | None) -> bool:
    """False when the chart, the rules or the clinic's thresholds changed since.

    The day itself does not count. `now` are the facts of `facts_now`. One query.
    """
    return outdated(screening, now) is None


def outdated(screening: Screening, now: Facts | None) -> Outdated | None:
    """Why the verdict is not current; None while it is. One query."""
    stored = facts_of(screening)
    if stored is None or screening.rules_version != RULES_VERSION:
        return Outdated.RULES
    if policy_of(screening) != clinic_policy():
        return Outdated.POLICY
    if now is None or stored != replace(now, today=stored.today):
        return Outdated.CHART
    return None


def replay(screening: Screening) -> tuple[Outcome, ...] | None:
    """Every rule's outcome, asked again on the stored facts with the stored thresholds.

    None if the rules changed since: today's rules cannot tell what those said.
    """
    facts, policy = facts_of(screening), policy_of(screening)
    if facts is None or policy is None or screening.rules_version != RULES_VERSION:
        return None
    return screen(facts, policy)


def outcome_behind(finding: Finding) -> Outcome | None:
    """What its rule answered; None if the rules changed since."""
    return next((o for o in replay(finding.screening) or () if o.id == finding.rule), None)


def awaiting_second() -> FindingQuerySet:
    """Overrides that still need another physician's signature, the oldest first.

    Those of a screening that a later one of its kind replaced need none any more.
    """
    return (
        Finding.objects.filter(~replaced("screening__"), state=Finding.State.AWAITING)
        .select_related("screening__patient", "decided_by")
        .order_by("decided_at", "id")
    )


def changes(before: Screening | None, after: tuple[Outcome, ...] | None) -> tuple[Change, ...]:
    """What `after` says differently than `before`; empty if they cannot be compared."""
    earlier = replay(before) if before is not None else None
    return compare(earlier, after) if earlier is not None and after is not None else ()


def decided_rules(findings: Iterable[Finding]) -> set[str]:
    """Ids of the rules that somebody overrode or acknowledged."""
    return {finding.rule for finding in findings if finding.state in DECIDED}


def outcome_of(outcomes: Iterable[Outcome], findings: Iterable[Finding]) -> Screening.Outcome:
    return Screening.Outcome(overall(outcomes, decided_rules(findings)).value)
