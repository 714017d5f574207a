"""Runs the contraindication rules and records what a physician decided about their findings.

A later screening of a patient supersedes the earlier ones of its kind: only the latest can be
decided on. Decisions carry over to it while nothing that they rest on changes; see `_carries_over`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.facts import gather
from patients.models import Finding, Patient, Screening
from patients.policy import clinic_policy
from patients.rules import (
    BY_ID,
    RULES_VERSION,
    Facts,
    Moment,
    Outcome,
    Override,
    PlanContext,
    Policy,
    screen,
)
from patients.verdicts import DECIDED, facts_of, is_latest, outcome_of, replay
from staff.capabilities import Capability
from staff.models import User, lock_unchanged

REASON_LENGTH = 20


@transaction.atomic
def run_screening(
    *,
    patient: Patient,
    kind: str,
    by: User,
    now: datetime,
    today: date,
    answers: Mapping[str, str],
    plan: PlanContext | None = None,
    policy: Policy | None = None,
) -> Screening:
    """Ask every rule about the chart as it is, and keep the verdict with all it was decided on.

    `kind` is one of Screening.Kind; `answers` are as `patients.facts.gather` takes them; `policy`
    is the clinic's unless given.
    Raises ValidationError when the answers do not fit or the record takes no screening.
    """
    # One screening at a time per patient: each must see the one before it.
    patient = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    _check_screenable(patient)
    policy = policy or clinic_policy()
    try:
        facts = gather(patient, today=today, answers=answers, plan=plan, moment=Moment(kind))
    except ValueError as error:
        raise ValidationError(f"This answer cannot be used: {error}") from error
    outcomes = [outcome for outcome in screen(facts, policy) if outcome.open]
    history = _History.of(patient, kind)
    screening = Screening(
        patient=patient,
        kind=kind,
        run_by=by,
        run_at=now,
        run_on=today,
        rules_version=RULES_VERSION,
        policy=policy.to_json(),
        facts=facts.to_json(),
        answers=dict(answers),
        previous=history.previous,
    )
    findings = [
        _finding(screening, outcome, history.decision(outcome, facts)) for outcome in outcomes
    ]
    screening.outcome = outcome_of(outcomes, findings)
    screening.full_clean()
    screening.save()
    for finding in findings:
        # Written by the engine, not typed: only the lengths can be wrong.
        finding.clean_fields(exclude=["screening", "decided_by"])
    Finding.objects.bulk_create(findings)
    _close_answered(history.previous, facts, {outcome.id for outcome in outcomes})
    return screening


def _check_screenable(patient: Patient) -> None:
    if patient.merged_into_id is not None:
        raise ValidationError("This record was merged into another one. Screen that one.")
    if patient.deceased_on is not None:
        raise ValidationError("This patient has died; no screening is run.")


def _finding(screening: Screening, outcome: Outcome, decision: Finding | None) -> Finding:
    finding = Finding(
        screening=screening,
        rule=outcome.id,
        tier=outcome.tier.value,
        verdict=outcome.verdict.value,
        evidence=outcome.evidence,
        evidence_on=outcome.evidence_on,
        resolve=outcome.resolve,
        trigger=outcome.trigger,
    )
    if decision is not None:
        finding.state = decision.state
        finding.decided_by_id = decision.decided_by_id
        finding.decided_at = decision.decided_at
        finding.reason = decision.reason
        finding.risk_discussed = decision.risk_discussed
        finding.valid_for = decision.valid_for
    return finding


@dataclass(frozen=True, slots=True)
class _Past:
    """One earlier screening with what was decided on it."""

    screening: Screening
    facts: Facts | None
    decisions: Mapping[str, Finding]


@dataclass(frozen=True, slots=True)
class _History:
    """The latest screening of a patient, and the latest one of the kind that is run now."""

    kind: str
    latest: _Past | None
    latest_of_kind: _Past | None

    @classmethod
    def of(cls, patient: Patient, kind: str) -> "_History":
        rows = Screening.objects.filter(patient=patient).prefetch_related("findings")
        latest = rows.first()
        same = latest if latest is None or latest.kind == kind else rows.filter(kind=kind).first()
        return cls(kind, _past(latest), _past(same))

    @property
    def previous(self) -> Screening | None:
        return self.latest.screening if self.latest else None

    def decision(self, outcome: Outcome, facts: Facts) -> Finding | None:
        """The decision on the same finding that still holds, or None."""
        past = self.latest
        if past is not None and Moment(past.screening.kind) not in outcome.rule.moments:
            # The latest screening did not put this question: the one that did counts.
            past = self.latest_of_kind
        earlier = past.decisions.get(outcome.id) if past is not None else None
        if past is None or earlier is None or not outcome.can_be_decided:
            return None
        holds = earlier.trigger == outcome.trigger and _carries_over(
            earlier, past, self.kind, facts
        )
        return earlier if holds else None


def _past(screening: Screening | None) -> _Past | None:
    if screening is None:
        return None
    decisions = {f.rule: f for f in screening.findings.all() if f.state in DECIDED}
    return _Past(screening, facts_of(screening), decisions)


def _carries_over(decision: Finding, past: _Past, kind: str, facts: Facts) -> bool:
    """Whether a decision on the same data still holds in this run.

    One for the whole plan holds for the places it was made for; made before there was a plan, it
    goes on into the plan. One for this session holds, besides, only for a repeat of the same kind
    on the same day: a session is one day.
    """
    if past.facts is None:
        return False
    if past.facts.plan is not None and not (
        facts.plan is not None and facts.plan.targets <= past.facts.plan.targets
    ):
        return False
    if decision.valid_for == Finding.Validity.PLAN:
        return True
    return past.screening.kind == kind and past.screening.run_on == facts.today


def _close_answered(previous: Screening | None, facts: Facts, still_open: Iterable[str]) -> None:
    """Mark findings of the screening before that newer data cleared. Its verdict stays."""
    if previous is None:
        return
    asked = [rule.id for rule in BY_ID.values() if facts.moment in rule.moments]
    previous.findings.filter(state=Finding.State.OPEN, rule__in=asked).exclude(
        rule__in=list(still_open)
    ).update(state=Finding.State.CLEARED)


@transaction.atomic
def override_finding(
    *,
    finding: Finding,
    by: User,
    now: datetime,
    reason: str,
    risk_discussed: bool,
    valid_for: str,
    revision: int | None = None,
) -> Finding:
    """Let treatment go ahead in spite of a finding, with the physician's reason.

    `valid_for` is one of Finding.Validity; `revision` is that of the screening the form was opened
    on. Raises ValidationError where the rule admits no override, the screening is not the latest
    any more, somebody decided already, or the reason is shorter than 20 characters.
    """
    screening, finding = _lock(finding, by, revision)
    outcome = _decidable(screening, finding)
    if outcome.override is Override.ACKNOWLEDGE:
        raise ValidationError("This caution needs no override: acknowledge it.", code="caution")
    if len(reason.strip()) < REASON_LENGTH:
        raise ValidationError(
            {
                "reason": f"Give the reason in at least {REASON_LENGTH} characters; "
                f"these are {len(reason.strip())}."
            }
        )
    finding.state = Finding.State.OVERRIDDEN
    finding.reason = reason.strip()
    finding.risk_discussed = risk_discussed
    finding.valid_for = valid_for
    return _decide(screening, finding, by, now)


@transaction.atomic
def acknowledge_finding(*, finding: Finding, by: User, now: datetime) -> Finding:
    """Confirm that a caution was seen. It holds for the plan, so that nobody is asked each session.

    Raises ValidationError where the rule wants more than that.
    """
    screening, finding = _lock(finding, by, None)
    outcome = _decidable(screening, finding)
    if outcome.override is not Override.ACKNOWLEDGE:
        raise ValidationError(
            "This finding needs a decision with a reason: override it.", code="not a caution"
        )
    finding.state = Finding.State.ACKNOWLEDGED
    finding.valid_for = Finding.Validity.PLAN
    return _decide(screening, finding, by, now)


def _lock(finding: Finding, by: User, revision: int | None) -> tuple[Screening, Finding]:
    """Screening and finding, locked; patient first, as `run_screening` does."""
    if not by.can(Capability.SCREEN):
        raise ValidationError("Only a physician decides on findings.", code="not a physician")
    screening = finding.screening
    Patient.objects.select_for_update(no_key=True).get(pk=screening.patient_id)
    if not is_latest(screening):
        raise ValidationError(
            "A newer screening replaced this one. Decide on the findings there.", code="superseded"
        )
    if revision is None:
        screening.refresh_from_db(fields=["revision"])
        revision = screening.revision
    locked: Screening = lock_unchanged(screening, revision)
    return locked, Finding.objects.select_for_update().get(pk=finding.pk)


def _decidable(screening: Screening, finding: Finding) -> Outcome:
    """The outcome behind the finding; ValidationError says why it cannot be decided."""
    if finding.state != Finding.State.OPEN:
        raise ValidationError(
            f"This finding is already decided: {finding.get_state_display().lower()}.",
            code="decided",
        )
    outcomes = replay(screening)
    outcome = next((o for o in outcomes or () if o.id == finding.rule), None)
    if outcome is None:
        raise ValidationError(
            "The rules changed since this screening. Screen again, then decide.", code="old rules"
        )
    if not outcome.can_be_decided:
        raise ValidationError(
            f"{outcome.rule.title}: no override is admitted. {finding.resolve}", code="absolute"
        )
    return outcome


def _decide(screening: Screening, finding: Finding, by: User, now: datetime) -> Finding:
    finding.decided_by = by
    finding.decided_at = now
    finding.full_clean()
    finding.save(
        update_fields=[
            "state", "decided_by", "decided_at", "reason", "risk_discussed", "valid_for",
        ]
    )  # fmt: skip
    screening.outcome = outcome_of(replay(screening) or (), screening.findings.all())
    screening.full_clean()
    screening.save(update_fields=["outcome", "revision", "changed_at"])
    return finding
